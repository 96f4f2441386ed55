// @ts-check
/** The silhouettes of a run as bars: group by group, each from its best song to its worst. No document here. */

/**
 * A group's bars: how many songs it has, their mean, and for each bar the mean of its songs and the one in their middle.
 * @typedef {{label: number, size: number, mean: number, bars: {value: number, row: number}[]}} Profile
 */

/**
 * @param {(number | null)[]} silhouettes one a row; null for noise
 * @param {ArrayLike<number>} labels
 * @param {number} room how many bars there is room for, in all groups together
 * @returns {Profile[]} by label
 */
export function profiles(silhouettes, labels, room) {
  /** @type {Map<number, {row: number, value: number}[]>} */
  const groups = new Map();
  let scored = 0;
  silhouettes.forEach((value, row) => {
    const label = labels[row];
    if (value === null || !(label >= 0)) return;
    const own = groups.get(label);
    if (own) own.push({ row, value });
    else groups.set(label, [{ row, value }]);
    scored += 1;
  });
  const each = Math.max(1, scored / Math.max(1, room));
  return [...groups].sort(([one], [other]) => one - other).map(([label, own]) => {
    own.sort((one, other) => other.value - one.value || one.row - other.row);
    const count = Math.max(1, Math.round(own.length / each));
    const bars = Array.from({ length: count }, (_, bar) => {
      const some = own.slice(Math.floor((bar * own.length) / count), Math.floor(((bar + 1) * own.length) / count));
      return { value: mean(some), row: some[some.length >> 1].row };
    });
    return { label, size: own.length, mean: mean(own), bars };
  });
}

/** @param {{value: number}[]} songs */
const mean = (songs) => songs.reduce((sum, { value }) => sum + value, 0) / songs.length;

/**
 * Rows from the lowest silhouette on.
 * @param {(number | null)[]} silhouettes
 * @param {number} most
 */
export function weakest(silhouettes, most) {
  const scored = [...silhouettes.keys()].filter((row) => silhouettes[row] !== null);
  return scored.sort((one, other) => Number(silhouettes[one]) - Number(silhouettes[other]) || one - other).slice(0, most);
}
