// @ts-check
/** Finished maps as files: those of this visit's last runs, and one that was loaded. */
import { mapped } from "./run_result.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Settings} Settings */

/** Bytes that the files of earlier runs may take together; that of the latest is always kept. */
const MOST_BYTES = 1e9;

/** @param {string} name */
export const isModel = (name) => /\.safetensors$/i.test(name);

/** The files of runs. The browser may keep them on disk. */
export class ModelFiles {
  /** Latest first. @type {{run: Run, file: Blob}[]} */ #kept = [];

  /** @param {Run} run @param {BlobPart} bytes */
  keep(run, bytes) {
    let room = MOST_BYTES;
    this.#kept = [{ run, file: new Blob([bytes]) }, ...this.#kept].filter(({ file }, place) => {
      room -= file.size;
      return place === 0 || room >= 0;
    });
  }

  /** @param {Run} run */
  of(run) {
    return this.#kept.find((kept) => kept.run === run)?.file;
  }
}

/**
 * What the page knows of a model.
 * @param {string} name  of its file
 * @param {any} about  what the worker says of it
 * @returns {Model}
 */
export function makeModel(name, { settings, ids, song_ids, titles, artists, columns, features, units, groups, parameters, condition }) {
  return { name, settings, ids, song_ids, titles, artists, columns, features, units, groups, parameters, condition };
}

/**
 * A run that learned nothing: the songs of a model, and others beside them.
 * @param {number} number
 * @param {Settings} settings
 * @param {Model} model
 * @param {Track[]} given  the song of each row that was given
 * @param {any} result
 * @param {{decode: number, features: number}} heard
 * @returns {Run}
 */
export function makePlacedRun(number, settings, model, given, result, heard) {
  const taken = new Set(given.map(({ id }) => id));
  /** @type {Map<string, Track>} */
  const absent = new Map();
  const song_ids = result.ids.map((/** @type {string} */ _, /** @type {number} */ row) => {
    const place = result.given[row];
    if (place !== null) return given[place].id;
    // A song of the map that is not here may have the name of another that is.
    const own = model.song_ids[row] ?? "";
    const id = taken.has(own) ? `${own} (${model.name})` : own;
    if (!absent.has(id)) absent.set(id, absentTrack(id, model, row));
    return id;
  });
  const known = /** @type {number} */ (result.known);
  return {
    number,
    title: "",
    settings,
    ...mapped(result),
    song_ids,
    candidates: [],
    losses: [],
    frames: [],
    kl_per_unit: [],
    active_units: 0,
    reconstruction_errors: new Float32Array(0),
    recon: null,
    held_out: { validation: [], test: [] },
    test_loss: null,
    best_epoch: null,
    outliers: [],
    explorable: false,
    warnings: result.warnings,
    seconds: { ...heard, placing: result.seconds },
    stopped: false,
    scale: { mean: new Float32Array(0), std: new Float32Array(0) },
    suite: null,
    further_maps: [],
    placed: { model: model.name, known, songs: new Set(model.song_ids).size, absent: [...absent.values()] },
  };
}

/**
 * A song of a model that is not in the library: a name without sound.
 * @param {string} id
 * @param {Model} model
 * @param {number} row
 * @returns {Track}
 */
function absentTrack(id, { titles, artists, columns, song_ids: songs }, row) {
  const title = titles[row] || songs[row] || id;
  const cells = columns.map(({ name, values }) => [name, values[row] ?? ""]);
  return {
    id, name: title, file: null, size: 0, state: "ready", notices: [], title, artist: artists[row] ?? "", lyrics: "", columns: Object.fromEntries(cells), sources: [],
  };
}
