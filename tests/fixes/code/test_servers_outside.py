"""The copied servers for Express and nginx, run by node and nginx on loopback: they decide as the
policy they were copied from.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cors_lab.fixes.code import COPIES
from cors_lab.fixes.code.case import Case
from cors_lab.server.policy import Policy
from tests.fixes.code.cases import (
    METHODS,
    PAGE,
    POLICIES,
    ask,
    case,
    cors_headers,
    expected,
    memory,
    reference,
    requests,
    vary,
    verdict,
)
from tests.fixes.code.chance import USUAL, any_policy
from tests.fixes.code.programs import assert_serves
from tests.middleware import running

EXPRESS, NGINX = "Express (cors)", "nginx"
LISTEN = re.compile(r"^app\.listen\((\d+)\);$", re.MULTILINE)
needs_node = pytest.mark.skipif(bool(running.missing_node()), reason=running.missing_node())
needs_nginx = pytest.mark.skipif(bool(running.missing_nginx()), reason=running.missing_nginx())
policies = pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)


def port_printed(program: str) -> str:
    """The program, on a free port that it prints with its name."""
    said = "console.log(JSON.stringify({ [import.meta.url]: server.address().port }))"
    found, times = LISTEN.subn(f'const server = app.listen(0, "127.0.0.1", () => {said});', program)
    assert times == 1
    return found


@pytest.fixture(scope="module")
def express() -> Iterator[dict[tuple[str, str], str]]:
    """The base URL of every policy and method: all programs in one node, which starts in a fifth of
    a second.
    """
    texts = {
        (name, method): COPIES[EXPRESS](case(policy, method))
        for name, policy in POLICIES.items()
        for method in METHODS
    }
    with running.node_modules(
        {f"copy{number}": port_printed(text) for number, text in enumerate(texts.values())}
    ) as urls:
        yield {key: urls[f"copy{number}"] for number, key in enumerate(texts)}


@contextmanager
def nginx(policy: Policy, method: str = "PUT") -> Iterator[str]:
    with running.nginx(COPIES[NGINX](case(policy, method)).replace(":8000;", ":@PORT@;")) as url:
        yield url


def compare(
    server: str, policy: Policy, method: str, same_headers: bool, also_missing: bool = True
) -> None:
    for page, call in requests(method):
        if "url" in call and not also_missing:
            continue
        found, wanted = ask(server, page, call), expected(policy, page, call)
        assert verdict(found) == verdict(wanted), (page, call)
        if not repr(policy).isascii():  # node sends UTF-8, and says so in the copy
            continue
        assert vary(found) >= vary(wanted)
        if same_headers:
            assert cors_headers(found) == cors_headers(wanted)


@needs_node
@policies
def test_express_decides_as_its_policy(express, policy, request):
    name = request.node.callspec.id
    for method in METHODS:
        text = COPIES[EXPRESS](case(policy, method))
        compare(express[name, method], policy, method, "by hand" in text)
    assert memory(express[name, "PUT"]) == memory(reference(policy))


@needs_nginx
@policies
def test_nginx_decides_as_its_policy(policy):
    unusual = policy.preflight_status == 444 or "" in [
        getattr(policy, field) for field in ("allow_origin", "allow_methods", "max_age")
    ]
    for method in METHODS:
        with nginx(policy, method) as server:
            compare(
                server, policy, method, not unusual, also_missing=False
            )  # its one location is for all paths
            if method == "PUT":
                assert memory(server) == memory(reference(policy))


@needs_node
@settings(max_examples=4, deadline=None)
@given(chosen=st.lists(any_policy, min_size=10, max_size=10))
def test_express_decides_as_any_policy(chosen):
    chosen = [
        *chosen,
        *(dataclasses.replace(policy, **USUAL) for policy in chosen),
    ]  # the package takes more of these
    texts = [COPIES[EXPRESS](case(policy, "PUT")) for policy in chosen]
    with running.node_modules(
        {f"copy{number}": port_printed(text) for number, text in enumerate(texts)}
    ) as urls:
        for number, policy in enumerate(chosen):
            compare(urls[f"copy{number}"], policy, "PUT", "by hand" in texts[number])


@needs_nginx
@settings(max_examples=40, deadline=None)
@given(policy=any_policy)
def test_nginx_decides_as_any_policy(policy):
    with nginx(policy) as server:
        compare(server, policy, "PUT", same_headers=False, also_missing=False)


@needs_node
@pytest.mark.parametrize("policy", ["good", "echo everything", "not on errors"])
def test_express_answers_an_exception_as_the_policy_says(policy):
    text = COPIES[EXPRESS](case(POLICIES[policy], "GET")).replace(
        'response.send("ok")', "throw new Error()"
    )
    with running.node_modules({"broken": port_printed(text)}) as urls:
        assert ask(urls["broken"], PAGE, {}).fulfilled is POLICIES[policy].on_errors


@needs_nginx
@pytest.mark.parametrize("policy", ["good", "echo everything", "not on errors"])
def test_nginx_answers_an_error_as_the_policy_says(policy):
    text = COPIES[NGINX](case(POLICIES[policy], "GET")).replace('return 200 "ok"', "return 404")
    with running.nginx(text.replace(":8000;", ":@PORT@;")) as server:
        assert ask(server, PAGE, {}).fulfilled is POLICIES[policy].on_errors


SMALL = Policy(allow_origin=PAGE, allow_methods="patch")


def test_node_s_way_with_headers_beyond_ascii_is_said():
    assert "beyond ASCII as UTF-8" in COPIES[EXPRESS](case(POLICIES["not ASCII"], "GET"))
    assert "beyond ASCII" not in COPIES[EXPRESS](case(POLICIES["good"], "GET"))


@needs_node
def test_node_refuses_a_method_in_small_letters_and_the_copy_says_so():
    text = COPIES[EXPRESS](case(SMALL, "patch"))
    assert "Node's HTTP parser answers 400 to the method `patch`" in text
    with running.node_modules({"small": port_printed(text)}) as urls:
        result = ask(urls["small"], PAGE, {"method": "patch"})
    assert [exchange.response.status for exchange in result.exchanges] == [204, 400]


@needs_nginx
def test_nginx_refuses_a_method_in_small_letters_and_the_copy_says_so():
    assert "nginx answers 400 to the method `patch`" in COPIES[NGINX](case(SMALL, "patch"))
    with nginx(SMALL, "patch") as server:
        result = ask(server, PAGE, {"method": "patch"})
    assert [exchange.response.status for exchange in result.exchanges] == [204, 400]


def with_port(label: str, port: int) -> str:
    return COPIES[label](
        Case.of({"url": f"http://127.0.0.1:{port}/notes", "method": "PUT"}, POLICIES["good"], PAGE)
    )


@needs_node
def test_the_express_program_runs_as_it_stands(free_port):
    with running.node_folder({"server": with_port(EXPRESS, free_port)}) as folder:
        assert_serves(["node", str(folder / "server.mjs")], free_port)


@needs_nginx
def test_the_nginx_configuration_runs_as_it_stands(free_port, tmp_path):
    path = tmp_path / "nginx.conf"
    path.write_text(with_port(NGINX, free_port), encoding="utf-8")
    private = f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;"
    assert_serves(
        [
            str(running.nginx_binary()),
            "-c",
            str(path),
            "-e",
            f"{tmp_path}/error.log",
            "-g",
            private,
        ],
        free_port,
    )
