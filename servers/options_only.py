"""The server of many a tutorial: CORS headers on the answer to OPTIONS and on no other. Orders are
taken, and nobody can read that.
"""

from __future__ import annotations

from flask import Flask, Response, jsonify, make_response, request


def create_app() -> Flask:
    """GET and POST /orders."""
    app, orders = Flask(__name__), []

    @app.route("/orders", methods=["GET", "POST", "OPTIONS"])
    def handle_orders() -> Response:
        if request.method == "OPTIONS":
            answer = make_response("", 204)
            answer.headers["Access-Control-Allow-Origin"] = "https://app.example"
            answer.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
            answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
            answer.headers["Access-Control-Allow-Credentials"] = "true"
            return answer
        if request.method == "POST":
            orders.append(request.get_json())
        return jsonify(orders)

    return app
