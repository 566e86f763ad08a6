// What each tab shows, as descriptions for `patch`: functions of the panel that Python made and of `ui`, what this view is asked for.
// `ui.press(name, more)` presses a button in Python; `ui.set(trait, value)` sets a trait; `ui.uid` is unique to the view.

import { marked } from "../../display/dom.js";

const note = (text) => ["p", { class: "cors-note" }, text];
const heading = (text) => ["h4", {}, text];

/** A table with a caption; `rows` are lists of cells, texts or descriptions; `empty` is said in place of no rows. */
function table(caption, columns, rows, empty) {
  if (!rows.length) return [heading(caption), note(empty)];
  const head = ["tr", {}, ...columns.map((column) => ["th", { scope: "col" }, column])];
  // Only long words are broken where they do not fit: short ones would be broken to make room for them.
  const name = (cell) => (cell.split(" ").some((word) => word.length > 16) ? "cors-long" : null);
  const body = rows.map((cells) => [
    "tr",
    {},
    ...cells.map((cell, index) => (index ? ["td", { class: name(cell) }, cell] : ["th", { scope: "row", class: name(cell) }, cell])),
  ]);
  const whole = ["table", {}, ["caption", {}, caption], ["thead", {}, head], ["tbody", {}, ...body]];
  return [["div", { class: "cors-scroll", tabindex: "0", role: "region", "aria-label": caption }, whole]];
}

// --- Steps ------------------------------------------------------------------------------------------------------------------

function step({ code, state, sign, title, word, why, fix, spec, stage }, before) {
  const failed = state === "failed";
  const link = ["a", { href: spec.startsWith("https://") ? spec : null, target: "_blank", rel: "noopener noreferrer" }, "Read it in the Fetch Standard"];
  const details = [
    "details",
    { key: `${code} ${failed}`, initially: failed ? { open: "" } : {} },
    ["summary", {}, ["span", { class: "cors-sign", "aria-hidden": "true" }, sign], ["span", { class: "cors-title" }, title], ["span", { class: "cors-word" }, word]],
    why && ["p", { class: "cors-because" }, ...marked(why)],
    fix && ["p", {}, ["b", {}, "Fix: "], ["span", {}, ...marked(fix)]],
    spec.startsWith("https://") && ["p", {}, link],
  ];
  return ["li", { class: `cors-step cors-${state}` }, stage !== before?.stage && ["span", { class: "cors-stage" }, stage], details.filter(Boolean)];
}

function stepsPanel({ steps }) {
  if (!steps.length) return [note("No check was made: nothing was sent.")];
  return [["ol", { class: "cors-steps" }, ...steps.map((one, index) => step(one, steps[index - 1]))]];
}

// --- Network ----------------------------------------------------------------------------------------------------------------

const ORIGIN_MARKS = ["", "●", "■", "▲", "◆"];
const who = { page: "page", browser: "browser" };

function headerLine([name, value, tag, number]) {
  const mark = who[tag] ?? tag;
  const names = tag === "page" ? "cors-mine" : tag === "browser" ? "cors-added" : tag ? "cors-twice" : "";
  return ["div", { class: `cors-line-of ${names}` }, ["span", {}, ["b", {}, `${name}: `], ["span", { class: number ? `cors-origin-${number}` : null }, `${ORIGIN_MARKS[number ?? 0]} ${value || "(empty)"}`.trim()]], mark ? ["span", { class: "cors-tag" }, mark] : null];
}

const block = (title, lines) => (lines.length ? [heading(title), ["div", { class: "cors-raw" }, ...lines.map(headerLine)]] : []);
const body = (title, text) => (text ? [heading(title), ["pre", {}, text]] : []);

