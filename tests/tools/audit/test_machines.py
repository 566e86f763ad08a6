"""The audit in CI: the formats that other tools read, the severity that fails a build, and
secrets from files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

import pytest

from cors_lab import serve
from cors_lab.tools.audit.machines import all_checks
from tests.tools.audit.apps import PAGE, Server, allowing
from tests.tools.audit.configurations import CONFIGURATIONS
from tests.tools.check.live import cors_lab

BY_NAME = {case.name: case for case in CONFIGURATIONS}
API = "http://127.0.0.1"


def audit(server: Any, *arguments: str) -> Any:
    with serve(server) as running:
        return cors_lab("audit", f"{running.url}/me", "--page", PAGE, "--rate", "0", *arguments)


def test_sarif_has_a_rule_for_each_finding_and_a_place_for_it() -> None:
    server = BY_NAME["methods with a space"].server
    told = json.loads(audit(server, "--format", "sarif", "--source", "main.py").stdout)
    assert told["version"] == "2.1.0"
    [run] = told["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert rules == set(all_checks())
    [result] = run["results"]
    assert (result["ruleId"], result["level"]) == ("allow-methods-invalid", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "main.py"
    assert "{" not in "".join(
        rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]
    )
    assert "< Access-Control-Allow-Methods: PUT DELETE" in result["properties"]["evidence"]


def test_junit_has_a_case_for_each_check_and_a_failure_for_each_finding() -> None:
    server = BY_NAME["Set-Cookie exposed"].server
    suite = xml.fromstring(audit(server, "--format", "junit").stdout)
    assert suite.tag == "testsuite"
    cases = {case.get("name"): case for case in suite}
    assert set(cases) == set(all_checks())
    failed = [name for name, case in cases.items() if case.find("failure") is not None]
    assert (failed, suite.get("failures")) == (["expose-forbidden"], "1")
    lenient = xml.fromstring(audit(server, "--format", "junit", "--fail-on", "high").stdout)
    assert lenient.get("failures") == "0"
    noted = next(case for case in lenient if case.get("name") == "expose-forbidden")
    assert noted.find("system-out") is not None


def test_what_a_server_sends_cannot_break_the_formats() -> None:
    server = Server(
        lambda *_: ("200 OK", [("Access-Control-Allow-Origin", "]]>\x85</failure><x a=\"&'`")])
    )
    suite = xml.fromstring(audit(server, "--format", "junit").stdout)
    assert {case.tag for case in suite} == {"testcase"}
    assert json.loads(audit(server, "--format", "sarif").stdout)["runs"][0]["results"]


@pytest.mark.parametrize(
    ("name", "fail_on", "code"),
    [
        ("Set-Cookie exposed", "low", 1),
        ("Set-Cookie exposed", "medium", 0),
        ("methods with a space", "medium", 1),
        ("methods with a space", "high", 0),
        ("any origin", "high", 1),
        ("any origin", "never", 0),
        ("Max-Age missing", "low", 0),
        ("Max-Age missing", "info", 1),
    ],
)
@pytest.mark.slow
def test_the_exit_code_is_that_of_fail_on(name: str, fail_on: str, code: int) -> None:
    for form in ("text", "json", "sarif", "junit"):
        result = audit(BY_NAME[name].server, "--fail-on", fail_on, "--format", form)
        assert result.exit_code == code


def test_secrets_come_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, cookie = tmp_path / "headers.txt", tmp_path / "cookie.txt"
    headers.write_text("Authorization: Bearer s3cr3t-token\n\nX-Tenant: 7\n", encoding="utf-8")
    cookie.write_text("sid=s3cr3t-cookie\n", encoding="utf-8")
    monkeypatch.setenv("CORS_LAB_HEADERS", "X-Api-Key: s3cr3t-key")
    server = allowing()
    result = audit(server, "-H", f"@{headers}", "--cookie", f"@{cookie}")
    assert result.exit_code == 0
    asked = [environ for environ in server.environs if "HTTP_COOKIE" in environ]
    assert asked
    assert {environ["HTTP_COOKIE"] for environ in asked} == {"sid=s3cr3t-cookie"}
    assert {environ["HTTP_AUTHORIZATION"] for environ in asked} == {"Bearer s3cr3t-token"}
    assert {environ["HTTP_X_TENANT"] for environ in asked} == {"7"}
    assert {environ["HTTP_X_API_KEY"] for environ in asked} == {"s3cr3t-key"}


def test_a_file_that_is_not_there_is_one_sentence() -> None:
    result = audit(allowing(), "-H", "@no/such/file")
    assert (result.exit_code, "-H @file: the file cannot be read" in result.stderr) == (2, True)


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override", "x-http-method"])
def test_a_get_that_means_delete_is_not_sent(name: str) -> None:
    server = allowing()
    result = audit(server, "-H", f"{name}: DELETE")
    assert result.exit_code == 2
    assert "changes the method on the server" in " ".join(result.stderr.split())
    assert server.asked == []
    assert audit(server, "-H", f"{name}: GET").exit_code == 0


def test_the_fix_is_code_for_the_framework_at_hand() -> None:
    text = audit(BY_NAME["methods with a space"].server, "--fix", "nginx").stdout
    assert f'add_header Access-Control-Allow-Origin "{PAGE}" always;' in text
    hinted = audit(BY_NAME["methods with a space"].server).stdout
    assert "--fix flask-cors (a guess, by Server: Werkzeug" in " ".join(hinted.split())


def test_a_port_that_browsers_block_is_no_clean_report() -> None:
    result = cors_lab("audit", "http://127.0.0.1:6000/me", "--rate", "0")
    assert result.exit_code == 2
    assert "no browser sends this request" in " ".join(result.stderr.split())
    assert "Nothing was found" not in result.output


@pytest.mark.parametrize("value", ["inf", "nan", "1e300", "0", "-1"])
def test_no_number_of_seconds_is_one_sentence(value: str) -> None:
    result = cors_lab("audit", f"{API}:1/", "--timeout", value)
    assert (result.exit_code, "Traceback" in result.output) == (2, False)


@pytest.mark.parametrize("value", ["inf", "nan", "1e-300", "-1"])
def test_no_rate_is_one_sentence(value: str) -> None:
    result = cors_lab("audit", f"{API}:1/", f"--rate={value}")
    assert (result.exit_code, "Traceback" in result.output) == (2, False)
    assert "--rate" in result.stderr
