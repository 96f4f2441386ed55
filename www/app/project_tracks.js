// @ts-check
/** The songs as a project keeps them, and back: what is known of each, and what was heard of it. */

import { saidOf } from "./project_runs.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./library.js").Library} Library */
/** @typedef {import("./hearing.js").Hearing} Hearing */
/** @typedef {import("./hearing.js").Heard} Heard */
/** @typedef {import("./project_tensors.js").Outgoing} Outgoing */
/** @typedef {import("./project_tensors.js").Incoming} Incoming */
/** Rows of an array, and whose they are. @typedef {{feature: string, tracks: number[]}} Described */
/** Songs that are described by as many numbers a row. @typedef {Described & {rows: number, width: number, pieces: Float32Array[]}} Group */

/** A song's problem where it was still waiting to be heard: the same as of one that was stopped. */
const NOT_HEARD = { code: "cancelled" };

/**
 * @param {Library} library
 * @param {Hearing} hearing
 * @param {Outgoing} arrays
 */
export function aboutTracks(library, hearing, arrays) {
  // A song that is here twice counts once, here as on the map.
  const tracks = library.tracks.filter(({ state }) => state !== "duplicate");
  const [heard, given] = [new Groups(), new Groups()];
  /** @type {number[]} */
  const thumbnails = [];
  /** @type {Float32Array[]} */
  const peaks = [];
  const abouts = tracks.map((track, place) => {
    const known = hearing.known(track);
    for (const [feature, values] of Object.entries(known?.features ?? {})) heard.add(feature, place, values, known?.clips ?? 1);
    for (const [feature, values] of Object.entries(library.given(track))) given.add(feature, place, values, 1);
    if (track.thumbnail?.length === 64) {
      thumbnails.push(place);
      peaks.push(track.thumbnail);
    }
    return aboutTrack(track, library.columnNames, known);
  });
  arrays.add("thumbnails", [peaks.length, 64], ...peaks);
  return {
    columns: library.columnNames, tracks: abouts, removed: [...library.removed], thumbnails,
    heard: heard.put("heard", arrays), given: given.put("given", arrays),
  };
}

/** @param {Track} track @param {string[]} columns @param {Heard | undefined} known */
function aboutTrack(track, columns, known) {
  const { id, name, size, state, problem, notices, title, artist, lyrics, seconds, rate, hash } = track;
  const done = state === "ready" || state === "failed";
  return {
    id, name, size, sound: track.file !== null || track.away === true, state: state === "ready" ? "ready" : "failed",
    problem: done ? (problem ? saidOf(problem) : null) : NOT_HEARD,
    notices: notices.map(saidOf), title, artist, lyrics, cells: columns.map((column) => track.columns[column] ?? null), tagged: track.tagged === true,
    seconds: seconds ?? null, rate: rate ?? null, hash: hash ?? null,
    heard: known && hash !== undefined ? { key: known.key, clips: known.clips } : null,
  };
}

/** Numbers of songs, those of one kind and width together. */
class Groups {
  /** @type {Map<string, Group>} */ #groups = new Map();

  /** @param {string} feature @param {number} place @param {Float32Array} values @param {number} rows */
  add(feature, place, values, rows) {
    const width = values.length / rows;
    const key = `${feature} ${width}`;
    const group = this.#groups.get(key) ?? { feature, tracks: [], rows: 0, width, pieces: [] };
    group.tracks.push(place);
    group.pieces.push(values);
    group.rows += rows;
    this.#groups.set(key, group);
  }

  /** @param {string} name @param {Outgoing} arrays @returns {Described[]} */
  put(name, arrays) {
    return [...this.#groups.values()].map(({ feature, tracks, rows, width, pieces }, place) => {
      arrays.add(`${name}.${place}`, [rows, width], ...pieces);
      return { feature, tracks };
    });
  }
}

/**
 * Enters the songs of a project into an empty library.
 * @param {any} about  checked
 * @param {Incoming} arrays
 * @param {Library} library
 * @param {Hearing} hearing
 * @param {boolean} comparable  whether songs are still described in the same way
 */
export function restoreTracks(about, arrays, library, hearing, comparable) {
  /** @type {string[]} */
  const columns = about.columns;
  library.expect(columns);
  library.removed = new Set(about.removed);
  const given = about.tracks.map(() => /** @type {Record<string, Float32Array>} */ ({}));
  const heard = about.tracks.map(() => /** @type {Record<string, Float32Array>} */ ({}));
  share(about.given, "given", arrays, () => 1, given);
  if (comparable) share(about.heard, "heard", arrays, (place) => about.tracks[place].heard.clips, heard);
  const peaks = arrays.floats("thumbnails");
  /** @type {Map<number, Float32Array>} */
  const thumbnails = new Map(about.thumbnails.map((/** @type {number} */ place, /** @type {number} */ row) => [place, peaks.slice(row * 64, (row + 1) * 64)]));
  about.tracks.forEach((/** @type {any} */ said, /** @type {number} */ place) => {
    const { sound, heard: how, cells, problem, seconds, rate, hash, ...plain } = said;
    /** @type {Track} */
    const track = { ...plain, file: null, columns: Object.create(null), sources: [] };
    columns.forEach((name, at) => {
      if (cells[at] !== null) track.columns[name] = cells[at];
    });
    if (problem) track.problem = problem;
    if (hash !== null) track.hash = hash;
    if (seconds !== null) track.seconds = seconds;
    if (rate !== null) track.rate = rate;
    const thumbnail = thumbnails.get(place);
    if (thumbnail) track.thumbnail = thumbnail;
    if (how && comparable) hearing.give(track, { ...how, features: heard[place] });
    if (sound && how && comparable && track.state === "ready") track.away = true;
    library.bringBack(track, given[place]);
  });
}

/**
 * Deals the rows of arrays out to the songs they are of.
 * @param {Described[]} groups
 * @param {string} name
 * @param {Incoming} arrays
 * @param {(place: number) => number} rowsOf
 * @param {Record<string, Float32Array>[]} songs
 */
function share(groups, name, arrays, rowsOf, songs) {
  groups.forEach(({ feature, tracks }, at) => {
    const values = arrays.floats(`${name}.${at}`);
    const width = arrays.width(`${name}.${at}`);
    let row = 0;
    for (const place of tracks) {
      const end = row + rowsOf(place);
      songs[place][feature] = values.subarray(row * width, end * width);
      row = end;
    }
  });
}

/**
 * Songs that were here before a project was opened: those that it knows get their sound from them, the others follow it.
 * @param {Library} before
 * @param {Library} library  the project's
 * @param {Hearing} hearing
 * @returns {Track[]} those that follow
 */
export function followOn(before, library, hearing) {
  /** @type {Track[]} */
  const follow = [];
  for (const track of before.tracks) {
    if (track.state === "duplicate") continue;
    const same = track.hash === undefined ? undefined : library.tracks.find(({ hash, state }) => hash === track.hash && state !== "failed");
    if (same && track.file && !same.file) library.reunite(same, track);
    const named = track.hash === undefined && track.file === null ? library.find(track.id) : undefined;
    if (same || (named && named.file === null && !named.away)) continue;
    // A copy: Undo finds the one that was here as it was.
    const copy = { ...track, columns: Object.assign(Object.create(null), track.columns), notices: [...track.notices] };
    if (copy.state !== "ready" && copy.state !== "failed") copy.state = "waiting";
    const heard = hearing.known(track);
    if (heard) hearing.give(copy, heard);
    library.bringBack(copy, before.given(track));
    follow.push(copy);
  }
  return follow;
}
