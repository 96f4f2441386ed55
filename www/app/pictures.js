// @ts-check
/** The pictures of one run: what is in each, under which name it is saved, and what it says. They are drawn by src/plots. */

import { safeName } from "../pkg/songscape.js";
import { networkWords } from "./network_words.js";
import { pictureWords } from "./picture_words.js";
import { groupSizes } from "./legend.js";
import { groupingWords } from "./grouping_words.js";
import { curvesOf } from "./loss_legend.js";
import { heightOf } from "./picture_files.js";
import { nameOfRun } from "./run_files.js";
import { Tree } from "./dendrogram_tree.js";
import { areClips, songOf, startOf } from "./rows.js";
import { metric } from "./report_words.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./songscape.js").Songscape} Songscape */

/**
 * @typedef {object} PictureOf
 * @property {string} id
 * @property {string} path      where it lies in the archive, without its ending
 * @property {string[]} also    further names for the same picture
 * @property {string} title
 * @property {string} subtitle
 * @property {string} alt       its finding in a sentence
 * @property {number} width     its own pixels
 * @property {number} height
 * @property {boolean} [grows]  as high as what is in it, whatever its width
 * @property {Record<string, unknown> & {kind: string}} picture  as src/plots/picture.rs takes it
 */

const [WIDTH, HEIGHT] = [720, 480];
/** Leaves of a tree that are named. */
const MOST_NAMED = 60;
/** A unit that tells less of a song, in nats, is asleep (models/network.rs). */
const ASLEEP = 0.01;
/** Longest name of a song in a picture. */
const LONGEST_NAME = 80;

/**
 * Every picture of a run, in the order in which one would look at them.
 * @param {Songscape} engine
 * @param {Run} run
 * @returns {PictureOf[]}
 */
export function picturesOf(engine, run) {
  const counted = String(run.settings["dist_cols"] ?? "").split(",").map((name) => name.trim());
  const columns = [...new Set(counted)].filter((name) => name !== "" && engine.columnNames.includes(name));
  return [
    ...mapsOf(run),
    ...(run.projection.length > 0 ? columns.map((column) => mapByColumn(engine, run, column)) : []),
    ...columns.map((column) => distribution(engine, run, column)),
    ...reconstructions(engine, run),
    ...losses(run),
    ...kl(run),
    ...dendrogram(engine, run),
    ...profile(run),
  ];
}

/** The columns of which a run's songs have values. @param {Songscape} engine @param {Run} run */
export function columnsOf(engine, run) {
  const songs = engine.songsOf(run);
  return engine.columnNames.filter((name) => songs.some((song) => (song?.columns[name] ?? "") !== ""));
}

/** What all pictures of a run have in common. @param {Run} run @param {{id: string, path: string, title: string, alt: string, also?: string[], height?: number, grows?: boolean, subtitle?: string}} about @param {PictureOf["picture"]} picture @returns {PictureOf} */
function pictureOf(run, { also = [], height = HEIGHT, grows = false, subtitle = "", ...about }, picture) {
  const made = pictureWords.subtitle(run, pictureWords.representations[String(run.settings["baseline"])] ?? "");
  const wide = { ...about, also, width: WIDTH, grows, subtitle: words.facts([made, subtitle]), picture };
  return { ...wide, height: grows ? Math.max(height, heightOf(wide)) : height };
}

/** @param {Run} run @returns {string} */
const mapPath = (run) => `latent_visualization/${nameOfRun(run.settings)}_${run.settings["cluster_method"]}`;

/** The run drawn in each of its ways. @param {Run} run @returns {PictureOf[]} */
export function mapsOf(run) {
  const several = run.further_maps.length > 0;
  const own = run.projection.length > 0 ? [{ viz: String(run.settings["viz"]), projection: run.projection }] : [];
  const legend = groupLegend(run);
  return [...own, ...run.further_maps].map(({ viz, projection }, place) => pictureOf(run, {
    id: place === 0 ? "map" : `map_${viz}`,
    path: `${mapPath(run)}_${viz}`,
    // The names of the suite that draws its map twice.
    also: several ? [`latent_visualization/clusters_${viz}`] : [],
    title: pictureWords.map(viz),
    alt: pictureWords.mapAlt(run),
  }, scatter(projection, run.clusters, legend, words.axes(viz === run.settings["viz"] ? run.variance_shown : null, viz))));
}

