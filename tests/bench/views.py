"""The bench's JavaScript in a real Chromium, with a model that talks to a real Bench in this
process and no Jupyter in between.
"""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager

from cors_lab import Bench

DOCUMENT = """<!doctype html><html lang="en"><title>bench</title><style>@CSS@</style><body style="margin:0"><div id="one"></div>
<div id="two"></div><script type="module">
import bench from "data:text/javascript;base64,@JS@";
const state = @STATE@, handlers = {};
let dirty;
const emit = (event, ...details) => { for (const handler of handlers[event] ?? []) handler(...details); };
const model = {
  get: (name) => state[name],
  set: (name, value) => { dirty = [name, value]; receive({ [name]: value }); },
  save_changes: async () => receive(await window.toPython(...dirty)),
  send: async (message) => {
    const [news, told] = await window.pressed(message);
    receive(news);
    emit("msg:custom", told);
  },
  on: (event, handler) => (handlers[event] ??= new Set()).add(handler),
  off: (event, handler) => handlers[event]?.delete(handler),
};
const receive = (news) => {
  const changed = Object.keys(news).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(news[name]));
  Object.assign(state, news);
  changed.forEach((name) => emit(`change:${name}`));
};
const ends = @VIEWS@.map((id) => bench.render({ model, el: document.getElementById(id) }));
const listeners = () => Object.values(handlers).reduce((sum, set) => sum + set.size, 0);
Object.assign(window, { receive, listeners, end: () => ends.forEach((end) => end()), ready: true });
</script>"""  # noqa: E501


def synced(bench):
    return json.loads(
        json.dumps(
            {
                name: getattr(bench, name)
                for name in bench.traits(sync=True)
                if not name.startswith("_")
            },
            default=str,
        )
    )


@contextmanager
def shown_bench(browser, state=None, views=("one",), width=1280, show=()):
    """A page with views of one bench; whatever the page complains about fails the test."""
    bench, page, complaints, told = Bench(state=state, show=show), browser.new_page(), [], []
    page.set_viewport_size({"width": width, "height": 900})
    page.set_default_timeout(5000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    page.expose_function(
        "toPython", lambda name, value: (setattr(bench, name, value), synced(bench))[1]
    )
    bench.send = told.append
    page.expose_function(
        "pressed", lambda message: (bench._on_message(message), [synced(bench), told[-1]])[1]
    )
    parts = {
        "@CSS@": Bench._css,
        "@JS@": base64.b64encode(Bench._esm.encode()).decode(),
        "@VIEWS@": json.dumps(views),
    }
    document = DOCUMENT
    for name, part in {**parts, "@STATE@": json.dumps(synced(bench)).replace("</", "<\\/")}.items():
        document = document.replace(name, part)
    page.set_content(document)
    page.wait_for_function("window.ready")
    yield bench, page
    page.close()
    assert complaints == []


def expect_verdict(page, words, id="one"):
    page.locator(f"#{id}").get_by_role("status").filter(has_text=words).wait_for()
