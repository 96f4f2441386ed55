// @ts-check
/** What a worker answers to a run, as the page knows it. */

import { outliersOf, overfitting } from "./diagnosis.js";

/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Run} Run */

/**
 * What a map shows and how good it is, of a run and of songs put on a loaded map alike.
 * @param {any} result
 * @returns {Pick<Run, "ids" | "left_out" | "song_level" | "feature_columns" | "clusters" | "latents" | "projection" | "before" | "metrics" | "agreement" | "silhouettes" | "silhouette_groups" | "memberships" | "dendrogram" | "k_distances" | "eps_used" | "graph_parts" | "repeats" | "variance_shown">}
 */
export function mapped(result) {
  return {
    ids: result.ids,
    left_out: result.leftOut,
    song_level: result.songLevel,
    feature_columns: result.featureColumns,
    clusters: result.clusters,
    latents: { data: result.latents, shape: [result.ids.length, result.latentUnits] },
    projection: result.projection,
    before: result.before,
    metrics: result.metrics,
    agreement: result.agreement,
    silhouettes: result.silhouettes,
    // What a grouping does not have, and songs on a loaded map do not need, is not in the answer.
    silhouette_groups: result.silhouetteGroups ?? [],
    memberships: result.memberships ?? null,
    dendrogram: result.dendrogram ?? null,
    k_distances: result.kDistances ?? null,
    eps_used: result.epsUsed ?? null,
    graph_parts: result.graphParts ?? null,
    repeats: result.repeats ?? null,
    variance_shown: result.varianceShown,
  };
}

/**
 * A run as the page knows it.
 * @param {number} number
 * @param {Settings} settings
 * @param {Map<string, string>} trackOfRow
 * @param {any} result
 * @param {Frame[]} frames
 * @param {{decode: number, features: number}} heard
 * @returns {Run}
 */
export function makeRun(number, settings, trackOfRow, result, frames, heard) {
  const { lyrics = 0, sound = 0, represent = 0, neighbours = 0, group = 0, draw_back = 0, score = 0, map = 0 } = result.seconds;
  // Training that ends by itself in time has gone back to the best epoch.
  const byHeart = Number(settings["patience"]) > 0 ? null : overfitting(result.losses, result.bestEpoch);
  return {
    number,
    title: "",
    settings,
    ...mapped(result),
    song_ids: result.ids.map((/** @type {string} */ id) => trackOfRow.get(id) ?? id),
    candidates: result.candidates,
    losses: result.losses,
    frames,
    kl_per_unit: result.klPerUnit,
    active_units: result.activeUnits,
    reconstruction_errors: result.reconstructionErrors,
    outliers: outliersOf(result.reconstructionErrors),
    explorable: result.explorable,
    recon: result.reconstructions,
    held_out: { validation: result.validationRows, test: result.testRows },
    test_loss: result.testLoss,
    best_epoch: result.bestEpoch,
    warnings: byHeart ? [...result.warnings, byHeart] : result.warnings,
    seconds: { ...heard, lyrics, training: sound + represent, clustering: neighbours + group, reconstructions: draw_back, metrics: score, projection: map },
    stopped: result.stopped,
    scale: result.scale,
    suite: null,
    further_maps: [],
  };
}