/** The groups with their sizes. @param {Run} run */
const groupLegend = (run) => groupSizes(run.clusters).map(([label, size]) => ({ label, text: `${words.group(label)} · ${words.groupCount(size, areClips(run.ids))}` }));

/**
 * @param {Float32Array} points
 * @param {Int32Array} labels
 * @param {{label: number, text: string}[]} legend
 * @param {[string, string]} axisLabels
 */
function scatter(points, labels, legend, axisLabels) {
  return { kind: "scatter", points, labels, legend, axisLabels };
}

/**
 * The map coloured by what the songs' table says.
 * @param {Songscape} engine
 * @param {Run} run
 * @param {string} column
 * @returns {PictureOf}
 */
export function mapByColumn(engine, run, column) {
  const { values, numbers } = valuesOf(engine, run, column);
  const sizes = new Map(values.map((_, value) => [value, 0]));
  for (const number of numbers) sizes.set(number, (sizes.get(number) ?? 0) + 1);
  const legend = [...sizes].sort(([one], [other]) => (one < 0 ? 1 : other < 0 ? -1 : one - other))
    .map(([label, size]) => ({ label, text: `${(values[label] ?? pictureWords.noValue).slice(0, LONGEST_NAME)} · ${words.groupCount(size, areClips(run.ids))}` }));
  const purity = run.agreement.find((one) => one.column === column)?.purity ?? null;
  return pictureOf(run, {
    id: "map_by",
    path: `${mapPath(run)}_by_${safeName(column)}`,
    title: pictureWords.mapBy(column),
    alt: pictureWords.mapByAlt(run, column, values.length, purity),
  }, scatter(run.projection, numbers, legend, words.axes(run.variance_shown, run.settings["viz"])));
}

/**
 * The values of a column, the most frequent first, and the number of each row's; −2 for none.
 * @param {Songscape} engine
 * @param {Run} run
 * @param {string} column
 */
function valuesOf(engine, run, column) {
  const cells = engine.songsOf(run).map((song) => song?.columns[column] ?? "");
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const cell of cells) if (cell !== "") counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const values = [...counts].sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1)).map(([value]) => value);
  const places = new Map(values.map((value, place) => [value, place]));
  return { values, numbers: Int32Array.from(cells, (cell) => places.get(cell) ?? -2) };
}

/**
 * How the groups of each value of a column are made up.
 * @param {Songscape} engine
 * @param {Run} run
 * @param {string} column
 * @returns {PictureOf}
 */
function distribution(engine, run, column) {
  const { values, numbers } = valuesOf(engine, run, column);
  const groups = [...new Set(run.clusters)].sort((one, other) => one - other);
  const named = numbers.includes(-2) ? [...values, pictureWords.noValue] : values;
  const place = new Map(groups.map((label, at) => [label, at]));
  const counts = named.map(() => groups.map(() => 0));
  numbers.forEach((value, row) => {
    const cell = counts[value < 0 ? values.length : value];
    const at = place.get(run.clusters[row] ?? -1);
    if (cell && at !== undefined) cell[at] += 1;
  });
  const found = values.map((value, at) => {
    const own = counts[at];
    const inGroup = Math.max(...own);
    return { value, label: groups[own.indexOf(inGroup)], inGroup, all: own.reduce((sum, one) => sum + one, 0) };
  });
  return pictureOf(run, {
    id: "distribution",
    path: `cluster_distributions/clusters_by_${safeName(column)}`,
    title: pictureWords.distribution(column),
    alt: pictureWords.distributionAlt(run, column, found),
  }, {
    kind: "distribution",
    values: named,
    groups: groups.map((label) => ({ label, text: words.group(label) })),
    counts: counts.flat(),
    rest: pictureWords.rest,
    axisLabels: pictureWords.distributionAxes(run, column),
  });
}

/** @param {Songscape} engine @param {Run} run @returns {PictureOf[]} */
function reconstructions(engine, run) {
  const { recon } = run;
  if (!recon || recon.rows.length === 0) return [];
  const { rows, original, reconstructed, columns, bands, frames } = recon;
  const names = namesOf(engine, run);
  const errors = rows.map((row) => run.reconstruction_errors[row] ?? 0);
  const [best, worst] = [errors.indexOf(Math.min(...errors)), errors.indexOf(Math.max(...errors))];
  const examples = rows.map((row, at) => ({
    name: names[row],
    original: original.subarray(at * columns, (at + 1) * columns),
    rebuilt: reconstructed.subarray(at * columns, (at + 1) * columns),
  }));
  return [pictureOf(run, {
    id: "reconstructions",
    path: "reconstructions/recon_examples",
    title: pictureWords.reconstructions,
    alt: pictureWords.reconstructionsAlt(rows.length, names[rows[best]], errors[best], names[rows[worst]], errors[worst]),
    grows: true,
  }, { kind: "reconstructions", examples, bands, frames, words: { original: pictureWords.was, rebuilt: pictureWords.rebuilt }, axisLabels: bands > 0 ? pictureWords.mapAxes : pictureWords.vectorAxes })];
}

