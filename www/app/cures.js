// @ts-check
/** What can be changed, with one click, about something that went wrong. The words of a problem say what; here it is a button. */

import { clash } from "./clashes.js";
import { isJoined, isMap, numbersOf } from "./sources.js";
import { decimal, numberPlain, whole } from "./words.js";

/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").Settings} Settings */
/** What a button says, and the settings it changes. @typedef {{label: string, changes: Settings}} Cure */

/** So many ways out are offered. */
const MOST = 3;

/**
 * @param {Problem} problem
 * @param {Settings} settings complete: those of the run it went wrong with
 * @param {(settings: Settings) => boolean} [fits] whether a run has room in memory
 * @returns {Cure[]} the best first; none where a setting cannot help
 */
export function curesFor(problem, settings, fits = () => true) {
  if (problem.code === "too_large") return smaller(settings, fits).slice(0, MOST);
  const make = Object.hasOwn(CURES, problem.code) ? CURES[problem.code] : undefined;
  return (make?.(problem, settings) ?? []).slice(0, MOST);
}

/**
 * What would fit: each way by itself, and the first that does not take the kind of network or the feature away.
 * @param {Settings} settings
 * @param {(settings: Settings) => boolean} fits
 * @returns {Cure[]}
 */
function smaller(settings, fits) {
  const halves = (/** @type {string} */ name, /** @type {number} */ least, /** @type {(value: number) => string} */ label) => {
    for (let value = Math.floor(Number(settings[name]) / 2); value >= least; value = Math.floor(value / 2)) {
      if (fits({ ...settings, [name]: value })) return [{ label: label(value), changes: { [name]: value } }];
    }
    return [];
  };
  const sound = numbersOf(settings);
  const map = sound !== null && isMap(sound);
  /** @type {Cure[]} */
  const others = [
    { label: "Use the network mlp", changes: { vae_arch: "mlp" } },
    { label: "Sum the sound up (mfcc)", changes: isJoined(settings["feature"]) ? { audio_feature: "mfcc" } : { feature: "mfcc" } },
  ];
  return [
    ...halves("batch_size", 4, (value) => `${whole(value)} songs a batch`),
    ...(map ? halves("tf_frames", 16, (value) => `${whole(value)} frames a song`) : []),
    ...others.filter(({ changes }) => Object.entries(changes).some(([name, value]) => settings[name] !== value) && fits({ ...settings, ...changes })),
  ];
}

/** @param {Problem} _ @param {Settings} settings @returns {Cure[]} */
function wakeUp(_, { objective, beta, kl_warmup: warmup, epochs }) {
  const [weight, share, often] = [Number(beta), Number(warmup), Number(epochs)];
  /** @type {Cure[]} */
  const cures = [];
  if (objective !== "elbo") cures.push({ label: "Use the objective elbo", changes: { objective: "elbo" } });
  if (weight > 0) {
    const smaller = weight > 1 ? 1 : weight / 10;
    cures.push({ label: `Lower β to ${numberPlain(smaller)}`, changes: { beta: smaller } });
  }
  if (objective === "elbo" && share < 0.5) cures.push({ label: "Warm up over half of the epochs", changes: { kl_warmup: 0.5 } });
  if (often < 100) cures.push({ label: `Learn for ${whole(often * 4)} epochs`, changes: { epochs: often * 4 } });
  return cures;
}

/** @param {Problem} _ @param {Settings} settings @returns {Cure[]} */
function slowDown(_, { lr }) {
  const slower = Number((Number(lr) / 10).toPrecision(1));
  return [{ label: `Learning rate ${decimal(slower, Math.max(1, Math.ceil(-Math.log10(slower))))}`, changes: { lr: slower } }];
}

/** @param {Problem} problem @param {Settings} settings @returns {Cure[]} */
function stopInTime(problem, { validation, patience, epochs, latent_dim: units }) {
  /** @type {Cure[]} */
  const cures = [];
  /** @type {Settings} */
  const held = Number(validation) > 0 ? {} : { validation: 0.15 };
  if (!(Number(patience) > 0)) cures.push({ label: "Stop when unseen songs get worse", changes: { ...held, patience: 10 } });
  const best = Number(problem["best_epoch"] ?? problem["epoch"] ?? 0);
  if (best > 0 && best < Number(epochs)) cures.push({ label: `Learn for ${whole(best)} epochs only`, changes: { epochs: best } });
  if (Number(units) > 4) cures.push({ label: `Keep ${whole(Math.ceil(Number(units) / 2))} numbers a song`, changes: { latent_dim: Math.ceil(Number(units) / 2) } });
  return cures;
}

/** @param {Problem} _ @param {Settings} settings */
const fitTogether = (_, settings) => clash(settings)?.cures ?? [];

/** @type {Record<string, (problem: Problem, settings: Settings) => Cure[]>} */
const CURES = {
  posterior_collapsed: wakeUp,
  sound_collapsed: wakeUp,
  training_diverged: slowDown,
  sound_diverged: slowDown,
  overfitting: stopInTime,
  stopped_early: () => [{ label: "Learn to the end", changes: {} }],
  needs_map: fitTogether,
  needs_hybrid: fitTogether,
};
