// @ts-check
/** Pictures of several runs together: a chart for each score, and all scores as a table. */

import { heightOf } from "./picture_files.js";
import { metric } from "./report_words.js";
import { folderOfRun } from "./run_files.js";
import { pictureWords } from "./picture_words.js";
import { digits } from "./score_words.js";
import { SCORES } from "./suite_plan.js";
import { decimal, whole } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./pictures.js").PictureOf} PictureOf */

const WIDTH = 900;

/** @param {Run[]} runs @returns {PictureOf[]} */
export function comparisonPictures(runs) {
  if (runs.length === 0) return [];
  return [...Object.keys(pictureWords.scores).map((score) => chart(runs, score)), table(runs)];
}

/** @param {Run} run */
const nameOf = (run) => folderOfRun(run).split("/").slice(1).join("/");

/** @param {Run} run */
const suiteOf = (run) => folderOfRun(run).split("/")[0] ?? "";

/**
 * The run that does best by a score; none where they cannot be held against each other.
 * @param {Run[]} runs
 * @param {string} score
 * @returns {{run: Run, value: number} | null}
 */
function bestOf(runs, score) {
  const like = SCORES.find(([name]) => name === score)?.[1];
  const scored = runs.filter((run) => metric(run, score) !== null);
  if (!like || new Set(scored.map(like)).size !== 1) return null;
  return scored.reduce((/** @type {{run: Run, value: number} | null} */ best, run) => {
    const value = metric(run, score);
    return value !== null && (best === null || value > best.value) ? { run, value } : best;
  }, null);
}

/** @param {Run[]} runs @param {string} score @returns {PictureOf} */
function chart(runs, score) {
  const { name, better } = pictureWords.scores[score];
  const best = bestOf(runs, score);
  const rows = runs.map((run) => ({ name: nameOf(run), group: suiteOf(run), value: metric(run, score) }));
  return grown({
    id: score,
    path: `metric_comparison/${score}`,
    title: name,
    subtitle: better,
    alt: pictureWords.comparisonAlt(name, rows, best && { name: folderOfRun(best.run), value: best.value }),
    picture: { kind: "comparison", rows, best: best === null ? "neither" : "highest", undefined: pictureWords.undefined, axisLabel: name },
  });
}

/** @param {Run[]} runs @returns {PictureOf} */
function table(runs) {
  const scores = ["silhouette", "calinski_harabasz", "davies_bouldin", "ari", "nmi", "purity"];
  const best = scores.map((score) => bestOf(runs, score)?.value ?? null);
  const figure = (/** @type {number | null} */ value) => (value === null ? "–" : decimal(value, digits(value)));
  const cells = (/** @type {Run} */ run) => [
    { text: folderOfRun(run) },
    { text: whole(metric(run, "n") ?? run.ids.length) },
    { text: whole(metric(run, "n_clusters_eff") ?? 0) },
    // What reads alike is alike good.
    ...scores.map((score, place) => ({ text: figure(metric(run, score)), best: best[place] !== null && figure(metric(run, score)) === figure(best[place]) })),
  ];
  const first = bestOf(runs, "ari");
  return grown({
    id: "table",
    path: "summary_table",
    title: pictureWords.table,
    subtitle: "",
    alt: pictureWords.tableAlt(runs.length, first && { name: folderOfRun(first.run), value: first.value }),
    picture: { kind: "table", columns: pictureWords.tableHead.map((text, place) => ({ text, numeric: place > 0 })), rows: runs.map(cells) },
  });
}

/** As high as what is in it. @param {Omit<PictureOf, "also" | "width" | "height">} picture @returns {PictureOf} */
function grown(picture) {
  const wide = { ...picture, also: [], width: WIDTH, grows: true };
  return { ...wide, height: heightOf(wide) };
}
