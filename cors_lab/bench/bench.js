// The view of the bench. Python decides everything and sends it as `outcome` and `panel`; these files only show it. Text goes in as text
// nodes, the diagram through an XML parser and an allow-list: nothing a server sends can become an element or a script here.

import { button, h, keepKeys, marked, patch, say, sayMarked, tellRestart } from "../display/dom.js";
import { player } from "../result/player.js";
import { controlsOf } from "./controls.js";
import { ownBrowser } from "./real_browser/run.js";
import { PANELS } from "./tabs/panels.js";

const SOON = 1500; // milliseconds without an answer after which the view says why that may be
const BUSY = "No answer from the kernel yet: it is busy with another cell, or it has stopped. After a restart, run this cell again.";
const UNMARKED = { marks: {}, changed: [], chips: {}, sent: [], status: "", preflight: false };
const WHOLE = "The whole story in one picture. Play tells it step by step."; // its verdict stands above

// --- the display: verdict, four answers, and the buttons that every run needs ---------------------------------------------------

function displayPart({ uid, model, press, unfold }) {
  const [sign, words] = [h("span", { class: "cors-sign", "aria-hidden": "true" }), h("span", { id: `${uid}-verdict` })];
  const verdict = h("p", { class: "cors-verdict", role: "status", "aria-live": "polite", "aria-atomic": "true" }, sign, words);
  const [call, answers] = [h("p", { class: "cors-call" }), h("dl", { class: "cors-answers" })];
  const fix = button("Find the smallest fix", () => fix.getAttribute("aria-disabled") === "true" || press("fix"), { class: "cors-primary" });
  const all = button("All controls", () => unfold(), { "aria-expanded": "false" });
  const bar = h("div", { class: "cors-bar", role: "group", "aria-label": "Run" }, fix, button("Send again", () => press("again"), { "data-act": "" }), all, button("Reset", () => press("reset")));
  const node = h("div", { class: "cors-display" }, verdict, answers, call, bar);
  const show = (outcome) => {
    say(sign, outcome.sign);
    sayMarked(words, outcome.verdict);
    say(call, outcome.call);
    call.classList.toggle("cors-warned", outcome.call.startsWith("⚠"));
    patch(answers, outcome.answers.map(([question, answer]) => ["div", {}, ["dt", {}, question], ["dd", {}, answer]]));
    fix.setAttribute("aria-disabled", String(outcome.state === "passed" || !outcome.answers.length));
  };
  const folded = (few, able) => {
    all.hidden = !able;
    say(all, few ? "All controls" : "Fewer controls");
    all.setAttribute("aria-expanded", String(!few));
  };
  return { node, call, show, folded, focus: () => fix.focus() };
}

const change = ([what, before, after]) => ["tr", {}, ["th", { scope: "row" }, what], ["td", {}, before], ["td", {}, after]];
const changes = (rows) => [
  "div",
  { class: "cors-scroll" },
  ["table", {}, ["thead", {}, ["tr", {}, ...["control", "now", "then"].map((text) => ["th", { scope: "col" }, text])]], ["tbody", {}, ...rows.map(change)]],
];

function fixShown({ reason, changes: rows, warning, better }, press) {
  if (!reason) return [];
  const apply = (words, isBetter, first) => ["button", { type: "button", class: first ? "cors-primary" : "", onclick: () => press("apply", { better: isBetter }) }, words];
  const warned = (text) => (text ? ["p", { class: "cors-warning" }, ["b", {}, "✗ "], ...marked(text)] : null);
  const buttons = [better ? apply(rows.length ? "Apply the better one" : "Apply it", true, true) : null, rows.length ? apply(warning ? "Apply it all the same" : "Apply it", false, !warning) : null];
  return [
    ["h3", {}, "The smallest fix"],
    ["p", {}, ...marked(reason)],
    rows.length ? changes(rows) : null,
    warned(warning),
    ...(better ? [["h3", {}, rows.length ? "Better" : "What helps"], ["p", {}, ...marked(better.reason)], changes(better.changes)] : []),
    warned(better?.warning),
    rows.length || better ? ["div", { class: "cors-bar" }, ["div", {}, ...buttons]] : null,
  ];
}

// --- tabs: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ ------------------------------------------------------------------------

const MOVES = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

function tabsPart({ uid, model, ui, signal }) {
  const names = model.get("tabs").map(([name]) => name);
  const choose = (name, focus) => {
    ui.set("tab", name);
    show();
    if (focus) tabs[names.indexOf(name)].focus();
  };
  const tabs = model.get("tabs").map(([name, words]) =>
    button(words, () => choose(name), { role: "tab", id: `${uid}-tab-${name}`, "aria-controls": `${uid}-panel` }),
  );
  const list = h("div", { role: "tablist", "aria-label": "Why", class: "cors-tabs" }, ...tabs);
  list.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (move === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const at = tabs.indexOf(event.target) + move;
    choose(names[Number.isFinite(at) ? (at + names.length) % names.length : at < 0 ? 0 : names.length - 1], true);
  });
  const [shown, own] = [h("div"), h("div", { hidden: "" })];
  const panel = h("div", { role: "tabpanel", id: `${uid}-panel`, class: "cors-panel", tabindex: "0" }, shown, own);
  ownBrowser(own, { model, signal });
  const show = () => {
    const name = model.get("tab");
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(names[index] === name));
      tab.tabIndex = names[index] === name ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `${uid}-tab-${name}`);
    const data = model.get("panel");
    if (data.tab !== name) return; // Python has not made it yet
    own.hidden = name !== "own";
    patch(shown, [["div", { key: name }, ...(PANELS[name]?.(data, ui) ?? [])]]);
  };
  return { node: h("section", { class: "cors-why", "aria-label": "Why" }, list, panel), show };
}

