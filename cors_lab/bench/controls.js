// The two messages of the bench. Each control is a line of one: tied to the trait of its name, made once, patched from then on.

import { button, h, say, sayMarked } from "../display/dom.js";
import { combobox } from "./combobox.js";

const SIGNS = ["", "●", "■", "▲", "◆"]; // of an origin, as in origins.py
const asText = (value) => (value === null || value === undefined ? "" : String(value));

// --- one function for each kind; each gives { nodes, main, offer(choices), show(value), said(value) } ----------------------------

function textField(id, label, commit) {
  const node = h("input", { id, type: "text", spellcheck: "false", autocomplete: "off" });
  node.addEventListener("change", () => commit(node.value));
  return { nodes: [node], main: node, offer: () => {}, show: (value) => (node.value = asText(value)), said: asText };
}

function choice(id, label, commit) {
  const node = h("select", { id });
  let offered = [];
  node.addEventListener("change", () => commit(JSON.parse(node.value)));
  const offer = (choices) => {
    offered = choices;
    node.replaceChildren(...choices.map(([words, value]) => h("option", { value: JSON.stringify(value) }, words)));
  };
  const said = (value) => offered.find(([, each]) => each === value)?.[0] ?? asText(value);
  return { nodes: [node], main: node, offer, show: (value) => (node.value = JSON.stringify(value)), said };
}

const whole = (text) => (/^\s*\d+\s*$/.test(text) ? Number(text) : text);

/** A value to choose or to type. */
function value(id, label, commit, { number = false } = {}) {
  const box = combobox(number ? { id, inputmode: "numeric" } : { id }, { read: number ? whole : (text) => text, commit });
  let offered = [];
  const offer = (choices) => box.offer((offered = choices));
  const said = (given) => offered.find(([, each]) => JSON.stringify(each) === JSON.stringify(given))?.[0] ?? asText(given);
  return { nodes: [box.node], main: box.input, offer, show: box.show, said };
}

/** The same for a header that may stand there several times: a box for each line. */
function values(id, label, commit) {
  const state = { choices: [], lines: [null] };
  const known = (given) => state.choices.some(([, each]) => JSON.stringify(each) === JSON.stringify(given));
  const take = () => {
    const lines = state.lines.filter((line) => line !== null);
    commit(lines.length > 1 ? lines : (lines[0] ?? nothing()));
  };
  const nothing = () => (state.choices.some(([, each]) => each === null) ? null : (state.choices[0]?.[1] ?? null));
  const boxes = [];
  const node = h("div", { class: "cors-lines" });
  const add = button("+", () => {
    state.lines.push("");
    draw();
    boxes.at(-1).input.focus();
  }, { class: "cors-small", "aria-label": `+ another line of ${label}`, title: "A second header line of this name" });
  const box = (index) => {
    const named = index ? { "aria-label": `${label}, line ${index + 1}` } : { id };
    const chosen = (given) => {
      if (Array.isArray(given) || (!index && state.lines.length === 1)) return commit(given);
      state.lines[index] = given;
      take();
    };
    const made = combobox(named, { commit: chosen });
    const drop = button("✕", () => {
      state.lines.splice(index, 1);
      boxes[0].input.focus();
      take();
    }, { class: "cors-small", "aria-label": `✕ Remove line ${index + 1} of ${label}`, title: "Remove this line" });
    node.append(h("div", { class: "cors-line" }, made.node, ...(index ? [drop] : [])));
    return made;
  };
  const draw = () => {
    state.lines.forEach((line, index) => {
      boxes[index] ??= box(index);
      boxes[index].offer(index ? state.choices.filter(([, each]) => typeof each === "string") : state.choices);
      boxes[index].show(line);
    });
    while (boxes.length > state.lines.length) {
      boxes.pop();
      node.lastChild.remove();
    }
    add.hidden = typeof state.lines[0] !== "string";
  };
  const show = (given) => {
    state.lines = Array.isArray(given) ? [...given] : [given];
    draw();
  };
  const offer = (choices) => {
    state.choices = choices;
    draw();
  };
  draw();
  const said = (given) => (Array.isArray(given) ? given.join(" and ") : (state.choices.find(([, each]) => each === given)?.[0] ?? asText(given)));
  return { nodes: [node, add], main: boxes[0].input, offer, show, said: (given) => (known(given) || given !== null ? said(given) : "") };
}

