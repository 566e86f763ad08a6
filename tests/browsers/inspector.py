"""Web Inspector, WebKit's own front end, in a second window: what a person would export or copy,
made by the code they would use.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.browsers.webkit import WebKit

PATIENCE = 120.0  # a browser starts slowly on a busy machine
# The Network tab of the bundled front end (WebKit, Source/WebInspectorUI/).
# `_HARResources` is what its button "Export" writes out: nothing that failed.
TABLE = "WI.tabBrowser.selectedTabContentView.contentBrowser.currentContentView"
READY = f"""
typeof WI != "undefined" && !!WI.networkManager?.mainFrame?.mainResource
  && (WI.showNetworkTab(), {TABLE} instanceof WI.NetworkTableContentView)
"""
EXPORT = f"""
(async () => {{
  const table = {TABLE};
  const all = table._activeCollection.entries.map((entry) => entry.resource).filter((one) => one.requestSentDate);
  const fetches = all.filter((one) => [WI.Resource.Type.Fetch, WI.Resource.Type.XHR].includes(one.type));
  const copied = (one) => ({{ url: one.url, type: "fetch", curl_bash: one.generateCURLCommand(), fetch: one.generateFetchCode() }});
  return {{
    har: await WI.HARBuilder.buildArchive(table._HARResources()),
    failed: all.filter((one) => one.failed).map((one) => WI.HARBuilder.entry(one, null)),
    copied: fetches.map(copied),
  }};
}})()
"""  # noqa: E501


class WebInspector:
    """Web Inspector on the page that a driven WebKitGTK shows; what it has seen goes away when the
    page is loaded anew.
    """

    def __init__(self, webkit: WebKit) -> None:
        self._webkit = webkit
        webkit.tell("inspect", None, "loaded")
        deadline = time.monotonic() + PATIENCE
        while self._evaluate(READY) is not True:
            if time.monotonic() > deadline:
                raise TimeoutError("Web Inspector did not start.")
            time.sleep(0.2)

    def export(self) -> dict[str, Any]:
        """`har`, the entries that it has not because they `failed`, and `copied`: each fetch as
        cURL and as `fetch()`.
        """
        exported = self._evaluate(EXPORT)
        if not isinstance(exported, dict):
            raise RuntimeError("Web Inspector has other names than it had: see EXPORT.")
        return exported

    def _evaluate(self, expression: str) -> Any:
        return json.loads(self._webkit.tell("ask", expression, "value"))
