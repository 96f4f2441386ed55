// @ts-check
/** Sound against lyrics, where a map is made of both: one slider for two weights. In the middle both count fully; to either side the other fades. */

import { need } from "./dom.js";
import { isJoined } from "./sources.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Settings} Settings */

/** Steps from the middle to either end. */
const STEPS = 10;

/**
 * @param {number} position −10 (sound alone) … 10 (lyrics alone)
 * @returns {{audio_weight: number, lyrics_weight: number}}
 */
export function weightsAt(position) {
  const rest = (STEPS - Math.min(STEPS, Math.abs(position))) / STEPS;
  return { audio_weight: position > 0 ? rest : 1, lyrics_weight: position < 0 ? rest : 1 };
}

/**
 * Where the slider stands for two weights, of which only the proportion counts.
 * @param {number} audio
 * @param {number} lyrics
 */
export function positionOf(audio, lyrics) {
  const most = Math.max(audio, lyrics);
  if (!(most > 0)) return 0;
  const fade = Math.round(STEPS * (1 - Math.min(audio, lyrics) / most));
  return audio < lyrics ? fade : -fade || 0;
}

/**
 * @param {(weights: {audio_weight: number, lyrics_weight: number}) => void} change
 * @returns {(settings: Settings) => void} shows complete settings
 */
export function startBalance(change) {
  const box = need("balance", HTMLElement);
  const slider = need("balance-slider", HTMLInputElement);
  const said = need("balance-said", HTMLElement);
  slider.min = String(-STEPS);
  slider.max = String(STEPS);
  slider.addEventListener("input", () => change(weightsAt(Number(slider.value))));
  return (settings) => {
    const [audio, lyrics] = [Number(settings["audio_weight"] ?? 1), Number(settings["lyrics_weight"] ?? 1)];
    const text = words.balance(audio, lyrics);
    box.hidden = !isJoined(settings["feature"]);
    slider.value = String(positionOf(audio, lyrics));
    slider.setAttribute("aria-valuetext", text);
    said.textContent = text;
  };
}
