// @ts-check
/**
 * Colours for quantities: equal steps of a value look like equal steps of brightness, also to the colour-blind and in grey.
 * The scale is “magma” of matplotlib (S. van der Walt and N. Smith, 2015, released into the public domain), at 17 of its 256 places;
 * what lies between is mixed, and nowhere more than 3 of 255 away from the original.
 */

const STOPS = [
  0x000004, 0x0a0822, 0x1d1147, 0x36106b, 0x51127c, 0x6a1c81, 0x832681, 0x9c2e7f, 0xb73779, 0xcf4070, 0xe55064, 0xf4695c, 0xfb8761, 0xfea571,
  0xfec287, 0xfde0a1, 0xfcfdbf,
];

/** The scale in 256 steps, red, green and blue of each. */
const TABLE = Uint8Array.from({ length: 256 * 3 }, (_, at) => {
  const [place, shift] = [((at - (at % 3)) / 3 / 255) * (STOPS.length - 1), 16 - 8 * (at % 3)];
  const low = Math.min(STOPS.length - 2, Math.floor(place));
  const part = (/** @type {number} */ stop) => ((STOPS[stop] ?? 0) >> shift) & 255;
  return Math.round(part(low) + (part(low + 1) - part(low)) * (place - low));
});

/**
 * Where the scale begins and ends: a few values far from all others do not swallow it.
 * @param {Float32Array[]} arrays
 * @param {number} [rare] the share of values at either end that may lie outside
 * @returns {[number, number]}
 */
export function scaleOf(arrays, rare = 0.01) {
  const all = arrays.reduce((sum, { length }) => sum + length, 0);
  // Some ten thousand of the values are enough to know where the others lie.
  const step = Math.max(1, Math.floor(all / 20_000));
  const values = arrays.flatMap((array) => Array.from({ length: Math.ceil(array.length / step) }, (_, at) => array[at * step] ?? NaN)).filter(Number.isFinite);
  values.sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => values[Math.round(share * (values.length - 1))] ?? 0;
  const [low, high] = [at(rare), at(1 - rare)];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

/**
 * The pixels of a map: one value a pixel, row by row from the top.
 * @param {Float32Array} values
 * @param {[number, number]} scale
 * @param {Uint8ClampedArray} pixels four bytes a value
 */
export function colourIn(values, [low, high], pixels) {
  const factor = 255 / (high - low);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? NaN;
    const step = Number.isNaN(value) ? 0 : Math.round(Math.max(0, Math.min(255, (value - low) * factor)));
    pixels[4 * at] = TABLE[3 * step] ?? 0;
    pixels[4 * at + 1] = TABLE[3 * step + 1] ?? 0;
    pixels[4 * at + 2] = TABLE[3 * step + 2] ?? 0;
    pixels[4 * at + 3] = 255;
  }
}
