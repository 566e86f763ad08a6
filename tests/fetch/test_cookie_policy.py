"""Cookies across sites: SameSite, third parties and partitions, in each engine."""

from __future__ import annotations

import pytest

from cors_lab.fetch.cookie_policy import (
    POLICIES,
    CookiePolicy,
    document_context,
    fetch_context,
    visit_context,
)
from cors_lab.fetch.cookies import CookieJar
from cors_lab.fetch.url import URL, Origin, opaque_origin, parse_url

NOW = 1_800_000_000.0
ENGINES = ["chromium", "firefox", "webkit", "standard"]


def url(text: str) -> URL:
    parsed = parse_url(text)
    assert parsed is not None
    return parsed


class Profile:
    """A browser with one page open, reduced to its cookies."""

    def __init__(self, engine: str | CookiePolicy, page: str) -> None:
        self.policy = POLICIES[engine] if isinstance(engine, str) else engine
        self.jar = CookieJar(self.policy)
        self.page: Origin = url(page).origin

    def visit(self, address: str, line: str, initiator: str | None = None) -> str:
        source = url(initiator).origin if initiator else None
        return self.jar.store(
            line, url(address), visit_context(self.policy, [url(address)], source), NOW
        ).code

    def fetch(
        self, *addresses: str, store: str | None = None, top: str | None = None
    ) -> str | None:
        """The Cookie header of a credentialed fetch that was redirected along these addresses; the
        last server sets `store`.
        """
        urls = [url(address) for address in addresses]
        context = fetch_context(self.policy, urls, self.page, url(top).origin if top else None)
        header = self.jar.cookie_header(urls[-1], context, NOW)
        if store is not None:
            self.jar.store(store, urls[-1], context, NOW)
        return header

    def withheld(self, address: str) -> list[str]:
        context = fetch_context(self.policy, [url(address)], self.page)
        return [code for _, code in self.jar.retrieve(url(address), context, NOW)[1]]


def sent_by(page: str, api: str, line: str, way: str) -> str:
    """Initials of the engines that send the cookie to the API, after a visit or a fetch has
    set it.
    """
    senders = ""
    for engine in ENGINES:
        profile = Profile(engine, page)
        if way == "visit":
            profile.visit(api, line)
        else:
            profile.fetch(api, store=line)
        senders += engine[0] if profile.fetch(api) else ""
    return senders


@pytest.mark.parametrize(
    ("line", "fetched", "visited"),
    [
        ("k=1", "f", "w"),
        ("k=1; SameSite=bogus", "f", "w"),
        ("k=1; SameSite=Lax", "", ""),
        ("k=1; SameSite=Strict", "", ""),
        ("k=1; SameSite=None; Secure", "cfs", "cws"),
        ("k=1; SameSite=None", "", "w"),
        ("k=1; SameSite=None; Secure; Partitioned", "cfs", "ws"),
    ],
)
def test_cross_site(line: str, fetched: str, visited: str) -> None:
    assert sent_by("https://app.example", "https://api.example", line, "fetch") == fetched
    assert sent_by("https://app.example", "https://api.example", line, "visit") == visited


@pytest.mark.parametrize("way", ["fetch", "visit"])
@pytest.mark.parametrize(
    "attribute", ["", "; SameSite=Lax", "; SameSite=Strict", "; Secure; SameSite=None; Partitioned"]
)
def test_same_site_in_another_origin(attribute: str, way: str) -> None:
    assert (
        sent_by("https://app.example.com", "https://api.example.com", "k=1" + attribute, way)
        == "cfws"
    )


def test_http_page_and_https_api_are_one_site_only_for_some() -> None:
    assert (
        sent_by(
            "http://app.example.com", "https://api.example.com", "k=1; SameSite=Strict", "visit"
        )
        == "fw"
    )
    assert (
        sent_by(
            "http://app.example.com",
            "https://api.example.com",
            "k=1; SameSite=None; Secure",
            "visit",
        )
        == "cfws"
    )


def test_webkit_knows_no_sites_under_an_unlisted_suffix_when_it_stores() -> None:
    page, api = "https://app.site.test", "https://api.site.test"
    assert sent_by(page, api, "k=1; SameSite=Strict", "fetch") == "cfs"
    assert sent_by(page, api, "k=1; SameSite=Strict", "visit") == "cfws"
    assert sent_by(page, api, "k=1; Domain=site.test", "fetch") == "cfws"


@pytest.mark.parametrize(
    ("line", "code"),
    [("k=1; SameSite=Strict", "strict"), ("k=1; SameSite=Lax", "lax"), ("k=1", "unset")],
)
def test_a_withheld_cookie_names_its_same_site_value(line: str, code: str) -> None:
    profile = Profile("chromium", "https://app.example")
    profile.visit("https://api.example", line)
    assert profile.withheld("https://api.example") == [f"cookie-samesite-{code}"]


