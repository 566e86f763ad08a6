// What a view says while Python does not answer.

import { h, say } from "../../display/dom.js";

const SILENCE = 5000; // milliseconds without an answer, after which the learner is told
const WORDS =
  "No answer from Python yet: it is busy with another cell, or it was restarted. " +
  "Wait for the other cell, or run this cell again.";

/** A line that appears when an answer is overdue: `asked()` starts the wait, `answered()` ends it. */
export function waitingLine() {
  const node = h("p", { class: "cors-silent", role: "alert" });
  let waiting = 0;
  const answered = () => {
    clearTimeout(waiting);
    say(node, "");
  };
  const asked = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => say(node, WORDS), SILENCE);
  };
  return { node, asked, answered };
}
