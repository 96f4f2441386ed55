// @ts-check
/** Whether those who were timed found the same: groups, scores and maps, each compared as it can be. */
import { COLUMNS, blobsOf, points } from "./groupings.js";

/** @typedef {import("./groupings.js").Task} Task */

/**
 * What came out, in figures that are the same for everyone who does the work well.
 * @typedef {object} Resemblance
 * @property {number} [agreement]   adjusted Rand index with our groups; ours: with the blobs
 * @property {number} [inertia]   sum of squared distances to the centres, of ours
 * @property {number} [score]
 * @property {number} [trust]   trustworthiness of the map
 */

/** Songs whose neighbours are looked at, at most: the mean over them stands for all. */
const LOOKED_AT = 250;
/** Their neighbours. */
const NEIGHBOURS = 15;

/**
 * @param {Task} task
 * @param {number} rows
 * @param {ArrayLike<number>} found
 * @param {ArrayLike<number>} ours
 * @returns {Resemblance}
 */
export function resemblance({ task, kind }, rows, found, ours) {
  if (kind === "score") return { score: found[0] };
  if (kind === "map") return { trust: trustworthiness(points(rows), found) };
  const agreement = adjustedRand(found, found === ours ? blobsOf(rows) : ours);
  if (task !== "kmeans") return { agreement };
  const values = points(rows);
  return { agreement, inertia: inertia(values, found) / inertia(values, ours) };
}

/** Squared distances to the centres of the groups, summed. @param {Float32Array} values @param {ArrayLike<number>} labels */
export function inertia(values, labels) {
  /** @type {{sums: Float64Array, count: number}[]} */
  const groups = [];
  let squares = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const group = (groups[labels[row]] ??= { sums: new Float64Array(COLUMNS), count: 0 });
    group.count += 1;
    for (let column = 0; column < COLUMNS; column += 1) {
      const value = values[row * COLUMNS + column];
      group.sums[column] += value;
      squares += value * value;
    }
  }
  return groups.reduce((rest, { sums, count }) => rest - sums.reduce((sum, value) => sum + value * value, 0) / count, squares);
}

/**
 * Hubert and Arabie's index of two groupings, noise (−1) being a group like any other. 1 where both are one group.
 * @param {ArrayLike<number>} left
 * @param {ArrayLike<number>} right
 */
export function adjustedRand(left, right) {
  const pairs = (/** @type {Map<unknown, number>} */ counts) =>
    [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  const count = (/** @type {(row: number) => unknown} */ key) => {
    /** @type {Map<unknown, number>} */
    const counts = new Map();
    for (let row = 0; row < left.length; row += 1) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
    return pairs(counts);
  };
  const both = count((row) => `${left[row]} ${right[row]}`);
  const [one, other] = [count((row) => left[row]), count((row) => right[row])];
  const expected = (one * other) / ((left.length * (left.length - 1)) / 2);
  const most = (one + other) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}

/**
 * Venna and Kaski's measure as scikit-learn has it, k = 15: from 1 downwards, the more of a song's neighbours on the map are
 * strangers to it. Of every so many songs, if there are more than can be looked at.
 * @param {Float32Array} values
 * @param {ArrayLike<number>} map   two numbers a song
 */
export function trustworthiness(values, map) {
  const rows = map.length / 2;
  const neighbours = Math.min(NEIGHBOURS, Math.floor((rows - 1) / 2));
  const looked = Math.min(LOOKED_AT, rows);
  const [far, near] = [new Float64Array(rows), new Float64Array(rows)];
  let strangeness = 0;
  for (let step = 0; step < looked; step += 1) {
    const row = Math.floor((step * rows) / looked);
    for (let other = 0; other < rows; other += 1) {
      far[other] = squaredDistance(values, COLUMNS, row, other);
      near[other] = squaredDistance(map, 2, row, other);
    }
    // Nearest of all, even where others lie on the same spot.
    far[row] = near[row] = -1;
    for (const other of smallest(near, neighbours + 1).subarray(1)) {
      const rank = far.reduce((rank, distance) => rank + (distance < far[other] ? 1 : 0), 0);
      strangeness += Math.max(0, rank - neighbours);
    }
  }
  return 1 - (2 * strangeness) / (looked * neighbours * (2 * rows - 3 * neighbours - 1));
}

/** @param {ArrayLike<number>} values @param {number} columns @param {number} row @param {number} other */
function squaredDistance(values, columns, row, other) {
  let sum = 0;
  for (let column = 0; column < columns; column += 1) sum += (values[row * columns + column] - values[other * columns + column]) ** 2;
  return sum;
}

/** The places of the smallest values, in ascending order. @param {Float64Array} values @param {number} count */
function smallest(values, count) {
  return Uint32Array.from(values, (_, place) => place).sort((a, b) => values[a] - values[b]).subarray(0, count);
}
