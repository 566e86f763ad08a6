// The view of the bench. Python decides everything and sends it as `outcome`; this file only shows it. Text goes in as text nodes,
// the diagram through an XML parser and an allow-list: nothing a server sends can become an element or a script here.

import { draw, h, keepKeys, say, sayMarked } from "../views/dom.js";

// --- controls ---------------------------------------------------------------------------------------------------------------

/** A select whose options carry JSON; a value that is no choice gets an option of its own. */
function select(control, id) {
  const node = h("select", { id, name: control.name });
  for (const [label, value] of control.choices) node.append(h("option", { value: JSON.stringify(value) }, label));
  const show = (value) => {
    const wanted = JSON.stringify(value);
    if (![...node.options].some((option) => option.value === wanted)) node.append(h("option", { value: wanted }, String(value)));
    node.value = wanted;
  };
  return { node, show, read: () => JSON.parse(node.value) };
}

function textField(control, id) {
  const node = h("input", { id, name: control.name, type: "text", spellcheck: "false", autocomplete: "off" });
  return { node, show: (value) => (node.value = value ?? ""), read: () => node.value };
}

/** One labelled control, tied to the trait of its name in both directions. */
function bind(control, uid, model, changed, signal) {
  const id = `${uid}-${control.name}`;
  const field = control.choices.length ? select(control, id) : textField(control, id);
  const show = () => field.show(model.get(control.name));
  field.node.addEventListener(
    "change",
    () => {
      changed();
      model.set(control.name, field.read());
      model.save_changes();
    },
    { signal },
  );
  model.on(`change:${control.name}`, show);
  signal.addEventListener("abort", () => model.off(`change:${control.name}`, show));
  show();
  return h("div", { class: "cors-row" }, h("label", { for: id }, control.label), field.node);
}

function controls(title, side, ...rest) {
  return h("fieldset", {}, h("legend", {}, title), ...side.map((control) => bind(control, ...rest)));
}

// --- the steps --------------------------------------------------------------------------------------------------------------

/** The nodes of one step, made once and patched from then on. */
function stepNode() {
  const [stage, sign, title, word, why, fix] = ["stage", "sign", "title", "word", "why", "fix"].map((name) => h("span", { class: `cors-${name}` }));
  const link = h("a", { target: "_blank", rel: "noopener noreferrer" }, "Read it in the Fetch Standard");
  const [because, repair, spec] = [h("p", {}, why), h("p", {}, h("b", {}, "Fix: "), fix), h("p", {}, link)];
  sign.setAttribute("aria-hidden", "true");
  const details = h("details", {}, h("summary", {}, sign, title, word), because, repair, spec);
  return { item: h("li", {}, stage, details), details, stage, sign, title, word, why, fix, link, because, repair, spec, key: null };
}

function patchStep(nodes, step, before) {
  for (const name of ["sign", "title", "word"]) say(nodes[name], step[name]);
  for (const name of ["why", "fix"]) sayMarked(nodes[name], step[name]);
  say(nodes.stage, step.stage === before?.stage ? "" : step.stage);
  nodes.item.className = `cors-step cors-${step.state}`;
  nodes.because.hidden = !step.why;
  nodes.repair.hidden = !step.fix;
  nodes.spec.hidden = !step.spec.startsWith("https://");
  if (nodes.spec.hidden) nodes.link.removeAttribute("href");
  else nodes.link.href = step.spec;
  const key = `${step.code} ${step.state === "failed"}`;
  // A step keeps what the learner opened or closed until another check takes its place, or until it comes to fail.
  if (nodes.key !== key) nodes.details.open = step.state === "failed";
  nodes.key = key;
}

function patchSteps(list, pool, steps) {
  while (pool.length < steps.length) pool.push(stepNode());
  steps.forEach((step, index) => patchStep(pool[index], step, steps[index - 1]));
  pool.forEach(({ item }, index) => {
    if (index >= steps.length) item.remove();
    else if (!item.isConnected || item.parentNode !== list) list.append(item);
  });
}

function patchAnswers(list, answers) {
  while (list.children.length < answers.length) list.append(h("div", {}, h("dt"), h("dd")));
  while (list.children.length > answers.length) list.lastChild.remove();
  answers.forEach(([question, answer], index) => {
    say(list.children[index].firstChild, question);
    say(list.children[index].lastChild, answer);
  });
}

// --- the view ---------------------------------------------------------------------------------------------------------------

/** Everything under the controls, and a function that patches an outcome into it. */
function whyPart(uid) {
  const [sign, words] = [h("span", { class: "cors-sign", "aria-hidden": "true" }), h("span")];
  const verdict = h("p", { class: "cors-verdict", role: "status", "aria-live": "polite", "aria-atomic": "true" }, sign, words);
  const answers = h("dl", { class: "cors-answers" });
  const [wide, narrow] = [h("div", { class: "cors-wide" }), h("div", { class: "cors-narrow" })];
  const [list, pool] = [h("ol", { class: "cors-steps" }), []];
  const heading = (name, text) => h("h3", { id: `${uid}-${name}` }, text);
  const picture = h("section", { class: "cors-picture", "aria-labelledby": `${uid}-sequence` }, heading("sequence", "What happened"), wide, narrow);
  const steps = h("section", { "aria-labelledby": `${uid}-steps` }, heading("steps", "Why: every check, in order"), list);
  const node = h("div", { class: "cors-why" }, verdict, answers, h("div", { class: "cors-below" }, picture, steps));
  const patch = (outcome) => {
    node.dataset.state = outcome.state;
    say(sign, outcome.sign);
    say(words, outcome.verdict);
    patchAnswers(answers, outcome.answers);
    patchSteps(list, pool, outcome.steps);
    draw(wide, outcome.diagrams.wide ?? "");
    draw(narrow, outcome.diagrams.narrow ?? "");
    node.removeAttribute("aria-busy");
  };
  return { node, patch, busy: () => node.setAttribute("aria-busy", "true") };
}

function render({ model, el }) {
  const uid = `cors-${Math.random().toString(36).slice(2)}`;
  const ending = new AbortController();
  const why = whyPart(uid);
  const sides = model.get("controls");
  const rest = [uid, model, why.busy, ending.signal];
  const top = h("div", { class: "cors-top" }, controls("The page asks", sides.ask, ...rest), controls("The server answers", sides.answer, ...rest));
  const patch = () => why.patch(model.get("outcome"));
  model.on("change:runs", patch);
  patch();
  const root = h("div", { class: "cors-bench" }, h("div", { class: "cors-surface" }, top, why.node));
  root.addEventListener("keydown", keepKeys, { signal: ending.signal });
  el.append(root);
  return () => {
    ending.abort();
    model.off("change:runs", patch);
  };
}

export default { render };
