"""A small JSON API of notes, kept in memory. CORS is the business of the policy in front of it."""

from itertools import count

from flask import Flask, Response, abort, json, jsonify, request
from werkzeug.exceptions import HTTPException

from cors_lab.server.policy import Policy, PolicyFront


def create_app(policy: Policy | None = None) -> PolicyFront:
    """The API behind a policy, which can be replaced while it runs."""
    app = Flask(__name__)
    notes = {1: {"id": 1, "text": "Buy milk"}, 2: {"id": 2, "text": "Learn CORS"}}
    new_ids = count(3)

    @app.get("/notes")
    def list_notes() -> Response:
        return jsonify(list(notes.values()))

    @app.post("/notes")
    def add_note() -> tuple[Response, int, dict[str, str]]:
        text, id = text_of_body(), next(new_ids)
        notes[id] = {"id": id, "text": text}
        return jsonify(notes[id]), 201, {"Location": f"/notes/{id}"}

    @app.route("/notes/<int:id>", methods=["GET", "PUT", "PATCH", "DELETE"])
    def one_note(id: int) -> Response:
        if id not in notes:
            abort(404, f"There is no note {id}.")
        if request.method == "DELETE":
            del notes[id]
            return Response(status=204)
        if request.method in {"PUT", "PATCH"}:
            notes[id] = {"id": id, "text": text_of_body()}
        return jsonify(notes[id])

    app.register_error_handler(HTTPException, _error_as_json)
    app.after_request(_sorted_allow)
    return PolicyFront(app, policy)


def text_of_body() -> str:
    """The text of a note: `{"text": "..."}` as JSON, or any other body as it is."""
    if not request.is_json:
        return request.get_data(as_text=True)
    data = request.get_json(silent=True)
    if isinstance(data, dict) and isinstance(data.get("text"), str):
        return str(data["text"])
    return abort(400, 'Send JSON such as {"text": "Buy milk"}.')


def _error_as_json(error: HTTPException) -> Response:
    said = json.dumps({"error": error.description})
    return Response(said, error.code, error.get_headers(), mimetype="application/json")


def _sorted_allow(response: Response) -> Response:
    response.allow = sorted(response.allow)  # Flask's own order differs at each start
    return response
