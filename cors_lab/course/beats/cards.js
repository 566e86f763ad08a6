// The view of cards: one at a time. Space or Enter turns it (it is a button), the arrows move. Text goes in as text nodes only.

import { h, keepKeys, sayMarked, tellRestart } from "../../display/dom.js";

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

function render({ model, el }) {
  const done = new AbortController();
  const cards = model.get("cards");
  let [at, turned] = [0, false];
  const place = h("span", { class: "cors-place" });
  const text = h("span", { class: "cors-text" });
  const card = h("button", { type: "button", class: "cors-card" }, place, text);
  const spoken = h("div", { class: "cors-spoken", role: "status", "aria-live": "polite" });
  const [before, next] = ["← Previous", "Next →"].map((label) => h("button", { type: "button" }, label));

  const show = (moved) => {
    place.textContent = `Card ${at + 1} of ${cards.length} · ${turned ? "back" : "front"}`;
    sayMarked(text, cards[at][turned ? 1 : 0]);
    card.classList.toggle("cors-turned", turned);
    [before.disabled, next.disabled] = [at === 0, at === cards.length - 1];
    if (moved) spoken.textContent = `${place.textContent}: ${text.textContent}`;
  };
  const turn = () => {
    turned = !turned;
    show(true);
  };
  const move = (step) => {
    const to = Math.min(Math.max(at + step, 0), cards.length - 1);
    if (to === at) return;
    [at, turned] = [to, false];
    show(true);
    if (document.activeElement === document.body) card.focus(); // the button that moved here is disabled now
  };
  const { signal } = done;
  card.addEventListener("click", turn, { signal });
  before.addEventListener("click", () => move(-1), { signal });
  next.addEventListener("click", () => move(1), { signal });
  const help = h("p", { class: "cors-help" }, "Space turns the card, ← and → move.");
  const root = h("div", { class: "cors-lab cors-cards", role: "group", "aria-label": "Cards to remember" }, card, h("div", { class: "cors-row" }, before, next, help), spoken);
  root.addEventListener("keydown", (event) => {
    if (event.key in STEPS && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      move(STEPS[event.key]);
    }
    keepKeys(event);
  }, { signal });
  tellRestart(root, { model, signal });
  el.append(root);
  show(false);
  return () => done.abort();
}

export default { render };
