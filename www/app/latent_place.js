// @ts-check
/**
 * Where a point of the latent space lies among the songs: its place on a map whose axes are straight lines through that space
 * (principal components), and the song nearest to it.
 */

/** @typedef {import("./types.js").Run} Run */

/** Part of the variance that may remain unexplained: then the axes are straight. */
const STRAIGHT = 1e-3;

/**
 * The straight way from latents to places, found by least squares from the songs, of which both are known.
 * @param {Run} run
 * @returns {((latent: Float32Array) => [number, number]) | null} null where there is no map, or no straight way
 */
export function placing({ latents: { data, shape: [rows, units] }, projection }) {
  if (rows < 3 || projection.length !== 2 * rows) return null;
  const middle = means(data, rows, units);
  const centre = means(projection, rows, 2);
  const away = (/** @type {number} */ row) => Float64Array.from({ length: units }, (_, unit) => (data[row * units + unit] ?? 0) - (middle[unit] ?? 0));
  // The normal equations, both axes of the map to the right of the matrix.
  const equations = Array.from({ length: units }, () => new Float64Array(units + 2));
  for (let row = 0; row < rows; row += 1) {
    const place = away(row);
    equations.forEach((equation, unit) => {
      const own = place[unit] ?? 0;
      for (let other = 0; other < units; other += 1) equation[other] += own * (place[other] ?? 0);
      for (const axis of [0, 1]) equation[units + axis] += own * ((projection[2 * row + axis] ?? 0) - (centre[axis] ?? 0));
    });
  }
  // A unit that says the same of every song would leave the equations without an answer.
  const ridge = 1e-9 * equations.reduce((sum, equation, unit) => sum + (equation[unit] ?? 0), 0) || 1e-12;
  equations.forEach((equation, unit) => (equation[unit] += ridge));
  solve(equations);
  const place = (/** @type {Float64Array} */ difference) => /** @type {[number, number]} */ ([0, 1].map((axis) =>
    equations.reduce((sum, equation, unit) => sum + (equation[units + axis] ?? 0) * (difference[unit] ?? 0), centre[axis] ?? 0)));
  let [off, spread] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const found = place(away(row));
    for (const axis of [0, 1]) {
      const given = projection[2 * row + axis] ?? 0;
      off += ((found[axis] ?? 0) - given) ** 2;
      spread += (given - (centre[axis] ?? 0)) ** 2;
    }
  }
  if (!(off <= STRAIGHT * spread)) return null;
  return (latent) => place(Float64Array.from(latent, (value, unit) => value - (middle[unit] ?? 0)));
}

/**
 * The row nearest to a point, by distance in the latent space.
 * @param {Run} run
 * @param {Float32Array} latent
 * @returns {{row: number, distance: number}}
 */
export function nearestRow({ latents: { data, shape: [rows, units] } }, latent) {
  let nearest = { row: -1, distance: Infinity };
  for (let row = 0; row < rows; row += 1) {
    let sum = 0;
    for (let unit = 0; unit < units; unit += 1) sum += ((data[row * units + unit] ?? 0) - (latent[unit] ?? 0)) ** 2;
    if (sum < nearest.distance) nearest = { row, distance: sum };
  }
  return { row: nearest.row, distance: Math.sqrt(nearest.distance) };
}

/** @param {Float32Array} data @param {number} rows @param {number} columns */
function means(data, rows, columns) {
  const sums = new Float64Array(columns);
  for (let at = 0; at < rows * columns; at += 1) sums[at % columns] += (data[at] ?? 0) / rows;
  return sums;
}

/** Gauss-Jordan elimination with the largest pivot; the answers stand to the right of the matrix. @param {Float64Array[]} equations */
function solve(equations) {
  for (let column = 0; column < equations.length; column += 1) {
    const best = equations.reduce((found, equation, row) => (row >= column && Math.abs(equation[column] ?? 0) > Math.abs(equations[found]?.[column] ?? 0) ? row : found), column);
    const [pivot, moved] = [equations[best], equations[column]];
    if (!pivot || !moved) return;
    [equations[column], equations[best]] = [pivot, moved];
    const whole = pivot[column] || 1;
    for (let at = 0; at < pivot.length; at += 1) pivot[at] /= whole;
    for (const equation of equations) {
      const factor = equation === pivot ? 0 : equation[column] ?? 0;
      if (factor !== 0) for (let at = 0; at < pivot.length; at += 1) equation[at] -= factor * (pivot[at] ?? 0);
    }
  }
}
