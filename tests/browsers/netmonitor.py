"""The Network panel of Firefox, beside the page: what a person would export or copy, made by the
code they would use.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.browsers.firefox import Firefox

# Modules of Firefox (devtools/client/): `getHar` is what "Save All As HAR" writes; the rest is
# behind "Copy as cURL" and "Copy as Fetch".
START = """
const { require } = ChromeUtils.importESModule("resource://devtools/shared/loader/Loader.sys.mjs");
const { gDevTools } = require("devtools/client/framework/devtools");
return gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: "netmonitor" }).then(() => true);
"""
EXPORT = """
const { require } = ChromeUtils.importESModule("resource://devtools/shared/loader/Loader.sys.mjs");
const { gDevTools } = require("devtools/client/framework/devtools");
const { Curl } = require("devtools/client/shared/curl");
return (async () => {
  const toolbox = gDevTools.getToolboxForTab(gBrowser.selectedTab);
  const { panelWin } = toolbox.getPanel("netmonitor");
  const { api } = panelWin;
  const { getSortedRequests } = panelWin.windowRequire("devtools/client/netmonitor/src/selectors/index");
  const Menu = panelWin.windowRequire("devtools/client/netmonitor/src/widgets/RequestListContextMenu");
  const menu = new Menu({ connector: api.connector });
  const copied = async ({ id, url, method, httpVersion, cause }) => {
    const { headers } = await api.connector.requestData(id, "requestHeaders");
    const { postData } = await api.connector.requestData(id, "requestPostData");
    const answered = await api.connector.requestData(id, "responseHeaders");
    const data = { url, method, httpVersion, headers, responseHeaders: answered?.headers ?? [], postDataText: postData.text };
    return {
      url,
      type: cause.type,
      curl_bash: Curl.generateCommand(data, "Linux"),
      curl_cmd: Curl.generateCommand(data, "WINNT"),
      fetch: await menu.generateFetchString(id, url, method, { headers }, { postData }),
    };
  };
  const requests = getSortedRequests(api.store.getState());
  const fetches = requests.filter(({ cause }) => /fetch|xhr|beacon/.test(cause.type));
  return JSON.stringify({ har: await api.getHar(), copied: await Promise.all(fetches.map(copied)) });
})();
"""  # noqa: E501


class NetworkPanel:
    """The Network panel on the page that a driven Firefox shows; what it has seen goes away when
    the page is loaded anew.
    """

    def __init__(self, firefox: Firefox) -> None:
        self._firefox = firefox
        firefox.chrome(START)

    def export(self) -> dict[str, Any]:
        """`har`, and `copied`: each fetch and preflight as cURL and as `fetch()`."""
        exported: dict[str, Any] = json.loads(self._firefox.chrome(EXPORT))
        return exported
