// The view of a review: a front, a back, four buttons. Text goes in as text nodes only.

import { h, keepKeys, marked, patch, tellRestart } from "../../display/dom.js";

const LETTERS = "ABCD";

/** The options of a question: choosing one shows the back. */
function choices(view, state, choose) {
  return view.choices.map((text, index) => {
    const right = state.turned && index === view.right;
    const wrong = state.turned && index === state.chosen && index !== view.right;
    const sign = right ? " ✓ right" : wrong ? " ✗ not this one" : "";
    const disabled = state.turned ? "true" : null;
    return ["li", {}, ["button", { type: "button", class: "cors-choice", "aria-disabled": disabled, onclick: () => choose(index) },
      `${LETTERS[index]}) `, ["span", {}, ...marked(text)], sign]];
  });
}

function forecast(view) {
  const most = Math.max(1, ...view.forecast.map(([, count]) => count));
  const row = ([day, count]) => ["tr", {}, ["th", { scope: "row" }, day], ["td", {}, String(count)],
    ["td", { "aria-hidden": "true" }, ["div", { class: "cors-bar", style: `width: ${(100 * count) / most}%` }]]];
  return ["details", { key: "forecast" }, ["summary", {}, "What comes when"],
    ["table", {}, ["thead", {}, ["tr", {}, ["th", { scope: "col" }, "Day"], ["th", { scope: "col" }, "Due"], ["td", {}]]],
      ["tbody", {}, ...view.forecast.map(row)]], ["p", {}, ...marked(view.where)]];
}

function cardPart(view, state, { turn, choose, rate }) {
  const lead = ["p", { class: "cors-kicker" }, `${view.kind} · lesson ${view.lesson}`];
  const front = ["p", { class: "cors-front", tabindex: "-1" }, ...marked(view.front)];
  const options = view.choices.length ? ["ol", { class: "cors-choices" }, ...choices(view, state, choose)] : null;
  const show = ["div", { class: "cors-row", key: "show" }, ["button", { type: "button", class: "cors-show", "data-act": "", onclick: turn }, "Show the answer (Space)"]];
  const rating = ([word, when], index) => ["button", { type: "button", class: "cors-rate", onclick: () => rate(index + 1) },
    ["b", {}, `${index + 1} ${word}`], " ", ["span", {}, when]];
  const ratings = ["div", { class: "cors-row", key: "rate", role: "group", "aria-label": "How well did you know it?" }, ...view.ratings.map(rating)];
  return [lead, front, options, state.turned ? ["p", { class: "cors-back" }, ...marked(view.back)] : null, state.turned ? ratings : show];
}

function render({ model, el }) {
  const done = new AbortController();
  const { signal } = done;
  const state = { key: null, turned: false, chosen: -1, acts: 0 };
  const body = h("div", { class: "cors-body" });
  const spoken = h("div", { class: "cors-spoken", role: "status", "aria-live": "polite" });
  const root = h("div", { class: "cors-lab cors-review", role: "group", "aria-label": "Review" }, body, spoken);
  const tell = (...what) => {
    state.acts += 1;
    model.set("act", [state.acts, ...what]);
    model.save_changes();
  };
  const focus = (selector) => body.querySelector(selector)?.focus();
  const turn = () => {
    state.turned = true;
    show();
    spoken.textContent = `Answer: ${body.querySelector(".cors-back").textContent}`;
    focus(".cors-rate:nth-of-type(3)");
  };
  const choose = (index) => {
    if (state.turned) return;
    state.chosen = index;
    turn();
  };
  const rate = (rating) => {
    state.moved = true;
    tell("rate", rating, model.get("view").key);
  };
  const undo = () => {
    state.moved = true;
    tell("undo");
  };
  const show = () => {
    const view = model.get("view");
    const act = { turn, choose, rate };
    const main = view.key ? cardPart(view, state, act) : [["p", { class: "cors-front", tabindex: "-1" }, view.empty]];
    const place = `${view.left} due today · ${view.done} reviewed now`;
    patch(body, [
      ["div", { class: "cors-place" }, ["span", {}, ["b", {}, "Review"], ` · ${place}`],
        ["button", { type: "button", disabled: view.undo ? null : "", onclick: undo }, "Undo (U)"]],
      ["div", { class: "cors-card", key: `${view.key} ${view.done}` }, ...main],
      ["p", { class: "cors-help" }, "Keys: Space shows the answer, 1 to 4 rate it, U takes the last rating back."],
      view.notice ? ["p", { class: "cors-notice" }, ...marked(view.notice)] : null,
      forecast(view),
    ]);
  };
  const changed = () => {
    Object.assign(state, { turned: false, chosen: -1 });
    show();
    if (state.moved) {
      focus(".cors-front");
      state.moved = false;
    }
  };
  root.addEventListener("keydown", (event) => {
    const view = model.get("view");
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.repeat;
    const letter = LETTERS.indexOf(event.key.toUpperCase());
    const keys = { " ": () => !state.turned && turn(), u: () => view.undo && undo() };
    const onButton = event.target.matches("button, summary") && event.key === " ";
    if (plain && view.key && state.turned && "1234".includes(event.key)) rate(Number(event.key));
    else if (plain && view.key && !state.turned && letter >= 0 && letter < view.choices.length) choose(letter);
    else if (plain && keys[event.key.toLowerCase()] && !onButton && (view.key || event.key !== " ")) {
      event.preventDefault();
      keys[event.key.toLowerCase()]();
    }
    keepKeys(event);
  }, { signal });
  tellRestart(root, { model, signal });
  model.on("change:view", changed);
  el.append(root);
  show();
  return () => {
    model.off("change:view", changed);
    done.abort();
  };
}

export default { render };
