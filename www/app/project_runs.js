// @ts-check
/** Finished runs as a project keeps them, and back (src/archive/project_file). */

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Losses} Losses */
/** @typedef {import("./project_tensors.js").Outgoing} Outgoing */
/** @typedef {import("./project_tensors.js").Incoming} Incoming */
/** What is heard of an epoch: null is no number. @typedef {Record<keyof Losses, number | null>} LossesAbout */
/** What of a run is no array. @typedef {any} RunAbout */

/** Lists of ids, each kept once: the runs of a visit name the same songs. */
export class Lists {
  /** @type {string[][]} */ all = [];
  /** @type {Map<string, number>} */ #places = new Map();

  /** @param {string[]} ids @returns {number} its place */
  place(ids) {
    const key = JSON.stringify(ids);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.all.length);
    return this.all.push(ids) - 1;
  }
}

/** A warning as plain data: values, and lists of values. @param {import("./types.js").Problem} problem */
export function saidOf(problem) {
  const isPlain = (/** @type {unknown} */ value) => value === null || ["string", "boolean", "number"].includes(typeof value);
  const kept = Object.entries(problem).filter(([, value]) => isPlain(value) || (Array.isArray(value) && value.every(isPlain)));
  return Object.fromEntries(kept);
}

/**
 * @param {Run} run
 * @param {number} place  among the runs
 * @param {{lists: Lists, arrays: Outgoing, current: boolean, model: Blob | undefined}} project
 * @returns {RunAbout}
 */
export function aboutRun(run, place, { lists, arrays, current, model }) {
  const name = (/** @type {string} */ of) => `runs.${place}.${of}`;
  const n = run.ids.length;
  const put = (/** @type {string} */ of, /** @type {number[]} */ shape, /** @type {import("./project_tensors.js").Numbers[]} */ ...pieces) => arrays.add(name(of), shape, ...pieces);
  const map = (/** @type {Float32Array} */ places) => [places.length / 2, 2];
  put("clusters", [n], run.clusters);
  put("latents", run.latents.shape, run.latents.data);
  put("projection", map(run.projection), run.projection);
  put("before", map(run.before), run.before);
  put("silhouettes", [run.silhouettes.length], Float64Array.from(run.silhouettes, (value) => value ?? NaN));
  put("reconstruction_errors", [run.reconstruction_errors.length], run.reconstruction_errors);
  if (run.memberships) put("memberships", [run.memberships.length], run.memberships);
  if (run.k_distances) put("k_distances", [run.k_distances.length], run.k_distances);
  if (run.dendrogram) {
    put("dendrogram.merges", [run.dendrogram.merges.length / 4, 4], run.dendrogram.merges);
    put("dendrogram.order", [run.dendrogram.order.length], run.dendrogram.order);
  }
  put("frames.maps", [run.frames.length, n, 2], ...run.frames.map((frame) => frame.map));
  put("frames.labels", [run.frames.length, n], ...run.frames.map((frame) => frame.labels));
  if (run.recon) {
    const shape = [run.recon.rows.length, run.recon.columns];
    put("recon.original", shape, run.recon.original);
    put("recon.reconstructed", shape, run.recon.reconstructed);
  }
  put("scale.mean", [run.scale.mean.length], run.scale.mean);
  put("scale.std", [run.scale.std.length], run.scale.std);
  run.further_maps.forEach(({ projection }, at) => put(`further.${at}`, map(projection), projection));
  if (run.song_level) {
    const { ids, clusters, latents, projection } = run.song_level;
    put("songs.clusters", [ids.length], clusters);
    put("songs.latents", [ids.length, latents.length / ids.length], latents);
    put("songs.projection", map(projection), projection);
  }
  if (model) arrays.addFile(name("model"), model);
  const {
    number, title, settings, left_out, feature_columns, metrics, agreement, silhouette_groups, eps_used, graph_parts, repeats, candidates, losses,
    kl_per_unit, active_units, outliers, held_out, test_loss, best_epoch, variance_shown, seconds, stopped, suite,
  } = run;
  return {
    number, title, current, settings, ids: lists.place(run.ids), song_ids: lists.place(run.song_ids), left_out,
    song_level: run.song_level ? lists.place(run.song_level.ids) : null,
    feature_columns, metrics, agreement, silhouette_groups, eps_used, graph_parts, repeats, candidates, losses,
    frames: run.frames.map(({ epoch, losses: then, activeUnits }) => ({ epoch, losses: then, activeUnits })),
    kl_per_unit, active_units, outliers,
    recon: run.recon && { rows: run.recon.rows, bands: run.recon.bands, frames: run.recon.frames },
    held_out, test_loss, best_epoch, variance_shown,
    warnings: run.warnings.map(saidOf), seconds, stopped, suite,
    further_maps: run.further_maps.map(({ viz }) => viz),
  };
}

