"""Policies by chance: each field at its usual values, at the mistakes that are made, or any text
that a header can hold.
"""

from __future__ import annotations

from hypothesis import strategies as st

from cors_lab.server.policy import ECHO, SAME, Policy
from tests.fixes.code.cases import PAGE

text = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=12
).map(str.strip)
origins = (
    st.sampled_from(
        [
            None,
            PAGE,
            "*",
            ECHO,
            f"{PAGE}/",
            "null",
            "https://App.example",
            (PAGE, PAGE),
            ("*", ECHO),
            "",
        ]
    )
    | text
)
credentials = st.sampled_from([None, "true", "true", "True", ("true", "true")]) | text
names = st.sampled_from(
    [
        None,
        "X-Demo",
        "Content-Type",
        "content-type, x-demo",
        "Authorization, Content-Type",
        "*",
        ECHO,
        "*, x-demo",
        "",
    ]
)
any_policy = st.builds(
    Policy,
    allow_origin=origins,
    allow_credentials=credentials,
    allow_methods=st.sampled_from(
        [None, "PUT", "PUT, DELETE", "put", "*", ECHO, "PUT DELETE", "", ("PUT", "DELETE")]
    )
    | text,
    allow_headers=names | text,
    max_age=st.sampled_from([None, 0, 600, "-1", "junk"]) | text,
    expose_headers=st.sampled_from([None, "X-Total", "*", "X-A, X-B", "X-A X-B"]) | text,
    vary=st.sampled_from([None, "Origin", "Accept", "*"]) | text,
    preflight_status=st.integers(200, 599).filter(
        lambda status: status != 421
    ),  # after which a browser asks once more
    answer_preflight=st.booleans(),
    on_preflight=st.booleans(),
    on_response=st.booleans(),
    on_errors=st.booleans(),
    preflight_allow_origin=st.just(SAME) | origins,
    preflight_allow_credentials=st.just(SAME) | credentials,
)
USUAL = {
    "preflight_status": 204,
    "preflight_allow_origin": SAME,
    "preflight_allow_credentials": SAME,
}
USUAL |= dict.fromkeys(("answer_preflight", "on_preflight", "on_response", "on_errors"), True)
