// @ts-check
/** The songs as rows of a run: one a song, or one a clip where songs were cut. */

import { hasSound } from "./library.js";
import { songOf } from "./paths.js";
import { numbersOf } from "./sources.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./hearing.js").Heard} Heard */

/**
 * The name under which a feature made with these settings is kept: with every setting it depends on that is not in the
 * key of the hearing.
 * @param {string} feature
 * @param {Settings} settings
 */
export function featureKey(feature, { n_mfcc, n_mels, tf_frames, logmel_padding }) {
  if (feature === "mfcc_frames") return `mfcc_frames:${n_mfcc}:${tf_frames}`;
  if (feature === "logmelspec") return `logmelspec:${n_mels}:${tf_frames}:${logmel_padding}`;
  return feature;
}

/** Numbers of one map. @param {Settings} settings */
export function mapSize({ n_mfcc, n_mels, tf_frames }) {
  return Math.max(Number(n_mfcc), Number(n_mels)) * Number(tf_frames);
}

/**
 * What the run is given. `song_ids` names the track of each row.
 * @param {Track[]} tracks
 * @param {Settings} settings
 * @param {(track: Track) => Record<string, Float32Array>} given
 * @param {(track: Track) => Heard | undefined} heard
 */
export function runRows(tracks, settings, given, heard) {
  const wanted = numbersOf(settings);
  /** @type {string[]} */ const ids = [];
  /** @type {Set<string>} */ const taken = new Set();
  /** @type {Track[]} */ const songs = [];
  /** @type {boolean[]} */ const present = [];
  /** @type {Float32Array[]} */ const parts = [];
  let width = -1;
  for (const track of tracks) {
    const array = wanted === null ? undefined : given(track)[wanted];
    const sound = wanted === null || array ? undefined : heard(track);
    const values = array ?? (sound && wanted ? sound.features[featureKey(wanted, settings)] : undefined);
    const cut = sound !== undefined && Number(settings["clips"]) > 0;
    const clips = cut ? sound.clips : 1;
    for (let clip = 0; clip < clips; clip += 1) {
      let id = cut ? `${track.id}_clip${clip}` : track.id;
      // A song may already be named as if it were a clip of this one.
      while (taken.has(id)) id += "′";
      taken.add(id);
      ids.push(id);
      songs.push(track);
      present.push(values !== undefined);
    }
    if (!values) continue;
    const found = values.length / clips;
    if (width < 0) width = found;
    if (found !== width) throw { code: "features_differ", id: track.id, found, expected: width };
    parts.push(values);
  }
  // Rows of a table whose ids say so are clips of one song, like those cut here.
  const song_ids = songs.map((track) => (hasSound(track) ? track.id : songOf(track.id)));
  return { ids, song_ids, songs, present, numbers: joined(parts) };
}

/** @param {Float32Array[]} parts */
export function joined(parts) {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}