/**
 * @param {RunAbout} about  checked
 * @param {number} place  among the runs
 * @param {string[][]} lists
 * @param {Incoming} arrays
 * @returns {Run}
 */
export function makeSavedRun(about, place, lists, arrays) {
  const { current: _, ids: own, song_ids: songs, song_level: whole, recon, frames, further_maps: further, losses, ...said } = about;
  const name = (/** @type {string} */ of) => `runs.${place}.${of}`;
  const ids = lists[own];
  const n = ids.length;
  const merges = arrays.doubles(name("dendrogram.merges"));
  const order = arrays.rows(name("dendrogram.order"));
  const silhouettes = arrays.doubles(name("silhouettes")) ?? new Float64Array(0);
  const [maps, labels] = [arrays.floats(name("frames.maps")), arrays.labels(name("frames.labels"))];
  const some = (/** @type {Float32Array} */ numbers) => (numbers.length > 0 ? numbers : null);
  return {
    ...said,
    ids,
    song_ids: lists[songs],
    song_level: whole === null ? null : {
      ids: lists[whole], clusters: arrays.labels(name("songs.clusters")), latents: arrays.floats(name("songs.latents")), projection: arrays.floats(name("songs.projection")),
    },
    clusters: arrays.labels(name("clusters")),
    latents: { data: arrays.floats(name("latents")), shape: [n, arrays.width(name("latents"))] },
    projection: arrays.floats(name("projection")),
    before: arrays.floats(name("before")),
    silhouettes: Array.from(silhouettes, (value) => (Number.isNaN(value) ? null : value)),
    memberships: some(arrays.floats(name("memberships"))),
    dendrogram: merges && order && { rows: n, merges, order },
    k_distances: arrays.doubles(name("k_distances")),
    losses: losses.map(lossesOf),
    frames: frames.map((/** @type {{epoch: number, losses: LossesAbout | null, activeUnits: number}} */ { epoch, losses: then, activeUnits }, /** @type {number} */ at) => ({
      epoch, losses: then && lossesOf(then), activeUnits, map: maps.subarray(at * n * 2, (at + 1) * n * 2), labels: labels.subarray(at * n, (at + 1) * n),
    })),
    reconstruction_errors: arrays.floats(name("reconstruction_errors")),
    recon: recon && { ...recon, original: arrays.floats(name("recon.original")), reconstructed: arrays.floats(name("recon.reconstructed")), columns: arrays.width(name("recon.original")) },
    scale: { mean: arrays.floats(name("scale.mean")), std: arrays.floats(name("scale.std")) },
    further_maps: further.map((/** @type {string} */ viz, /** @type {number} */ at) => ({ viz, projection: arrays.floats(name(`further.${at}`)) })),
    // Whoever asks its decoder is told that the network is no longer at hand, as of every run but the last.
    explorable: arrays.floats(name("reconstruction_errors")).length > 0,
  };
}

/** @param {LossesAbout} losses @returns {Losses} */
function lossesOf({ total, reconstruction, kl, validation }) {
  return { total: total ?? NaN, reconstruction: reconstruction ?? NaN, kl: kl ?? NaN, validation };
}
