// A combobox: choose from a list, or type. https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
// Its choices are [shown, value, note]; a value that is not among them is shown as it was typed.

import { h, say } from "../display/dom.js";

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
let made = 0;

/**
 * `read(text)` makes a value of typed text, `commit(value)` gets what was chosen or typed; `nothing` is the value of an empty box.
 *
 * Returns { node, input, offer(choices), show(value) }.
 */
export function combobox(attributes, { read = (text) => text, commit }) {
  const id = `${attributes.id ?? "cors"}-list-${(made += 1)}`;
  const state = { choices: [], at: -1, value: null };
  const input = h("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "none",
    spellcheck: "false", autocomplete: "off", autocapitalize: "off", ...attributes,
  });
  const list = h("ul", { role: "listbox", id, class: "cors-options", hidden: "" });
  const arrow = h("span", { class: "cors-arrow-down", "aria-hidden": "true" }, "▾");
  const node = h("div", { class: "cors-combobox" }, input, arrow, list);

  const open = () => {
    if (!list.hidden || !state.choices.length) return;
    list.setAttribute("aria-label", `Choices for ${input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent ?? "this line"}`);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    go(state.choices.findIndex(([, value]) => same(value, state.value)), false);
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    go(-1);
  };
  const go = (at, scroll = true) => {
    list.children[state.at]?.removeAttribute("aria-selected");
    state.at = at;
    const option = list.children[at];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    if (scroll) option.scrollIntoView({ block: "nearest" });
    else list.scrollTop = option.offsetTop - 40;
  };
  const nothing = () => {
    const empty = state.choices.find(([, value]) => value === null) ?? state.choices[0];
    return empty ? empty[1] : null;
  };
  const choose = (value) => {
    close();
    state.value = value;
    write();
    commit(value);
  };
  const typed = () => {
    const text = input.value;
    if (text === shown(state.value)) return close();
    const known = state.choices.find(([words]) => words === text);
    if (text === "") choose(nothing());
    else choose(known ? known[1] : read(text));
  };
  const shown = (value) => {
    if (value === null || value === undefined) return "";
    const known = state.choices.find(([, each]) => same(each, value));
    return known ? known[0] : Array.isArray(value) ? value.join(", ") : String(value);
  };
  const write = () => {
    const text = shown(state.value);
    if (input.value !== text) input.value = text;
    const empty = state.choices.find(([, value]) => value === null);
    input.placeholder = empty ? empty[0] : attributes.placeholder ?? "";
    node.classList.toggle("cors-empty", text === "");
  };

  const KEYS = {
    ArrowDown: (event) => (list.hidden ? open() : event.altKey || go(Math.min(state.at + 1, list.children.length - 1))),
    ArrowUp: (event) => (list.hidden ? open() : event.altKey ? close() : go(Math.max(state.at - 1, 0))),
    PageDown: () => list.hidden || go(list.children.length - 1),
    PageUp: () => list.hidden || go(0),
    Enter: () => (!list.hidden && list.children[state.at] ? choose(state.choices[state.at][1]) : typed()),
    Escape: () => {
      if (list.hidden && input.value === shown(state.value)) return false;
      write();
      close();
    },
  };
  input.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.isComposing || event.ctrlKey || event.metaKey || act(event) === false) return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("input", () => go(-1));
  input.addEventListener("mousedown", () => (list.hidden ? open() : close()));
  input.addEventListener("change", typed);
  input.addEventListener("blur", () => {
    if (!list.hidden) close();
  });
  arrow.addEventListener("mousedown", (event) => {
    event.preventDefault();
    input.focus();
    if (list.hidden) open();
    else close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest("li"));
    if (at >= 0) choose(state.choices[at][1]);
  });

  const offer = (choices) => {
    state.choices = choices;
    arrow.hidden = !choices.length;
    choices.forEach(([words, , note], index) => {
      const option = list.children[index] ?? list.appendChild(h("li", { role: "option", id: `${id}-${index}` }, h("span"), h("i")));
      say(option.firstChild, words);
      say(option.lastChild, note ? ` ${note}` : "");
    });
    while (list.children.length > choices.length) list.lastChild.remove();
    write();
  };
  const show = (value) => {
    state.value = value;
    if (input !== document.activeElement || list.hidden) write();
  };
  return { node, input, offer, show };
}
