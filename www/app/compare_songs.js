// @ts-check
/** The same songs in several runs: which they share, in which group each lies, who changed it. No document here. */

import { songView } from "./rows.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./map_geometry.js").Scene} Scene */

/**
 * A run as it is compared: its dots, and the group of each in the first run's numbers.
 * @typedef {{run: Run, scene: Scene, places: Map<string, number>}} Side
 */

/** Renumbers the second list by the first, so that a group keeps its number. @typedef {(previous: Int32Array, current: Int32Array) => Int32Array} Align */

/**
 * Runs side by side. Where all have the same clips, a dot is a clip; else it is a song.
 * @param {Run[]} runs
 * @param {Align} align
 * @returns {Side[]}
 */
export function sidesOf(runs, align) {
  const cut = (/** @type {Run} */ run) => (songView(run).run === run ? "whole" : String(run.settings["clips"]));
  const alike = new Set(runs.map(cut)).size <= 1;
  const scenes = runs.map((run) => (alike ? sceneOf(run) : songScene(run)));
  const sides = scenes.map((scene, index) => ({ run: runs[index], scene, places: new Map(scene.ids.map((id, place) => [id, place])) }));
  const [first, ...others] = sides;
  for (const side of others) side.scene = { ...side.scene, labels: renumbered(first, side, align) };
  return sides;
}

/** @param {Run} run @returns {Scene} */
const sceneOf = (run) => ({ ids: run.ids, map: run.projection, labels: run.clusters, strengths: run.memberships });

/** One dot a song. @param {Run} run @returns {Scene} */
function songScene(run) {
  const { run: perSong } = songView(run);
  if (perSong === run) return sceneOf(run);
  return { ids: perSong.ids, map: run.song_level?.projection ?? middles(run, perSong.ids), labels: perSong.clusters };
}

/** Where the rows of a song lie on average. @param {Run} run @param {string[]} songs */
function middles(run, songs) {
  const map = new Float32Array(run.projection.length > 0 ? 2 * songs.length : 0);
  const counts = new Float32Array(songs.length);
  const places = new Map(songs.map((id, place) => [id, place]));
  run.song_ids.forEach((id, row) => {
    const place = places.get(id);
    if (place === undefined || map.length === 0) return;
    counts[place] += 1;
    map[2 * place] += run.projection[2 * row] ?? 0;
    map[2 * place + 1] += run.projection[2 * row + 1] ?? 0;
  });
  return map.map((sum, at) => sum / Math.max(1, counts[at >> 1]));
}

/**
 * The groups of a run in the numbers of the first run's groups, by the songs they share. A group none of whose songs is in the first
 * run takes a number that neither has.
 * @param {Side} first
 * @param {Side} other
 * @param {Align} align
 */
function renumbered(first, other, align) {
  const shared = other.scene.ids.flatMap((id, place) => {
    const there = first.places.get(id);
    return there === undefined ? [] : [[there, place]];
  });
  const current = Int32Array.from(shared, ([, place]) => other.scene.labels[place]);
  const aligned = align(Int32Array.from(shared, ([there]) => first.scene.labels[there]), current);
  /** @type {Map<number, number>} */
  const numbers = new Map([[-1, -1]]);
  current.forEach((label, at) => numbers.set(label, aligned[at]));
  const taken = new Set([...numbers.values(), ...first.scene.labels]);
  let free = 0;
  return other.scene.labels.map((label) => {
    const known = numbers.get(label);
    if (known !== undefined) return known;
    while (taken.has(free)) free += 1;
    taken.add(free);
    numbers.set(label, free);
    return free;
  });
}

/**
 * Who lies elsewhere in another run.
 * @param {Side} first
 * @param {Side} other
 * @returns {{shared: number, moved: {id: string, from: number, to: number}[], onlyFirst: string[], onlyOther: string[]}}
 */
export function differenceOf(first, other) {
  /** @type {{id: string, from: number, to: number}[]} */
  const moved = [];
  let shared = 0;
  first.scene.ids.forEach((id, place) => {
    const there = other.places.get(id);
    if (there === undefined) return;
    shared += 1;
    const [from, to] = [first.scene.labels[place], other.scene.labels[there]];
    if (from !== to) moved.push({ id, from, to });
  });
  moved.sort((one, two) => one.from - two.from || one.to - two.to);
  const without = (/** @type {Side} */ side, /** @type {Side} */ against) => side.scene.ids.filter((id) => !against.places.has(id));
  return { shared, moved, onlyFirst: without(first, other), onlyOther: without(other, first) };
}

/**
 * The groups of the songs that both have, song by song.
 * @param {Side} first
 * @param {Side} other
 * @returns {[Int32Array, Int32Array]}
 */
export function sharedLabels(first, other) {
  const shared = first.scene.ids.flatMap((id, place) => {
    const there = other.places.get(id);
    return there === undefined ? [] : [[first.scene.labels[place], other.scene.labels[there]]];
  });
  return [Int32Array.from(shared, ([label]) => label), Int32Array.from(shared, ([, label]) => label)];
}

/**
 * How many songs each group has in each run; groups in order, those in none last.
 * @param {Side[]} sides
 * @returns {{label: number, sizes: number[]}[]}
 */
export function groupTable(sides) {
  /** @type {Map<number, number[]>} */
  const sizes = new Map();
  sides.forEach(({ scene }, column) => {
    for (const label of scene.labels) {
      const row = sizes.get(label) ?? sides.map(() => 0);
      sizes.set(label, row);
      row[column] += 1;
    }
  });
  const order = (/** @type {number} */ label) => (label < 0 ? 1e9 - label : label);
  return [...sizes].sort(([one], [other]) => order(one) - order(other)).map(([label, row]) => ({ label, sizes: row }));
}
