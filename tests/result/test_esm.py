import base64

import pytest

from cors_lab.display.esm import joined_esm


def written(tmp_path, **modules):
    paths = [tmp_path / f"{name}.js" for name in modules]
    for path, text in zip(paths, modules.values(), strict=True):
        path.write_text(text)
    return paths


def test_joined_modules_are_one_module_with_one_default_export(tmp_path, browser):
    part = "export const two = 2;\nexport function double(n) {\n  return n * two;\n}\n"
    whole = (
        'import {\n  double,\n} from "./part.js";\nimport { two } from '
        '"../views/part.js";\n\nexport default { four: double(two) };\n'
    )
    text = joined_esm(*written(tmp_path, part=part, whole=whole))
    assert "import" not in text
    assert text.count("export") == 1
    address = f"data:text/javascript;base64,{base64.b64encode(text.encode()).decode()}"
    page = browser.new_page()
    assert page.evaluate(
        "address => import(address).then((module) => [Object.keys(module), module.default.four])",
        address,
    ) == [
        ["default"],
        4,
    ]
    page.close()


def test_an_import_that_renames_is_refused(tmp_path):
    with pytest.raises(ValueError, match="renames cannot be joined"):
        joined_esm(*written(tmp_path, whole='import { a as b } from "./part.js";\n'))
