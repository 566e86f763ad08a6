// The view of an experiment: controls on top, what Python made of them below. Text goes in as text nodes only.
import { h, keepKeys, say, sayMarked, tellRestart } from "../../display/dom.js";
import { waitingLine } from "./waiting.js";

// --- controls: each gives its node, shows a value, and reads it ------------------------------------------------------------------

function selectControl(control, id) {
  const node = h("select", { id });
  for (const [label, value] of control.choices) node.append(h("option", { value: JSON.stringify(value) }, label));
  const show = (value) => {
    const wanted = JSON.stringify(value);
    if (![...node.options].some((option) => option.value === wanted)) node.append(h("option", { value: wanted }, String(value)));
    node.value = wanted;
  };
  return { node, event: "change", show, read: () => JSON.parse(node.value) };
}

function checkControl(control, id) {
  const node = h("input", { id, type: "checkbox" });
  return { node, event: "change", show: (value) => (node.checked = Boolean(value)), read: () => node.checked };
}

function textControl(control, id) {
  const node = control.kind === "text" ? h("input", { id, type: "text" }) : h("textarea", { id, rows: control.kind === "code" ? "10" : "3", wrap: "off" });
  for (const [name, value] of [["spellcheck", "false"], ["autocomplete", "off"], ["autocapitalize", "off"]]) node.setAttribute(name, value);
  const show = (value) => {
    if (node.value !== value) node.value = value; // setting the same text would move the cursor
    if (control.kind === "code") node.rows = Math.min(24, String(value).split("\n").length + 1);
  };
  return { node, event: control.kind === "code" ? null : "input", show, read: () => node.value };
}

/** A button, whose value is how often it has been pressed. */
function buttonControl(control, id) {
  const node = h("button", { id, type: "button" }, control.label);
  let pressed = 0;
  const show = (value) => (pressed = value);
  return { node, event: "click", show, read: () => (pressed += 1) };
}

const KINDS = { select: selectControl, check: checkControl, text: textControl, lines: textControl, code: textControl, button: buttonControl };

/** A select whose choice is put into the text, or added to its lines; then it says its own name again. */
function examples(control, field, changed, signal) {
  const node = h("select", { class: "cors-examples", "aria-label": `${control.label}: examples` }, h("option", { value: "" }, "an example…"));
  for (const [label, value] of control.choices) node.append(h("option", { value }, label));
  const put = () => {
    if (!node.value) return;
    const before = field.read().trim();
    field.show(control.kind === "lines" && before ? `${before}\n${node.value}` : node.value);
    node.value = "";
    changed();
  };
  node.addEventListener("change", put, { signal });
  return node;
}

/** Code waits for its button, which Shift+Enter presses (see `keepKeys`). */
function runButton(changed, signal) {
  const button = h("button", { type: "button", "data-act": "" }, "Run it");
  button.addEventListener("click", changed, { signal });
  return button;
}

/** One labelled control, tied to its entry of `values` in both directions. */
function bind(control, uid, model, asked, signal) {
  const id = `${uid}-${control.name}`;
  const field = KINDS[control.kind](control, id);
  const changed = () => {
    asked();
    model.set("values", { ...model.get("values"), [control.name]: field.read() });
    model.save_changes();
  };
  if (field.event) field.node.addEventListener(field.event, changed, { signal });
  const show = () => field.show(model.get("values")[control.name]);
  model.on("change:values", show);
  signal.addEventListener("abort", () => model.off("change:values", show));
  show();
  const inside = [field.node];
  if (control.kind === "code") inside.push(runButton(changed, signal));
  const offered = control.kind !== "select" && control.choices.length ? examples(control, field, changed, signal) : null;
  if (offered) inside.splice(control.kind === "code" ? 0 : 1, 0, offered); // code begins with an example, a line is helped by one
  if (control.kind === "button") return h("div", { class: "cors-row cors-button" }, field.node);
  const label = h("label", { for: id }, control.label);
  if (control.kind === "check") return h("div", { class: "cors-row cors-check" }, h("div", { class: "cors-field" }, field.node, label));
  return h("div", { class: `cors-row cors-${control.kind}` }, label, h("div", { class: "cors-field" }, ...inside));
}

/** The rows, those of one group together under its name. */
function grouped(controls, row) {
  const names = [...new Set(controls.map((control) => control.group))];
  return names.map((name) => {
    const rows = controls.filter((control) => control.group === name).map(row);
    return name ? h("div", { role: "group", "aria-label": name }, h("h4", {}, name), ...rows) : h("div", {}, ...rows);
  });
}

// --- blocks ----------------------------------------------------------------------------------------------------------------------

function markedNode(text, tag = "span", attributes = {}) {
  const node = h(tag, attributes);
  sayMarked(node, text);
  return node;
}

function checksBlock(block) {
  const line = (item) => {
    const head = [h("span", { class: "cors-sign", "aria-hidden": "true" }, item.sign), markedNode(item.title), h("span", { class: "cors-state" }, item.word)];
    return h("li", { class: `cors-item cors-${item.state}` }, ...head, ...(item.why ? [markedNode(item.why, "p", { class: "cors-because" })] : []));
  };
  const list = h("ol", { class: block.look === "doors" ? "cors-items cors-doors" : "cors-items" }, ...block.items.map(line));
  if (block.look === "doors") packetAt(list, block.items);
  return [h("h3", {}, block.title), list];
}

