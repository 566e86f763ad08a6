"""A shop that takes orders from whoever asks. It knows nothing of CORS, and nothing of who may
order.
"""

from __future__ import annotations

from flask import Flask, Response, jsonify, request

from cors_lab.server.policy import Policy, PolicyFront


def create_app(policy: Policy | None = None) -> PolicyFront:
    """GET /orders lists, POST /orders orders what is in the body, DELETE /orders/<number> cancels;
    behind a policy.
    """
    app = Flask(__name__)
    orders: list[str] = []

    @app.get("/orders")
    def list_orders() -> Response:
        return jsonify(orders)

    @app.post("/orders")
    def order() -> tuple[Response, int]:
        orders.append(request.get_data(as_text=True))
        return jsonify(orders=len(orders)), 201

    @app.delete("/orders/<int:number>")
    def cancel(number: int) -> tuple[str, int]:
        if not 1 <= number <= len(orders):
            return "There is no such order.", 404
        del orders[number - 1]
        return "", 204

    return PolicyFront(app, policy)
