"""The servers of the clinic as source code, sound and sick."""

from __future__ import annotations

BASE = """from flask import Flask, abort, jsonify, redirect, request
from flask_cors import CORS

app = Flask("clinic")


@app.route("{path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def {view}():
    return jsonify(["{item}"])
"""
LISTED = """
ALLOWED = {{{allowed}}}


@app.after_request
def allow(response):
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin in ALLOWED:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "{credentials}"
        response.headers["Access-Control-Allow-Methods"] = "{methods}"
        response.headers["Access-Control-Allow-Headers"] = "{headers}"
    return response
"""
ALWAYS = """

@app.after_request
def allow(response):
    response.headers["Access-Control-Allow-Origin"] = "{origin}"
    response.headers["Access-Control-Allow-Methods"] = "{methods}"
    response.headers["Access-Control-Allow-Headers"] = "{headers}"
{more}    return response
"""
BY_LIBRARY = "\nCORS(app, {settings})\n"
IN_THE_VIEW = """from flask import Flask, jsonify, request

app = Flask("clinic")


@app.route("{path}", methods={verbs})
def {view}():
    response = jsonify(["{item}"])
    response.headers["Access-Control-Allow-Origin"] = "{page}"
    response.headers["Access-Control-Allow-Headers"] = "content-type"
    return response
"""
ON_OPTIONS = """from flask import Flask, jsonify, request

app = Flask("clinic")


@app.route("{path}", methods=["GET", "POST", "PUT", "PATCH", "OPTIONS"])
def {view}():
    if request.method == "OPTIONS":
        response = app.make_response(("", {status}))
        response.headers["Access-Control-Allow-Origin"] = "{page}"
        response.headers["Access-Control-Allow-Methods"] = "POST, PUT, PATCH"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return response
    return jsonify(["{item}"])
"""
GUARD = """

@app.before_request
def guard():
    if {condition}"Authorization" not in request.headers:
        abort({status})
"""
BROKEN = """from flask import Flask, jsonify, request

app = Flask("clinic")


@app.route("{path}")
def {view}():
    response = jsonify(["{item}"])
    response.headers["Access-Control-Allow-Origin"] = "{page}"
    return response


@app.route("{path}/missing")
def missing():
    return jsonify(error="{item}"), {status}
"""
HIDDEN = """

@app.after_request
def count(response):
    response.headers["{header}"] = "3"
{more}    return response
"""
CACHED = """from flask import Flask, jsonify, request

app = Flask("clinic")


@app.route("{path}")
def {view}():
    response = jsonify(["{item}"])
    response.headers["Cache-Control"] = "max-age={seconds}"
{vary}    if request.headers.get("Origin") == "{page}":
        response.headers["Access-Control-Allow-Origin"] = "{page}"
    return response
"""
LOGGED_IN = """from flask import Flask, abort, jsonify, request

app = Flask("clinic")


@app.route("{path}")
def {view}():
    if "session" not in request.cookies:
        abort(401)
    return jsonify(["{item}"])


@app.route("/login", methods=["GET", "POST"])
def login():
    response = jsonify(ok=True)
    response.set_cookie("session", "ada", httponly=True{more})
    return response
"""
LEAVES = """from flask import Flask, jsonify, redirect, request

app = Flask("clinic")


@app.route("{path}")
def {view}():
    if "session" not in request.cookies:
        return {answer}
    return jsonify(["{item}"])
"""
REFLECTS = """

@app.after_request
def allow(response):
    origin = request.headers.get("Origin", "")
    response.vary.add("Origin")
    if {condition}:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
"""
