// @ts-check
/** Where a rising curve of distances bends: a fair first reach for DBSCAN. */

/**
 * The bend of ascending values: the one farthest below the straight line from the first to the last (the idea of “kneedle”,
 * Satopää et al. 2011, without its smoothing).
 * @param {ArrayLike<number>} values ascending
 * @returns {{at: number, value: number} | null} null where there is no bend: fewer than three values, or a straight line
 */
export function elbow(values) {
  const last = values.length - 1;
  const [low, high] = [values[0], values[last]];
  if (last < 2 || !(high > low) || !Number.isFinite(high - low)) return null;
  let [at, farthest] = [0, 0];
  for (let index = 1; index < last; index += 1) {
    const below = index / last - (values[index] - low) / (high - low);
    if (below > farthest) [at, farthest] = [index, below];
  }
  const value = values[at];
  // A bend this slight is no bend; and a reach of 0 is none.
  return farthest < 0.05 || !(value > 0) ? null : { at, value };
}

/** A reach one can type: three digits that say something. @param {number} value */
export const tidy = (value) => Number(value.toPrecision(3));
