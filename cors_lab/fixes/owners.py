"""Whose server is it, and who added that header: what a page's author can change, and what
only others can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cors_lab.fetch.url import is_ip_address, is_local, parse_url, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterable


class Service(NamedTuple):
    """An API that belongs to someone else: the end of its host name, its name, and what its
    makers say about browsers.
    """

    host: str
    name: str
    says: str = ""


SERVICES = (
    Service("api.openai.com", "OpenAI"),
    Service(
        "api.anthropic.com",
        "Anthropic",
        "It answers a browser only with the header "
        "`anthropic-dangerous-direct-browser-access: true`, meant for pages whose users "
        "bring "
        "their own keys.",
    ),
    Service("generativelanguage.googleapis.com", "Google"),
    Service("api.mistral.ai", "Mistral"),
    Service("api.groq.com", "Groq"),
    Service("api.deepseek.com", "DeepSeek"),
    Service(
        "slack.com",
        "Slack",
        "Its Web API takes a token as a form field `token`, which needs no preflight.",
    ),
    Service("hooks.slack.com", "Slack", "A webhook's URL is a secret: anyone who has it can post."),
    Service("api.notion.com", "Notion"),
    Service(
        "api.stripe.com",
        "Stripe",
        "In the browser use Stripe.js; the API with its secret key is for servers.",
    ),
    Service("api.twilio.com", "Twilio"),
    Service("api.sendgrid.com", "SendGrid"),
    Service("api.mailgun.net", "Mailgun"),
    Service("api.hubapi.com", "HubSpot"),
    Service("api.linkedin.com", "LinkedIn"),
    Service("api.twitter.com", "X"),
    Service("api.x.com", "X"),
    Service("discord.com", "Discord"),
    Service("api.telegram.org", "Telegram"),
    Service("graph.facebook.com", "Meta"),
    Service("api.instagram.com", "Meta"),
    Service("api.airtable.com", "Airtable"),
    Service(
        "api.github.com",
        "GitHub",
        "It does allow other origins; look for a header that it does not know, or a redirect.",
    ),
    Service(
        "github.com",
        "GitHub",
        (
            "Its login and its OAuth token endpoint are not for fetch(): exchange the code on "
            "your server."
        ),
    ),
    Service(
        "accounts.google.com", "Google", "A login is not for fetch(): let the page navigate there."
    ),
    Service("oauth2.googleapis.com", "Google"),
    Service(
        "maps.googleapis.com",
        "Google",
        "In the browser use the Maps JavaScript API; the web services are for servers.",
    ),
    Service(
        "script.google.com",
        "Google",
        ("An Apps Script web app answers with a redirect; send a simple request (no own headers)."),
    ),
    Service(
        "login.microsoftonline.com",
        "Microsoft",
        "Register the page's URL as a redirect URI of type single-page application.",
    ),
    Service("graph.microsoft.com", "Microsoft"),
    Service("appleid.apple.com", "Apple"),
    Service("api.spotify.com", "Spotify"),
    Service("api.paypal.com", "PayPal"),
    Service("api.zoom.us", "Zoom"),
    Service("api.atlassian.com", "Atlassian"),
    Service("atlassian.net", "Atlassian"),
    Service("zendesk.com", "Zendesk"),
    Service(
        "myshopify.com",
        "Shopify",
        "The Storefront API is made for pages; the Admin API is for servers.",
    ),
    Service("salesforce.com", "Salesforce", "An admin can add the page under Setup, CORS."),
    Service("api.cloudflare.com", "Cloudflare"),
    Service("api.digitalocean.com", "DigitalOcean"),
    Service("query1.finance.yahoo.com", "Yahoo"),
    Service("api.yelp.com", "Yelp"),
    Service("www.alphavantage.co", "Alpha Vantage"),
)
NOT_YOURS = (
    "{host} is {name}'s server, not yours, so its headers are not yours to set. Call it "
    "from your own back end, keep the key there (in a "
    "page everyone can read it), and let the page ask your server."
)
PERHAPS = (
    "Is {host} yours? If not, its headers are not yours to set: call it from your own "
    "back end, keep the key there, and let the page ask "
    "your server."
)


class Adder(NamedTuple):
    """Who adds a request header that no author wrote: the names (a `*` at the end: any such
    beginning), who, and what to do.
    """

    names: tuple[str, ...]
    who: str
    advice: str


_TRACING = "keep it to your own hosts ({own}), or let your server allow it"
ADDERS = (
    Adder(
        ("traceparent", "tracestate", "baggage"),
        "a tracing library (OpenTelemetry, Sentry, Datadog, Application Insights)",
        _TRACING.format(
            own=(
                "OpenTelemetry: propagateTraceHeaderCorsUrls; Sentry: tracePropagationTargets; "
                "Datadog: allowedTracingUrls"
            )
        ),
    ),
    Adder(("sentry-trace",), "Sentry", _TRACING.format(own="tracePropagationTargets")),
    Adder(("x-datadog-*",), "Datadog RUM", _TRACING.format(own="allowedTracingUrls")),
    Adder(("newrelic",), "New Relic", _TRACING.format(own="distributed_tracing.allowed_origins")),
    Adder(
        ("b3", "x-b3-*", "uber-trace-id"),
        "a tracing library (Zipkin, Jaeger)",
        _TRACING.format(own="its list of URLs"),
    ),
    Adder(
        ("x-requested-with",),
        (
            "an older library or its defaults (jQuery on its own origin, Prototype, Dojo, "
            "AngularJS settings)"
        ),
        "remove it from the library's default headers: no server needs it for CORS",
    ),
    Adder(
        ("x-xsrf-token", "x-csrf-token", "x-csrftoken"),
        "a CSRF interceptor (Angular, axios, Laravel's bootstrap file, Rails UJS)",
        "send it to your own server only, or let the server allow it",
    ),
    Adder(("x-stainless-*",), "the OpenAI or Anthropic SDK", "call the API from your back end"),
    Adder(
        ("x-client-info", "apikey", "x-supabase-api-version"),
        "the Supabase client",
        "let the function's corsHeaders list it",
    ),
    Adder(("x-amz-*", "amz-sdk-*"), "an AWS SDK", "let the bucket's AllowedHeaders list it"),
    Adder(
        ("cache-control", "pragma", "expires", "if-modified-since"),
        "a no-cache setting of the library",
        'use cache: "no-store"',
    ),
    Adder(
        ("access-control-allow-*",),
        "code that mistakes it for a request header",
        "take it out of the page: Access-Control-Allow-… are for the server to send",
    ),
    Adder(("ngrok-skip-browser-warning",), "a workaround for ngrok", "let the server allow it"),
)


def service_at(url: str) -> Service | None:
    """The well-known service that this URL belongs to."""
    parsed = parse_url(url)
    host = parsed.host if parsed else ""
    return next(
        (each for each in SERVICES if host == each.host or host.endswith(f".{each.host}")), None
    )


def foreign(url: str, page: str = "") -> str:
    """That this server is someone else's, in a sentence, or the question whether it is; ""
    where it seems to be the page's own.
    """
    service, parsed = service_at(url), parse_url(url)
    if service is not None and parsed is not None:
        return f"{NOT_YOURS.format(host=parsed.host, name=service.name)} {service.says}".strip()
    own = parse_url(page)
    if (
        parsed is None
        or is_local(parsed.host)
        or is_ip_address(parsed.host)
        or not parsed.host.startswith(("api.", "auth.", "login."))
    ):
        return ""
    if own is not None and registrable_domain(own.host) == registrable_domain(parsed.host):
        return ""
    return PERHAPS.format(host=parsed.host)


def who_adds(name: str) -> Adder | None:
    """Who usually adds this request header; None where that is not known."""
    low = name.lower()
    for adder in ADDERS:
        for pattern in adder.names:
            if low == pattern or (pattern.endswith("*") and low.startswith(pattern[:-1])):
                return adder
    return None


def added_by_others(names: Iterable[str]) -> str:
    """A sentence on who adds these headers, and how to keep them away; "" where none is known."""
    told = []
    for name in names:
        adder = who_adds(name)
        if adder is not None:
            told.append(f"{name} is added by {adder.who}: {adder.advice}.")
    return " ".join(told)
