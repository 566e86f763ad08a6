// The line at the top of a lesson: a title, how far the learner has come, and once a question for a name.
// No live region: it would speak over the reply to each answer.

import { h, keepKeys, say, sayMarked, tellRestart } from "../../display/dom.js";

/** Where several people share a computer: whose progress is it? */
function nameForm(model, signal) {
  const input = h("input", { type: "text", id: `cors-name-${Math.random().toString(36).slice(2)}`, autocomplete: "off", maxlength: "40" });
  const label = h("label", { for: input.id }, "Your name (asked once, to keep your progress apart)");
  const node = h("form", { hidden: "" }, label, input, h("button", { type: "submit", "data-act": "" }, "That's me"));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    model.set("name", input.value);
    model.save_changes();
  }, { signal });
  return node;
}

function render({ model, el }) {
  const done = new AbortController();
  const pairs = h("dl");
  const notice = h("p", { class: "cors-notice", hidden: "" });
  const form = nameForm(model, done.signal);
  const title = h("p", {}, h("span", { class: "cors-title" }, model.get("title")), ` · about ${model.get("minutes")} minutes`);
  const show = () => {
    const wanted = model.get("pairs");
    while (pairs.children.length < wanted.length) pairs.append(h("div", {}, h("dt"), h("dd")));
    wanted.forEach(([label, value], index) => {
      say(pairs.children[index].firstChild, label);
      say(pairs.children[index].lastChild, value);
    });
    sayMarked(notice, model.get("notice"));
    notice.hidden = !model.get("notice");
    form.hidden = !model.get("asks_name");
  };
  const changes = "change:pairs change:notice change:asks_name";
  model.on(changes, show);
  const root = h("div", { class: "cors-lab cors-lesson" }, title, pairs, form, notice);
  root.addEventListener("keydown", keepKeys, { signal: done.signal });
  tellRestart(root, { model, signal: done.signal });
  el.append(root);
  show();
  return () => {
    model.off(changes, show);
    done.abort();
  };
}

export default { render };
