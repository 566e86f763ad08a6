// The controls of the bench: one for each field, made once, patched from then on. A control is tied to the trait of its name.

import { h, say } from "../display/dom.js";

const OTHER = "other text…";
const asText = (value) => (value === null || value === undefined ? "" : String(value));

/** A select whose options carry JSON. `last` is an option of its own at the end. */
function optionsOf(node, choices, last) {
  const wanted = [...choices.map(([label, value]) => [label, JSON.stringify(value)]), ...(last ? [[last, "other"]] : [])];
  wanted.forEach(([label, value], index) => {
    const option = node.options[index] ?? node.appendChild(h("option"));
    if (option.value !== value || !option.hasAttribute("value")) option.value = value;
    say(option, label);
  });
  while (node.options.length > wanted.length) node.lastChild.remove();
}

const has = (node, value) => [...node.options].some((option) => option.value === JSON.stringify(value));

/** Rows of text, one for each line, with a button that takes a line away; `commit(lines)` when one has changed. */
function lineEditor(label, commit) {
  const node = h("div", { class: "cors-lines", hidden: "" });
  const lines = () => [...node.querySelectorAll("input")].map((input) => input.value);
  const row = (text, what) => {
    const input = h("input", { type: "text", spellcheck: "false", autocomplete: "off", "aria-label": what });
    const remove = h("button", { type: "button", class: "cors-small", "aria-label": `Remove: ${what}`, title: "Remove this line" }, "✕");
    const line = h("div", { class: "cors-line" }, input, remove);
    input.value = text;
    input.addEventListener("change", () => commit(lines()));
    remove.addEventListener("click", () => {
      const [next] = [line.nextElementSibling ?? line.previousElementSibling];
      line.remove();
      (next?.querySelector("input") ?? node.parentNode.querySelector("select"))?.focus();
      commit(lines());
    });
    return line;
  };
  const show = (wanted) => {
    wanted.forEach((text, index) => {
      const what = wanted.length > 1 ? `${label}, line ${index + 1}` : `${label}, text`;
      const line = node.children[index] ?? node.appendChild(row(text, what));
      const input = line.querySelector("input");
      if (input.value !== text && input !== document.activeElement) input.value = text;
    });
    while (node.children.length > wanted.length) node.lastChild.remove();
    node.hidden = !wanted.length;
  };
  return { node, show, lines, focus: () => node.lastChild?.querySelector("input").select() };
}

// --- one function for each kind; each gives { nodes, offer(field), show(value) } --------------------------------------------

function textField(id, label, commit) {
  const node = h("input", { id, type: "text", spellcheck: "false", autocomplete: "off" });
  node.addEventListener("change", () => commit(node.value));
  return { nodes: [node], offer: () => {}, show: (value) => (node.value = asText(value)) };
}

function choice(id, label, commit) {
  const node = h("select", { id });
  node.addEventListener("change", () => commit(JSON.parse(node.value)));
  return { nodes: [node], offer: ({ choices }) => optionsOf(node, choices), show: (value) => (node.value = JSON.stringify(value)) };
}

/** A choice, or one's own text; `many`: several header lines; `number`: one's own number. */
function value(id, label, commit, { many = false, number = false } = {}) {
  const node = h("select", { id });
  let now = null;
  const nothing = () => (has(node, null) ? null : JSON.parse(node.options[0].value));
  const shaped = (lines) => {
    const kept = lines.length > 1 ? lines.filter((line) => line !== "") : lines;
    return number ? Number(kept[0]) : kept.length > 1 ? kept : (kept[0] ?? null);
  };
  const editor = lineEditor(label, (lines) => commit(lines.length ? shaped(lines) : nothing()));
  const more = h("button", { type: "button", class: "cors-small", title: "A second header line of this name" }, "+ line");
  more.setAttribute("aria-label", `${label}: add a header line`);
  const write = (lines) => {
    editor.show(lines);
    more.hidden = !many || !lines.length;
  };
  more.addEventListener("click", () => {
    write([...editor.lines(), ""]);
    editor.focus();
  });
  node.addEventListener("change", () => {
    if (node.value !== "other") return commit(JSON.parse(node.value));
    write(Array.isArray(now) ? now.map(asText) : [typeof now === "string" && now.startsWith("<") ? "" : asText(now)]);
    editor.focus();
  });
  const show = (given) => {
    now = given;
    const known = has(node, given);
    node.value = known ? JSON.stringify(given) : "other";
    write(known ? [] : Array.isArray(given) ? given.map(asText) : [asText(given)]);
  };
  more.hidden = true;
  return { nodes: [node, editor.node, more], offer: ({ choices }) => optionsOf(node, choices, number ? "another…" : OTHER), show };
}

