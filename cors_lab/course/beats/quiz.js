// The view of a quiz: each question is drawn as a prediction is.

import { h, tellRestart } from "../../display/dom.js";
import { renderQuestion } from "./question.js";

/** What a question takes for the model of a prediction: question `index` of the quiz. */
function part(model, index) {
  let chosen = model.get("given")[index];
  let tries = 0;
  const values = {
    question: () => model.get("asked")[index].question,
    choices: () => model.get("asked")[index].choices,
    reply: () => model.get("replies")[index],
    chosen: () => chosen,
    tries: () => tries,
  };
  return {
    get: (name) => values[name](),
    set: (name, value) => {
      if (name === "chosen") chosen = value;
      else tries = value;
    },
    save_changes: () => {
      model.set("given", model.get("given").map((old, at) => (at === index ? chosen : old)));
      model.save_changes();
    },
    on: (event, callback) => model.on("change:replies", callback),
    off: (event, callback) => model.off("change:replies", callback),
  };
}

/** Only a reply that is new is shown: an answer to one question must not make a screen reader read the others again. */
function shownOnce(facade) {
  let said = "";
  const on = (event, callback) => {
    facade.on(event, (facade.once = () => {
      const reply = JSON.stringify(facade.get("reply"));
      if (reply !== said) callback();
      said = reply;
    }));
  };
  said = JSON.stringify(facade.get("reply"));
  return { ...facade, on, off: (event) => facade.off(event, facade.once) };
}

function renderQuiz({ model, el }) {
  const done = new AbortController();
  const root = h("div", { class: "cors-lab cors-quiz" });
  tellRestart(root, { model, signal: done.signal });
  el.append(root);
  const total = model.get("asked").length;
  const ends = model.get("asked").map((_, index) => {
    const place = h("div", { class: "cors-question" });
    const end = renderQuestion({ model: shownOnce(part(model, index)), el: place, alone: false });
    place.querySelector(".cors-kicker").textContent = `Question ${index + 1} of ${total}`;
    root.append(place);
    return end;
  });
  return () => {
    done.abort();
    ends.forEach((end) => end());
  };
}

export default { render: renderQuiz };
