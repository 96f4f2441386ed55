// @ts-check
/** How much memory a run of these songs and settings needs, said beside Run where that is much, and before it is too much. */

import { need } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").Estimate} Estimate */

/** From so many bytes on, a visitor may want to know. */
const MUCH = 400e6;

/** From so many rows on, a matrix with a number for each pair of them is worth a word beforehand. */
const MANY = 10_000;

/** @typedef {{ready: Promise<void>, tracks: import("./types.js").Track[], memoryEstimate: (settings: Settings) => Estimate}} Estimating */

/** Whether a run has room in memory. @param {Estimating} engine @param {Settings} settings complete */
export const fits = (engine, settings) => engine.memoryEstimate(settings).fits;

/**
 * @param {Estimating} engine
 * @returns {(settings: Settings) => import("./types.js").Problem | null} shows complete settings; the problem with those that are too much
 */
export function startMemoryNote(engine) {
  const note = need("memory-note", HTMLElement);
  return (settings) => {
    const estimate = engine.memoryEstimate(settings);
    const { bytes, limit, fits, songs } = estimate;
    note.textContent = fits ? memoryWords(estimate, rowsOf(engine.tracks, settings)) : "";
    note.hidden = note.textContent === "";
    return fits ? null : { code: "too_large", bytes, limit, songs };
  };
}

/** How many rows a run of these songs has, before anything is heard of them. @param {import("./types.js").Track[]} tracks @param {Settings} settings */
export function rowsOf(tracks, settings) {
  const clips = Number(settings["clips"] ?? 0);
  const pieces = clips > 0 ? Math.max(1, Math.ceil(Number(settings["max_seconds"]) / clips)) : 1;
  return tracks.filter(({ state }) => state === "ready").length * pieces;
}

/** What is worth saying of the memory of a run that has room; empty where nothing is. @param {Estimate} estimate @param {number} rows */
export function memoryWords({ bytes, limit, quadratic = 0 }, rows) {
  return [bytes >= MUCH ? words.memory(bytes, limit) : "", eachPair(quadratic, rows)].filter(Boolean).join(" ");
}

/** @param {number} quadratic bytes @param {number} rows */
const eachPair = (quadratic, rows) => (quadratic > 0 && rows > MANY ? words.quadratic(rows, quadratic) : "");

/** What is to be said before each of very many songs is compared with every other; empty where that does not happen. @param {Estimating} engine @param {Settings} settings complete */
export const pairWords = (engine, settings) => eachPair(engine.memoryEstimate(settings).quadratic ?? 0, rowsOf(engine.tracks, settings));
