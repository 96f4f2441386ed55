// @ts-check
/** Settings that cannot go with each other: why, and what to change. */

import { isJoined, isMap, numbersOf } from "./sources.js";

/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {{name: string, reason: "needsMap" | "needsHybrid", cures: import("./cures.js").Cure[]}} Clash `name` of the setting beside which it is said */

const PLAIN = { label: "Use the network mlp", changes: { vae_arch: "mlp" } };

/**
 * @param {Settings} settings complete
 * @returns {Clash | null} null when all go together
 */
export function clash(settings) {
  const { feature, baseline, vae_arch: architecture } = settings;
  const joined = isJoined(feature);
  const learns = baseline === "none" || baseline === "ae";
  const sound = numbersOf(settings);
  // The sound of a hybrid goes through a network of its own, whatever the baseline.
  if (architecture === "conv2d" && (learns || joined) && (sound === null || !isMap(sound))) {
    const changes = /** @type {Settings} */ (joined ? { audio_feature: "logmelspec" } : { feature: "logmelspec" });
    return { name: "vae_arch", reason: "needsMap", cures: [{ label: "Make it of spectrograms", changes }, PLAIN] };
  }
  if (architecture === "dual_encoder" && learns && feature !== "hybrid") {
    return { name: "vae_arch", reason: "needsHybrid", cures: [{ label: "Make it of sound and lyrics", changes: { feature: "hybrid" } }, PLAIN] };
  }
  return null;
}
