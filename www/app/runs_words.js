// @ts-check
/** What the page says of runs: what each is called, how it was made, how it scored. */

import { groupingWords } from "./grouping_words.js";
import { pictureWords } from "./picture_words.js";
import { groupsOf, metric, things } from "./report_words.js";
import { count, decimal, whole, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

/** Longest name a visitor gives a run. */
export const LONGEST_TITLE = 60;

export const runsWords = {
  name: (/** @type {Run} */ run) => run.title.slice(0, LONGEST_TITLE) || `Run ${whole(run.number)}`,
  /** What the songs lie by, what of them was described, how groups were found. */
  what: (/** @type {Run} */ { settings }) => words.facts([
    pictureWords.representations[String(settings["baseline"])] ?? String(settings["baseline"]),
    words.features[String(settings["feature"])] ?? String(settings["feature"]),
    groupingWords.methods[String(settings["cluster_method"])]?.name ?? String(settings["cluster_method"]),
  ]),
  found: (/** @type {Run} */ run) => {
    const silhouette = metric(run, "silhouette");
    const common = metric(run, "silhouette_features");
    return words.facts([
      things(run, run.ids.length),
      count(groupsOf(run), "group", "groups"),
      silhouette === null ? "silhouette undefined" : `silhouette ${decimal(silhouette)}${common === null ? "" : ` (${decimal(common)} in the common space)`}`,
      run.stopped ? "stopped early" : "",
    ]);
  },
  suite: (/** @type {string} */ folder) => `suite: ${folder}`,
  warnings: (/** @type {number} */ n) => count(n, "warning", "warnings"),
  shown: "On the map",
  show: "Show on the map",
  showLabel: (/** @type {Run} */ run) => `Show on the map: ${runsWords.name(run)}`,
  busy: "A map is being made. Wait until it is done, or stop it.",
  compare: "Compare",
  compareLabel: (/** @type {Run} */ run) => `Compare ${runsWords.name(run)}`,
  full: "Four runs can lie side by side. Take one away first.",
  title: (/** @type {Run} */ run) => `Your name for run ${whole(run.number)}`,
  titleHint: "Name it",
  number: (/** @type {number} */ number) => whole(number),
  forget: (/** @type {Run} */ run) => `Forget ${runsWords.name(run)}`,
  forgotten: (/** @type {Run} */ run) => `Forgot ${runsWords.name(run)}.`,
  filtered: (/** @type {number} */ shown, /** @type {number} */ all) => (shown === all ? count(all, "run", "runs") : `${whole(shown)} of ${count(all, "run", "runs")}`),
};
