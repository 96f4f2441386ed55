// @ts-check
/**
 * The rows of a run and the songs they are of. Usually a row is a song; with clips each piece of a song is a row, and a table made
 * elsewhere may hold several rows of one song.
 */

import { CLIP } from "./paths.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */

/** Whether the dots of a scene are clips of songs. @param {string[]} ids */
export const areClips = ([first]) => first !== undefined && CLIP.test(first);

/** @param {Run} run @param {number} index @returns {string} the song's id */
export const songOf = (run, index) => run.song_ids?.[index] ?? run.ids[index] ?? "";

/**
 * The song of a dot on the map.
 * @param {Map<string, Track>} tracks
 * @param {string} row id of the dot
 * @param {Run | null} run the run the dot is of, if it is of one
 * @returns {Track | undefined}
 */
export function trackOf(tracks, row, run) {
  return tracks.get((run && songsOf(run).get(row)) ?? row) ?? tracks.get(CLIP.exec(row)?.[1] ?? "");
}

/** @type {WeakMap<Run, Map<string, string>>} */
const known = new WeakMap();

/** The song of each row, by their ids. @param {Run} run */
function songsOf(run) {
  const before = known.get(run);
  if (before) return before;
  const songs = new Map(run.ids.map((id, index) => [id, songOf(run, index)]));
  // A song of which a table has several rows is no track itself: the first of them stands for it.
  for (const id of run.ids) {
    const song = CLIP.exec(id)?.[1];
    if (song !== undefined && !songs.has(song)) songs.set(song, songs.get(id) ?? id);
  }
  known.set(run, songs);
  return songs;
}

/**
 * Where in its song a row begins, in seconds; 0 for a whole song.
 * @param {string} row
 * @param {string} song its song's id
 * @param {Run | null} run
 */
export function startOf(row, song, run) {
  const seconds = Number(run?.settings["clips"] ?? 0);
  const [, stem, number] = CLIP.exec(row) ?? [];
  return seconds > 0 && row !== song && stem === song ? Number(number) * seconds : 0;
}

/**
 * A run with one row a song: the run itself, or its clips summed up. It answers where a whole song is named: table, neighbours, list.
 * @typedef {{run: Run, places: Map<string, number>}} SongView `run` has a row a song; `places` says which
 */

/** @type {WeakMap<Run, SongView>} */
const views = new WeakMap();

/** @param {Run} run @returns {SongView} */
export function songView(run) {
  const known = views.get(run);
  if (known) return known;
  const perSong = run.ids.every((id, index) => songOf(run, index) === id) ? run : averaged(run);
  const view = { run: perSong, places: new Map(perSong.ids.map((id, index) => [id, index])) };
  views.set(run, view);
  return view;
}

/** @param {Run} run @returns {Run} */
function averaged(run) {
  const units = run.latents.shape[1];
  const { ids, clusters, latents } = run.song_level ?? means(run, units);
  return { ...run, ids, song_ids: ids, clusters, latents: { data: latents, shape: [ids.length, units] } };
}

/** Rows of a table made elsewhere: each song in the middle of its rows, and in the group of the first. @param {Run} run @param {number} units */
function means(run, units) {
  /** @type {Map<string, number[]>} rows of each song */
  const rowsOf = new Map();
  for (const row of run.ids.keys()) {
    const song = songOf(run, row);
    const own = rowsOf.get(song);
    if (own) own.push(row);
    else rowsOf.set(song, [row]);
  }
  const latents = new Float32Array(rowsOf.size * units);
  [...rowsOf.values()].forEach((own, song) => {
    for (const row of own) for (let unit = 0; unit < units; unit += 1) latents[song * units + unit] += (run.latents.data[row * units + unit] ?? 0) / own.length;
  });
  return { ids: [...rowsOf.keys()], clusters: Int32Array.from(rowsOf.values(), ([first = -1]) => run.clusters[first] ?? -1), latents };
}
