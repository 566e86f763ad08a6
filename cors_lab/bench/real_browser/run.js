// Ask your own browser: makes the bench's call as a real fetch() from this page, and shows what came of it beside the simulation.
// Python says what to fetch and makes the rows; what a server sent goes in as text only.

import { h, say } from "../../display/dom.js";

const LOOPBACK = /^(localhost|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const PATIENCE = 25000; // milliseconds for the kernel; a server has 10000 for each of two answers

/** Why a page at this location cannot ask a server on the kernel's loopback, in a sentence; "" if it can. */
export function outOfReach({ protocol, hostname, origin }) {
  if (/^https?:$/.test(protocol) && LOOPBACK.test(hostname)) return "";
  return (
    `This notebook's page comes from ${origin}, not from your own machine: its browser cannot reach the kernel's servers. ` +
    "Run the notebook on your own machine to ask it; until then the simulation answers."
  );
}

/**
 * A button and its table in `element`. `model` is the widget's: what the kernel's OwnBrowser.answer() gets and gives travels as
 * `{ own: ... }` in custom messages, and a new run of the bench (`change:runs`) takes an old comparison away. `signal` ends it.
 */
export function ownBrowser(element, { model, signal, place = location }) {
  const parts = ownParts();
  const obstacle = outOfReach(place);
  const view = Math.random().toString(36).slice(2); // a bench may be shown twice, and only the view that was clicked is to ask
  let timer = null;
  const idle = (words) => {
    clearTimeout(timer);
    parts.button.removeAttribute("aria-disabled");
    say(parts.status, words);
  };
  const send = (message) => {
    clearTimeout(timer);
    timer = setTimeout(() => idle("No answer from the kernel: it is busy with another cell, or it has stopped. Ask again later."), PATIENCE);
    model.send({ own: { view, ...message } });
  };
  const ask = () => {
    if (parts.button.getAttribute("aria-disabled") === "true") return;
    parts.button.setAttribute("aria-disabled", "true");
    parts.shown.replaceChildren();
    say(parts.status, "Asking your browser …");
    send({ origin: place.origin, agent: navigator.userAgent });
  };
  const heard = async (/** @type {any} */ { own } = {}) => {
    if (own?.view !== view) return;
    clearTimeout(timer);
    if (own.sorry) return idle(own.sorry);
    if (own.rows) {
      parts.shown.replaceChildren(...comparison(own));
      return idle(`${own.agree ? "✓" : "✗"} ${own.verdict}`);
    }
    const { url, init, reach, framed } = own;
    const answer = await (framed ? fetchedInFrame(parts.root, { url, init, reach }) : fetched({ url, init, reach }));
    if (!signal?.aborted) send({ run: own.run, heard: answer });
  };
  const stale = () => {
    if (!parts.shown.hasChildNodes()) return;
    parts.shown.replaceChildren();
    idle("");
  };
  if (obstacle) {
    parts.button.disabled = true;
    say(parts.status, obstacle);
  }
  parts.button.addEventListener("click", ask, { signal });
  for (const [news, handler] of [["msg:custom", heard], ["change:runs", stale]]) {
    model.on(news, handler);
    signal?.addEventListener("abort", () => model.off(news, handler));
  }
  signal?.addEventListener("abort", () => clearTimeout(timer));
  element.append(parts.root);
}

function ownParts() {
  const what = h(
    "p",
    { class: "cors-note" },
    "Is the simulation right? Your own browser can send this very request, from this notebook's page to a small server that Python starts " +
      "on your machine. Its answer is then shown beside the simulation's, row by row. Nothing leaves your machine.",
  );
  const button = h("button", { type: "button", class: "cors-primary" }, "Ask my own browser");
  const status = h("p", { class: "cors-own-status", role: "status" });
  const shown = h("div", { class: "cors-own-shown" });
  const root = h("div", { class: "cors-own" }, what, button, status, shown);
  return { root, button, status, shown };
}

/** What this browser makes of the call: a Response as JavaScript sees it, or the error that the promise was rejected with. Needs no other name. */
async function fetched({ url, init, reach }, patience = 10000, most = 2000) {
  const timed = (options) => ({ ...options, signal: AbortSignal.timeout(patience) });
  try {
    await fetch(reach, timed({ mode: "no-cors", cache: "no-store", credentials: "omit" }));
  } catch {
    return { reached: false };
  }
  try {
    const response = await fetch(url, timed(init));
    const { type, status, redirected } = response;
    const body = (await response.text().catch(() => "")).slice(0, most);
    return { fulfilled: true, type, status, redirected, headers: [...response.headers], body };
  } catch (error) {
    return { fulfilled: false, error: `${error.name}: ${error.message}` };
  }
}

/** The same, from a sandboxed frame in `element`, whose origin is null. It gets the call through a port, and has nothing else of this page. */
async function fetchedInFrame(element, call) {
  const listens = `addEventListener("message", async ({ data, ports: [port] }) => port.postMessage(await fetched(data)))`;
  const frame = h("iframe", { sandbox: "allow-scripts", hidden: "", title: "A sandboxed page", srcdoc: `<script>${fetched}\n${listens}<\/script>` });
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  frame.addEventListener("load", () => frame.contentWindow.postMessage(call, "*", [port2]), { once: true });
  element.append(frame);
  const answer = await answered;
  frame.remove();
  return answer;
}

/** The rows as a table, and under it what has to be said with them. */
function comparison({ rows, remarks }) {
  const head = ["", "Simulation", "Your browser", "Agree?"].map((words) => (words ? h("th", { scope: "col" }, words) : h("td")));
  const body = rows.map(({ label, simulated, own, agree }) =>
    h(
      "tr",
      { class: agree ? "cors-own-agrees" : "cors-own-differs" },
      h("th", { scope: "row" }, label),
      h("td", {}, simulated),
      h("td", {}, own),
      h("td", {}, agree ? "✓ yes" : "✗ no"),
    ),
  );
  const table = h("table", {}, h("caption", {}, "The same call, asked twice"), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...body));
  const scrolled = h("div", { class: "cors-own-table", tabindex: "0", role: "group", "aria-label": "The same call, asked twice" }, table);
  return [scrolled, h("ul", { class: "cors-own-remarks" }, ...remarks.map((words) => h("li", {}, words)))];
}
