"""Settings of what stands in front of an app: proxies, ingresses, gateways of one's own."""

from __future__ import annotations

from cors_lab.fixes.products.row import Product, Sign

BOTH = "If the app sends the headers too, they come twice: let only one of the two do it."
PROXIES = (
    Product(
        "traefik",
        "Traefik",
        "In the dynamic configuration; name the middleware (cors) in the router's list.",
        "https://doc.traefik.io/traefik/middlewares/http/headers/",
        """\
http:
  middlewares:
    cors:
      headers:
        accessControlAllowOriginList: [<<origin:json>>]
        accessControlAllowMethods: [<<methods:json>>]
        accessControlAllowHeaders: [<<headers:json>>]
        accessControlAllowCredentials: <<credentials>>
        accessControlMaxAge: 600
        addVaryHeader: true
""",
    ),
    Product(
        "ingress-nginx",
        "ingress-nginx (Kubernetes)",
        "Annotations of the Ingress.",
        "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors",
        """\
nginx.ingress.kubernetes.io/enable-cors: "true"
nginx.ingress.kubernetes.io/cors-allow-origin: "<<origin>>"
nginx.ingress.kubernetes.io/cors-allow-methods: "<<methods>>"
?headers|nginx.ingress.kubernetes.io/cors-allow-headers: "<<headers>>"
nginx.ingress.kubernetes.io/cors-allow-credentials: "<<credentials>>"
""",
        note="Credentials are on by default there, so the last line matters. " + BOTH,
    ),
    Product(
        "caddy",
        "Caddy",
        "In the Caddyfile, inside the site's block, above reverse_proxy or file_server.",
        "https://caddyserver.com/docs/caddyfile/directives/header",
        """\
@cors header Origin <<origin>>
@preflight {
	method OPTIONS
	header Origin <<origin>>
	header Access-Control-Request-Method *
}
header +Vary Origin
header @cors Access-Control-Allow-Origin <<origin>>
?credentials|header @cors Access-Control-Allow-Credentials true
header @preflight Access-Control-Allow-Methods "<<methods>>"
?headers|header @preflight Access-Control-Allow-Headers "<<headers>>"
respond @preflight 204
""",
        (Sign("Server", r"^Caddy"),),
        run="caddy",
        note=BOTH,
    ),
    Product(
        "haproxy",
        "HAProxy",
        "In the frontend (HAProxy 2.2 and later).",
        "https://docs.haproxy.org/2.6/configuration.html#4.2-http-after-response",
        """\
http-request set-var(txn.cors) bool(true) if { req.hdr(Origin) -m str <<origin>> }
acl page_asks var(txn.cors) -m bool
acl is_preflight req.hdr(Access-Control-Request-Method) -m found
http-request return status 204 if METH_OPTIONS page_asks is_preflight
http-after-response add-header Vary Origin
http-after-response set-header Access-Control-Allow-Origin <<origin>> if page_asks
?credentials|http-after-response set-header Access-Control-Allow-Credentials true if page_asks
http-after-response set-header Access-Control-Allow-Methods "<<methods>>" if page_asks
?headers|http-after-response set-header Access-Control-Allow-Headers "<<headers>>" if page_asks
""",
        run="haproxy",
    ),
    Product(
        "apache",
        "Apache",
        (
            "In the virtual host or in .htaccess; the modules headers, setenvif and rewrite "
            "have to be on."
        ),
        "https://httpd.apache.org/docs/2.4/mod/mod_headers.html",
        """\
SetEnvIf Origin "^<<origin:regex>>$" CORS_ORIGIN=$0
Header always merge Vary Origin
Header always set Access-Control-Allow-Origin "%{CORS_ORIGIN}e" env=CORS_ORIGIN
?credentials|Header always set Access-Control-Allow-Credentials true env=CORS_ORIGIN
Header always set Access-Control-Allow-Methods "<<methods>>" env=CORS_ORIGIN
?headers|Header always set Access-Control-Allow-Headers "<<headers>>" env=CORS_ORIGIN
RewriteEngine On
RewriteCond %{REQUEST_METHOD} =OPTIONS
RewriteCond %{HTTP:Access-Control-Request-Method} .
RewriteRule ^ - [R=204,L]
""",
        (Sign("Server", r"^Apache"),),
        run="apache2",
        note=BOTH,
    ),
    Product(
        "kong",
        "Kong",
        "In kong.yaml, as a plugin of the service or the route.",
        "https://developer.konghq.com/plugins/cors/",
        """\
plugins:
  - name: cors
    config:
      origins: [<<origin:json>>]
      methods: [<<methods:json>>]
      headers: [<<headers:json>>]
      credentials: <<credentials>>
      max_age: 600
""",
        (Sign("Via", r"\bkong/"), Sign("Server", r"^kong/"), Sign("X-Kong-Response-Latency", ".")),
        note=(
            "Leave preflight_continue off: then Kong answers OPTIONS itself, before any login "
            "plugin."
        ),
    ),
    Product(
        "envoy",
        "Envoy",
        (
            "The filter goes first into http_filters (before any login filter), the policy "
            "into the virtual host."
        ),
        "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/cors_filter",
        """\
http_filters:
  - name: envoy.filters.http.cors
    typed_config:
      "@type": type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors

typed_per_filter_config:
  envoy.filters.http.cors:
    "@type": type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy
    allow_origin_string_match:
      - exact: <<origin:json>>
    allow_methods: "<<methods>>"
    allow_headers: "<<headers>>"
    allow_credentials: <<credentials>>
    max_age: "600"
""",
        (Sign("Server", r"^(?:istio-)?envoy"), Sign("x-envoy-upstream-service-time", ".")),
    ),
)