def test_a_cross_site_answer_cannot_set_a_same_site_cookie() -> None:
    profile = Profile("chromium", "https://app.example")
    api = url("https://api.example")
    context = fetch_context(profile.policy, [api], profile.page)
    assert (
        profile.jar.store("k=1; SameSite=Lax", api, context, NOW).code
        == "cookie-samesite-cross-site"
    )


def test_a_link_from_another_site_carries_lax_but_not_strict() -> None:
    jar = CookieJar(POLICIES["chromium"])
    api = url("https://api.example")
    typed, linked = (
        visit_context(jar.policy, [api]),
        visit_context(jar.policy, [api], url("https://app.example").origin),
    )
    for line in ("strict=1; SameSite=Strict", "lax=1; SameSite=Lax", "unset=1"):
        assert jar.store(line, api, linked, NOW).stored
    assert jar.cookie_header(api, typed, NOW) == "strict=1; lax=1; unset=1"
    assert jar.cookie_header(api, linked, NOW) == "lax=1; unset=1"


@pytest.mark.parametrize(
    ("engine", "header"), [("chromium", "k=1"), ("firefox", None), ("standard", None)]
)
def test_a_detour_over_another_site_makes_a_request_cross_site(
    engine: str, header: str | None
) -> None:
    profile = Profile(engine, "https://app.example")
    profile.visit("https://app.example", "k=1; SameSite=Strict")
    assert (
        profile.fetch("https://app.example/a", "https://api.example/b", "https://app.example/c")
        == header
    )
    assert profile.fetch("https://app.example/c") == "k=1"


def test_firefox_gives_a_third_party_one_jar_for_each_top_level_site() -> None:
    profile = Profile("firefox", "https://app.example")
    profile.visit("https://api.example", "k=visit")
    assert profile.fetch("https://api.example", store="k=app") is None
    assert profile.withheld("https://api.example") == ["cookie-other-partition"]
    profile.page = url("https://other.example").origin
    assert profile.fetch("https://api.example") is None
    profile.page = url("https://app.example").origin
    assert profile.fetch("https://api.example") == "k=app"


def test_a_secure_cookie_in_another_partition_protects_nothing() -> None:
    profile = Profile("firefox", "http://app.example")
    profile.fetch("https://api.example", store="k=1; Secure")
    assert profile.visit("http://api.example", "k=2") == "cookie-stored"


def test_partitioned_needs_secure_where_it_is_known() -> None:
    codes = [
        Profile(engine, "https://app.example").visit("https://api.example", "k=1; Partitioned")
        for engine in ENGINES
    ]
    assert codes == [
        "cookie-partitioned-insecure",
        "cookie-partitioned-insecure",
        "cookie-stored",
        "cookie-stored",
    ]


def test_partitioned_survives_where_third_parties_are_blocked() -> None:
    profile = Profile(POLICIES["chromium"]._replace(third_party="block"), "https://app.example")
    profile.visit("https://api.example", "visit=1; SameSite=None; Secure")
    profile.fetch("https://api.example", store="plain=1; SameSite=None; Secure")
    profile.fetch("https://api.example", store="chips=1; SameSite=None; Secure; Partitioned")
    assert profile.fetch("https://api.example") == "chips=1"
    assert profile.withheld("https://api.example") == ["cookie-third-party-blocked"]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_opaque_origin_is_cross_site_to_everyone_but_to_webkit(engine: str) -> None:
    profile = Profile(engine, "https://app.example")
    profile.visit("https://app.example", "k=1; SameSite=Lax")
    profile.page = opaque_origin()
    sent = profile.fetch("https://app.example", top="https://app.example")
    assert sent == ("k=1" if engine == "webkit" else None)
    assert profile.fetch("https://app.example", top="https://other.example") is None


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_what_comes_home_by_way_of_another_site_leaves_samesite_cookies_out_and_may_set_them(
    engine: str,
) -> None:
    policy, home = POLICIES[engine], url("https://api.example.com/x")
    chain = [url("https://other.test/x"), home]
    context = fetch_context(policy, chain, url("https://app.example.com/").origin)
    assert context.redirected
    jar = CookieJar(policy)
    assert jar.store("k=1; SameSite=Lax", home, context, 0).stored
    assert [reason for _, reason in jar.retrieve(home, context, 0)[1]] == [
        "cookie-samesite-redirect"
    ]


def test_a_framed_page_is_cross_site_to_itself() -> None:
    profile = Profile("chromium", "https://widget.example")
    profile.visit("https://widget.example", "k=1")
    assert profile.fetch("https://widget.example") == "k=1"
    assert profile.fetch("https://widget.example", top="https://app.example") is None
    frame = document_context(profile.policy, profile.page, url("https://app.example").origin)
    assert profile.jar.document_cookie(url("https://widget.example"), frame, NOW) == ""
