// @ts-check
/** How far each song's copy is off: all songs on one line, and by name those that stand out, to be heard. */

import { draw, icon, make, need } from "./dom.js";
import { networkWords } from "./network_words.js";
import { songOf } from "./rows.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */

/** So many songs are named: where none stands out, and at most. */
const [FEW, MOST] = [3, 12];
/** Height of the picture, and of a dot. */
const [TALL, DOT] = [46, 3.4];
const WIDE = 400;

/**
 * Rows from the largest error on; those that stand out, or a few where none does.
 * @param {Float32Array} errors
 * @param {number[]} outliers
 */
export function worst(errors, outliers) {
  const largest = (/** @type {Iterable<number>} */ rows) => [...rows].sort((one, other) => (errors[other] ?? 0) - (errors[one] ?? 0));
  return outliers.length > 0 ? largest(outliers).slice(0, MOST) : largest(errors.keys()).slice(0, FEW);
}

/** @param {Float32Array} errors */
export function middle(errors) {
  const sorted = Float32Array.from(errors).sort();
  return sorted.length === 0 ? 0 : ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

/**
 * @param {Run} run
 * @param {(row: number) => Track | undefined} trackAt
 * @param {(row: number) => void} choose
 */
export function showErrors(run, trackAt, choose) {
  const errors = run.reconstruction_errors;
  const half = middle(errors);
  const strip = need("errors-strip", SVGElement);
  const unseen = new Set([...run.held_out.validation, ...run.held_out.test]);
  strip.replaceChildren(...dots(errors, (row) => `${run.outliers.includes(row) ? "outlier" : "song-error"}${unseen.has(row) ? " unseen-song" : ""}`));
  need("errors-unseen", HTMLElement).textContent = unseen.size > 0 ? networkWords.unseen : "";
  strip.setAttribute("aria-label", networkWords.errorsLabel(errors.length, Math.min(...errors), half, Math.max(...errors)));
  need("errors-said", HTMLElement).textContent = run.outliers.length > 0 ? networkWords.outliers(run.outliers.length) : networkWords.noOutliers;
  need("errors-list", HTMLElement).replaceChildren(...worst(errors, run.outliers).map((row) => {
    const track = trackAt(row);
    const name = `${track?.title || track?.name || songOf(run, row)}`.slice(0, 300);
    const heard = Boolean(track?.file);
    const value = errors[row] ?? 0;
    const button = make("button", { type: "button", "aria-label": `${heard ? words.play(name) : words.show(name)}, ${networkWords.error(value)}`, "data-row": String(row) },
      icon(heard ? "play" : "numbers"), make("bdi", { text: name }), make("small", { text: networkWords.times(half > 0 ? value / half : 1) }));
    button.addEventListener("click", () => choose(row));
    return make("li", {}, button);
  }));
}

/**
 * A dot a song from the smallest error to the largest, piled up where they meet.
 * @param {Float32Array} errors
 * @param {(row: number) => string} kind
 */
function dots(errors, kind) {
  const most = Math.max(...errors, 1e-9) * 1.03;
  /** @type {number[]} how high the pile stands at each place */
  const piles = [];
  const least = TALL - DOT - 6;
  // A large collection has flat dots, so that every pile fits.
  const highest = (/** @type {number} */ step) => {
    piles.length = 0;
    for (const error of errors) piles[Math.round(((error / most) * WIDE) / (2 * DOT))] = (piles[Math.round(((error / most) * WIDE) / (2 * DOT))] ?? 0) + step;
    return Math.max(0, ...piles.filter(Boolean));
  };
  const step = Math.min(2 * DOT, (2 * DOT * least) / Math.max(least, highest(2 * DOT)));
  piles.length = 0;
  const marks = [...errors.keys()].map((row) => {
    const place = Math.round((((errors[row] ?? 0) / most) * WIDE) / (2 * DOT));
    const up = piles[place] ?? 0;
    piles[place] = up + step;
    return draw("circle", { class: kind(row), cx: place * 2 * DOT + DOT, cy: least - up, r: DOT - 0.5 });
  });
  return [draw("path", { class: "errors-axis", d: `M0 ${TALL - 5.5}H${WIDE + 2 * DOT}` }), ...marks];
}
