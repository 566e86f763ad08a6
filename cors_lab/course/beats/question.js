// The view of one question: radio buttons, and after the answer why, and what happened. Text goes in as text nodes only.

import { h, keepKeys, sayMarked, tellRestart } from "../../display/dom.js";
import { waitingLine } from "./waiting.js";

/** One option: a radio button that chooses, without answering yet. */
function option(text, index, name, signal, picked) {
  const id = `${name}-${index}`;
  const radio = h("input", { type: "radio", name, id, value: String(index) });
  radio.addEventListener("change", () => picked(index), { signal });
  const letter = h("span", { class: "cors-letter", "aria-hidden": "true" }, "ABCD"[index]);
  const words = h("span");
  sayMarked(words, text);
  return h("div", { class: "cors-option" }, radio, h("label", { for: id }, letter, " ", words));
}

/** One check of the run, as a line: sign, title, state in a word. */
function stepLine(step) {
  const sign = h("span", { "aria-hidden": "true" }, step.sign);
  return h("li", { class: `cors-check cors-is-${step.state}` }, sign, h("span", {}, `${step.stage}: ${step.title}`), h("span", {}, step.word));
}

/** What is said after an answer. The live region is there, empty, from the start, so that a screen reader speaks what is put into it. */
function replyPart() {
  const spoken = h("div", { role: "status", "aria-live": "polite" });
  const [four, list] = [h("dl", { class: "cors-four" }), h("ol", { class: "cors-checks" })];
  const rest = h("div", { hidden: "" }, four, h("details", {}, h("summary", {}, "Every check, in order"), list));
  const node = h("div", { class: "cors-reply" }, spoken, rest);
  const show = (said) => {
    if (!said.word) return;
    node.className = `cors-reply cors-${said.right ? "right" : "wrong"}`;
    const word = h("b", { class: "cors-word" }, `${said.right ? "✓" : "✗"} ${said.word}`);
    const verdict = h("span");
    sayMarked(verdict, said.verdict);
    const happened = h("p", {}, h("b", {}, "What happened: "), verdict);
    const why = h("span");
    sayMarked(why, said.why);
    spoken.replaceChildren(h("p", {}, word, " ", why), ...(said.note ? [h("p", { class: "cors-note" }, said.note)] : []), happened);
    four.replaceChildren(...said.answers.map(([question, answer]) => h("div", {}, h("dt", {}, question), h("dd", {}, answer))));
    list.replaceChildren(...said.steps.map(stepLine));
    rest.hidden = !said.steps.length;
  };
  return { node, show };
}

/** Draws it in `el`; a question of several leaves it to the whole to say that Python is gone. */
export function renderQuestion({ model, el, alone = true }) {
  const done = new AbortController();
  // Each widget has a module of its own, so a counter would give two questions of a page the same name, and their buttons to one group.
  const name = `cors-predict-${Math.random().toString(36).slice(2)}`;
  let picked = null;
  const button = h("button", { type: "button", disabled: "", "data-act": "" }, "Answer");
  const waiting = waitingLine();
  const pick = (choice) => {
    picked = choice;
    button.disabled = false;
  };
  const options = model.get("choices").map((text, index) => option(text, index, name, done.signal, pick));
  const answer = () => {
    waiting.asked();
    model.set("chosen", picked);
    model.set("tries", model.get("tries") + 1);
    model.save_changes();
  };
  button.addEventListener("click", answer, { signal: done.signal });

  const reply = replyPart();
  const show = () => {
    waiting.answered();
    const said = model.get("reply");
    if (said.word) button.textContent = "Show why";
    reply.show(said);
  };
  const chosen = model.get("chosen");
  if (chosen !== null && options[chosen]) {
    options[chosen].querySelector("input").checked = true;
    pick(chosen);
  }
  const question = h("span");
  sayMarked(question, model.get("question"));
  const set = h("fieldset", {}, h("legend", {}, h("span", { class: "cors-kicker" }, "Predict"), " ", question), ...options, button);
  const root = h("div", { class: "cors-lab cors-predict" }, set, waiting.node, reply.node);
  if (alone) tellRestart(root, { model, signal: done.signal });
  root.addEventListener("keydown", keepKeys, { signal: done.signal });
  model.on("change:reply", show);
  el.append(root);
  show();
  return () => {
    model.off("change:reply", show);
    done.abort();
  };
}
