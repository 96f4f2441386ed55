// @ts-check
/** What can be changed, with one click, about something that went wrong. The words of a problem say what; here it is a button. */

import { clash } from "./clashes.js";
import { elbow, tidy } from "./elbow.js";
import { isJoined, isMap, numbersOf } from "./sources.js";
import { decimal, numberPlain, whole } from "./words.js";

/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").Settings} Settings */
/** What a button says, and the settings it changes. @typedef {{label: string, changes: Settings}} Cure */

// Ways to find groups that always do.
/** @type {Cure} */
const KMEANS = { label: "Use K-Means", changes: { cluster_method: "kmeans" } };
/** @type {Cure} */
const WARD = { label: "Use the linkage ward", changes: { linkage: "ward" } };
/** So many ways out are offered. */
const MOST = 3;

/**
 * @param {Problem} problem
 * @param {Settings} settings complete: those of the run it went wrong with
 * @param {(settings: Settings) => boolean} [fits] whether a run has room in memory
 * @param {Float64Array | null} [kDistances] how far each song's neighbours are, where that was looked at
 * @returns {Cure[]} the best first; none where a setting cannot help
 */
export function curesFor(problem, settings, fits = () => true, kDistances = null) {
  if (problem.code === "too_large") return smaller(settings, fits).slice(0, MOST);
  const make = Object.hasOwn(CURES, problem.code) ? CURES[problem.code] : undefined;
  return (make?.(problem, settings, kDistances) ?? []).slice(0, MOST);
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

/** @param {Problem} problem @param {Settings} settings @param {Float64Array | null} kDistances @returns {Cure[]} */
function otherReach(problem, settings, kDistances) {
  const bend = kDistances && elbow(kDistances);
  const eps = Number(problem["eps"] ?? settings["dbscan_eps"]);
  const reach = bend ? tidy(bend.value) : eps > 0 ? tidy(eps * 2) : 0.5;
  const least = Number(settings["dbscan_min_samples"]);
  return [
    ...(reach === tidy(eps) ? [] : [{ label: `Reach ${numberPlain(reach)}`, changes: { dbscan_eps: reach } }]),
    ...(least > 2 ? [{ label: `${whole(Math.max(2, Math.floor(least / 2)))} songs make a dense place`, changes: { dbscan_min_samples: Math.max(2, Math.floor(least / 2)) } }] : []),
    KMEANS,
  ];
}

/** @param {Problem} _ @param {Settings} settings @returns {Cure[]} */
function moreNeighbours(_, { spectral_n_neighbors: neighbours }) {
  const more = Math.min(200, Math.max(2, Number(neighbours)) * 2);
  return more > Number(neighbours) ? [{ label: `${whole(more)} neighbours`, changes: { spectral_n_neighbors: more } }] : [];
}

/** @param {Problem} _ @param {Settings} settings @returns {Cure[]} */
function fewerGroups(_, { clusters }) {
  const fewer = Math.floor(Number(clusters) / 2);
  return [...(fewer >= 2 ? [{ label: `${whole(fewer)} groups`, changes: { clusters: fewer } }] : []), KMEANS];
}

/** The same once more, this time to the end. @type {(label: string) => () => Cure[]} */
const again = (label) => () => [{ label, changes: {} }];

/** @type {Record<string, (problem: Problem, settings: Settings, kDistances: Float64Array | null) => Cure[]>} */
const CURES = {
  posterior_collapsed: wakeUp,
  sound_collapsed: wakeUp,
  training_diverged: slowDown,
  sound_diverged: slowDown,
  overfitting: stopInTime,
  stopped_early: () => [{ label: "Learn to the end", changes: {} }],
  eps_replaced: ({ used }) => (typeof used === "number" && used > 0 ? [{ label: `Keep the reach ${numberPlain(tidy(used))}`, changes: { dbscan_eps: tidy(used) } }] : []),
  all_noise: otherReach,
  eps_not_positive: otherReach,
  no_min_samples: () => [{ label: "5 songs make a dense place", changes: { dbscan_min_samples: 5 } }],
  graph_in_parts: moreNeighbours,
  eigenvectors_not_converged: (problem, settings) => [...moreNeighbours(problem, settings), KMEANS],
  mixture_not_finite: fewerGroups,
  groups_too_small: () => [{ label: "Groups of 5 at least", changes: { hdbscan_min_cluster_size: 5 } }],
  no_room_for_matrix: () => [WARD, KMEANS],
  too_few_map_neighbours: () => [{ label: "15 neighbours", changes: { umap_n_neighbors: 15 } }],
  grouping_stopped: again("Find the groups to the end"),
  scores_stopped: again("Score the groups"),
  map_stopped: again("Draw the map to the end"),
  repeats_stopped: again("Run all seeds"),
  needs_map: fitTogether,
  needs_hybrid: fitTogether,
};
