// @ts-check
/** The runs of a suite as a table: what they will be, and once one of them is made, what came out. */

import { make } from "./dom.js";
import { metric } from "./report_words.js";
import { digits, whyUndefined } from "./score_words.js";
import { SCORES, bestOf } from "./suite_plan.js";
import { suiteWords } from "./suite_words.js";
import { decimal, problemWords, whole } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./suite_plan.js").Result} Result */

/**
 * @typedef {object} Hands
 * @property {(run: Run) => void} show puts a run on the map
 * @property {Run | null} shown the run that is on it
 * @property {boolean} busy
 * @property {string | null} working the run that is being made
 */

/**
 * @param {string} name of the suite
 * @param {Result[]} results
 * @param {Hands} hands
 * @returns {HTMLTableElement}
 */
export function suiteTable(name, results, hands) {
  const made = hands.working !== null || results.some(({ run, failure }) => run || failure);
  const head = made ? suiteWords.headScores : suiteWords.headPlanned;
  const cells = head.map((text) => make("th", { scope: "col", text }));
  if (made) cells.push(make("th", { scope: "col" }, make("span", { class: "unseen", text: suiteWords.map })));
  const runs = results.flatMap(({ run }) => run ?? []);
  const best = new Map(SCORES.map(([score]) => [score, bestOf(runs, score)]));
  const rows = results.map((result) => make("tr", { "data-run": result.planned.run_dir }, heading(result, made), ...(made ? outcome(result, best, hands) : plan(result))));
  return make("table", { class: made ? "suite-scores" : "suite-plan" }, make("caption", { class: "unseen", text: suiteWords.caption(name) }), make("thead", {}, make("tr", {}, ...cells)), make("tbody", {}, ...rows));
}

/** @param {Result} result @param {boolean} made */
function heading({ planned: { run_dir: folder, settings }, run }, made) {
  const about = [suiteWords.madeOf(settings), suiteWords.placedBy(settings), suiteWords.groupedBy(settings)].join(" · ");
  const warned = (run?.warnings ?? []).map((warning) => problemWords(warning).sentence);
  return make("th", { scope: "row" },
    make("span", { class: "suite-run", text: suiteWords.run(folder) }),
    ...(made ? [make("span", { class: "facts", text: about })] : []),
    ...(warned.length > 0 ? [make("details", { class: "facts" }, make("summary", { text: suiteWords.warnings(warned.length) }), ...warned.map((text) => make("p", { dir: "auto", text })))] : []));
}

/** @param {Result} result */
function plan({ planned: { settings } }) {
  return [suiteWords.madeOf(settings), suiteWords.placedBy(settings), suiteWords.groupedBy(settings)].map((text) => make("td", { text }));
}

/** @param {Result} result @param {Map<string, Set<Run>>} best @param {Hands} hands */
function outcome({ planned, run, failure }, best, hands) {
  const columns = suiteWords.headScores.length;
  if (planned.run_dir === hands.working) return [make("td", { colspan: String(columns), class: "suite-state", text: suiteWords.atWork })];
  if (!run && failure) {
    const { sentence, cure } = problemWords(failure.problem);
    return [make("td", { colspan: String(columns), class: "suite-failed", dir: "auto", text: suiteWords.failed(`${sentence} ${cure}`.trim()) })];
  }
  if (!run) return [make("td", { colspan: String(columns), class: "suite-state", text: hands.busy ? suiteWords.waiting : suiteWords.notMade })];
  return [
    make("td", { text: whole(run.ids.length) }),
    make("td", { text: whole(metric(run, "n_clusters_eff") ?? 0) }),
    ...SCORES.map(([score]) => figure(run, score, best.get(score)?.has(run) ?? false)),
    make("td", { class: "suite-show" }, showButton(run, planned.run_dir, hands)),
  ];
}

/** @param {Run} run @param {string} score @param {boolean} best */
function figure(run, score, best) {
  const value = metric(run, score);
  // What is held against labels is empty where there are none; the rest has a reason.
  if (value === null) return make("td", { title: ["ari", "nmi", "purity"].includes(score) ? suiteWords.undefined : whyUndefined(run), text: suiteWords.none });
  const text = decimal(value, digits(value));
  return best ? make("td", { class: "best" }, make("strong", { text }), make("span", { class: "unseen", text: ` ${suiteWords.best}` })) : make("td", { text });
}

/** @param {Run} run @param {string} folder @param {Hands} hands */
function showButton(run, folder, { show, shown, busy }) {
  const here = shown === run;
  const button = make("button", { type: "button", text: here ? suiteWords.shown : suiteWords.show, "aria-label": here ? undefined : suiteWords.showLabel(folder) });
  button.disabled = here || busy;
  button.addEventListener("click", () => show(run));
  return button;
}
