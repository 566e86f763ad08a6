"""A window of WebKitGTK that obeys lines of JSON: run by the system's Python, which has PyGObject.
Started by `webkit.py`.

Commands come in on standard input, answers go out on a file descriptor, console lines on standard
output. Arguments: profile directory, proxy, descriptor. With WEBKIT_INSPECTOR_HTTP_SERVER (address
and port) in the environment, Web Inspector can be shown.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # noqa: E402

INSPECTOR = os.environ.get("WEBKIT_INSPECTOR_HTTP_SERVER")
Version = WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version()


class Window:
    """One web view, with a profile of its own; one command at a time."""

    def __init__(self, profile: str, proxy: str, answers: str = "3") -> None:
        self.answers = int(answers)
        self.data = WebKit2.WebsiteDataManager(
            base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
        )
        self.data.set_tls_errors_policy(WebKit2.TLSErrorsPolicy.IGNORE)
        self.data.set_network_proxy_settings(
            WebKit2.NetworkProxyMode.CUSTOM, WebKit2.NetworkProxySettings.new(proxy, None)
        )
        settings = WebKit2.Settings(
            enable_write_console_messages_to_stdout=True,
            enable_developer_extras=INSPECTOR is not None,
        )
        context = WebKit2.WebContext(website_data_manager=self.data)
        self.view = self._shown(WebKit2.WebView(web_context=context, settings=settings))
        self.inspector: Any = None
        GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, self._told)
        self._say({"version": ".".join(map(str, Version))})

    def _shown(self, view: Any) -> Any:
        view.connect("load-changed", self._loaded)
        window = Gtk.Window(default_width=1200, default_height=700)
        window.add(view)
        window.show_all()
        return view

    def _say(self, answer: Any) -> None:
        os.write(self.answers, json.dumps(answer).encode() + b"\n")

    def _told(self, *_: object) -> bool:
        line = sys.stdin.readline()
        if not line:
            Gtk.main_quit()
            return False
        ((command, argument),) = json.loads(line).items()
        getattr(self, command)(argument)
        return True

    def load(self, url: str) -> None:
        self.view.load_uri(url)

    def evaluate(self, expression: str) -> None:
        self._run(self.view, expression)

    def inspect(self, _: object) -> None:
        """Show Web Inspector, as WebKit serves it, on the first page there is: ours."""
        self.inspector = self._shown(
            WebKit2.WebView(web_context=WebKit2.WebContext.new_ephemeral())
        )
        self.inspector.load_uri(f"http://{INSPECTOR}/Main.html?ws={INSPECTOR}/socket/1/1/WebPage")

    def ask(self, expression: str) -> None:
        """Evaluate in Web Inspector."""
        self._run(self.inspector, expression)

    def _run(self, view: Any, expression: str) -> None:
        body = f"return JSON.stringify(await ({expression}));"
        view.call_async_javascript_function(body, -1, None, None, None, None, self._evaluated)

    def follow(self, url: str) -> None:
        self.view.evaluate_javascript(
            f"location.href = {json.dumps(url)}", -1, None, None, None, None
        )

    def forget(self, _: object) -> None:
        self.data.clear(
            WebKit2.WebsiteDataTypes.COOKIES,
            0,
            None,
            lambda data, result: self._say({"value": data.clear_finish(result)}),
        )

    def _loaded(self, view: Any, event: Any) -> None:
        if event == WebKit2.LoadEvent.FINISHED:
            self._say({"loaded": view.get_uri()})

    def _evaluated(self, view: Any, result: Any) -> None:
        try:
            self._say({"value": view.call_async_javascript_function_finish(result).to_string()})
        except GLib.Error as error:
            self._say({"error": error.message})


window = Window(*sys.argv[1:])
Gtk.main()
