// @ts-check
/** What the page says of groups: the ways to find them, the tree, the reach, the profile, the numbers that were tried. */

import { count, decimal, songs, whole } from "./words.js";
import { percent } from "./score_words.js";

/** @param {number} value a distance */
export const distance = (value) => (value === 0 ? "0" : Math.abs(value) >= 1000 ? whole(value) : String(Number(value.toPrecision(3))).replace("-", "−"));

export const groupingWords = {
  /** How groups are found: the name, and one line on how. */
  methods: /** @type {Record<string, {name: string, how: string}>} */ ({
    kmeans: { name: "K-Means", how: "Puts so many middles among the songs that each song has one as near as can be. Fast; groups come out round and of like size." },
    agglomerative: { name: "Agglomerative", how: "Begins with every song by itself and joins the two nearest groups, again and again. The tree of joins can be cut at any height." },
    dbscan: { name: "DBSCAN", how: "Groups are where songs lie dense, of any shape; a song that lies alone is in none. It finds the number of groups itself." },
    spectral: { name: "Spectral", how: "Ties each song to its nearest and cuts that net where it is thinnest. Finds long and bent groups too." },
    mixture: { name: "Gaussian mixture", how: "Lays bells of any breadth and tilt over the songs. A song belongs to each group a little: faint dots are undecided." },
    hdbscan: { name: "HDBSCAN", how: "As DBSCAN, at every reach at once: it keeps the groups that last longest. It finds the number of groups itself; faint dots lie at the rim." },
  }),
  /** How the map is drawn. */
  maps: /** @type {Record<string, {name: string, how: string}>} */ ({
    umap: { name: "UMAP", how: "Neighbours stay neighbours. Distances between far groups and the directions mean little." },
    tsne: { name: "t-SNE", how: "Neighbours stay neighbours. Sizes of groups, the gaps between them and the directions mean little." },
    pca: { name: "PCA", how: "A straight shadow of the songs from the side where they are spread widest. Distances are true as far as a shadow can show them." },
    none: { name: "No map", how: "Nothing is drawn." },
  }),

  groups: (/** @type {number} */ n) => count(n, "group", "groups"),

  // The tree of joins.
  linkages: /** @type {Record<string, string>} */ ({
    ward: "how much the spread grows when two groups are joined",
    complete: "distance of the two songs farthest apart",
    average: "distance of their songs on average",
    single: "distance of the two songs nearest each other",
  }),
  roots: "; drawn as its root, so that low joins can be told apart",
  treeLabel: (/** @type {number} */ rows, /** @type {number} */ groups, /** @type {number} */ best, /** @type {number} */ low, /** @type {number} */ high) =>
    `Tree of ${count(rows, "song", "songs")}, cut into ${groupingWords.groups(groups)}. ${groupingWords.treeFinding(best, low, high)}`,
  treeFinding: (/** @type {number} */ best, /** @type {number} */ low, /** @type {number} */ high) =>
    `The longest stretch without a join is that of ${groupingWords.groups(best)}, from height ${distance(low)} to ${distance(high)}.`,
  treeLongest: (/** @type {number} */ best) => `Cut it where its branches are longest: into ${groupingWords.groups(best)}`,
  treeShort: (/** @type {number} */ tips, /** @type {number} */ rows) =>
    `The last ${whole(tips - 1)} of ${whole(rows - 1)} joins. A triangle is a bunch of songs that were joined before, with their number.`,
  cut: "Height at which the tree is cut",
  cutAt: (/** @type {number} */ groups, /** @type {number} */ height) => `${groupingWords.groups(groups)}, cut at height ${distance(height)}`,
  bunch: (/** @type {number} */ n, /** @type {string[]} */ names) => `${songs(n)}: ${names.join(", ")}${n > names.length ? " …" : ""}`,

  // The reach of DBSCAN.
  reach: "Reach of DBSCAN (eps)",
  reachAt: (/** @type {number} */ eps, /** @type {number} */ cores, /** @type {number} */ all) => `reach ${distance(eps)}: ${whole(cores)} of ${songs(all)} in dense places`,
  reachShort: (/** @type {number} */ eps) => `reach ${distance(eps)}`,
  used: (/** @type {number} */ eps) => `used: ${distance(eps)}`,
  bend: (/** @type {number} */ value) => `bend at ${distance(value)}`,
  bendTake: (/** @type {number} */ value) => `Take the bend: ${distance(value)}`,
  bendFinding: (/** @type {number} */ value, /** @type {number} */ part) =>
    `The curve bends near ${distance(value)}: ${percent(part)} of the songs have their neighbours closer than that, as in a group; beyond it songs stand more and more alone. A reach near the bend is a fair first try.`,
  noBend: "The curve has no clear bend: no reach parts dense places from lonely songs.",
  reachWhy: (/** @type {number} */ samples) =>
    `How far each song has to look until ${count(samples, "song is", "songs are")} in sight (itself counted), sorted. Below the line are the songs in dense places: around them groups grow.`,
  reachLabel: (/** @type {number} */ n, /** @type {number} */ low, /** @type {number} */ high) => `Distances of ${songs(n)} to their neighbours, sorted: from ${distance(low)} to ${distance(high)}.`,
  reachAxis: "songs, from the densest place to the loneliest",

  // The profile of silhouettes.
  profileLabel: (/** @type {number} */ mean, /** @type {number} */ groups, /** @type {number} */ below, /** @type {number} */ n) =>
    `Silhouette of ${songs(n)} in ${groupingWords.groups(groups)}: ${decimal(mean)} on average, ${below === 0 ? "none" : whole(below)} below 0.`,
  profileFinding: (/** @type {{label: number, mean: number}} */ best, /** @type {{label: number, mean: number}} */ worst) =>
    `Group ${best.label + 1} hangs together best (${decimal(best.mean)} on average), group ${worst.label + 1} least (${decimal(worst.mean)}).`,
  profileSummed: (/** @type {number} */ each) => `A bar stands for about ${whole(each)} songs.`,
  profileAt: (/** @type {string} */ name, /** @type {number} */ label, /** @type {number} */ value) => `${name}: ${decimal(value)}, group ${label + 1}`,
  mean: (/** @type {number} */ value) => `The mean of all is ${decimal(value)}.`,
  strays: (/** @type {number} */ n) => (n === 0 ? "No song lies nearer to another group than to its own. Nearest to a border:" : n === 1 ? "One song lies nearer to another group than to its own:" : `${songs(n)} lie nearer to another group than to their own, first of all:`),
  stray: (/** @type {number} */ value) => `silhouette ${decimal(value)}`,
  group: (/** @type {number} */ label) => (label < 0 ? "in no group" : `Group ${label + 1}`),

  // The numbers of groups that were tried.
  triedFinding: (/** @type {number} */ best, /** @type {number} */ value, /** @type {number | null} */ next, /** @type {number} */ nextValue) =>
    `Of the numbers tried, ${groupingWords.groups(best)} stand apart best (silhouette ${decimal(value)})${next === null ? "." : `; ${groupingWords.groups(next)} ${value - nextValue < 0.02 ? "do as well" : "come next"} (${decimal(nextValue)}).`}`,
  tried: (/** @type {number} */ clusters, /** @type {number | null} */ value) => `${groupingWords.groups(clusters)}: ${value === null ? "undefined" : `silhouette ${decimal(value)}`}`,
  triedNone: "With none of the numbers tried is a silhouette defined.",

  // Beside the map.
  findsItself: (/** @type {string} */ method) =>
    method === "dbscan"
      ? "DBSCAN finds the number of groups itself. A larger reach makes fewer and larger groups."
      : "HDBSCAN finds the number of groups itself. The larger the smallest group may be, the fewer there are.",
  changeReach: "Change the reach",
  changeSize: "Change the smallest group",
  parts: (/** @type {number} */ n) => (n === 1 ? "All songs hang together in one net of neighbours." : `The net of neighbours falls into ${count(n, "part", "parts")}.`),
  atRim: (/** @type {number} */ n, /** @type {number} */ all) =>
    n === 0 ? "Every song in a group lies near its core." : `${count(n, "song lies", "songs lie")} at the rim of ${n === 1 ? "its" : "their"} group, drawn faint (of ${songs(all)} in groups).`,
  undecided: (/** @type {number} */ n, /** @type {number} */ all) =>
    n === 0 ? "Every song in a group is clearly of it." : `${count(n, "song is", "songs are")} undecided, drawn faint: ${n === 1 ? "it belongs" : "they belong"} to ${n === 1 ? "its" : "their"} group by less than ${percent(0.6)} (of ${songs(all)}).`,
};
