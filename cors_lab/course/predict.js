// The view of a prediction: a question, radio buttons, and after the answer why, and what happened. Text goes in as text nodes only.

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Keys that work a control stay with it: JupyterLab in command mode would move to another cell on ArrowDown, or edit on Enter. */
function keepKeys(event) {
  const shortcut = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" || (event.shiftKey && event.key === "Enter");
  if (!shortcut) event.stopPropagation();
}

let count = 0;

/** One option: a radio button that chooses, without answering yet. */
function option(text, index, name, signal, picked) {
  const id = `${name}-${index}`;
  const radio = h("input", { type: "radio", name, id, value: String(index) });
  radio.addEventListener("change", () => picked(index), { signal });
  const letter = h("span", { class: "cors-letter", "aria-hidden": "true" }, "ABCDEFGH"[index]);
  return h("div", { class: "cors-option" }, radio, h("label", { for: id }, letter, " ", text));
}

function render({ model, el }) {
  const done = new AbortController();
  const name = `cors-predict-${(count += 1)}`;
  let picked = null;
  const button = h("button", { type: "button", disabled: "" }, "This is what happens");
  const word = h("b", { class: "cors-word" });
  const why = h("span");
  const verdict = h("p", { class: "cors-verdict" });
  const answers = h("dl", { class: "cors-answers" });
  const reply = h("div", { class: "cors-reply", role: "status", "aria-live": "polite" });
  const shown = h("div", {}, h("p", {}, word, " ", why), verdict, answers);
  const options = model.get("choices").map((text, index) =>
    option(text, index, name, done.signal, (choice) => {
      picked = choice;
      button.disabled = false;
    }),
  );
  button.addEventListener(
    "click",
    () => {
      model.set("chosen", picked);
      model.save_changes();
    },
    { signal: done.signal },
  );

  const show = () => {
    const said = model.get("reply");
    if (!said.word) {
      reply.replaceChildren();
      return;
    }
    word.textContent = `${said.right ? "✓" : "✗"} ${said.word}`;
    why.textContent = said.why;
    verdict.textContent = `What happened: ${said.verdict}`;
    answers.replaceChildren(...said.answers.map(([question, answer]) => h("div", {}, h("dt", {}, question), h("dd", {}, answer))));
    reply.className = `cors-reply cors-${said.right ? "right" : "wrong"}`;
    if (!shown.isConnected) reply.replaceChildren(shown);
    button.textContent = "Answer again";
  };
  model.on("change:reply", show);

  const chosen = model.get("chosen");
  if (chosen !== null && options[chosen]) {
    options[chosen].querySelector("input").checked = true;
    picked = chosen;
    button.disabled = false;
  }
  const set = h("fieldset", {}, h("legend", {}, h("span", { class: "cors-kicker" }, "Predict"), " ", model.get("question")), ...options, button);
  const root = h("div", { class: "cors-predict" }, set, reply);
  root.addEventListener("keydown", keepKeys, { signal: done.signal });
  el.append(root);
  show();
  return () => {
    model.off("change:reply", show);
    done.abort();
  };
}

export default { render };
