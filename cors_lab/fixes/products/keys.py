"""The keys that products' CORS settings have, and which words tell whose they are. Data only."""

from __future__ import annotations

# Key in lower case: the product ("": more than one has it) and the field.
KEYS: dict[str, tuple[str, str]] = {
    "allowedorigins": ("s3", "origins"),
    "allowedmethods": ("", "methods"),
    "allowedheaders": ("", "headers"),
    "exposeheaders": ("", "expose"),
    "maxageseconds": ("", "max_age"),
    "allowedorigin": ("s3", "origins"),
    "allowedmethod": ("", "methods"),
    "allowedheader": ("", "headers"),
    "supportcredentials": ("azure-functions", "credentials"),
    "cors": ("", "origins-of-azure"),
    "weborigins": ("keycloak", "origins"),
    "allowed_origins": ("", "origins"),
    "allowed_origins_patterns": ("laravel", "patterns"),
    "allowed_methods": ("", "methods"),
    "allowed_headers": ("", "headers"),
    "supports_credentials": ("laravel", "credentials"),
    "allow_credentials": ("", "credentials"),
    "alloworigins": ("api-gateway", "origins"),
    "allowmethods": ("", "methods"),
    "allowheaders": ("", "headers"),
    "allowcredentials": ("", "credentials"),
    "accesscontrolalloworigins": ("cloudfront", "origins"),
    "accesscontrolalloworiginlist": ("traefik", "origins"),
    "accesscontrolalloworiginlistregex": ("traefik", "patterns"),
    "accesscontrolallowmethods": ("", "methods"),
    "accesscontrolallowheaders": ("", "headers"),
    "accesscontrolallowcredentials": ("", "credentials"),
    "http.cors.allow-origin": ("elasticsearch", "origins"),
    "http.cors.allow-methods": ("elasticsearch", "methods"),
    "http.cors.allow-headers": ("elasticsearch", "headers"),
    "http.cors.allow-credentials": ("elasticsearch", "credentials"),
    "http.cors.enabled": ("elasticsearch", "enabled"),
    "nginx.ingress.kubernetes.io/cors-allow-origin": ("ingress-nginx", "origins"),
    "nginx.ingress.kubernetes.io/cors-allow-methods": ("ingress-nginx", "methods"),
    "nginx.ingress.kubernetes.io/cors-allow-headers": ("ingress-nginx", "headers"),
    "nginx.ingress.kubernetes.io/cors-allow-credentials": ("ingress-nginx", "credentials"),
    "nginx.ingress.kubernetes.io/enable-cors": ("ingress-nginx", "enabled"),
    "allow_origin_string_match": ("envoy", "origins"),
    "exact": ("envoy", "origins"),
    "prefix": ("envoy", "patterns"),
    "allow_methods": ("", "methods"),
    "allow_headers": ("", "headers"),
    "allowed-origins": ("spring", "origins"),
    "allowed-origin-patterns": ("spring", "patterns"),
    "allowed-methods": ("spring", "methods"),
    "allowed-headers": ("spring", "headers"),
    "allow-credentials": ("spring", "credentials"),
    "ollama_origins": ("ollama", "origins"),
    "minio_api_cors_allow_origin": ("minio", "origins"),
    "c.serverapp.allow_origin": ("jupyter-server", "origins"),
    "c.serverapp.allow_credentials": ("jupyter-server", "credentials"),
    "cors_allowed_origins": ("env", "origins"),
    "cors_allow_origins": ("env", "origins"),
    "cors_origins": ("env", "origins"),
    "cors_origin": ("env", "origins"),
    "allowed_origin": ("env", "origins"),
    "cors_allow_credentials": ("env", "credentials"),
    "cors_credentials": ("env", "credentials"),
    "cors_allow_headers": ("env", "headers"),
    "cors_allow_methods": ("env", "methods"),
}
# Keys too common to be trusted alone: they count where the text has this word.
COMMON: dict[str, tuple[str, str, str]] = {
    "origins": ("kong", "origins", "name: cors"),
    "methods": ("kong", "methods", "name: cors"),
    "headers": ("kong", "headers", "name: cors"),
    "credentials": ("kong", "credentials", "name: cors"),
    "origin": ("gcs", "origins", "maxageseconds"),
    "method": ("gcs", "methods", "maxageseconds"),
    "responseheader": ("gcs", "headers", "maxageseconds"),
    "enable_cors": ("couchdb", "enabled", "[cors]"),
}
IN_INI = {"kong": "couchdb"}  # the same keys under [cors]
# of R2, under "allowed"
IN_RULES = {"origins": "origins", "methods": "methods", "headers": "headers"}
# Words in the text that tell whose a key is that several products have.
TELLING = (
    ("cors.config{", ("api-gateway",), "gin"),
    ("cors.options{", ("s3",), "rs-cors"),
    ("allowcredentials", ("s3",), "spring"),
    ("supportcredentials", ("s3",), "azure-functions"),
    ("cors_headers", ("",), "cloudflare-access"),
    ("supports_credentials", ("",), "laravel"),
)
# Which of them take a star inside an origin (https://*.example.com) for a pattern.
PATTERNS = frozenset(
    {
        "s3",
        "r2",
        "ollama",
        "ingress-nginx",
        "cloudfront",
        "gcs",
        "minio",
        "laravel",
        "kong",
        "elasticsearch",
        "keycloak",
    }
)
# Which of them send the asking origin back where the list is a star.
ECHOING = frozenset({"minio", "s3", "r2"})
LABELS = {"nginx": "nginx", "env": "an environment file", "headers": "a list of headers"}
