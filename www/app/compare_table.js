// @ts-check
/** The scores of runs side by side, as a table: the best of each row is marked where that is fair. */

import { compareWords } from "./compare_words.js";
import { scoreRows } from "./compare_scores.js";
import { make } from "./dom.js";
import { metric } from "./report_words.js";
import { runsWords } from "./runs_words.js";
import { digits } from "./score_words.js";
import { decimal } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./compare_scores.js").ScoreRow} ScoreRow */

/** @param {Run[]} runs @returns {HTMLTableElement} */
export function scoreTable(runs) {
  const head = make("tr", {}, make("th", { scope: "col", text: compareWords.score }),
    ...runs.map((run) => make("th", { scope: "col" }, make("bdi", { text: runsWords.name(run) }))));
  return make("table", { class: "compare-table" },
    make("caption", { class: "unseen", text: compareWords.scoresTitle }),
    make("thead", {}, head),
    make("tbody", {}, ...scoreRows(runs).map((row) => line(row, runs))));
}

/** @param {ScoreRow} row @param {Run[]} runs */
function line({ name, values, best, unlike }, runs) {
  const small = [compareWords.better[name] ?? compareWords.more, unlike === null ? "" : compareWords.unlike[unlike]].filter(Boolean).join("; ");
  const cells = values.map((value, column) => {
    if (value === null) {
      const why = compareWords.why(runs[column], name);
      return make("td", { title: why, class: "undefined" }, make("span", { "aria-hidden": "true", text: compareWords.undefined }), make("span", { class: "unseen", text: why }));
    }
    const shown = decimal(value, Math.abs(value) < 10 ? 3 : digits(value));
    if (!best.includes(column)) return make("td", { text: shown });
    return make("td", { class: "best" }, make("strong", { text: shown }), make("span", { class: "best-said", text: compareWords.best }));
  });
  return make("tr", { "data-score": name }, make("th", { scope: "row" }, compareWords.names[name] ?? name, make("small", { text: small })), ...cells);
}

/** Sentences the table must not stand without. @param {Run[]} runs @returns {string[]} */
export function scoreNotes(runs) {
  const partial = runs.some((run) => (metric(run, "coverage") ?? 1) < 1);
  return [compareWords.scoresNote, ...(partial ? [compareWords.coverageNote] : [])];
}