/** The packet stands before the door that is shut, or behind the last one; the words say the same. */
function packetAt(list, items) {
  const shut = items.findIndex(({ state }) => state === "failed");
  list.children[shut < 0 ? items.length - 1 : shut]?.prepend(h("span", { class: "cors-envelope", "aria-hidden": "true" }, "✉"));
}

/** Scheme, host and port of A over those of B, as chips; a pair that differs is marked. */
function chips(rows) {
  const parts = rows.slice(0, 3);
  const line = (name, column) =>
    h("div", { class: "cors-chips" }, h("b", {}, name), ...parts.map((row) => {
      const differs = row[3] === "differs";
      return h("span", { class: differs ? "cors-part cors-differs" : "cors-part" }, row[column].replaceAll("`", ""), differs ? " ≠" : "");
    }));
  return h("div", { class: "cors-ruler", "aria-hidden": "true" }, line("A", 1), line("B", 2));
}

function textBlock(block) {
  return [h("h3", {}, block.title), h("pre", { tabindex: "0", role: "group", "aria-label": block.title }, block.text)];
}

function tableBlock(block) {
  const head = h("tr", {}, ...block.head.map((title) => h("th", { scope: "col" }, title)));
  const row = ([first, ...rest]) => h("tr", {}, markedNode(first, "th", { scope: "row" }), ...rest.map((cell) => markedNode(cell, "td")));
  const table = h("table", {}, h("caption", {}, block.title), h("thead", {}, head), h("tbody", {}, ...block.rows.map(row)));
  return [...(block.look === "chips" ? [chips(block.rows)] : []), h("div", { class: "cors-table", tabindex: "0", role: "group", "aria-label": block.title }, table)];
}

/** A box of a path and the arrow to it; a box that a control rules can be dragged. */
function stopNodes(stop) {
  const lines = stop.arrow.map((line) => markedNode(line, "span", { class: "cors-line" }));
  const arrow = lines.length ? [h("li", { class: "cors-arrow" }, ...lines)] : [];
  const name = h("span", { class: "cors-name" }, stop.name);
  const head = [h("span", { class: "cors-sign", "aria-hidden": "true" }, stop.sign), name];
  const box = h("li", { class: `cors-stop cors-${stop.state}` }, h("div", {}, ...head), markedNode(stop.note, "div", { class: "cors-note" }));
  if (stop.control) {
    box.draggable = true;
    box.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", stop.control));
  }
  return [...arrow, box];
}

/** A place that a box can be dropped on: it sets the box's control. */
function targetNode(target, change) {
  const node = h("li", { class: "cors-target" }, target);
  node.addEventListener("dragover", (event) => event.preventDefault());
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    const control = event.dataTransfer.getData("text/plain");
    if (control) change(control, target);
  });
  return node;
}

function pathBlock(block, change) {
  const path = h("ol", { class: "cors-path" }, ...block.stops.flatMap(stopNodes));
  const places = h("ul", { class: "cors-targets", "aria-label": "Hosts that a box can be dropped on" }, ...block.targets.map((target) => targetNode(target, change)));
  const hint = h("p", { class: "cors-hint" }, "Drag a box onto another host, or choose it above:");
  return [h("h3", {}, block.title), path, ...(block.targets.length ? [hint, places] : [])];
}

const BLOCKS = { checks: checksBlock, text: textBlock, table: tableBlock, path: pathBlock };

/** The part below: patched block by block, so that what did not change stays where it is. */
function answerPart(change) {
  const [sign, sentence] = [h("span", { class: "cors-sign", "aria-hidden": "true" }), h("span", {})];
  const verdict = h("p", { class: "cors-verdict" }, sign, h("span", { role: "status", "aria-live": "polite" }, sentence));
  const blocks = h("div", { class: "cors-blocks" });
  const node = h("div", { class: "cors-answer" }, verdict, blocks);
  const show = (view) => {
    node.dataset.state = view.state;
    say(sign, view.sign);
    sayMarked(sentence, view.sentence);
    while (blocks.children.length > view.blocks.length) blocks.lastChild.remove();
    view.blocks.forEach((block, index) => {
      const place = blocks.children[index] ?? blocks.appendChild(h("section", {}));
      const text = JSON.stringify(block);
      if (place.dataset.shown === text) return;
      place.dataset.shown = text;
      place.replaceChildren(...BLOCKS[block.kind](block, change));
    });
  };
  return { node, show };
}

function render({ model, el }) {
  const done = new AbortController();
  const uid = `cors-experiment-${Math.random().toString(36).slice(2)}`; // each widget has a module of its own: a counter would not do
  const change = (name, value) => {
    asked();
    model.set("values", { ...model.get("values"), [name]: value });
    model.save_changes();
  };
  const answer = answerPart(change);
  const waiting = waitingLine();
  const asked = () => {
    answer.node.setAttribute("aria-busy", "true");
    waiting.asked();
  };
  const show = () => {
    waiting.answered();
    answer.node.removeAttribute("aria-busy");
    answer.show(model.get("view"));
  };
  const row = (control) => bind(control, uid, model, asked, done.signal);
  const set = h("fieldset", {}, h("legend", {}, model.get("title")), h("div", { class: "cors-groups" }, ...grouped(model.get("controls"), row)));
  const root = h("div", { class: "cors-lab cors-experiment" }, set, waiting.node, answer.node);
  tellRestart(root, { model, signal: done.signal });
  root.addEventListener("keydown", keepKeys, { signal: done.signal });
  model.on("change:view", show);
  el.append(root);
  show();
  return () => {
    waiting.answered();
    model.off("change:view", show);
    done.abort();
  };
}

export default { render };
