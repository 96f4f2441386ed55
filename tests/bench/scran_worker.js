// @ts-check
/**
 * scran.js 4.1 (MIT), C++ compiled to WebAssembly, on one thread: K-Means, t-SNE and UMAP of the bench page's points. It
 * needs memory that threads can share, so the page must be isolated; `tests/browser/bench.js` sends the headers.
 */
import {
  buildNeighborSearchIndex, clusterKmeans, initialize, initializeTsne, initializeUmap,
} from "./node_modules/scran.js/browser/index.js";
import { answerWith } from "../../www/bench/answer.js";
import { COLUMNS, EMBEDDING, GROUPS, MANIFOLD, SEED, epochs, points } from "../../www/bench/groupings.js";
import { inertia } from "../../www/bench/resemblance.js";

const STARTS = 10;

/** On this thread; none is started besides. */
const ALONE = { numberOfThreads: 1 };

await initialize({ numberOfThreads: 0 });

/** @param {Float32Array} values @param {object} choices */
function clusters(values, choices) {
  const size = { numberOfDims: COLUMNS, numberOfCells: values.length / COLUMNS };
  const results = clusterKmeans(values, GROUPS, { ...size, ...ALONE, ...choices });
  const labels = results.clusters();
  results.free();
  return labels;
}

/**
 * A map, the search for neighbours included. What it took of the module's memory is given back.
 * @param {(index: any, rows: number) => any} begin
 * @param {object} duration
 */
const drawing = (begin, duration) => (/** @type {number} */ rows) => {
  const values = points(rows);
  return () => {
    const index = buildNeighborSearchIndex(values, { numberOfDims: COLUMNS, numberOfCells: rows });
    const status = begin(index, rows);
    status.run(duration);
    const { x, y } = status.extractCoordinates();
    status.free();
    index.free();
    return () => ({ numbers: Float32Array.from({ length: 2 * rows }, (_, place) => (place % 2 === 0 ? x : y)[place >> 1]) });
  };
};

answerWith({
  // As many starts as ours, drawn as ours are (k-means++), and the best of them.
  kmeans: (rows) => {
    const values = points(rows);
    return () => {
      const starts = Array.from({ length: STARTS }, (_, start) => clusters(values, { initMethod: "kmeans++", initSeed: SEED + start }));
      const inertias = starts.map((labels) => inertia(values, labels));
      return () => ({ numbers: starts[inertias.indexOf(Math.min(...inertias))] });
    };
  },
  // As it comes: one start, at centres that variance decides.
  "kmeans, one start": (rows) => {
    const values = points(rows);
    return () => {
      const labels = clusters(values, {});
      return () => ({ numbers: labels });
    };
  },
  umap: drawing(
    (index, rows) => initializeUmap(index, { neighbors: MANIFOLD.neighbours, minDist: MANIFOLD.distance, epochs: epochs(rows), ...ALONE }),
    {},
  ),
  tsne: drawing((index) => initializeTsne(index, { perplexity: EMBEDDING.perplexity, ...ALONE }), { maxIterations: EMBEDDING.iterations }),
});
