// @ts-check
/** What is grouped, scored and drawn while the clock runs, the same for everyone: eight blobs, and what is asked of them. */
import { normals } from "./load.js";

/** Numbers that describe a song. */
export const COLUMNS = 32;
/** Blobs, and groups that are asked for. */
export const GROUPS = 8;
/** Deviation of the centres, and of the songs around them: the blobs touch. */
const [BETWEEN, WITHIN] = [3, 3];
/** Everyone who takes a seed takes this one. */
export const SEED = 42;

/** Within this distance songs are neighbours for DBSCAN, and as many make a core, the song itself counted. */
export const DENSITY = { eps: 18, samples: 5 };
/** Neighbours of a song in the graph of Spectral, itself among them, as scikit-learn counts. */
export const GRAPH_NEIGHBOURS = 10;
/** Of UMAP. */
export const MANIFOLD = { neighbours: 15, distance: 0.1 };
/** Of t-SNE. */
export const EMBEDDING = { perplexity: 30, iterations: 1000 };

/** Epochs of UMAP: as many as the page takes unless told otherwise. @param {number} rows */
export const epochs = (rows) => (rows > 10_000 ? 200 : 500);

/** The same for whoever is outside the page: its names are those of `tests/bench/sklearn_groups.py`. @param {number} rows */
export const choices = (rows) => ({
  groups: GROUPS,
  seed: SEED,
  graph_neighbours: GRAPH_NEIGHBOURS,
  epochs: epochs(rows),
  ...DENSITY,
  ...MANIFOLD,
  ...EMBEDDING,
});

/** Songs, in ascending order. */
export const SIZES = [500, 1000, 5000, 20_000];

/**
 * One kind of work, at all sizes.
 * @typedef {object} Task
 * @property {string} task
 * @property {string} label
 * @property {"groups" | "score" | "map"} kind   of what comes out: a group for each song, one number, two for each song
 * @property {Peer[]} peers   who else does it
 */

/**
 * @typedef {object} Peer
 * @property {string} by
 * @property {number} [most]   songs that it can hold in a tab; more end it, and the page with it
 */

/** scikit-learn runs outside the tab. */
const NATIVE = { by: "scikit-learn" };

/** @type {Task[]} */
export const TASKS = [
  {
    task: "kmeans",
    label: "K-Means, the best of ten starts",
    kind: "groups",
    peers: [{ by: "scran.js" }, { by: "scran.js, one start" }, NATIVE, { by: "scikit-learn, one start" }],
  },
  { task: "dbscan", label: "DBSCAN", kind: "groups", peers: [{ by: "density-clustering" }, NATIVE] },
  { task: "ward", label: "Ward", kind: "groups", peers: [{ by: "ml-hclust" }, NATIVE] },
  { task: "spectral", label: "Spectral", kind: "groups", peers: [{ by: "ml-matrix" }, NATIVE] },
  { task: "silhouette", label: "Silhouette", kind: "score", peers: [{ by: "@robzzson/silhouette", most: 10_000 }, NATIVE] },
  {
    task: "umap",
    label: "UMAP, 500 epochs (200 above 10,000 songs)",
    kind: "map",
    peers: [{ by: "scran.js" }, { by: "umap-js" }, { by: "umap-learn" }],
  },
  { task: "tsne", label: "t-SNE, 1,000 iterations", kind: "map", peers: [{ by: "scran.js" }, NATIVE] },
];

/**
 * The songs, row by row: the points of `blobs(rows, 32, 8, 3.0, 42)` in `tests/reference_signals`.
 * @param {number} rows
 */
export function points(rows) {
  const centres = normals(GROUPS * COLUMNS, BETWEEN, SEED);
  const noise = normals(rows * COLUMNS, WITHIN, SEED + 1);
  return noise.map((value, place) => {
    const row = Math.floor(place / COLUMNS);
    return value + centres[(row % GROUPS) * COLUMNS + (place % COLUMNS)];
  });
}

/** The blob of each song. @param {number} rows */
export const blobsOf = (rows) => Int32Array.from({ length: rows }, (_, row) => row % GROUPS);

/** As libraries for JavaScript want them: an array a song. @param {number} rows @returns {number[][]} */
export function arrays(rows) {
  const values = points(rows);
  return Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * COLUMNS, (row + 1) * COLUMNS)));
}
