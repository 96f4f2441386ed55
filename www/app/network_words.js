// @ts-check
/** What the page says of a network: its units, its mistakes, its rebuilt songs, its knobs. */

import { count, decimal, songs, whole } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

/** A figure with as many digits as say something. @param {number} value */
export const short = (value) => (Math.abs(value) >= 100 ? whole(Math.round(value)).replace("-", "−") : Math.abs(value) >= 9.95 ? decimal(value, 1) : Math.abs(value) >= 0.0095 || value === 0 ? decimal(value) : "< 0.01");

/** @param {number} unit from 0 */
const unitName = (unit) => `unit ${whole(unit + 1)}`;

export const networkWords = {
  verdict: (/** @type {number} */ active, /** @type {number} */ units) => {
    if (active === 0) return `None of its ${count(units, "unit carries", "units carries")} anything. To this network all songs are the same: it collapsed.`;
    if (active === units) return `Each of its ${count(units, "unit", "units")} carries something about the songs.`;
    return `It keeps ${count(active, "number", "numbers")} of each song: ${whole(active)} of its ${whole(units)} units ${active === 1 ? "is" : "are"} active, the others say the same of every song.`;
  },
  plainVerdict: (/** @type {number} */ active, /** @type {number} */ units) =>
    `This network has no reason to save: ${whole(active)} of its ${count(units, "unit differs", "units differ")} from song to song, whether that helps or not.`,

  threshold: "0.01",
  unit: unitName,
  unitLabel: (/** @type {number} */ unit, /** @type {number} */ kl) => `${unitName(unit)}: ${short(kl)} nats, ${kl > 0.01 ? "active" : "asleep"}`,
  barsLabel: (/** @type {number} */ active, /** @type {number} */ units, /** @type {number} */ most, /** @type {number} */ kl) =>
    `KL of ${count(units, "latent unit", "latent units")}, the largest first. ${whole(active)} above 0.01 nats; the largest is ${unitName(most)} with ${short(kl)} nats.`,
  active: "active",
  asleep: "asleep",

  errorsLabel: (/** @type {number} */ n, /** @type {number} */ low, /** @type {number} */ middle, /** @type {number} */ high) =>
    `Error of ${songs(n)}: from ${short(low)} to ${short(high)}, half of them below ${short(middle)}.`,
  outliers: (/** @type {number} */ n) => (n === 1 ? "One song stands out:" : `${songs(n)} stand out:`),
  noOutliers: "No song stands out. Furthest off are:",
  unseen: "Hollow dots are songs that were held back: the network never studied them.",
  times: (/** @type {number} */ factor) => (factor > 100 ? "over 100 × the middle" : factor >= 1.05 ? `${factor >= 10 ? whole(factor) : decimal(factor, 1)} × the middle` : "about the middle"),
  error: (/** @type {number} */ value) => `error ${short(value)}`,

  rebuiltWhy: (/** @type {boolean} */ map, /** @type {number} */ units, /** @type {boolean} */ standardised) =>
    [
      `What ${count(units, "number", "numbers")} cannot carry is lost on the way.`,
      map ? "Each pair has the same colours for the same values." : "Where the two lines part, the network forgot something.",
      !map && standardised ? "The middle line is the average song; above it is more than usual, below it less." : "",
    ].filter(Boolean).join(" "),
  moreSongs: (/** @type {number} */ n) => `${whole(n)} more`,
  heard: "as it was",
  rebuilt: "rebuilt",
  drawn: "drawn by the decoder",
  song: "where you started",
  timeAxis: "time →",
  soundAxis: "low → high",
  coefficientAxis: "coarse → fine",
  quiet: "quiet",
  loud: "loud",
  small: "low",
  large: "high",
  mapLabel: (/** @type {string} */ title, /** @type {string} */ which, /** @type {number} */ bands, /** @type {number} */ frames) =>
    `${title}, ${which}: ${whole(bands)} bands over ${whole(frames)} frames of time.`,
  loudest: (/** @type {number} */ band, /** @type {number} */ bands) => `Strongest in band ${whole(band + 1)} of ${whole(bands)}, counted from the lowest.`,
  linesLabel: (/** @type {string} */ title, /** @type {number} */ columns, /** @type {number | null} */ error) =>
    `${title}: ${whole(columns)} numbers as they were and rebuilt${error === null ? "" : `, ${networkWords.error(error)}`}.`,
  drawnLabel: (/** @type {number} */ columns) => `The ${whole(columns)} numbers the decoder makes of the knobs.`,

  knob: (/** @type {number} */ unit) => `Unit ${whole(unit + 1)}`,
  knobFacts: (/** @type {number | undefined} */ kl) => (kl === undefined ? "" : `KL ${short(kl)} nats`),
  knobLabel: (/** @type {number} */ unit, /** @type {number | undefined} */ kl) => words.join([`Unit ${whole(unit + 1)}`, kl === undefined ? "" : `KL ${short(kl)} nats`]),
  more: (/** @type {number} */ n) => `${count(n, "more unit", "more units")}`,
  sleeping: (/** @type {number} */ n) => `${count(n, "sleeping unit", "sleeping units")}: turning them changes next to nothing`,
  from: (/** @type {string} */ title) => `Start: “${title}”`,
  fromAverage: "Start: the average song",
  moved: "your own mixture",
  back: "Back to the song",
  average: "The average song",
};

const words = { join: (/** @type {string[]} */ parts) => parts.filter(Boolean).join(", ") };

/**
 * What stands along the numbers of a feature that is no map, with the share of each part.
 * @param {Run} run
 * @param {number} columns
 * @returns {{name: string, columns: number}[]}
 */
export function partsOf(run, columns) {
  const feature = String(run.settings["feature"]);
  if (feature === "mfcc" && columns === 80) return ["average", "spread", "least", "greatest"].map((name) => ({ name, columns: 20 }));
  const name = feature === "mfcc_mean" ? "coefficients, coarse → fine" : feature === "lyrics_tfidf" ? "pieces of words" : feature === "table" ? "columns of the table" : "numbers that describe a song";
  return [{ name, columns }];
}
