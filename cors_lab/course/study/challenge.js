// The view of the speed challenge. It plays without the kernel, so that each answer shows at once; only the score goes back.
import { button, h, keepKeys, say, sayMarked, tellRestart } from "../../display/dom.js";

function shuffled(cards) {
  const deck = [...cards];
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [deck[last], deck[other]] = [deck[other], deck[last]];
  }
  return deck;
}

/** The sentences before and after a game, with what was missed. */
function tablePart(rules, start, words) {
  const sentence = h("p", { class: "cors-lead", tabindex: "-1" });
  const missed = h("ul", { class: "cors-missed" });
  const timed = button(`Start: ${rules.seconds} seconds`, () => start(rules.seconds));
  const calm = button("Start without a clock", () => start(0));
  const node = h("div", {}, sentence, missed, h("div", { class: "cors-buttons" }, timed, calm));
  const show = (text, wrong) => {
    say(sentence, text);
    missed.replaceChildren(...wrong.map((card) => {
      const why = h("span", {});
      sayMarked(why, card.why);
      return h("li", {}, h("code", {}, card.request.replaceAll("\n", " · ")), `: ${words(card)} `, why);
    }));
  };
  return { node, show, focus: () => sentence.focus() };
}

/** The card on the table, with its buttons and what the last answer came to. */
function playPart(choices, answer, stop) {
  const [place, clock] = [h("span", {}), h("span", { class: "cors-clock", "aria-live": "off" })];
  const bar = h("div", { class: "cors-bar", "aria-hidden": "true" }, h("div", {}));
  const request = h("pre", { "aria-live": "polite" });
  const answers = choices.map(({ key, label }, index) => button(`${label} (${key})`, () => answer(index)));
  const reply = h("p", { class: "cors-reply", role: "status", "aria-live": "polite" });
  const buttons = h("div", { class: "cors-buttons" }, ...answers, button("Stop", stop));
  const node = h("div", { hidden: "" }, h("div", { class: "cors-place" }, place, clock), bar, request, buttons, reply);
  const tick = (left, seconds) => {
    say(clock, seconds ? `${Math.ceil(left)} s left` : "no clock");
    bar.firstChild.style.width = seconds ? `${(100 * left) / seconds}%` : "0";
  };
  return { node, place, request, reply, tick, focus: () => answers[0].focus() };
}

/** One game: cards dealt, where it stands, when it ends. */
function newGame(cards, rules, seconds) {
  return { dealt: shuffled(cards).slice(0, rules.dealt), at: 0, right: 0, wrong: [], seconds, began: performance.now() };
}

const used = (game) => (performance.now() - game.began) / 1000;

function render({ model, el }) {
  const done = new AbortController();
  const { signal } = done;
  const rules = model.get("rules");
  const choices = model.get("choices");
  const words = (card) => choices[card.answer].sentence;
  const letters = choices.map(({ key }) => key.toLowerCase());
  let [game, timer, games] = [null, 0, 0];

  const start = (seconds) => {
    game = newGame(model.get("cards"), rules, seconds);
    [table.node.hidden, play.node.hidden] = [true, false];
    play.reply.textContent = "";
    deal();
    clearInterval(timer);
    if (seconds) timer = setInterval(tick, 250);
    tick();
    play.focus();
  };
  const deal = () => {
    say(play.place, `Card ${game.at + 1} of ${game.dealt.length} · ${game.right} right`);
    say(play.request, game.dealt[game.at].request);
  };
  const tick = () => {
    const left = Math.max(0, game.seconds - used(game));
    play.tick(left, game.seconds);
    if (game.seconds && left === 0) end("The time is up. ");
  };
  const answer = (said) => {
    const card = game.dealt[game.at];
    const right = card.answer === said;
    if (right) game.right += 1;
    else game.wrong.push(card);
    sayMarked(play.reply, `${right ? "✓ Right." : `✗ Not quite: ${card.request.split("\n").join(" · ")}.`} ${words(card)} ${card.why}`);
    play.reply.className = `cors-reply cors-${right ? "right" : "wrong"}`;
    game.at += 1;
    if (game.at === game.dealt.length) end("");
    else deal();
  };
  const end = (before) => {
    clearInterval(timer);
    const { right, at, seconds } = game;
    const time = seconds ? `, in ${Math.min(seconds, Math.round(used(game)))} seconds` : "";
    const verdict = right >= rules.enough ? "✓ Passed." : `✗ Not yet: it takes ${rules.enough}.`;
    table.show(`${before}${right} right of ${at} answered${time}. ${verdict}`, game.wrong);
    const ended = game;
    game = null;
    [table.node.hidden, play.node.hidden] = [false, true];
    table.focus();
    games += 1; // the same score twice is told twice
    model.set("result", [games, right, at, seconds ? Math.min(seconds, used(ended)) : 0]);
    model.save_changes();
  };

  const table = tablePart(rules, start, words);
  const play = playPart(choices, answer, () => end("Stopped. "));
  table.show(rules.lead, []);
  const best = h("p", { class: "cors-best" });
  const showBest = () => say(best, model.get("best"));
  model.on("change:best", showBest);
  showBest();
  const legend = h("legend", {}, "Speed challenge");
  const root = h("div", { class: "cors-lab cors-challenge" }, h("fieldset", {}, legend, table.node, play.node, best));
  root.addEventListener("keydown", (event) => {
    const said = letters.indexOf(event.key.toLowerCase());
    if (game && said >= 0 && !event.repeat && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      answer(said);
    }
    keepKeys(event);
  }, { signal });
  tellRestart(root, { model, signal });
  el.append(root);
  return () => {
    clearInterval(timer);
    model.off("change:best", showBest);
    done.abort();
  };
}

export default { render };