/** A list of lines `Name: value`, each to be changed where it is, with lines to choose from. */
function lineList(id, label, commit) {
  const node = h("div", { class: "cors-lines" });
  const lines = () => [...node.querySelectorAll("input")].map((input) => input.value);
  const adder = combobox({ id, placeholder: "add a line…" }, {
    commit: (line) => {
      adder.show(null);
      if (line) commit([...lines(), line]);
    },
  });
  const row = (index) => {
    const input = h("input", { type: "text", spellcheck: "false", autocomplete: "off", "aria-label": `${label}, line ${index + 1}` });
    input.addEventListener("change", () => commit(lines().filter((line) => line.trim())));
    const drop = button("✕", () => {
      const kept = lines();
      kept.splice(index, 1);
      adder.input.focus();
      commit(kept);
    }, { class: "cors-small", "aria-label": `✕ Remove line ${index + 1} of ${label}`, title: "Remove this line" });
    return h("div", { class: "cors-line" }, input, drop);
  };
  const show = (given) => {
    (given ?? []).forEach((text, index) => {
      const line = node.children[index] ?? node.appendChild(row(index));
      const input = line.querySelector("input");
      if (input.value !== text) input.value = text;
    });
    while (node.children.length > (given ?? []).length) node.lastChild.remove();
    adder.show(null);
  };
  return { nodes: [node, adder.node], main: adder.input, offer: adder.offer, show, said: (given) => (given ?? []).join(" · ") };
}

const FIELD_KINDS = {
  text: textField,
  choice,
  value,
  values,
  number: (id, label, commit) => value(id, label, commit, { number: true }),
  lines: lineList,
};

// --- a line of a message ---------------------------------------------------------------------------------------------------------

const NOTHING = (value) => value === null || value === undefined || (Array.isArray(value) && !value.length);

/** One labelled control. `bound` is what all controls share: the model, an id for this view, what to do on a change, and the end of it. */
function control(field, { uid, model, changed, signal }) {
  const id = `${uid}-${field.name}`;
  const commit = (given) => {
    if (JSON.stringify(given) === JSON.stringify(model.get(field.name))) return refresh();
    changed();
    model.set(field.name, given);
    model.save_changes();
  };
  const { nodes, main, offer, show, said } = FIELD_KINDS[field.kind](id, field.label, commit);
  const chip = h("span", { class: "cors-chip", "aria-hidden": "true" });
  const fixed = h("span", { class: "cors-fixed", id: `${id}-fixed` });
  const remark = h("p", { class: "cors-remark", id: `${id}-remark`, hidden: "" });
  const label = h("label", { for: id }, field.label);
  const place = h("div", { class: "cors-field" }, chip, ...nodes, fixed);
  const node = h("div", { class: `cors-row cors-row-${field.name}${field.header ? " cors-is-header" : ""}` }, label, place, remark);
  const hint = field.hint ? h("p", { class: "cors-hint", id: `${id}-hint` }, field.hint) : null;
  if (hint) place.append(hint);
  const refresh = () => {
    const now = model.get(field.name);
    show(now);
    say(fixed, said(now));
    node.classList.toggle("cors-nothing", NOTHING(now));
  };
  const mark = ([state, words] = ["", ""], isChanged, number) => {
    const told = [isChanged ? "Changed. " : "", words].join("");
    node.classList.toggle("cors-changed", isChanged);
    node.dataset.state = state;
    remark.hidden = !words;
    sayMarked(remark, words ? `${state === "failed" ? "✗ " : "⇄ "}${words}` : "");
    if (state === "failed") main.setAttribute("aria-invalid", "true");
    else main.removeAttribute("aria-invalid");
    const described = [hint?.id, told ? remark.id : null].filter(Boolean).join(" ");
    if (described) main.setAttribute("aria-describedby", described);
    else main.removeAttribute("aria-describedby");
    say(chip, SIGNS[number] ?? "");
    chip.className = number ? `cors-chip cors-origin-${number}` : "cors-chip";
    main.classList.toggle("cors-named", Boolean(number));
    for (const each of [1, 2, 3, 4]) place.classList.toggle(`cors-origin-${each}`, each === number);
    node.title = isChanged ? "Changed" : "";
  };
  model.on(`change:${field.name}`, refresh);
  signal.addEventListener("abort", () => model.off(`change:${field.name}`, refresh));
  offer(field.choices);
  refresh();
  return { ...field, node, control: main, mark, offer: (now) => (offer(now.choices), refresh()) };
}