function request(row, last) {
  const name = ["span", { class: "cors-name" }, ["span", { class: "cors-sign", "aria-hidden": "true" }, row.state === "failed" ? "✗" : "✓"], " ", row.name];
  const cells = [row.method, row.note ? `${row.status} · ${row.note}` : row.status, row.type, row.size].map((text) => ["span", {}, text]);
  const nothing = row.asked.length ? [] : [note("Nothing of it reached the wire.")];
  return [
    "details",
    { class: `cors-request cors-${row.state}`, key: `${row.type} ${row.name}`, initially: last ? { open: "" } : {} },
    ["summary", {}, name, ...cells],
    [
      "div",
      { class: "cors-message" },
      ...row.general.map(([what, text]) => ["p", { class: "cors-note" }, `${what}: ${text}`]),
      ...nothing,
      ...block("Request headers, in the order of the wire", row.asked),
      ...body("Request body", row.sent_body),
      ...block("Response headers, in the order of the wire", row.answered),
      ...body("Response body", row.body),
    ],
  ];
}

function networkPanel({ rows }) {
  if (!rows.length) return [note("No request: nothing was sent.")];
  const head = ["div", { class: "cors-request-head", "aria-hidden": "true" }, ...["Name", "Method", "Status", "Type", "Size"].map((text) => ["span", {}, text])];
  const legend = note("A header is marked by who wrote it: the page, or the browser by itself. Each origin has its own sign and colour.");
  return [head, ...rows.map((row, index) => request(row, index === rows.length - 1)), legend];
}

// --- Console, JavaScript, State ----------------------------------------------------------------------------------------------

function consolePanel({ consoles }) {
  if (!consoles.length) return [note("The console has the TypeError that fetch() threw, and nothing else.")];
  const one = ({ engine, own, lines, differs }) => [
    "section",
    { class: "cors-console" },
    heading(own ? `${engine}, as in this run` : engine),
    ...(lines.length ? lines.map((line) => ["p", { class: "cors-printed" }, line]) : [note("It prints nothing.")]),
    differs && note(differs),
  ];
  return [["div", { class: "cors-consoles" }, ...consoles.map((each) => one(each).filter(Boolean))]];
}

function javascriptPanel({ error, rows, headers, hidden, body: text, broken }) {
  if (error)
    return [
      heading("The promise rejects"),
      ["pre", {}, error],
      note("That is all a script is told. It cannot learn the reason, nor whether the server did the work: only the console says more."),
    ];
  return [
    ...table("The promise fulfils with a Response", ["property", "value"], rows.map(([name, value]) => [name, value || '""']), ""),
    ...table("response.headers", ["name", "value"], headers, "It is empty."),
    ...table("On the wire, but hidden from the page", ["name", "value", "why"], hidden, "Nothing is hidden."),
    heading("Body"),
    ["pre", {}, text || "(empty)"],
    broken && note(broken),
  ].filter(Boolean);
}

const SPANS = [["+ 5 s", 5], ["+ 10 min", 600], ["+ 2 h", 7200]];

/** The clock of the profile, and whether it is kept from run to run. */
function profile(data, ui) {
  const [seconds, keep] = [`${ui.uid}-seconds`, `${ui.uid}-keep`];
  const advance = (event) => {
    const box = event.currentTarget.closest(".cors-clock").querySelector("input[type=number]");
    if (box.value !== "") ui.press("advance", { seconds: Number(box.value) });
  };
  const byEnter = (event) => event.key === "Enter" && !event.shiftKey && advance(event);
  const spans = SPANS.map(([words, number]) => ["button", { type: "button", onclick: () => ui.press("advance", { seconds: number }) }, words]);
  return [
    "div",
    { class: "cors-profile" },
    [
      "div",
      { class: "cors-clock", role: "group", "aria-label": "Clock" },
      ["span", {}, "Clock ", ["b", {}, data.clock]],
      ...spans,
      ["label", { for: seconds }, "Seconds"],
      ["input", { id: seconds, type: "number", min: 0, step: 1, onkeydown: byEnter }],
      ["button", { type: "button", onclick: advance }, "Advance"],
    ],
    [
      "div",
      { class: "cors-clock", role: "group", "aria-label": "Profile" },
      ["input", { id: keep, type: "checkbox", onchange: (event) => ui.set("keep", event.target.checked), checked: data.keep }],
      ["label", { for: keep }, "Keep the profile: cookies and caches stay from run to run"],
      ["button", { type: "button", onclick: () => ui.press("clear") }, "Clear cookies and caches"],
    ],
  ];
}

