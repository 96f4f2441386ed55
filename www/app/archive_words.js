// @ts-check
/** What the archive says of itself, and what the page says of the archive. */

import { folderOfRun, nameOfRun } from "./run_files.js";
import { problemWords, size, whole } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Problem} Problem */

/** A run in a few words. @param {Run} run */
const inShort = ({ settings, clusters }) =>
  `${nameOfRun(settings)} on ${settings["feature"]}, ${settings["cluster_method"]}, ${new Set([...clusters].filter((label) => label >= 0)).size} groups, seed ${settings["seed"]}`;

const FILES = `clustering_metrics.csv   One row a run: its settings and scores. An empty cell is a score that is undefined, or a
                         setting the run had no use for. The columns after "purity" are Songscape's own: coverage
                         is the share of songs in groups; those ending in _features are reckoned among the
                         standardised features, where runs of the same songs and feature can be compared.
metric_comparison/       A chart for each score, with all runs.
summary_table            All runs and their scores as a picture.
*_task_comparison.csv    The rows of a suite; run_dir is the folder of the run.

In the folder of each run:
clustering_metrics.csv   Its own row.
latents.npz              NumPy, np.load("latents.npz"): z (songs x units, what was clustered), ids, clusters (-1 = in no
                         group), mean and std (of each column of the features before they were standardised).
songs.csv                id, cluster, x, y (on the map), title, artist, and every column of your table. A cell that a
                         spreadsheet program would run as a formula has an apostrophe in front.
settings.json            Every setting of the run, by name.
model.safetensors        The finished map: drop it on Songscape, or read it with the Python package safetensors.
latent_visualization/    The map: {vae|pca|ae|raw}_{method}_{projection}.
cluster_distributions/   clusters_by_{column}: how many songs of each value are in which group.
reconstructions/         Some songs beside what the network made of them (setting save_recon).
losses, kl_per_unit, dendrogram, silhouette_profile      where the run has them.
Pictures are PNG (twice the size, for documents) and SVG (for print; left out for maps of very many songs).
`;

export const archiveWords = {
  name: "songscape.zip",
  /** @param {Run[]} runs @param {{suite: {name: string, run_dir: string}, problem: Problem}[]} failures @param {(run: Run) => boolean} hasModel */
  readme: (runs, failures, hasModel) => [
    "Songscape: what the runs of a visit left behind",
    "",
    ...runs.map((run) => `${folderOfRun(run)}: ${inShort(run)}${run.stopped ? " (stopped early)" : ""}${hasModel(run) ? "" : " (without its model: only those of the last runs are kept)"}`),
    ...failures.map(({ suite, problem }) => {
      const { sentence, cure } = problemWords(problem);
      return `${suite.run_dir}: could not be done. ${sentence} ${cure}`.trim();
    }),
    "",
    FILES,
  ].join("\n"),
  making: (/** @type {number} */ done, /** @type {number} */ total) => `${whole(Math.floor((done / total) * 100))} %`,
  stopped: "Stopped. Nothing was saved.",
  saved: (/** @type {number} */ bytes, /** @type {number} */ runs) => `Saved ${archiveWords.name}: ${runs === 1 ? "one run" : `${whole(runs)} runs`}, ${size(bytes)}. If nothing arrived, your browser may have asked or blocked it, or the disk may be full:`,
  again: "Save it again",
};
