// @ts-check
/** What pictures are called, and the finding of each in a sentence: what one who cannot see it is told. */

import { groupingWords } from "./grouping_words.js";
import { networkWords, short } from "./network_words.js";
import { groupsOf, metric, separation, things } from "./report_words.js";
import { percent } from "./score_words.js";
import { count, decimal, songs, whole, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

/** Longest name of a stranger's column or value in a sentence. */
const LONGEST = 60;
/** A value is called strewn when no group holds more of it than this many times an even share. */
const EVEN = 1.5;
/** @param {string} text */
const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** @param {{value: number | null}[]} rows */
const known = (rows) => rows.flatMap(({ value }) => (value === null ? [] : [value]));

/** @param {Run} run */
function verdict(run) {
  const silhouette = metric(run, "silhouette");
  return silhouette === null ? "The silhouette is undefined." : `Their separation is ${separation(silhouette)} (silhouette ${decimal(silhouette)}).`;
}

export const pictureWords = {
  byGroup: "group",
  tools: (/** @type {string} */ title) => `Save or copy: ${title}`,
  savePng: (/** @type {string} */ title) => `Save “${title}” as PNG`,
  saveSvg: (/** @type {string} */ title) => `Save “${title}” as SVG`,
  copy: "Copy",
  copyLabel: (/** @type {string} */ title) => `Copy “${title}”`,
  copied: (/** @type {string} */ title) => `Copied “${title}”.`,
  /** Values of a column that are too many to be shown one by one. */
  rest: "all others",
  noValue: "no value",
  songs: "songs",

  subtitle: (/** @type {Run} */ run, /** @type {string} */ representation) =>
    words.facts([representation, String(run.settings["feature"]), groupingWords.methods[String(run.settings["cluster_method"])]?.name ?? "", things(run, run.ids.length), `seed ${run.settings["seed"]}`]),
  representations: /** @type {Record<string, string>} */ ({ none: "VAE", ae: "Autoencoder", pca: "PCA", raw: "Raw features" }),

  map: (/** @type {string} */ viz) => `The map, by group (${groupingWords.maps[viz]?.name ?? viz})`,
  mapAlt: (/** @type {Run} */ run) => {
    const noise = run.clusters.filter((label) => label === -1).length;
    return `Map of ${things(run, run.ids.length)} in ${groupingWords.groups(groupsOf(run))}${noise > 0 ? `, ${whole(noise)} in none` : ""}. ${verdict(run)}`;
  },
  mapBy: (/** @type {string} */ column) => `The map, by ${cut(column)}`,
  mapByAlt: (/** @type {Run} */ run, /** @type {string} */ column, /** @type {number} */ values, /** @type {number | null} */ purity) =>
    `Map of ${things(run, run.ids.length)}, coloured by ${cut(column)}: ${count(values, "value", "values")}.${purity === null ? "" : ` The groups agree with it to ${percent(purity)} (purity).`}`,

  distribution: (/** @type {string} */ column) => `Groups by ${cut(column)}`,
  distributionAxes: (/** @type {Run} */ run, /** @type {string} */ column) => /** @type {[string, string]} */ ([cut(column), things(run, 2).replace("2 ", "")]),
  /** The value that is most of one group, and the one that is most strewn. */
  distributionAlt: (/** @type {Run} */ run, /** @type {string} */ column, /** @type {{value: string, label: number, inGroup: number, all: number}[]} */ found) => {
    if (found.length === 0) return `No song has a value in ${cut(column)}.`;
    const groups = groupsOf(run);
    const share = (/** @type {(typeof found)[number]} */ one) => one.inGroup / one.all;
    const [most] = [...found].sort((one, other) => share(other) - share(one) || other.all - one.all);
    const least = [...found].sort((one, other) => share(one) - share(other) || other.all - one.all)[0];
    if (found.length > 1 && groups > 1 && share(most) < EVEN / groups) return `The groups have little to do with ${cut(column)}: the songs of each of its ${whole(found.length)} values are strewn over the groups.`;
    const say = (/** @type {(typeof found)[number]} */ one) => `${whole(one.inGroup)} of ${things(run, one.all)} with ${cut(column)} “${cut(one.value)}” are in ${one.label < 0 ? "no group" : `group ${one.label + 1}`}`;
    return found.length === 1 || most === least ? `${say(most)}.` : `${say(most)}; most strewn is “${cut(least.value)}”: at most ${whole(least.inGroup)} of ${whole(least.all)} in one place.`;
  },

  reconstructions: "As they were, and rebuilt",
  was: networkWords.heard,
  rebuilt: networkWords.rebuilt,
  reconstructionsAlt: (/** @type {number} */ n, /** @type {string} */ best, /** @type {number} */ low, /** @type {string} */ worst, /** @type {number} */ high) =>
    `${songs(n)} beside what the network rebuilt of ${n === 1 ? "it" : "them"}. Nearest to the original: “${cut(best)}” (error ${short(low)})${n === 1 ? "." : `; furthest off: “${cut(worst)}” (error ${short(high)}).`}`,

  losses: "How the loss fell",
  kl: "What each unit carries (KL)",
  threshold: "asleep below 0.01",
  mapAxes: /** @type {[string, string]} */ ([networkWords.timeAxis, networkWords.soundAxis]),
  vectorAxes: /** @type {[string, string]} */ (["numbers that describe a song", "value"]),
  klAxes: /** @type {[string, string]} */ (["latent unit, the fullest first", "KL (nats)"]),
  dendrogram: "The tree of joins",
  dendrogramAxes: (/** @type {Run} */ run) => /** @type {[string, string]} */ ([things(run, 2).replace("2 ", ""), "height"]),
  heightIs: (/** @type {string} */ linkage) => `height: ${groupingWords.linkages[linkage] ?? linkage}`,
  profile: "How well songs sit in their groups",
  profileAxes: /** @type {[string, string]} */ (["silhouette", ""]),
  profileMean: (/** @type {number} */ mean) => `mean ${decimal(mean)}`,

  // Several runs together.
  scores: /** @type {Record<string, {name: string, better: string}>} */ ({
    silhouette: { name: "Silhouette", better: "more is better; each in its own space" },
    calinski_harabasz: { name: "Calinski–Harabasz", better: "more is better; each in its own space" },
    davies_bouldin: { name: "Davies–Bouldin", better: "less is better; each in its own space" },
    ari: { name: "Adjusted Rand index (ARI)", better: "more is better; 0 is chance, 1 full agreement with the labels" },
    nmi: { name: "Normalised mutual information (NMI)", better: "more is better; 1 is full agreement with the labels" },
    purity: { name: "Purity", better: "more is better; 1 is full agreement with the labels" },
    silhouette_features: { name: "Silhouette in the common space", better: "more is better; among the standardised features" },
  }),
  comparisonAlt: (/** @type {string} */ name, /** @type {{name: string, value: number | null}[]} */ rows, /** @type {{name: string, value: number} | null} */ best) =>
    rows.every(({ value }) => value === null) ? `${name} of ${count(rows.length, "run", "runs")}: undefined for all of them.` : best === null ? `${name} of ${count(rows.length, "run", "runs")}, from ${decimal(Math.min(...known(rows)))} to ${decimal(Math.max(...known(rows)))}. They are not of one space, or not of one set of labels, so none is called the best.` : `${name} of ${count(rows.length, "run", "runs")}. Best: ${cut(best.name)} with ${decimal(best.value)}.`,
  undefined: "undefined",
  table: "All runs and their scores",
  tableHead: ["run", "songs", "groups", "silhouette", "CH", "DB", "ARI", "NMI", "purity"],
  tableAlt: (/** @type {number} */ runs, /** @type {{name: string, value: number} | null} */ best) =>
    `Table of ${count(runs, "run", "runs")} and their scores.${best === null ? "" : ` The highest agreement with the labels (ARI) has ${cut(best.name)} with ${decimal(best.value)}.`}`,
};