function memoryPanel(data, ui) {
  const { cookies, preflights, responses } = data;
  return [
    profile(data, ui),
    ...table("Cookies", ["cookie", "for", "attributes", "lasts"], cookies, "The jar is empty."),
    ...table("Preflight cache", ["allowed", "URL", "for the page", "credentials", "time left"], preflights, "Nothing is remembered of a preflight."),
    ...table("HTTP cache", ["URL", "status", "Allow-Origin", "Vary", "freshness"], responses, "No response is stored."),
  ];
}

// --- Runs, Copy as ----------------------------------------------------------------------------------------------------------

function runsPanel({ runs, compared }, ui) {
  const press = (what, number) => ["button", { type: "button", onclick: () => ui.press(what.toLowerCase(), { run: number }), "aria-label": `${what} run ${number}` }, what];
  const one = (run, index) => [
    "li",
    { class: `cors-run cors-${run.state}` },
    ["span", { class: "cors-run-number" }, `${run.number}`],
    ["span", { class: "cors-sign", "aria-hidden": "true" }, run.sign],
    ["span", { class: "cors-run-words" }, ["b", {}, run.label], ["span", {}, run.verdict]],
    ["span", { class: "cors-run-buttons" }, ...(index ? [press("Recall", run.number), press("Compare", run.number)] : [note("the last run")])],
  ];
  const { old, settings, outcome } = compared;
  const columns = ["", `run ${old}`, `run ${compared.new}`];
  const beside = old
    ? [
        ...table(`Settings of run ${old} and of run ${compared.new}`, columns, settings, `Run ${old} and run ${compared.new} have the same settings.`),
        ...table("What came of them", columns, outcome, "They ended alike."),
      ]
    : [];
  return [...beside, heading("Runs of this session, the last one first"), ["ol", { class: "cors-runs", reversed: "" }, ...runs.map(one)]];
}

function copyPanel({ labels, label, text, note: remark, which, blocked }, ui) {
  const id = `${ui.uid}-copying`;
  const options = labels.map((each) => ["option", { value: each, selected: each === label ? "" : null }, each]);
  const kinds = [
    ["fixed", "The fixed server"],
    ["set", "The server as it is set"],
  ];
  const radio = ([name, words]) => {
    const own = `${id}-${name}`;
    const chosen = { type: "radio", name: `${id}-which`, id: own, value: name, checked: which === name, onchange: () => ui.set("copying_fixed", name === "fixed") };
    return ["span", {}, ["input", chosen], ["label", { for: own }, words]];
  };
  return [
    [
      "div",
      { class: "cors-copy" },
      ["label", { for: id }, "Copy as"],
      ["select", { id, onchange: (event) => ui.set("copying", event.target.value) }, ...options],
      ["button", { type: "button", onclick: (event) => ui.copy(event.target, text) }, "Copy"],
    ],
    blocked ? ["p", { class: "cors-blocked", role: "status" }, ["b", {}, "⚠ "], ...marked(blocked)] : null,
    which ? ["div", { class: "cors-copy", role: "radiogroup", "aria-label": "Which server" }, ...kinds.map(radio)] : null,
    ["pre", { class: "cors-code", tabindex: "0", role: "group", "aria-label": label }, text],
    remark ? note(remark) : null,
  ];
}

export const PANELS = {
  steps: stepsPanel,
  network: networkPanel,
  console: consolePanel,
  javascript: javascriptPanel,
  memory: memoryPanel,
  runs: runsPanel,
  copy: copyPanel,
};
