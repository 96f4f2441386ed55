// @ts-check
/** What is measured upon, made by formula: sound and lyrics (the same in `benches/features.rs`), and rows of numbers. */

/** The sample rate of all features, in Hz. */
export const RATE = 22050;

/** `count` uniform numbers in [0, 1). @param {number} count @param {number} seed */
export function uniform(count, seed) {
  const values = new Float64Array(count);
  let state = seed >>> 0;
  for (let index = 0; index < count; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[index] = state / 2 ** 32;
  }
  return values;
}

/** `count` normal numbers. @param {number} count @param {number} deviation @param {number} [seed] */
export function normals(count, deviation, seed = 42) {
  const draws = uniform(count + (count % 2), seed);
  return Float32Array.from({ length: count }, (_, index) => {
    const pair = index - (index % 2);
    const radius = deviation * Math.sqrt(-2 * Math.log(draws[pair] + 1e-12));
    const angle = 2 * Math.PI * draws[pair + 1];
    return radius * (index % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}

/** Sound: normal noise of deviation 0.1. @param {number} seconds @param {number} [rate] @param {number} [seed] */
export function noise(seconds, rate = RATE, seed = 42) {
  return normals(seconds * rate, 0.1, seed);
}

const LETTERS = [[..."aeioulnrstmbdk"], [..."কনরসতমলবদািেো্"]];

/** A made-up word in Latin (0) or Bangla (1) letters. @param {number} number @param {number} script */
function word(number, script) {
  return [...uniform(3 + (number % 6), number)].map((draw) => LETTERS[script][Math.floor(draw * 14)]).join("");
}

/**
 * Songs of 250 words, drawn from 4,000 of which some are frequent; every other song in Bangla letters.
 * @param {number} count
 */
export function songs(count) {
  return Array.from({ length: count }, (_, song) =>
    [...uniform(250, 1000 + song)].map((draw) => word(Math.floor(draw ** 3 * 4000), song % 2)).join(" "));
}
