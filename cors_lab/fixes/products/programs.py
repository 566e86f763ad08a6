"""Settings of servers that one installs and runs: models, databases, identity, notebooks."""

from __future__ import annotations

from cors_lab.fixes.products.row import Product, Sign, port

EVERYONE = "everyone"
NO_CREDENTIALS = "no-credentials"
PROGRAMS = (
    Product(
        "ollama",
        "Ollama",
        "In the environment of `ollama serve`, then restart it. Linux: sudo systemctl "
        "edit ollama, and under [Service] "
        'Environment="OLLAMA_ORIGINS=…". macOS: launchctl setenv OLLAMA_ORIGINS …. '
        "Windows: setx OLLAMA_ORIGINS ….",
        "https://github.com/ollama/ollama/blob/main/docs/faq.mdx",
        "OLLAMA_ORIGINS=<<origin>>\n",
        (port(11434),),
        limits=(NO_CREDENTIALS,),
        note=(
            "Several origins: with commas between. Ollama lets pages of this machine in by "
            "itself; name an extension by its whole id."
        ),
    ),
    Product(
        "lm-studio",
        "LM Studio",
        (
            "In a terminal; or in the app: Developer, Settings, Enable CORS. It lets every "
            "origin in."
        ),
        "https://lmstudio.ai/docs/cli/server-start",
        "lms server start --cors\n",
        (port(1234),),
        limits=(NO_CREDENTIALS, EVERYONE),
        note=(
            "Every page that you open can then use the model. Switch it off when you do not "
            "need it."
        ),
    ),
    Product(
        "vllm",
        "vLLM",
        "On the command line that starts it.",
        "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html",
        """\
vllm serve MODEL \\
?credentials|  --allow-credentials \\
  --allowed-methods '[<<methods:json>>]' \\
  --allowed-headers '[<<headers:json>>]' \\
  --allowed-origins '[<<origin:json>>]'
""",
        note="Without these vLLM lets every origin in.",
    ),
    Product(
        "elasticsearch",
        "Elasticsearch",
        "In elasticsearch.yml, then restart the node. Better: let your own server ask it.",
        "https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/networking-settings",
        """\
http.cors.enabled: true
http.cors.allow-origin: "<<origin>>"
http.cors.allow-methods: <<methods>>
http.cors.allow-headers: "<<headers:with:Content-Type, Content-Length>>"
http.cors.allow-credentials: <<credentials>>
""",
        (Sign("X-elastic-product", "."), port(9200)),
        note=(
            "Who can reach Elasticsearch can read and delete: keep its login on, and do not "
            "put its password into a page."
        ),
    ),
    Product(
        "couchdb",
        "CouchDB",
        "In local.ini, or in Fauxton: Configuration, CORS.",
        "https://docs.couchdb.org/en/stable/config/http.html#cross-origin-resource-sharing",
        """\
[chttpd]
enable_cors = true

[cors]
origins = <<origin>>
credentials = <<credentials>>
methods = <<methods>>
headers = <<headers:with:accept, authorization, content-type, origin, referer>>
""",
        (Sign("Server", r"^CouchDB"), port(5984)),
        comment=";",
    ),
    Product(
        "keycloak",
        "Keycloak",
        "In the admin console: Clients, your client, Settings, Web origins. As JSON of the client:",
        "https://www.keycloak.org/docs/latest/server_admin/",
        """\
{
  "clientId": "YOUR-CLIENT",
  "webOrigins": [<<origin:json>>]
}
""",
        (Sign("path", r"/realms/[^/]+/protocol/"),),
        note=(
            "`+` in that list stands for the origins of all valid redirect URIs. The login "
            "page itself is not for fetch(): navigate to it."
        ),
    ),
    Product(
        "jupyter-server",
        "Jupyter Server",
        ("In jupyter_server_config.py, then restart it. Pages send the token in Authorization."),
        "https://jupyter-server.readthedocs.io/en/latest/other/full-config.html",
        """\
c.ServerApp.allow_origin = "<<origin>>"
?credentials|c.ServerApp.allow_credentials = True
""",
        (Sign("Server", r"^TornadoServer"), port(8888)),
        run="jupyter_server",
        headers=frozenset({"accept", "content-type", "authorization", "x-xsrftoken"}),
    ),
)
