// Runs one recorded request in a page (or in the opaque frame of a page) and says what JavaScript saw.
// `await ready` before the first `run`.
"use strict";

async function attempt({ url, ...init }) {
  if (init.body === null) delete init.body;
  let request;
  try {
    request = new Request(url, init);
  } catch (error) {
    return { fulfilled: false, error: String(error), stage: "constructor" };
  }
  try {
    const response = await fetch(request);
    const { type, status, redirected } = response;
    const body = (await response.text()).slice(0, 200);
    return { fulfilled: true, type, status, headers: [...response.headers], url: response.url, redirected, body };
  } catch (error) {
    return { fulfilled: false, error: String(error) };
  }
}

const frame = () => document.querySelector("iframe");
const said = (wanted) =>
  new Promise((resolve) =>
    addEventListener("message", function listen({ data }) {
      if (wanted in data) resolve(data[wanted], removeEventListener("message", listen));
    }),
  );

const ready = window === top && FRAMED ? said("ready") : Promise.resolve(true);

function run(request) {
  if (!frame()) return attempt(request);
  frame().contentWindow.postMessage({ request }, "*");
  return said("outcome");
}

if (window !== top) {
  addEventListener("message", async ({ data }) => parent.postMessage({ outcome: await attempt(data.request) }, "*"));
  addEventListener("load", () => parent.postMessage({ ready: true }, "*"));
}
