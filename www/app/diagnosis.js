// @ts-check
/** What the figures of a training say that the engine does not say by itself: which songs stand out, and whether songs were learned by heart. */

/** @typedef {import("./types.js").Losses} Losses */
/** @typedef {import("./types.js").Problem} Problem */

/** So far above the upper quarter, in distances between the quarters, an error stands out (J. W. Tukey, Exploratory Data Analysis, 1977). */
const FENCE = 1.5;
/** With fewer songs there are no quarters to speak of. */
const FEWEST = 8;
/** By so much the loss of unseen songs must have risen again, and for so long, before that is said. */
const [RISEN, LONG] = [1.1, 0.1];

/**
 * Rows whose error stands out.
 * @param {Float32Array} errors
 * @returns {number[]}
 */
export function outliersOf(errors) {
  if (errors.length < FEWEST) return [];
  const sorted = Float32Array.from(errors).sort();
  const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0.25), at(0.75)];
  return [...errors.keys()].filter((row) => (errors[row] ?? 0) > high + FENCE * (high - low));
}

/**
 * Whether the network learned the songs it saw by heart: they went on getting better while those held back got worse.
 * @param {Losses[]} losses
 * @param {number | null} best the epoch with the least loss of unseen songs, from 1
 * @returns {Problem | null}
 */
export function overfitting(losses, best) {
  const [then, now] = [losses[(best ?? 0) - 1], losses[losses.length - 1]];
  if (best === null || !then || !now || then.validation === null || now.validation === null) return null;
  const long = losses.length - best >= Math.max(5, LONG * losses.length);
  if (!long || now.validation < RISEN * then.validation || now.total >= then.total) return null;
  return { code: "overfitting", best_epoch: best, epochs: losses.length };
}
