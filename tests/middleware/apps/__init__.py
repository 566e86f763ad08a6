"""One small API behind each CORS library, in good and bad configurations.

Each has GET and PUT /notes, GET /old (302 to /notes) and GET /broken (raises, or answers 500), and no other path. A Python module has
`CONFIGURATIONS` and `create(name)`; the others are started as programs, see tests/middleware/running.py. The configurations:

- defaults: the library with no option at all
- one_origin, allow_list: https://app.example, or that and https://admin.example, with credentials; as they should be
- any_with_credentials: whoever asks, with credentials
- regex: a pattern that was meant for https://app.example and its subdomains, with a dot that is any character and no anchors
- null: the allow-list with `null` on it
"""