/** A list of lines `Name: value`, with lines to choose from. */
function lineList(id, label, commit) {
  const node = h("select", { id });
  const editor = lineEditor(label, commit);
  node.addEventListener("change", () => {
    const added = node.value === "other" ? "" : JSON.parse(node.value);
    node.selectedIndex = 0;
    if (added === null) return;
    editor.show([...editor.lines(), added]);
    if (added) commit(editor.lines());
    else editor.focus();
  });
  const offer = ({ choices }) => optionsOf(node, [["add a line…", null], ...choices], OTHER);
  return { nodes: [editor.node, node], offer, show: (lines) => (editor.show((lines ?? []).map(asText)), (node.selectedIndex = 0)) };
}

const FIELD_KINDS = {
  text: textField,
  choice,
  value,
  values: (id, label, commit) => value(id, label, commit, { many: true }),
  number: (id, label, commit) => value(id, label, commit, { number: true }),
  lines: lineList,
};

/** One labelled control. `bound` is what all controls share: the model, an id for this view, what to do on a change, and the end of it. */
function control(field, { uid, model, changed, signal }) {
  const id = `${uid}-${field.name}`;
  const commit = (given) => {
    if (JSON.stringify(given) === JSON.stringify(model.get(field.name))) return refresh();
    changed();
    model.set(field.name, given);
    model.save_changes();
  };
  const { nodes, offer, show } = FIELD_KINDS[field.kind](id, field.label, commit);
  const refresh = () => show(model.get(field.name));
  model.on(`change:${field.name}`, refresh);
  signal.addEventListener("abort", () => model.off(`change:${field.name}`, refresh));
  const main = nodes.find((node) => node.id === id);
  const hint = field.hint ? h("p", { class: "cors-hint", id: `${id}-hint` }, field.hint) : null;
  if (hint) main.setAttribute("aria-describedby", hint.id);
  const node = h("div", { class: "cors-row" }, h("label", { for: id }, field.label), h("div", { class: "cors-field" }, ...nodes, ...(hint ? [hint] : [])));
  offer(field);
  refresh();
  return { name: field.name, node, main, offer: (now) => (offer(now), refresh()) };
}

/** A group of controls: in sight, or folded with a count of those that are not as they were at first. */
function groupOf(group, bound) {
  const all = group.fields.map((field) => control(field, bound));
  const rows = all.map(({ node }) => node);
  if (!group.folded) return { node: h("fieldset", {}, h("legend", {}, group.title), ...rows), all };
  const count = h("span", { class: "cors-count" });
  const node = h("details", { class: "cors-more" }, h("summary", {}, group.title, " ", count), h("div", { role: "group", "aria-label": group.title }, ...rows));
  const tally = () => {
    const set = group.fields.filter((field) => JSON.stringify(bound.model.get(field.name)) !== JSON.stringify(field.default)).length;
    say(count, set ? `${set} set` : "");
  };
  for (const { name } of group.fields) {
    bound.model.on(`change:${name}`, tally);
    bound.signal.addEventListener("abort", () => bound.model.off(`change:${name}`, tally));
  }
  tally();
  return { node, all };
}

/** Both sides, and functions that offer other choices, and mark the control whose value could not be sent. */
export function controlsOf(bound, describedBy) {
  const groups = bound.model.get("controls").map((group) => ({ side: group.side, ...groupOf(group, bound) }));
  const all = Object.fromEntries(groups.flatMap((group) => group.all.map((one) => [one.name, one])));
  const side = (name, label) =>
    h("section", { class: "cors-side", "aria-label": label }, ...groups.filter((group) => group.side === name).map(({ node }) => node));
  const offer = () => bound.model.get("controls").forEach((group) => group.fields.forEach((field) => all[field.name]?.offer(field)));
  const mark = (name) => {
    for (const one of Object.values(all)) {
      if (one.name === name) one.main.setAttribute("aria-invalid", "true");
      else one.main.removeAttribute("aria-invalid");
      if (one.name === name && describedBy) one.main.setAttribute("aria-errormessage", describedBy);
    }
    all[name]?.node.closest("details")?.setAttribute("open", "");
  };
  return { node: h("div", { class: "cors-top" }, side("ask", "The page asks"), side("answer", "The server answers")), offer, mark };
}
