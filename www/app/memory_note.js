// @ts-check
/** How much memory a run of these songs and settings needs, said beside Run where that is much, and before it is too much. */

import { need } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").Estimate} Estimate */

/** From so many bytes on, a visitor may want to know. */
const MUCH = 400e6;

/** @typedef {{ready: Promise<void>, memoryEstimate: (settings: Settings) => Estimate}} Estimating */

/** Whether a run has room in memory. @param {Estimating} engine @param {Settings} settings complete */
export const fits = (engine, settings) => engine.memoryEstimate(settings).fits;

/**
 * @param {Estimating} engine
 * @returns {(settings: Settings) => import("./types.js").Problem | null} shows complete settings; the problem with those that are too much
 */
export function startMemoryNote(engine) {
  const note = need("memory-note", HTMLElement);
  return (settings) => {
    const { bytes, limit, fits, songs } = engine.memoryEstimate(settings);
    note.hidden = !fits || bytes < MUCH;
    note.textContent = note.hidden ? "" : words.memory(bytes, limit);
    return fits ? null : { code: "too_large", bytes, limit, songs };
  };
}
