// The view of the decision map: boxes that open, drawn as a tree. Each box is a button; text goes in as text nodes only.

import { h, keepKeys, sayMarked, tellRestart } from "../../display/dom.js";

/** Where a lesson is: beside this notebook. */
function address(file) {
  const at = window.location.pathname;
  return at.includes("/tree/") || at.includes("/notebooks/") ? file : `${at.replace(/\/lab.*$/, "")}/lab/tree/${file}`;
}

const link = ({ name, file }) => h("a", { href: address(file), target: "_blank", rel: "noopener" }, name);

function said(tag, words, attributes = {}) {
  const node = h(tag, attributes);
  sayMarked(node, words);
  return node;
}

/** The end of a way: what it is, what to do, and where to learn it. */
function ending(end) {
  const facts = h("dl");
  const fact = (label, value) => value && facts.append(h("div", {}, h("dt", {}, label), value));
  fact("In the console", end.called && said("dd", end.called));
  fact("Checks", end.checks.length && h("dd", {}, end.checks.join(", ")));
  fact("Cases", end.cases && said("dd", end.cases));
  fact("Lessons", end.lessons.length && h("dd", {}, ...end.lessons.flatMap((lesson, index) => (index ? [", ", link(lesson)] : [link(lesson)]))));
  return h("div", { class: "cors-end" }, said("p", end.title, { class: "cors-title" }), said("p", end.do), facts);
}

function question(node, name) {
  const title = said("p", node.question, { class: "cors-asked", id: name });
  const list = h("ul", { "aria-labelledby": name });
  node.answers.forEach(([answer, after], index) => {
    const under = h("div", { class: "cors-under", hidden: "" });
    const box = h("button", { type: "button", class: "cors-box", "aria-expanded": "false" }, said("span", answer));
    box.addEventListener("click", () => {
      const open = box.getAttribute("aria-expanded") === "true";
      if (!under.firstChild) under.append(after.question ? question(after, `${name}-${index}`) : ending(after));
      box.setAttribute("aria-expanded", String(!open));
      under.hidden = open;
    });
    list.append(h("li", {}, box, under));
  });
  return h("div", { class: "cors-question" }, title, list);
}

function render({ model, el }) {
  const done = new AbortController();
  const { signal } = done;
  const name = `cors-map-${Math.random().toString(36).slice(2)}`;
  const tree = question(model.get("tree"), name);
  const lessons = model.get("index").map((entry) => h("li", {}, link(entry), `: ${entry.exercises.join(", ")}`));
  const index = h("details", {}, h("summary", {}, "All lessons and their exercises"), h("ul", {}, ...lessons));
  const root = h("div", { class: "cors-lab cors-map", role: "group", "aria-label": "Decision map" }, h("p", { class: "cors-help" }, "Each box opens the next question. Tab moves, Enter opens."), tree, index);
  root.addEventListener("keydown", keepKeys, { signal });
  tellRestart(root, { model, signal });
  el.append(root);
  return () => done.abort();
}

export default { render };
