// explain in a notebook: a box to paste into, a recording to drop, and the answer that Python gives. Text goes in as text nodes only.
import { button, h, keepKeys, marked, patch, say, tellRestart } from "../../display/dom.js";

const SILENCE = 5000; // milliseconds without an answer, after which the reader is told
const LARGEST = 8_000_000; // characters that are sent to Python
const TOO_LARGE = "This file is too large to drop here. In code: explain('its path').";
const BUSY = "No answer from Python yet: it is busy with another cell, or it was restarted. Then run this cell again.";

const lines = (text) => ["pre", { tabindex: "0" }, text];

/** Each kind of block, as a description for `patch`. */
const BLOCKS = {
  verdict: (block) => [
    ["p", { class: `cors-verdict cors-${block.state}` }, ["span", { "aria-hidden": "true" }, block.sign],
      ["span", {}, ["b", {}, ...marked(block.sentence)], ["span", { class: "cors-about" }, block.about]]],
  ],
  said: (block) => [["p", {}, block.label && ["b", {}, `${block.label}: `], ...marked(block.words)]],
  points: (block) => {
    const list = ["ul", {}, ...block.items.map((item) => ["li", {}, ...marked(item)])];
    if (block.closed) return [["details", {}, ["summary", {}, block.title], list]];
    return [block.title && ["p", {}, ["b", {}, block.title]], list];
  },
  lines: (block) => [["p", {}, ["b", {}, ...marked(block.title)]], lines(block.text)],
  text: (block) => [["details", {}, ["summary", {}, block.title], lines(block.text)]],
  fold: (block) => {
    if (!block.blocks.length) return [];
    const inside = block.blocks.flatMap((one) => BLOCKS[one.kind](one));
    return [["details", {}, ["summary", {}, block.title], ...inside]];
  },
  names: (block) => [
    ["p", { class: "cors-how" }, ...block.lines.flatMap((line) => [line, ["br", {}]]),
      block.link && ["a", { href: block.link, target: "_blank", rel: "noopener" }, block.link]],
  ],
};

function finding(group) {
  return ["div", { class: "cors-finding" }, ...group.flatMap((block) => BLOCKS[block.kind](block))];
}

/** The paste box, with a file that is dropped on it. */
function pasteBox(id, ask, tell) {
  const box = h("textarea", { id, rows: "7", spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
  const over = (event, on) => {
    event.preventDefault();
    box.classList.toggle("cors-over", on);
  };
  box.addEventListener("dragover", (event) => over(event, true));
  box.addEventListener("dragleave", (event) => over(event, false));
  box.addEventListener("drop", async (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return box.classList.remove("cors-over");
    over(event, false);
    event.stopPropagation();
    if (file.size > LARGEST) return tell(TOO_LARGE);
    ask(await file.text(), file.name);
  });
  return box;
}

function render({ model, el }) {
  const done = new AbortController();
  const uid = `cors-explain-${Math.random().toString(36).slice(2)}`;
  const status = h("p", { class: "cors-how", role: "status" });
  const answer = h("div", { class: "cors-answer", "aria-live": "polite" });
  const page = h("input", { id: `${uid}-page`, type: "text", placeholder: "http://localhost:3000", spellcheck: "false" });
  let waiting = 0;
  let count = 0;
  const tell = (words) => say(status, words);
  const ask = (text, name = "") => {
    if (!text.trim()) return tell("Paste something first, or press an example.");
    clearTimeout(waiting);
    tell(name ? `Reading ${name} …` : "");
    answer.setAttribute("aria-busy", "true");
    waiting = setTimeout(() => tell(BUSY), SILENCE);
    model.set("asked", { text, page: page.value, number: (count += 1) });
    model.save_changes();
  };
  const box = pasteBox(`${uid}-text`, ask, tell);
  const press = button("Explain", () => ask(box.value), { "data-act": "" });
  const example = ([name, text]) => button(name, () => { box.value = text; ask(text); });
  const show = () => {
    clearTimeout(waiting);
    answer.removeAttribute("aria-busy");
    tell("");
    patch(answer, (model.get("shown").groups ?? []).map(finding));
  };
  const set = h("fieldset", {}, h("legend", {}, model.get("title")),
    h("label", { for: `${uid}-text` }, model.get("label")), box, h("p", { class: "cors-how" }, `${model.get("how")} Or drop a HAR file on the box.`),
    h("div", { class: "cors-row" }, h("div", {}, h("label", { for: `${uid}-page` }, "The page's origin (optional)"), page), press),
    h("div", { class: "cors-examples", role: "group", "aria-label": "Examples" }, h("span", {}, "Try:"), ...model.get("examples").map(example)));
  const root = h("div", { class: "cors-lab cors-explain" }, set, status, answer);
  tellRestart(root, { model, signal: done.signal });
  root.addEventListener("keydown", keepKeys, { signal: done.signal });
  model.on("change:shown", show);
  el.append(root);
  show();
  return () => {
    clearTimeout(waiting);
    model.off("change:shown", show);
    done.abort();
  };
}

export default { render };
