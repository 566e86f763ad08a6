"""A server tells the time of whoever started it, so that a browser whose clock was moved meets one
of its own time.
"""

import http.client

from cors_lab import Browser, serve
from tests.server.test_loopback import saying


def date_of(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/")
    date = connection.getresponse().headers.get_all("Date")
    connection.close()
    return date


def test_the_date_is_the_clocks_and_stands_there_once():
    clock = [0.0]
    with serve(saying("api"), now=lambda: clock[0]) as server:
        assert date_of(server) == ["Thu, 01 Jan 1970 00:00:00 GMT"]
        clock[0] = 86400
        assert date_of(server) == ["Fri, 02 Jan 1970 00:00:00 GMT"]


def test_what_a_server_of_the_profiles_time_sends_after_hours_is_fresh():
    browser = Browser()
    page = browser.open("https://app.example")

    def app(environ, start_response):
        start_response(
            "200 OK", [("Cache-Control", "max-age=60"), ("Access-Control-Allow-Origin", "*")]
        )
        return [b"hello"]

    with serve(app, name="https://api.example", now=lambda: browser.now):
        browser.advance(7200)
        assert len(page.fetch("https://api.example/").exchanges) == 1
        assert page.fetch("https://api.example/").exchanges == ()
