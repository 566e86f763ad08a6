"""The servers that the editor of lesson 06 begins with."""

from __future__ import annotations

APP = "https://app.example"
PLAIN = "from servers import practice\n\napp = practice.create_app()\n"
TOP = f"from flask import request\n{PLAIN}"
LIBRARY = f"from flask_cors import CORS\n{PLAIN}"
SERVERS = {
    "nothing about CORS": PLAIN,
    "headers on OPTIONS only": f"""{TOP}
@app.before_request
def preflight():
    if request.method == "OPTIONS":
        return "", 204, {{
            "Access-Control-Allow-Origin": "{APP}",
            "Access-Control-Allow-Methods": "POST, DELETE",
            "Access-Control-Allow-Headers": "Content-Type",
            "Access-Control-Allow-Credentials": "true",
        }}
""",
    "by hand": f"""{TOP}ALLOWED = {{"{APP}"}}

@app.after_request
def allow(response):
    response.vary.add("Origin")
    if request.headers.get("Origin") in ALLOWED:
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Access-Control-Allow-Methods"] = "DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response
""",
    "a guard that is in the way": f"""{TOP}
@app.before_request
def guard():
    if request.path == "/notes/1" and request.cookies.get("session") != "ada":
        return "Please log in.", 401

@app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "{APP}"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Access-Control-Allow-Methods"] = "DELETE"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    return response
""",
    "Flask-CORS, as it comes": f"{LIBRARY}CORS(app)\n",
    "Flask-CORS, told what we mean": f"""{LIBRARY}
pages = ["{APP}", "https://admin.example"]
CORS(app, origins=pages, supports_credentials=True)
""",
    "Flask-CORS that trusts everyone": f"{LIBRARY}CORS(app, supports_credentials=True)\n",
}
