// The view of a prediction: one question.

import { renderQuestion } from "./question.js";

export default { render: renderQuestion };