/** A message or a place beside one: the lines in sight, and the others behind a fold that counts those that were changed. */
function groupOf(group, bound) {
  const all = group.fields.map((field) => control(field, bound));
  const rows = (main) => all.filter((one) => one.main === main).map(({ node }) => node);
  const count = h("span", { class: "cors-count" });
  const rest = rows(false);
  const shown = rows(true);
  const more = shown.length ? FOLDS[group.place] : group.title;
  const fold = h("details", { class: "cors-more" }, h("summary", {}, more, " ", count), h("div", {}, ...rest));
  const facts = h("div", { class: "cors-facts" });
  const note = h("p", { class: "cors-unused", hidden: "" }, "No preflight was needed: nobody asked for this.");
  const parts = shown.length ? [...shown, facts, note] : [];
  const node = h("fieldset", { class: `cors-place cors-place-${group.place}` }, h("legend", {}, group.title), ...parts, ...(rest.length ? [fold] : []));
  const tally = (changed) => {
    const set = all.filter((one) => !one.main && changed.includes(one.name)).length;
    say(count, set ? `${set} changed` : "");
  };
  return { place: group.place, node, all, facts, note, tally };
}

const FOLDS = { page: "", request: "More", option: "More options", response: "More lines, and when they are sent", preflight: "Where it differs from the response" };
const ASKS = ["page", "request", "option"];

/**
 * Both sides. `offer()` takes other choices over, `mark(message)` shows what the last run says of single lines, `narrow(names)` shows
 * only these controls, and of the rest what they say.
 */
export function controlsOf(bound) {
  const groups = bound.model.get("controls").map((group) => groupOf(group, bound));
  const all = Object.fromEntries(groups.flatMap((group) => group.all.map((one) => [one.name, one])));
  const side = (asks, label) =>
    h("section", { class: `cors-side cors-side-${asks ? "ask" : "answer"}`, "aria-label": label }, ...groups.filter(({ place }) => ASKS.includes(place) === asks).map(({ node }) => node));
  const node = h("div", { class: "cors-top" }, side(true, "The page asks"), side(false, "The server answers"));
  const offer = () => bound.model.get("controls").forEach((group) => group.fields.forEach((field) => all[field.name]?.offer(field)));
  const mark = ({ marks, changed, chips, sent, status, preflight }, refused) => {
    for (const one of Object.values(all)) {
      const given = one.name === refused ? ["failed", "This cannot be sent; the sentence above says why."] : marks[one.name];
      one.mark(given, changed.includes(one.name), chips[one.name] ?? 0);
      if (given?.[0] === "failed") one.node.closest("details")?.setAttribute("open", "");
    }
    for (const group of groups) {
      group.tally(changed);
      if (group.place === "request") patchFacts(group.facts, sent);
      if (group.place === "response") patchFacts(group.facts, [], status);
      if (group.place !== "preflight") continue;
      group.note.hidden = preflight || refused !== "";
      group.node.classList.toggle("cors-idle", !preflight);
    }
  };
  const narrow = (names) => {
    node.classList.toggle("cors-few", names.length > 0);
    for (const one of Object.values(all)) one.node.classList.toggle("cors-other", names.length > 0 && !names.includes(one.name));
    for (const group of groups) group.node.classList.toggle("cors-other", names.length > 0 && !group.all.some((one) => one.main || names.includes(one.name)));
    for (const group of groups) group.node.querySelector("details.cors-more")?.classList.toggle("cors-other", names.length > 0 && !group.all.some((one) => !one.main && names.includes(one.name)));
    for (const name of names) all[name]?.node.closest("details")?.setAttribute("open", "");
  };
  return { node, offer, mark, narrow };
}

/** The lines that the browser wrote by itself, as it sent them. */
function patchFacts(node, lines, status = "") {
  const text = JSON.stringify([lines, status]);
  if (node.dataset.shown === text) return;
  node.dataset.shown = text;
  const line = ([name, value, number]) =>
    h("p", { class: `cors-fact${number ? ` cors-origin-${number}` : ""}` }, h("b", {}, `${name}: `), `${SIGNS[number] ?? ""} ${value}`.trim(), h("i", {}, " by the browser"));
  node.replaceChildren(...(status ? [h("p", { class: "cors-fact cors-status-line" }, h("b", {}, status))] : []), ...lines.map(line));
}
