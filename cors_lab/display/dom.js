// What every live view shares: making elements, patching text in place, keeping keys, and drawing an SVG text safely.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "title", "desc", "g", "rect", "line", "path", "circle", "text"]);
const SVG_ATTRIBUTES = new Set(
  ("xmlns viewBox width height role class d x y x1 y1 x2 y2 cx cy r rx fill stroke stroke-width stroke-dasharray stroke-linecap " +
    "font-family font-size font-weight font-style text-anchor").split(" "),
);

/** An element with attributes and children; strings become text. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A button that does one thing. */
export function button(words, press, more = {}) {
  const node = h("button", { type: "button", ...more }, words);
  node.addEventListener("click", press);
  return node;
}

/** Set text only where it differs, so that a live region speaks once and a selection stays. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Text whose parts in `backticks` are code. */
export function sayMarked(node, text) {
  if (node.dataset.said === text) return;
  node.dataset.said = text;
  node.replaceChildren(...text.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part)));
}

/**
 * Make the children of `parent` what is described, in place: `[tag, attributes, ...children]`, or text; null, undefined and false are nothing.
 *
 * A node stays where its tag and its `key` stay, so focus, selection and what the reader unfolded stay too. `initially` are attributes that
 * only a new node gets; a function is an event handler, such as `onclick`.
 */
export function patch(parent, children) {
  const wanted = children.filter((child) => child !== null && child !== undefined && child !== false);
  wanted.forEach((want, index) => {
    const node = parent.childNodes[index];
    if (typeof want === "string") {
      if (node?.nodeType !== Node.TEXT_NODE) put(parent, node, document.createTextNode(want));
      else if (node.data !== want) node.data = want;
    } else patchElement(parent, node, want);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

function put(parent, node, fresh) {
  if (node) node.replaceWith(fresh);
  else parent.append(fresh);
}

function patchElement(parent, old, [tag, { key = "", initially = {}, ...attributes }, ...children]) {
  const kept = old?.localName === tag && (old.patchKey ?? "") === key;
  const node = kept ? old : h(tag, initially);
  node.patchKey = key;
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function" || name === "checked") node[name] = value;
    else if (value === null || value === false) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }
  patch(node, children);
  if (!kept) put(parent, old, node);
}

/** Text whose parts in `backticks` are code, as a description for `patch`. */
export function marked(text) {
  return text.split("`").map((part, index) => (index % 2 ? ["code", {}, part] : part));
}

/**
 * Keys that work a control stay with it: JupyterLab would move to another cell on ArrowDown, and on Shift+Enter run the
 * cell again, which makes a new widget and throws away what was typed. So Shift+Enter (and Ctrl, Alt and Cmd) acts here.
 *
 * A listener for `keydown` on a widget's root.
 */
export function keepKeys(event) {
  const held = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
  if (event.key === "Enter" && held) {
    event.preventDefault();
    event.stopPropagation();
    act(event.target, event.currentTarget);
    return;
  }
  const shortcut = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape";
  if (!shortcut) event.stopPropagation();
}

/** Do what Enter means where the focus is: press this button, or take this text over and press the nearest `data-act`. */
function act(target, root) {
  if (target.matches("button, summary")) return target.click();
  if (target.matches("input, textarea, select")) target.dispatchEvent(new Event("change", { bubbles: true }));
  for (let near = target; near && near !== root.parentElement; near = near.parentElement) {
    const button = near.querySelector?.("[data-act]");
    if (button) return button.click();
  }
}

const GONE = [
  "The kernel was restarted: Python no longer knows this widget. ",
  "To go on, run its cell again: click the cell and press Shift+Enter. Or choose Run > Run All Cells.",
];

/** Says at the top of `root` when the kernel that made this widget is gone, and how to go on. */
export function tellRestart(root, { model, signal }) {
  const told = h("p", { class: "cors-gone", role: "alert", hidden: "" });
  // The host says so of every widget whose kernel it has lost; a kernel that starts makes new ones.
  const gone = () => {
    told.hidden = false;
    told.replaceChildren(h("b", {}, GONE[0]), GONE[1]);
  };
  model.on("comm_live_update", gone);
  signal?.addEventListener("abort", () => model.off("comm_live_update", gone));
  root.prepend(told);
}

/** The drawing as an element, or null where it has anything that our own drawings do not have. */
export function drawing(text) {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const known = (node) =>
    node.namespaceURI === SVG && SVG_TAGS.has(node.localName) && [...node.attributes].every(({ name }) => SVG_ATTRIBUTES.has(name));
  return root.localName === "svg" && [root, ...root.querySelectorAll("*")].every(known) ? document.importNode(root, true) : null;
}

/** Show a drawing in `node`; the same text again leaves it as it is. */
export function draw(node, text) {
  if (node.dataset.drawn === text) return;
  node.dataset.drawn = text;
  const svg = text ? drawing(text) : null;
  node.replaceChildren(...(svg ? [svg] : text ? ["The diagram could not be drawn."] : []));
}
