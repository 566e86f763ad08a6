// The player: shows the film of one fetch, frame by frame. Python made the frames; this file only shows them. Drawings go in through
// the allow-list of dom.js, sentences as text.

import { drawing, h, keepKeys, say, sayMarked, tellRestart } from "../display/dom.js";

const NATIVE = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);
const SPEEDS = [["half speed", 0.5], ["normal speed", 1], ["double speed", 2], ["4 × speed", 4]];
const WIDTHS = ["wide", "medium", "narrow"];
const TRAVEL = 700; // milliseconds of a packet on its way, at normal speed
const KEYS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/**
 * A player in `element`; returns `{ show }`.
 *
 * `show(film)` puts in a film as `cors_lab.result.frames.film(result)` makes it ({ frames, start, diagrams: { wide, medium, narrow } }) and rests on its
 * last frame, the whole picture; `show(null)` hides the player. `signal` ends it: timers and listeners go. `whole` is said with the whole
 * picture in place of the verdict, where that stands elsewhere.
 *
 * @param {HTMLElement} element
 * @param {{ signal?: AbortSignal, whole?: string }} [options]
 */
export function player(element, { signal, whole = "" } = {}) {
  const parts = playerParts();
  const state = { frames: [], events: [], at: 0, start: 0, speed: 1, timer: null };
  const stop = () => {
    clearTimeout(state.timer);
    state.timer = null;
    patchControls(parts, state);
  };
  const go = (to, byHand = true) => {
    const at = Math.min(Math.max(to, 0), state.frames.length - 1);
    parts.root.dataset.moving = String(byHand && at === state.at + 1);
    state.at = at;
    patchFrame(parts, state, byHand);
    if (byHand) keepInView(parts.root, state);
    if (parts.root.dataset.moving === "true") travel(state);
    if (state.timer !== null) play();
  };
  const play = () => {
    clearTimeout(state.timer);
    state.timer = state.at < state.frames.length - 1 ? setTimeout(() => go(state.at + 1), (state.frames[state.at].seconds * 1000) / state.speed) : null;
    patchControls(parts, state);
  };
  const toggle = () => {
    if (state.timer !== null) return stop();
    if (state.at === state.frames.length - 1) go(state.start);
    play();
  };
  const show = (film) => {
    const text = JSON.stringify(film);
    if (state.text === text) return;
    stop();
    const told = (frame) => (frame.now === null && whole ? { ...frame, sentence: whole } : frame);
    Object.assign(state, { text, start: film?.start ?? 0, frames: (film?.frames ?? []).map(told) });
    parts.root.hidden = !state.frames.length;
    if (parts.root.hidden) return;
    state.events = WIDTHS.map((width) => drawInto(parts[width], film.diagrams[width]));
    const longest = state.frames.reduce((most, { sentence }) => (sentence.length > most.length ? sentence : most), "");
    say(parts.room, longest);
    parts.slider.max = state.frames.length;
    go(state.frames.length - 1, false);
  };
  listen(parts, state, { go, stop, toggle }, signal);
  element.append(parts.root);
  signal?.addEventListener("abort", stop);
  return { show };
}

/** The elements of a player. `room` is never seen: it keeps the place that the longest sentence needs, so that nothing jumps. */
function playerParts() {
  const button = (words, sign, key) =>
    h("button", { type: "button", "aria-keyshortcuts": key }, h("span", { "aria-hidden": "true" }, sign), h("span", {}, words));
  const [previous, toggle, next] = [button("Previous", "◀", "ArrowLeft"), button("Play", "▶", "Space"), button("Next", "▶", "ArrowRight")];
  const slider = h("input", { type: "range", min: 1, max: 1, step: 1, "aria-label": "Step" });
  const count = h("span", { class: "cors-player-count", "aria-hidden": "true" });
  const speed = h("select", { class: "cors-player-speed", "aria-label": "Speed" });
  for (const [words, factor] of SPEEDS) speed.append(h("option", { value: factor }, words));
  speed.value = "1";
  const controls = h("div", { class: "cors-player-controls" }, previous, toggle, next, slider, count, speed);
  const said = h("p", { class: "cors-player-said", "aria-live": "off", "aria-atomic": "true" });
  const room = h("p", { class: "cors-player-room", "aria-hidden": "true" });
  const [wide, medium, narrow] = WIDTHS.map((width) => h("div", { class: `cors-player-${width}` }));
  const film = h("div", { class: "cors-player-film", tabindex: "-1" }, wide, medium, narrow);
  const sentence = h("div", { class: "cors-player-sentence" }, room, said);
  const root = h("div", { class: "cors-player", role: "group", "aria-label": "What happened, step by step" }, controls, sentence, film);
  root.hidden = true;
  return { root, previous, toggle, next, slider, count, speed, said, room, wide, medium, narrow, film };
}

/** A drawing in `node`, and its events in order. */
function drawInto(node, text) {
  const svg = drawing(text ?? "");
  node.replaceChildren(svg ?? "The diagram could not be drawn.");
  return svg ? [...svg.children].filter((child) => child.classList.contains("cors-event")) : [];
}