/** @param {Run} run @returns {PictureOf[]} */
function losses(run) {
  const [first, last] = [run.losses[0], run.losses[run.losses.length - 1]];
  if (!first || !last) return [];
  const curves = curvesOf(run.losses).map((curve) => ({ text: words.lossNames[curve], values: run.losses.map((epoch) => epoch[curve]) }));
  return [pictureOf(run, {
    id: "losses", path: "losses", title: pictureWords.losses, alt: words.lossLabel(first.total, last.total, run.losses.length, run.best_epoch),
  }, {
    kind: "losses", curves, epochs: run.losses.length, axisLabels: words.lossAxes,
    mark: run.best_epoch === null ? null : { epoch: run.best_epoch, text: words.bestEpoch(run.best_epoch) },
  })];
}

/** @param {Run} run @returns {PictureOf[]} */
function kl(run) {
  const { kl_per_unit: nats, active_units: active } = run;
  if (nats.length === 0) return [];
  const most = nats.indexOf(Math.max(...nats));
  return [pictureOf(run, { id: "kl", path: "kl_per_unit", title: pictureWords.kl, alt: networkWords.barsLabel(active, nats.length, most, nats[most]) },
    { kind: "kl_per_unit", values: nats, threshold: { value: ASLEEP, text: pictureWords.threshold }, axisLabels: pictureWords.klAxes })];
}

/** @param {Songscape} engine @param {Run} run @returns {PictureOf[]} */
function dendrogram(engine, run) {
  const tree = run.dendrogram;
  if (!tree || tree.rows < 2) return [];
  const joins = new Tree(tree);
  const groups = new Set(run.clusters.filter((label) => label >= 0)).size;
  const best = joins.longest(Math.min(tree.rows, 20));
  const [low, high] = joins.stretch(best);
  const named = tree.rows <= MOST_NAMED;
  return [pictureOf(run, {
    id: "dendrogram", path: "dendrogram", title: pictureWords.dendrogram, height: named ? 600 : HEIGHT, subtitle: pictureWords.heightIs(String(run.settings["linkage"])), alt: groupingWords.treeLabel(tree.rows, groups, best, low, high),
  }, {
    kind: "dendrogram",
    rows: tree.rows,
    merges: tree.merges,
    order: tree.order,
    cut: groups > 1 ? joins.heightFor(groups) : null,
    labels: run.clusters,
    names: named ? namesOf(engine, run) : [],
    legend: groupLegend(run),
    axisLabels: pictureWords.dendrogramAxes(run),
  })];
}

/** @param {Run} run @returns {PictureOf[]} */
function profile(run) {
  const mean = metric(run, "silhouette");
  if (mean === null || run.silhouette_groups.length === 0) return [];
  const scored = run.silhouettes.filter((value) => value !== null);
  const below = scored.filter((value) => Number(value) < 0).length;
  return [pictureOf(run, {
    id: "profile", path: "silhouette_profile", title: pictureWords.profile, grows: true,
    alt: groupingWords.profileLabel(mean, run.silhouette_groups.length, below, scored.length),
  }, {
    kind: "silhouette_profile",
    values: run.silhouettes,
    labels: run.clusters,
    legend: run.silhouette_groups.map(({ label }) => ({ label, text: String(label + 1) })),
    mean: { value: mean, text: pictureWords.profileMean(mean) },
    axisLabels: pictureWords.profileAxes,
  })];
}

/** What each row is called. @param {Songscape} engine @param {Run} run */
function namesOf(engine, run) {
  return engine.songsOf(run).map((song, row) => {
    const id = run.ids[row] ?? "";
    const start = song ? startOf(id, songOf(run, row), run) : 0;
    return `${song?.title || song?.name || id}${start > 0 ? `, ${words.clip(start)}` : ""}`.slice(0, LONGEST_NAME);
  });
}
