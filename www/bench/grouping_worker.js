// @ts-check
/** Songscape's groups, scores and maps measured: the page's own module, the copying in and out included. */
import init, { groupPoints, projectPoints, silhouetteOf } from "../pkg/songscape.js";
import { answerWith } from "./answer.js";
import { DENSITY, EMBEDDING, GRAPH_NEIGHBOURS, GROUPS, MANIFOLD, SEED, blobsOf, points } from "./groupings.js";

/** @param {object} settings */
const grouping = (settings) => (/** @type {number} */ rows) => {
  const values = points(rows);
  return () => {
    const { labels } = groupPoints(values, rows, { seed: SEED, ...settings });
    return () => ({ numbers: labels });
  };
};

/** @param {object} settings */
const drawing = (settings) => (/** @type {number} */ rows) => {
  const values = points(rows);
  return () => {
    const map = projectPoints(values, rows, { seed: SEED, ...settings });
    return () => ({ numbers: map });
  };
};

await init();
answerWith({
  kmeans: grouping({ cluster_method: "kmeans", clusters: GROUPS }),
  dbscan: grouping({ cluster_method: "dbscan", dbscan_eps: DENSITY.eps, dbscan_min_samples: DENSITY.samples }),
  ward: grouping({ cluster_method: "agglomerative", linkage: "ward", clusters: GROUPS }),
  spectral: grouping({ cluster_method: "spectral", clusters: GROUPS, spectral_n_neighbors: GRAPH_NEIGHBOURS }),
  silhouette: (rows) => {
    const [values, blobs] = [points(rows), blobsOf(rows)];
    return () => {
      const score = silhouetteOf(values, rows, blobs);
      return () => ({ numbers: [score ?? NaN] });
    };
  },
  umap: drawing({ viz: "umap", umap_n_neighbors: MANIFOLD.neighbours, umap_min_dist: MANIFOLD.distance }),
  tsne: drawing({ viz: "tsne", tsne_perplexity: EMBEDDING.perplexity }),
});