/** The packet that is on its way in this frame, in the drawing that is seen; nothing moves for someone who asks for that. */
function travel({ events, frames, at, speed }) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const { now } = frames[at];
  const event = events.map((each) => each[now]).find((each) => each?.getClientRects().length);
  const line = event?.querySelector(".cors-arrow line");
  if (!line || event.classList.contains("cors-unsent")) return;
  const [from, to, y] = ["x1", "x2", "y1"].map((name) => Number(line.getAttribute(name)));
  const stopped = event.querySelector(".cors-packet");
  if (stopped) return slide(stopped, 36, 0, speed);
  const packet = envelope(line.getAttribute("stroke"));
  event.append(packet);
  slide(packet, from, to, speed, y).finished.then(() => packet.remove(), () => packet.remove());
}

function slide(node, from, to, speed, y = 0) {
  const frames = [from, to].map((x) => ({ transform: `translate(${x}px, ${y}px)` }));
  return node.animate(frames, { duration: TRAVEL / speed, easing: "ease-in-out" });
}

/** A packet around the point 0, 0, as `packet` in svg.py draws one that stays. */
function envelope(stroke) {
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg"><g class="cors-packet"><rect x="-11" y="-7" width="22" height="14" rx="3" fill="var(--cors-surface)" ` +
    `stroke="${stroke}"/><path d="M-10 -6l10 8l10 -8" fill="none" stroke="${stroke}" stroke-width="1.5"/></g></svg>`;
  return drawing(text).firstChild;
}

function patchFrame(parts, state, byHand) {
  const { shown, faint, now, sentence } = state.frames[state.at];
  const seen = new Set([...shown, ...faint]);
  for (const events of state.events) {
    events.forEach((event, number) => {
      event.classList.toggle("cors-later", !seen.has(number));
      event.classList.toggle("cors-never", faint.includes(number));
      event.classList.toggle("cors-now", number === now);
    });
  }
  // A new film is told by whoever shows it; only steps taken here are announced.
  parts.said.setAttribute("aria-live", byHand ? "polite" : "off");
  sayMarked(parts.said, sentence);
  patchControls(parts, state);
}

/** Buttons at an end are not disabled but say that they do nothing: a disabled button would lose the focus. */
function patchControls(parts, { at, frames, timer }) {
  const last = frames.length - 1;
  parts.previous.setAttribute("aria-disabled", String(at <= 0));
  parts.next.setAttribute("aria-disabled", String(at >= last));
  say(parts.toggle.lastChild, timer === null ? "Play" : "Pause");
  say(parts.toggle.firstChild, timer === null ? "▶" : "❚❚");
  parts.slider.value = at + 1;
  parts.slider.setAttribute("aria-valuetext", `step ${at + 1} of ${frames.length}`);
  say(parts.count, `${at + 1} / ${frames.length}`);
}

/** Scroll no further than needed to see what is told now, and not at all for someone who has scrolled on to something else. */
function keepInView(root, { events, frames, at }) {
  const { now } = frames[at];
  const { top, bottom } = root.getBoundingClientRect();
  if (now === null || bottom < 0 || top > innerHeight) return;
  const event = events.map((each) => each[now]).find((each) => each?.getClientRects().length);
  event?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function listen(parts, state, { go, stop, toggle }, signal) {
  const on = (node, type, handler) => node.addEventListener(type, handler, { signal });
  const step = (by) => {
    stop();
    go(state.at + by);
  };
  on(parts.previous, "click", () => step(-1));
  on(parts.next, "click", () => step(1));
  on(parts.toggle, "click", toggle);
  on(parts.speed, "change", () => (state.speed = Number(parts.speed.value)));
  on(parts.slider, "input", () => step(Number(parts.slider.value) - 1 - state.at));
  on(parts.film, "click", (event) => {
    const hit = event.target.closest?.(".cors-event");
    const number = Math.max(...state.events.map((events) => events.indexOf(hit)));
    if (number >= 0) step(number - state.at);
  });
  on(parts.root, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const own = event.target === parts.slider && NATIVE.has(event.key);
    if (event.target === parts.speed) return keepKeys(event);
    if (event.key in KEYS && !own) step(KEYS[event.key]);
    else if (event.key === " " && event.target.localName !== "button") toggle();
    else return keepKeys(event);
    event.preventDefault();
    keepKeys(event);
  });
}

/** The player as a widget of its own: `model` has the trait `film`. */
export function renderPlayer({ model, el }) {
  const ending = new AbortController();
  const surface = h("div", { class: "cors-lab cors-player-alone" });
  const { show } = player(surface, { signal: ending.signal });
  const patch = () => show(model.get("film"));
  model.on("change:film", patch);
  patch();
  el.append(surface);
  tellRestart(surface, { model, signal: ending.signal });
  return () => {
    ending.abort();
    model.off("change:film", patch);
  };
}
