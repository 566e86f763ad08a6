"""DevTools' own front end, as Chromium brings it, in a second tab: what a person would export or
copy, made by the code they would use.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.browsers.chromium import Chromium

PATIENCE = 30.0
FRONT_END = "http://{host}/devtools/devtools_app.html?ws={host}/devtools/page/{page}"
# Modules of the bundled front end (ChromeDevTools/devtools-frontend, front_end/): `HAR.Log`,
# `NetworkLogView`, `ConsoleView`.
READY = """
(async () => {
  const { NetworkLog } = await import("./models/logs/logs.js");
  const { ConsoleView } = await import("./panels/console/console.js");
  ConsoleView.ConsoleView.instance();
  return NetworkLog.NetworkLog.instance().requests().length >= 0;
})()
"""
EXPORT = """
(async () => {
  const { NetworkLog } = await import("./models/logs/logs.js");
  const { Log } = await import("./models/har/har.js");
  const { NetworkLogView } = await import("./panels/network/network.js");
  const { ConsoleView } = await import("./panels/console/console.js");
  const requests = NetworkLog.NetworkLog.instance().requests();
  const view = NetworkLogView.NetworkLogView, copying = view.prototype, lines = ConsoleView.ConsoleView.instance();
  const copied = async (request) => ({
    url: request.url(),
    type: request.resourceType().name(),
    curl_bash: await view.generateCurlCommand(request, "unix"),
    curl_cmd: await view.generateCurlCommand(request, "win"),
    fetch: await copying.generateFetchCall(request, 0),
    fetch_node: await copying.generateFetchCall(request, 1),
  });
  return {
    har: { log: await Log.Log.build(requests, { sanitize: false }) },
    console: Array.from({ length: lines.itemCount() }, (_, index) => lines.itemElement(index).toExportString()),
    copied: await Promise.all(requests.filter((request) => /fetch|preflight/.test(request.resourceType().name())).map(copied)),
  };
})()
"""  # noqa: E501


class FrontEnd:
    """The front end, inspecting the page that a driven Chromium shows; what it has seen goes away
    when the page is loaded anew.
    """

    def __init__(self, chromium: Chromium) -> None:
        self._devtools = chromium.devtools
        url = FRONT_END.format(host=chromium.address.split("/")[2], page=chromium.page)
        target = self._devtools.call("Target.createTarget", url=url)["targetId"]
        self._session: str = self._devtools.call(
            "Target.attachToTarget", targetId=target, flatten=True
        )["sessionId"]
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._evaluate(READY) is not True:
            if time.monotonic() > deadline:
                raise TimeoutError("The front end of DevTools did not start.")
            time.sleep(0.2)

    def export(self) -> dict[str, Any]:
        """`har` (unsanitised), `console` (as "Save as..." writes it), and `copied`: each fetch and
        preflight as cURL and as `fetch()`.
        """
        exported = self._evaluate(EXPORT)
        if not isinstance(exported, dict):
            raise RuntimeError(
                "The front end of DevTools has other modules than it had: see EXPORT."
            )
        return exported

    def _evaluate(self, expression: str) -> Any:
        answer = self._devtools.call(
            "Runtime.evaluate",
            self._session,
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        return answer["result"].get("value")
