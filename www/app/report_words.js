// @ts-check
/** What the figures of a run mean, in words that promise no more than the figures do. */

import { count, decimal, songs, whole } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

/**
 * One score: its name, its figure, a verdict in a few words, what it means, and where it lies on its scale.
 * @typedef {{name: string, value: string, small?: string, verdict: string, meaning: string, scale?: {low: number, high: number, at: number}}} Score
 */

/**
 * What the groups are held against: a column of the manifest, the purity, and what one single group of all songs would have.
 * @typedef {{column: string, purity: number, chance: number}} Truth
 */

/** @param {number} silhouette */
function separation(silhouette) {
  if (silhouette < 0.05) return "hardly visible";
  if (silhouette < 0.25) return "weak";
  if (silhouette < 0.5) return "moderate";
  if (silhouette < 0.7) return "clear";
  return "strong";
}

/** @param {Run} run @param {string} name @returns {number | null} */
function metric(run, name) {
  const value = run.metrics[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** @param {Run} run */
function groupsOf(run) {
  return metric(run, "n_clusters_eff") ?? new Set(run.clusters.filter((label) => label >= 0)).size;
}

/** @param {Run} run @returns {string} */
export function headline(run) {
  const silhouette = metric(run, "silhouette");
  const groups = count(groupsOf(run), "group", "groups");
  if (silhouette === null) return `${songs(run.ids.length)} in ${groups}.`;
  return `${groups}. Separation is ${separation(silhouette)} (silhouette ${decimal(silhouette)}).`;
}

/**
 * @param {Run} run
 * @param {Truth[]} truths the one that matters most first
 * @returns {string}
 */
export function subline(run, [truth]) {
  const silhouette = metric(run, "silhouette");
  const sentences = [];
  if (silhouette !== null && silhouette < 0.25) sentences.push("That is usual for music of one kind: styles flow into each other, and the borders between groups are drawn, not found.");
  if (truth) {
    sentences.push(`The network never saw the column “${truth.column}”. Held against it afterwards, the groups have a purity of ${decimal(truth.purity)}; one single group would have ${decimal(truth.chance)}.`);
  }
  if (run.stopped) sentences.push(`You stopped after epoch ${whole(run.losses.length)}; this is what was learned until then.`);
  if (run.ids.length < 10) sentences.push("With so few songs, take every figure with a grain of salt.");
  return sentences.join(" ");
}

/**
 * @param {Run} run
 * @param {Truth[]} truths
 * @returns {Score[]}
 */
export function scores(run, truths) {
  /** @type {Score[]} */
  const list = [];
  const silhouette = metric(run, "silhouette");
  if (silhouette !== null) {
    list.push({
      name: "Silhouette",
      value: decimal(silhouette),
      verdict: `${separation(silhouette)} separation`,
      meaning: "For each song: is its own group nearer than the next one? 1 is perfectly apart, 0 means the groups touch, below 0 songs lie in the wrong group.",
      scale: { low: -1, high: 1, at: silhouette },
    });
  }
  for (const { column, purity, chance } of truths) {
    list.push({
      name: `Purity against ${column.slice(0, 40)}`,
      value: decimal(purity),
      verdict: `one group for all: ${decimal(chance)}`,
      meaning: "In each group, count the songs of its most frequent label; purity is their share of all songs. It rises by itself with the number of groups, so compare only maps with equally many.",
      scale: { low: 0, high: 1, at: purity },
    });
  }
  const noise = run.clusters.filter((label) => label === -1).length;
  list.push({
    name: "Groups",
    value: whole(groupsOf(run)),
    verdict: noise > 0 ? `${songs(noise)} in none` : String(run.settings["clusters"]) === "auto" ? "chosen by silhouette" : "as asked for",
    meaning: "Groups are found among the numbers the network keeps of each song, not on the flat map. Their colours and numbers carry no order.",
  });
  const latent = run.latents.shape[1];
  list.push({
    name: "Active units",
    value: whole(run.active_units),
    small: ` of ${whole(latent)}`,
    verdict: run.active_units === 0 ? "it learned nothing" : run.active_units === 1 ? "a single one" : "carry something about the songs",
    meaning: "The network may use so many numbers for a song. One that is the same for every song carries nothing; those that differ are active.",
    scale: { low: 0, high: latent, at: run.active_units },
  });
  const [first, last] = [run.losses[0], run.losses[run.losses.length - 1]];
  if (first && last) {
    list.push({
      name: "Loss",
      value: decimal(last.total),
      small: ` from ${decimal(first.total)}`,
      verdict: last.total < first.total ? `fell by ${whole((1 - last.total / first.total) * 100)} % in ${count(run.losses.length, "epoch", "epochs")}` : "it did not fall",
      meaning: "How badly the network brings the sound back, plus what it costs to keep its map simple. Only its fall means something, not its height.",
    });
  }
  return list;
}