async function copyText(node, text) {
  try {
    await navigator.clipboard.writeText(text);
    say(node, "Copied");
  } catch {
    getSelection().selectAllChildren(node.closest("[role=tabpanel]").querySelector("pre"));
    say(node, "Marked: press Ctrl+C");
  }
  setTimeout(() => say(node, "Copy"), 2000);
}

// --- all of it ------------------------------------------------------------------------------------------------------------------

/** Says that the kernel has not answered, in the line under the verdict, until it does. */
function patience(root, call, model, signal) {
  let timer = null;
  const silent = (is) => {
    call.classList.toggle("cors-silent", is);
    say(call, is ? BUSY : model.get("outcome").call);
  };
  const wait = () => {
    clearTimeout(timer);
    root.setAttribute("aria-busy", "true");
    timer = setTimeout(() => silent(true), SOON);
  };
  const done = () => {
    clearTimeout(timer);
    root.removeAttribute("aria-busy");
    if (call.textContent === BUSY) silent(false);
  };
  const told = ({ sorry = "" } = {}) => {
    done();
    if (sorry) say(call, sorry);
  };
  for (const [news, heard] of [["change:runs", done], ["change:panel", done], ["msg:custom", told]]) {
    model.on(news, heard);
    signal.addEventListener("abort", () => model.off(news, heard));
  }
  signal.addEventListener("abort", () => clearTimeout(timer));
  return wait;
}

function render({ model, el }) {
  const uid = `cors-${Math.random().toString(36).slice(2)}`;
  const ending = new AbortController();
  const { signal } = ending;
  const surface = h("div", { class: "cors-surface" });
  let few = model.get("show").length > 0;
  const unfold = () => {
    few = !few;
    fold();
  };
  const press = (name, more = {}) => {
    changed();
    try {
      model.send({ press: name, ...more });
    } catch {
      // The kernel has been restarted and knows this bench no more: the line that `changed` puts up says what to do.
    }
  };
  const set = (name, value) => {
    changed();
    model.set(name, value);
    model.save_changes();
  };
  const display = displayPart({ uid, model, press, unfold });
  const changed = patience(surface, display.call, model, signal);
  const ui = { uid, press, set, copy: copyText };
  const controls = controlsOf({ uid, model, changed, signal });
  const fold = () => {
    const names = model.get("show");
    controls.narrow(few ? names : []);
    surface.classList.toggle("cors-few", few);
    display.folded(few, names.length > 0);
  };
  const fix = h("section", { class: "cors-fix", "aria-label": "The smallest fix" });
  const picture = h("section", { class: "cors-picture", "aria-label": "What happened" });
  const film = player(picture, { signal, whole: WHOLE });
  const tabs = tabsPart({ uid, model, ui, signal });
  surface.append(display.node, controls.node, fix, h("div", { class: "cors-below" }, picture, tabs.node));

  const show = {
    runs: () => {
      const outcome = model.get("outcome");
      surface.dataset.state = outcome.state;
      display.show(outcome);
      film.show(outcome.film);
      controls.mark(outcome.message ?? UNMARKED, outcome.field ?? "");
    },
    controls: controls.offer,
    show: () => {
      few = model.get("show").length > 0;
      fold();
    },
    panel: tabs.show,
    tab: tabs.show,
    fix: () => {
      const held = fix.querySelector(":focus");
      patch(fix, fixShown(model.get("fix"), press));
      if (held && !fix.querySelector(":focus")) display.focus(); // the button that was pressed is gone
    },
  };
  for (const [name, patchIt] of Object.entries(show)) {
    model.on(`change:${name}`, patchIt);
    signal.addEventListener("abort", () => model.off(`change:${name}`, patchIt));
    patchIt();
  }
  const root = h("div", { class: "cors-lab cors-bench" }, surface);
  root.addEventListener("keydown", keepKeys, { signal });
  el.append(root);
  tellRestart(root, { model, signal });
  keepInSight(display.node, surface, signal);
  return () => ending.abort();
}

/** Keeps the display at the top of the window while the bench is scrolled: an output of JupyterLab scrolls by itself, so `sticky` fails there. */
function keepInSight(node, within, signal) {
  const place = () => {
    const port = scroller(within)?.getBoundingClientRect().top ?? 0;
    const box = within.getBoundingClientRect();
    const room = box.height - node.offsetHeight - 24;
    const by = Math.round(Math.min(Math.max(port - box.top, 0), Math.max(room, 0)));
    const moved = by > 0 && node.offsetHeight < innerHeight / 3;
    node.style.transform = moved ? `translateY(${by}px)` : "";
    node.classList.toggle("cors-afloat", moved);
  };
  document.addEventListener("scroll", place, { capture: true, passive: true, signal });
}

/** The element around this one that scrolls up and down. */
function scroller(node) {
  for (let near = node.parentElement; near; near = near.parentElement) {
    if (near.scrollHeight > near.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(near).overflowY)) return near;
  }
  return null;
}

export default { render };
