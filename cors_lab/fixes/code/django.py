"""The server's side in Django: with django-cors-headers, and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cors_lab.fetch.numbers import whole_number
from cors_lab.fixes.code.by_hand import (
    INSTALL,
    Line,
    comments,
    lines,
    method,
    port,
    remarks,
    route,
    sends_nothing,
)
from cors_lab.fixes.code.native import tokens, why_by_hand
from cors_lab.fixes.code.quoting import indented, python
from cors_lab.server.policy import ECHO

if TYPE_CHECKING:
    from cors_lab.fixes.code.case import Case
    from cors_lab.server.policy import Policy

PROGRAM = """\
from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for this example",
{settings})
{middleware}

def answer(request):  # {method}
    return HttpResponse("ok")


urlpatterns = [path({path}, answer)]
application = get_wsgi_application()

if __name__ == "__main__":
    execute_from_command_line([__file__, "runserver", "--noreload", "{port}"])
"""
LIBRARY = """\
    INSTALLED_APPS=["corsheaders"],
    MIDDLEWARE=["corsheaders.middleware.CorsMiddleware"],  # before everything that may answer
"""
BY_HAND = """\
    MIDDLEWARE=[f"{__name__}.cors"],  # before everything that may answer
"""
MIDDLEWARE = """

def cors(get_response):
    def middleware(request):
        asks = "Origin" in request.headers and "Access-Control-Request-Method" in request.headers
        if request.method == "OPTIONS" and asks:  # a preflight
{preflight}        response = get_response(request)
{response}        return response

    return middleware
"""
PREFLIGHT = """\
            response = HttpResponse(status={status})
{added}            return response
"""
LEFT_TO_THE_APP = """\
            return get_response(request)
"""
JOINED = (
    "Django sends one line of each header: several values stand in one, with commas. Browsers read"
    " both alike."
)


def django_project(case: Case) -> str:
    """A Django project in one file with django-cors-headers, or by hand where that cannot do what
    the policy does.
    """
    policy, reasons = case.policy, why_by_hand("django-cors-headers", case.policy)
    if not reasons:
        options = "".join(f"    {name}={value},\n" for name, value in _options(policy).items())
        return _program(case, remarks(policy), LIBRARY + options, "")
    found = remarks(policy, "django-cors-headers", reasons)
    if sends_nothing(policy):
        return _program(case, found, "", "")
    joined = any(
        len(values) > 1
        for answer in ("preflight", "response")
        for values in _by_name(policy, answer).values()
    )
    middleware = MIDDLEWARE.format(preflight=_preflight(policy), response=_response(policy))
    return _program(case, [*found, JOINED] if joined else found, BY_HAND, middleware)


def _program(case: Case, found: list[str], settings: str, middleware: str) -> str:
    if "corsheaders" in settings:
        packages = "django django-cors-headers"
    else:
        packages = "django"
    return comments([INSTALL.format(packages), *found]) + PROGRAM.format(
        settings=settings,
        middleware=middleware,
        method=method(case),
        path=python(route(case).removeprefix("/")),
        port=port(case),
    )


def _preflight(policy: Policy) -> str:
    if not policy.answer_preflight:
        return LEFT_TO_THE_APP
    return PREFLIGHT.format(status=policy.preflight_status, added=_adding(policy, "preflight", 12))


def _response(policy: Policy) -> str:
    if policy.on_errors or not lines(policy, "response"):
        return _adding(policy, "response", 8)
    return f"        if response.status_code < 400:\n{_adding(policy, 'response', 12)}"


def _adding(policy: Policy, answer: str, by: int) -> str:
    return "".join(
        f"{indented(_set(name, found, answer), by)}\n"
        for name, found in _by_name(policy, answer).items()
    )


def _by_name(policy: Policy, answer: str) -> dict[str, list[Line]]:
    found = lines(policy, answer)
    return {line.name: [one for one in found if one.name == line.name] for line in found}


def _set(name: str, found: list[Line], answer: str) -> str:
    if all(line.asked is None for line in found):
        return f"response[{python(name)}] = {python(', '.join(line.value for line in found))}"
    if len(found) > 1:
        values = ", ".join(
            f"request.headers.get({python(line.asked)})" if line.asked else python(line.value)
            for line in found
        )
        return f'response[{python(name)}] = ", ".join(filter(None, [{values}]))'
    asked, condition = python(found[0].asked), found[0].condition(answer)
    added = f"response[{python(name)}] = request.headers[{asked}]"
    if condition:
        return f"if {asked} in request.headers:\n    {added}"
    return added


def _options(policy: Policy) -> dict[str, str]:
    origins = {
        "*": {"CORS_ALLOW_ALL_ORIGINS": "True"},
        ECHO: {"CORS_ALLOWED_ORIGIN_REGEXES": '[r".*"]'},
    }
    options = origins.get(
        str(policy.allow_origin), {"CORS_ALLOWED_ORIGINS": python([policy.allow_origin])}
    )
    options |= {"CORS_ALLOW_CREDENTIALS": "True"} if policy.allow_credentials else {}
    options |= {
        "CORS_ALLOW_METHODS": python(tokens(policy.allow_methods)),
        "CORS_ALLOW_HEADERS": python(tokens(policy.allow_headers)),
    }
    options |= (
        {"CORS_EXPOSE_HEADERS": python(tokens(policy.expose_headers))}
        if policy.expose_headers
        else {}
    )
    # without this one it would send a day
    return options | {"CORS_PREFLIGHT_MAX_AGE": str(whole_number(str(policy.max_age or 0)))}
