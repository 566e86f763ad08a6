"""django-cors-headers, first among the middleware."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import django
import django.conf  # not `settings` itself: doctest would look into it
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test.utils import override_settings
from django.urls import path

CONFIGURATIONS = {
    "defaults": {},
    "one_origin": {"CORS_ALLOWED_ORIGINS": ["https://app.example"], "CORS_ALLOW_CREDENTIALS": True},
    "allow_list": {"CORS_ALLOWED_ORIGINS": ["https://app.example", "https://admin.example"], "CORS_ALLOW_CREDENTIALS": True},
    "any_with_credentials": {"CORS_ALLOW_ALL_ORIGINS": True, "CORS_ALLOW_CREDENTIALS": True},
    "regex": {"CORS_ALLOWED_ORIGIN_REGEXES": ["https://.*app.example"], "CORS_ALLOW_CREDENTIALS": True},
    "null": {"CORS_ALLOWED_ORIGINS": ["https://app.example", "null"], "CORS_ALLOW_CREDENTIALS": True},
}
SETTINGS: dict[str, Any] = {
    "ALLOWED_HOSTS": ["*"],
    "ROOT_URLCONF": __name__,
    "MIDDLEWARE": ["corsheaders.middleware.CorsMiddleware", "django.middleware.common.CommonMiddleware"],
}


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("This route is broken on purpose.")


urlpatterns = [
    path("notes", lambda request: HttpResponse("[]")),
    path("old", lambda request: HttpResponseRedirect("/notes")),
    path("broken", _broken),
]


def create(name: str) -> Any:
    """A WSGI app. Django has one set of settings for a process: those of this app are in force while it answers, so one at a time."""
    if not django.conf.settings.configured:
        django.conf.settings.configure(INSTALLED_APPS=["corsheaders"], LOGGING_CONFIG=None)
        django.setup()
    logging.getLogger("django.request").disabled = True  # a route that is broken on purpose needs no traceback
    chosen = SETTINGS | CONFIGURATIONS[name]
    with override_settings(**chosen):
        application = get_wsgi_application()

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with override_settings(**chosen):
            return [b"".join(application(environ, start_response))]

    return app
