"""What JupyterLab reads of a notebook whose kernel is gone: the stored form of each widget.

A saved notebook names widgets that lived in a kernel. Without that kernel JupyterLab would show
"model not found" in their place, although their stored form lies beside the name.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

VIEW = "application/vnd.jupyter.widget-view+json"
READABLE = "text/html"


class StoredForms(AsyncLargeFileManager):
    """Jupyter's files, with the names of dead widgets taken out of a notebook when it is opened."""

    async def get(
        self,
        path: Any,
        content: Any = True,
        type: Any = None,
        format: Any = None,
        require_hash: Any = False,
    ) -> Any:
        """The model of this path, as Jupyter has it."""
        model = await super().get(path, content, type, format, require_hash)  # type: ignore[no-untyped-call]
        if content and model["type"] == "notebook" and not await self._runs(path):
            without_dead_views(model["content"])
        return model

    async def _runs(self, path: str) -> bool:
        """Does a kernel run for this notebook?"""
        server: Any = self.parent
        sessions = await server.session_manager.list_sessions()
        return any(session.get("path") == path.strip("/") for session in sessions)


def without_dead_views(notebook: Any) -> None:
    """Take the names of widgets out of the outputs that have a form to read, in place."""
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if READABLE in data:
                data.pop(VIEW, None)
