// @ts-check
/** umap-js 1.4 (MIT): UMAP of the bench page's points. Written for Node: it is loaded through esbuild. */
import { UMAP } from "umap-js";
import { answerWith } from "../../www/bench/answer.js";
import { MANIFOLD, SEED, arrays, epochs } from "../../www/bench/groupings.js";

/** Numbers in [0, 1), as Math.random gives, but the same every time. @param {number} seed */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

answerWith({
  umap: (rows) => {
    const data = arrays(rows);
    return () => {
      const umap = new UMAP({
        nNeighbors: MANIFOLD.neighbours,
        minDist: MANIFOLD.distance,
        nEpochs: epochs(rows),
        random: generator(SEED),
      });
      /** @type {number[][]} */
      const map = umap.fit(data);
      return () => ({ numbers: map.flat() });
    };
  },
});
