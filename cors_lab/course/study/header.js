// The view of a lesson's header: a title, and how far the learner has come. No live region: it would speak over the reply to each answer.

import { h, say, sayMarked } from "../../display/dom.js";

function render({ model, el }) {
  const pairs = h("dl");
  const notice = h("p", { class: "cors-notice", hidden: "" });
  const show = () => {
    const wanted = model.get("pairs");
    while (pairs.children.length < wanted.length) pairs.append(h("div", {}, h("dt"), h("dd")));
    wanted.forEach(([label, value], index) => {
      say(pairs.children[index].firstChild, label);
      say(pairs.children[index].lastChild, value);
    });
    sayMarked(notice, model.get("notice"));
    notice.hidden = !model.get("notice");
  };
  model.on("change:pairs change:notice", show);
  el.append(h("div", { class: "cors-lab cors-header" }, h("p", { class: "cors-title" }, model.get("title")), pairs, notice));
  show();
  return () => model.off("change:pairs change:notice", show);
}

export default { render };
