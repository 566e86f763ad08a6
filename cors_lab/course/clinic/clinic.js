// The view of the clinic: symptoms, a diagnosis, a repair. Text goes in as text nodes only.

import { h, keepKeys, marked, patch, tellRestart } from "../../display/dom.js";

const folded = (key, title, text) => ["details", { key }, ["summary", {}, title], ["pre", { tabindex: "0", role: "region", "aria-label": title }, text]];
const lines = (text) => String(Math.min(24, text.split("\n").length + 2));
const sign = (works) => (works ? "✓ " : "✗ ");
const told = ([works, sentence, why]) => ["li", {}, sign(works), ...marked(sentence), ...(why && !works ? [" ", ...marked(why)] : [])];

function symptoms(view) {
  const [[engine, said], ...others] = view.consoles;
  const row = ([request, kind, status]) => ["tr", {}, ["th", { scope: "row" }, request], ["td", {}, kind], ["td", {}, status]];
  const head = ["thead", {}, ["tr", {}, ...["Request", "Type", "Status"].map((word) => ["th", { scope: "col" }, word])]];
  return [
    ["p", { class: "cors-story", tabindex: "-1" }, view.story],
    ["pre", { tabindex: "0", role: "region", "aria-label": "The call" }, view.call],
    ["p", {}, ["b", {}, "JavaScript sees: "], view.seen],
    ["p", {}, ["b", {}, `Console of ${engine}`]],
    ["pre", { tabindex: "0", role: "region", "aria-label": `Console of ${engine}` }, said],
    ["div", { class: "cors-wide", tabindex: "0", role: "region", "aria-label": "Network" }, ["table", {}, ["caption", {}, "Network"], head, ["tbody", {}, ...view.rows.map(row)]]],
    folded("curl", "The same with curl", view.curl),
    ...others.map(([name, lines]) => folded(name, `Console of ${name}`, lines)),
    folded("har", "HAR", view.har),
  ];
}

function chooser(id, label, pairs, chosen) {
  const option = ([value, words]) => ["option", value === chosen ? { value, selected: "" } : { value }, words];
  return ["label", { key: id }, label, ["select", { class: `cors-${id}` }, ["option", { value: "" }, "Choose"], ...pairs.map(option)]];
}

function results(view) {
  const yes = (value) => ["td", {}, value ? "✓ yes" : "✗ no"];
  const row = ([name, found, fixed, points]) => ["tr", {}, ["th", { scope: "row" }, name], yes(found), yes(fixed), ["td", {}, String(points)]];
  const head = ["thead", {}, ["tr", {}, ...["Case", "Diagnosis", "Repair", "Points"].map((word) => ["th", { scope: "col" }, word])]];
  return [["div", { class: "cors-wide", tabindex: "0", role: "region", "aria-label": "Results" }, ["table", {}, head, ["tbody", {}, ...view.rows.map(row)]]]];
}

function render({ model, el }) {
  const done = new AbortController();
  const { signal } = done;
  const body = h("div", {});
  const spoken = h("div", { class: "cors-spoken", role: "status", "aria-live": "polite" });
  const root = h("div", { class: "cors-lab cors-clinic", role: "group", "aria-label": "Clinic" }, body, spoken);
  let acts = 0;
  const act = (...what) => {
    acts += 1;
    model.set("act", [acts, ...what]);
    model.save_changes();
  };
  const value = (selector) => body.querySelector(selector).value;
  const press = (words, does, more = {}) => ["button", { type: "button", onclick: does, ...more }, words];
  const work = (view) => [
    ["h4", {}, "1. Diagnosis"],
    ["div", { class: "cors-row" }, chooser("check", "What failed? ", view.checks, view.check), chooser("place", "Where? ", view.places, view.place),
      press("Diagnose", () => act("diagnose", value(".cors-check"), value(".cors-place")), { disabled: view.exam && view.said ? "" : null })],
    view.told.length ? ["ul", { class: "cors-told" }, ...view.told.map(told)] : null,
    ["h4", {}, view.kind === "code" ? "2. Repair the server's code" : "2. Repair the settings"],
    ["textarea", { key: `repair ${view.key}`, class: "cors-code", spellcheck: "false", rows: lines(view.repair), "aria-label": "Repair" }, view.repair],
    ["div", { class: "cors-row" },
      press(view.exam ? "Hand in, next case" : "Try the repair", () => act("repair", value(".cors-code")), { disabled: view.exam && !view.said ? "" : null }),
      view.more ? press("Hint (2 points)", () => act("hint")) : null,
      view.exam ? null : press("Next case", () => act("next"))],
    view.tried.length ? ["ul", { class: "cors-told" }, ...view.tried.map(told)] : null,
    ...view.hints.map((words) => ["p", { class: "cors-hint" }, "Hint: ", ...marked(words)]),
    view.healed ? ["p", { class: "cors-healed" }, `${view.healed} ${view.points} of 10 points.`] : null,
    view.exam ? null : folded("cell", "This case as a notebook cell", view.cell),
    view.exam ? null : folded("pytest", "This case as a pytest file", view.pytest),
  ];
  let key = null;
  const show = () => {
    const view = model.get("view");
    const parts = view.finished ? results(view) : [...symptoms(view), ...work(view)];
    patch(body, [["h3", { class: "cors-title" }, view.title], ...parts]);
    const last = [...(view.told || []), ...(view.tried || [])].filter(([works]) => !works).map(([, sentence]) => sentence);
    spoken.textContent = view.finished ? view.title : [...last, view.healed].filter(Boolean).join(" ");
    if (key !== null && key !== view.key) body.querySelector(".cors-story")?.focus();
    key = view.key;
  };
  root.addEventListener("keydown", (event) => keepKeys(event), { signal });
  tellRestart(root, { model, signal });
  model.on("change:view", show);
  el.append(root);
  show();
  return () => {
    model.off("change:view", show);
    done.abort();
  };
}

export default { render };
