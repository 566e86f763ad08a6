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
    if (typeof value === "function") node[name] = value;
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

/** Keys that work a control stay with it: JupyterLab in command mode would move to another cell on ArrowDown, or edit on Enter. */
export function keepKeys(event) {
  const shortcut = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" || (event.shiftKey && event.key === "Enter");
  if (!shortcut) event.stopPropagation();
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
