// @ts-check
/**
 * Spectral clustering of the bench page's points, composed as one would: no package for the tab has it. Neighbours found
 * song by song, then the eigenvectors of ml-matrix 6.15 and the K-Means of ml-kmeans 7 (both MIT). The graph, its Laplacian
 * and the scaling of the eigenvectors are scikit-learn's. Bare names of packages: it is loaded through esbuild.
 */
import { kmeans } from "ml-kmeans";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { answerWith } from "../../www/bench/answer.js";
import { COLUMNS, GRAPH_NEIGHBOURS, GROUPS, SEED, points } from "../../www/bench/groupings.js";

/** The rows nearest to each, itself among them, as scikit-learn counts. @param {Float32Array} values @param {number} rows */
function nearest(values, rows) {
  const distances = new Float64Array(rows);
  return Array.from({ length: rows }, (_, row) => {
    for (let other = 0; other < rows; other += 1) {
      let sum = 0;
      for (let column = 0; column < COLUMNS; column += 1) sum += (values[row * COLUMNS + column] - values[other * COLUMNS + column]) ** 2;
      distances[other] = sum;
    }
    return Uint32Array.from({ length: rows }, (_, other) => other)
      .sort((a, b) => distances[a] - distances[b])
      .subarray(0, GRAPH_NEIGHBOURS);
  });
}

/** @param {Float32Array} values @param {number} rows @returns {number[]} */
function spectral(values, rows) {
  const affinity = Matrix.zeros(rows, rows);
  nearest(values, rows).forEach((others, row) => {
    for (const other of others) {
      affinity.set(row, other, affinity.get(row, other) + 0.5);
      affinity.set(other, row, affinity.get(other, row) + 0.5);
    }
  });
  for (let row = 0; row < rows; row += 1) affinity.set(row, row, 0);
  const roots = affinity.sum("row").map(Math.sqrt);
  const laplacian = Matrix.eye(rows, rows);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < rows; column += 1) {
      laplacian.set(row, column, laplacian.get(row, column) - affinity.get(row, column) / (roots[row] * roots[column]));
    }
  }
  // Eigenvalues in ascending order.
  const { eigenvectorMatrix } = new EigenvalueDecomposition(laplacian, { assumeSymmetric: true });
  const embedding = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: GROUPS }, (_, column) => eigenvectorMatrix.get(row, column) / roots[row]));
  return kmeans(embedding, GROUPS, { initialization: "kmeans++", seed: SEED }).clusters;
}

answerWith({
  spectral: (rows) => {
    const values = points(rows);
    return () => {
      const labels = spectral(values, rows);
      return () => ({ numbers: labels });
    };
  },
});
