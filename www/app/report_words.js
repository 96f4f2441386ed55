// @ts-check
/** What the figures of a run mean, in words that promise no more than the figures do. */

import { count, decimal, songs, whole } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

/**
 * One score: its name, its figure, a verdict in a few words, what it means, and where it lies on its scale.
 * @typedef {{name: string, value: string, small?: string, verdict: string, meaning: string, scale?: {low: number, high: number, at: number}}} Score
 */

/**
 * What the groups are held against: a column of the manifest, the purity, and what one single group of all songs would have. The other
 * two scores are told of the column that was asked for.
 * @typedef {{column: string, purity: number, chance: number, ari: number | null, nmi: number | null}} Truth
 */

/** @param {number} silhouette */
function separation(silhouette) {
  if (silhouette < 0.05) return "hardly visible";
  if (silhouette < 0.25) return "weak";
  if (silhouette < 0.5) return "moderate";
  if (silhouette < 0.7) return "clear";
  return "strong";
}

/** @param {Run} run @param {string} name @returns {number | null} */
function metric(run, name) {
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
function groupsOf(run) {
  return metric(run, "n_clusters_eff") ?? new Set(run.clusters.filter((label) => label >= 0)).size;
}

/** @param {Run} run @returns {string} */
export function headline(run) {
  const silhouette = metric(run, "silhouette");
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
  if (truth) {
    const purity = `the groups have a purity of ${decimal(truth.purity)}; one single group would have ${decimal(truth.chance)}.`;
    sentences.push(wasTold(run, truth.column)
      ? `Held against the column “${truth.column}”, which the network was told, ${purity} That proves nothing.`
      : `The network never saw the column “${truth.column}”. Held against it afterwards, ${purity}`);
  }
  sentences.push(...leftOut(run));
  if (run.stopped) sentences.push(`You stopped after epoch ${whole(run.losses.length)}; this is what was learned until then.`);
  if (songsIn(run) < 10) sentences.push("With so few songs, take every figure with a grain of salt.");
  return sentences.join(" ");
}

/**
 * @param {Run} run
 * @param {Truth[]} truths
 * @returns {Score[]}
 */
export function scores(run, truths) {
  /** @type {Score[]} */
  const list = [];
  const silhouette = metric(run, "silhouette");
  if (silhouette !== null) {
    list.push({
      name: "Silhouette",
      value: decimal(silhouette),
      verdict: `${separation(silhouette)} separation`,
      meaning: "For each song: is its own group nearer than the next one? 1 is perfectly apart, 0 means the groups touch, below 0 songs lie in the wrong group.",
      scale: { low: -1, high: 1, at: silhouette },
    });
  }
  for (const { column, purity, chance, ari, nmi } of truths) {
    const against = column.slice(0, 40);
    if (ari !== null) {
      list.push({
        name: `Rand index (ARI) against ${against}`,
        value: decimal(ari),
        verdict: ari > 0.995 ? "the same groups" : ari < 0.05 ? "no better than chance" : "0 is chance, 1 the same groups",
        meaning: "Take any two songs: do groups and labels agree whether they belong together? Corrected for chance, so that random groups have 0 however many they are.",
        scale: { low: -1, high: 1, at: ari },
      });
    }
    if (nmi !== null) {
      list.push({
        name: `Mutual information (NMI) with ${against}`,
        value: decimal(nmi),
        verdict: "0 is nothing in common, 1 the same groups",
        meaning: "How much knowing a song's group tells of its label, and the other way round, as a share of all there is to tell. Not corrected for chance: with few songs and many groups it is never quite 0.",
        scale: { low: 0, high: 1, at: nmi },
      });
    }
    list.push({
      name: `Purity against ${against}`,
      value: decimal(purity),
      verdict: `one group for all: ${decimal(chance)}`,
      meaning: "In each group, count the songs of its most frequent label; purity is their share of all songs. It rises by itself with the number of groups, so compare only maps with equally many.",
      scale: { low: 0, high: 1, at: purity },
    });
  }
  const noise = run.clusters.filter((label) => label === -1).length;
  const asked = run.settings["clusters"];
  list.push({
    name: "Groups",
    value: whole(groupsOf(run)),
    verdict: run.placed ? "those of the loaded map" : noise > 0 ? `${songs(noise)} in none` : asked === "auto" ? "chosen by silhouette" : Number(asked) === groupsOf(run) ? "as asked for" : `${String(asked)} were asked for`,
    meaning: "Groups are found among the numbers the network keeps of each song, not on the flat map. Their colours and numbers carry no order.",
  });
  const latent = run.latents.shape[1];
  // Where nothing was learned there is nothing to say of units.
  if (!run.placed) {
    list.push({
      name: "Active units",
      value: whole(run.active_units),
      small: ` of ${whole(latent)}`,
      verdict: run.active_units === 0 ? "it learned nothing" : run.active_units === 1 ? "a single one" : "carry something about the songs",
      meaning: "The network may use so many numbers for a song. One that is the same for every song carries nothing; those that differ are active.",
      scale: { low: 0, high: latent, at: run.active_units },
    });
  }
  const [first, last] = [run.losses[0], run.losses[run.losses.length - 1]];
  if (first && last) {
    list.push({
      name: "Loss",
      value: decimal(last.total),
      small: ` from ${decimal(first.total)}`,
      verdict: last.total < first.total ? `fell by ${whole((1 - last.total / first.total) * 100)} % in ${count(run.losses.length, "epoch", "epochs")}` : "it did not fall",
      meaning: "How badly the network brings back what it was told of each song, plus what it costs to keep its map simple. Only its fall means something, not its height.",
    });
  }
  return list;
}
