// @ts-check
/** What the page says of runs side by side. */

import { runsWords } from "./runs_words.js";
import { whyUndefined } from "./score_words.js";
import { metric } from "./report_words.js";
import { count, decimal, songs, whole, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./compare_scores.js").Unlike} Unlike */

/** Longest value of a setting in a sentence. */
const LONGEST = 60;
/** @param {string | null} text */
const cut = (text) => (text === null ? "not used" : text === "" ? "nothing" : text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
const dots = (/** @type {number} */ n, /** @type {boolean} */ clips) => (clips ? count(n, "clip", "clips") : songs(n));

export const compareWords = {
  clipsToSongs: "Not all of these runs cut songs into clips in the same way, so each dot is a whole song here.",
  // Before there are two.
  one: "There is one run so far. Compare it with another of the same songs and see what the difference does.",
  none: "Tick two to four runs in the list above.",
  onlyOne: "Tick one more run in the list above.",
  lastTwo: "Compare the last two",
  another: (/** @type {string} */ baseline) => `Run again with ${baseline === "pca" ? "PCA, without a network," : "the network (VAE)"} and compare`,
  making: "The other map is being made. Both appear here when it is done.",
  notMade: "The other map was not made.",

  mapLabel: (/** @type {Run} */ run, /** @type {number} */ dotsOnIt, /** @type {boolean} */ clips) =>
    `Map of ${runsWords.name(run)}: ${dots(dotsOnIt, clips)}. Arrow keys go from ${clips ? "clip to clip" : "song to song"}, Enter plays.`,
  number: (/** @type {Run} */ run) => `run ${whole(run.number)}`,
  noMap: "This run drew no map.",
  takeAway: (/** @type {Run} */ run) => `Take ${runsWords.name(run)} out of the comparison`,
  pointHere: "Point at a song on one of the maps.",
  /** Where a song lies in each run. */
  at: (/** @type {Run} */ run, /** @type {number | null} */ label) => `${runsWords.name(run)}: ${label === null ? "not on this map" : words.group(label).toLowerCase()}`,
  clip: (/** @type {string} */ start) => `from ${start}`,

  groupsTitle: "How many songs in each group",
  groupsTitleClips: "How many clips in each group",
  group: "Group",
  against: (/** @type {Run} */ first, /** @type {Run} */ other) => `${runsWords.name(first)} and ${runsWords.name(other)}`,
  settings: (/** @type {{label: string, from: string | null, to: string | null}[]} */ changed) =>
    changed.length === 0 ? "Both have the same settings." : `${changed.map(({ label, from, to }) => `${label}: ${cut(from)} → ${cut(to)}`).join("; ")}.`,
  moved: (/** @type {number} */ moved, /** @type {number} */ shared, /** @type {boolean} */ clips) => {
    if (shared === 0) return `They have no ${clips ? "clip" : "song"} in common.`;
    if (moved === 0) return `All ${dots(shared, clips)} lie in the same groups.`;
    return `${whole(moved)} of ${dots(shared, clips)} changed group.`;
  },
  agreement: (/** @type {number} */ ari) => `How far the two ways of grouping agree (ARI): ${decimal(ari)}, where 1 is the same groups and 0 chance.`,
  who: (/** @type {number} */ n) => (n === 1 ? "Which one" : `Which ${whole(n)}`),
  way: (/** @type {number} */ from, /** @type {number} */ to) => `${words.group(from).toLowerCase()} → ${words.group(to).toLowerCase()}`,
  wayIn: (/** @type {string} */ title, /** @type {number} */ from, /** @type {number} */ to) => `${title}: ${compareWords.way(from, to)}`,
  only: (/** @type {Run} */ run, /** @type {number} */ n, /** @type {boolean} */ clips) => `${dots(n, clips)} only in ${runsWords.name(run)}`,

  scoresTitle: "Scores",
  score: "Score",
  scoresNote: "Every network has a space of its own, so silhouettes of two runs cannot be compared as they are. The rows “in the common space” are reckoned on the numbers that describe the songs before anything is learned: those are the fair ones. The best of a row is marked where its figures can be held against each other.",
  coverageNote: "Not every run puts all songs into groups. Scores of a run speak only of the songs that are in one, so read them beside the coverage.",
  best: "best",
  undefined: "–",
  names: /** @type {Record<string, string>} */ ({
    silhouette_features: "Silhouette in the common space",
    calinski_harabasz_features: "Calinski–Harabasz in the common space",
    davies_bouldin_features: "Davies–Bouldin in the common space",
    silhouette: "Silhouette",
    calinski_harabasz: "Calinski–Harabasz",
    davies_bouldin: "Davies–Bouldin",
    ari: "ARI",
    nmi: "NMI",
    purity: "Purity",
    coverage: "Coverage",
  }),
  better: /** @type {Record<string, string>} */ ({ davies_bouldin: "less is better", davies_bouldin_features: "less is better" }),
  more: "more is better",
  unlike: /** @type {Record<Unlike, string>} */ ({
    songs: "not the same songs, so none is marked",
    features: "the songs are described by different numbers, so none is marked",
    space: "each in a space of its own, so none is marked",
    noise: "they leave different songs without a group, so none is marked",
    column: "held against different columns, so none is marked",
    groups: "different numbers of groups, so none is marked",
  }),
  why: (/** @type {Run} */ run, /** @type {string} */ name) => {
    if (name.endsWith("_features") && metric(run, name.replace(/_features$/, "")) !== null) return "not reckoned in the common space";
    if ((name === "ari" || name === "nmi" || name === "purity") && groupsAreScored(run)) return "no column of labels to hold the groups against";
    return whyUndefined(run);
  },
};

/** @param {Run} run */
const groupsAreScored = (run) => metric(run, "silhouette") !== null;
