// @ts-check
/** What the figures of a run mean, in words that promise no more than the figures do. */

import { count, decimal, songs, whole } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

/**
 * What the groups are held against: a column of the manifest, the purity, and what one single group of all songs would have. The other
 * two scores are told of the column that was asked for. `by_lot`: what labels dealt out by lot have on average.
 * @typedef {{column: string, purity: number | null, chance: number, ari: number | null, nmi: number | null, asked?: boolean,
 *   by_lot?: {ari: number | null, nmi: number | null, purity: number | null}}} Truth
 */

/** @param {number} silhouette */
export function separation(silhouette) {
  if (silhouette < 0.05) return "hardly visible";
  if (silhouette < 0.25) return "weak";
  if (silhouette < 0.5) return "moderate";
  if (silhouette < 0.7) return "clear";
  return "strong";
}

/** @param {Run} run @param {string} name @returns {number | null} */
export function metric(run, name) {
  const value = run.metrics[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** @type {Record<Run["left_out"][number]["code"], [one: string, many: string]>} */
const LACKS = {
  no_sound: ["has no sound", "have no sound"],
  no_lyrics: ["has no lyrics", "have no lyrics"],
  no_table: ["is in no table of features", "are in no table of features"],
  no_condition: ["has no value in the condition column", "have no value in the condition column"],
  unknown_condition: ["has a value in the condition column that this map does not know", "have values in the condition column that this map does not know"],
};

/** Who is not on the map, and why. @param {Run} run */
function leftOut({ left_out: out }) {
  return Object.entries(LACKS).flatMap(([code, [one, many]]) => {
    const number = out.filter((song) => song.code === code).length;
    if (number === 0) return [];
    return [`${songs(number)} ${number === 1 ? `${one} and is` : `${many} and are`} not on this map.`];
  });
}

/** What Stop can have ended after the learning. */
const STOPPED_LATER = ["grouping_stopped", "scores_stopped", "map_stopped", "repeats_stopped"];

/** Who is in no group, and what that means for the scores. @param {Run} run */
function withoutGroup(run) {
  const noise = run.clusters.filter((label) => label === -1).length;
  return noise === 0 ? [] : [noiseSentence(run, noise)];
}

/** @param {Run} run @param {number} noise */
export function noiseSentence(run, noise) {
  const all = run.clusters.length;
  const who = `${things(run, noise)} ${noise === 1 ? "is" : "are"}`;
  if (noise === all) return `All ${things(run, all)} are in no group, so there is nothing to score.`;
  return `${who} in no group; the scores speak of the other ${whole(all - noise)} (coverage ${decimal((all - noise) / all)}).`;
}

/** Songs, or clips where the dots are clips. @param {Run} run @param {number} number */
export const things = (run, number) => (run.ids.length === songsIn(run) ? songs(number) : count(number, "clip", "clips"));

/** Whether the network was told this column, or one that settles it. @param {Run} run @param {string} column */
function wasTold({ settings, warnings }, column) {
  return (settings["feature"] === "multimodal" && settings["genre_col"] === column)
    || warnings.some(({ code, label_col: label }) => code === "label_leak" && label === column);
}

/** @param {Run} run */
const songsIn = (run) => new Set(run.song_ids).size;

/** What the dots are. @param {Run} run */
function rows(run) {
  const [all, whole] = [run.ids.length, songsIn(run)];
  return all === whole ? songs(all) : `${count(all, "clip", "clips")} of ${songs(whole)}`;
}

/** @param {Run} run */
export function groupsOf(run) {
  return metric(run, "n_clusters_eff") ?? new Set(run.clusters.filter((label) => label >= 0)).size;
}

/** @param {Run} run @returns {string} */
export function headline(run) {
  const silhouette = metric(run, "silhouette");
  if (groupsOf(run) === 0) return `No group was found among ${rows(run)}.`;
  const groups = count(groupsOf(run), "group", "groups");
  if (silhouette === null) return `${rows(run)} in ${groups}.`;
  return `${groups}. Separation is ${separation(silhouette)} (silhouette ${decimal(silhouette)}).`;
}

/**
 * @param {Run} run
 * @param {Truth[]} truths the one that matters most first
 * @returns {string}
 */
export function subline(run, [truth]) {
  const silhouette = metric(run, "silhouette");
  const sentences = [];
  if (silhouette !== null && silhouette < 0.25) sentences.push("That is usual for music of one kind: styles flow into each other, and the borders between groups are drawn, not found.");
  if (truth && truth.purity !== null) {
    const lot = truth.by_lot?.purity ?? null;
    const purity = `the groups have a purity of ${decimal(truth.purity)}; ${lot === null ? `one single group would have ${decimal(truth.chance)}` : `dealt out by lot they would have ${decimal(lot)}`}.`;
    sentences.push(wasTold(run, truth.column)
      ? `Held against the column “${truth.column}”, which the network was told, ${purity} That proves nothing.`
      : `The network never saw the column “${truth.column}”. Held against it afterwards, ${purity}`);
  }
  sentences.push(...withoutGroup(run), ...leftOut(run));
  if (run.stopped && !run.warnings.some(({ code }) => STOPPED_LATER.includes(code))) sentences.push(`You stopped after epoch ${whole(run.losses.length)}; this is what was learned until then.`);
  if (songsIn(run) < 10) sentences.push("With so few songs, take every figure with a grain of salt.");
  return sentences.join(" ");
}
