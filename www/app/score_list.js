// @ts-check
/** The scores of a run as they stand in the report: figure, place on its scale, what it says of this map, what it means at all. */

import { groupingWords } from "./grouping_words.js";
import { groupsOf, metric, noiseSentence, separation } from "./report_words.js";
import { calinskiSentence, chanceSentence, daviesSentence, digits, puritySentence, repeatWords, silhouetteSentence, whyUndefined } from "./score_words.js";
import { count, decimal, songs, whole } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./report_words.js").Truth} Truth */

/**
 * One score: its name, its figure (null where it is undefined), a verdict in a few words, one sentence about this map, small print
 * (common space, seeds), what it means at all, and where it lies on its scale, with what chance would have.
 * @typedef {{name: string, value: string | null, small?: string, verdict: string, said?: string, besides?: string[], meaning: string,
 *   scale?: {low: number, high: number, at: number, chance?: number | null}}} Score
 */

/**
 * @param {Run} run
 * @param {Truth[]} truths
 * @returns {Score[]}
 */
export function scores(run, truths) {
  return [...ofGroups(run), ...truths.flatMap((truth) => ofLabels(run, truth)), ...coverage(run), groups(run), ...ofLearning(run)];
}

/** Whether any score has its twin in the common space. @param {Run} run */
export const hasCommon = (run) => ["silhouette", "calinski_harabasz", "davies_bouldin"].some((name) => metric(run, `${name}_features`) !== null);

/**
 * Small print of a score of the groups: the same in the common space, and over the seeds.
 * @param {Run} run
 * @param {string} name
 */
function besides(run, name) {
  const common = metric(run, `${name}_features`);
  return [common === null ? "" : `${decimal(common, digits(common))} in the common space`, repeatWords(run, name)].filter(Boolean);
}

/** Scores that need no labels. @param {Run} run @returns {Score[]} */
function ofGroups(run) {
  /** @type {(name: string, title: string, meaning: string, tell: (value: number) => Partial<Score> & {verdict: string}) => Score[]} */
  const score = (name, title, meaning, tell) => {
    // A model that was saved by an older page does not know every score.
    if (!(name in run.metrics)) return [];
    const value = metric(run, name);
    if (value === null) return [{ name: title, value: null, verdict: whyUndefined(run), meaning, besides: besides(run, name) }];
    return [{ name: title, value: decimal(value, digits(value)), meaning, besides: besides(run, name), ...tell(value) }];
  };
  return [
    ...score("silhouette", "Silhouette", "For each song: is its own group nearer than the next one? 1 is perfectly apart, 0 means the groups touch, below 0 songs lie in the wrong group.",
      (value) => ({ verdict: `${separation(value)} separation`, said: silhouetteSentence(run), scale: { low: -1, high: 1, at: value } })),
    ...score("calinski_harabasz", "Calinski–Harabasz", "How much wider the middles of the groups are strewn than the songs around them, each counted per free direction. Groups dealt out by lot have about 1; there is no upper end, and it grows with the number of songs, so compare only maps of the same songs.",
      () => ({ verdict: "more is better; by lot about 1", said: calinskiSentence(run) })),
    ...score("davies_bouldin", "Davies–Bouldin", "How wide two groups are together, against how far apart their middles lie; of each group the worst such pair, on average. 0 is best; from 1 on groups run into each other.",
      (value) => ({ verdict: `less is better; ${value < 1 ? "below" : "above"} the border of 1`, said: daviesSentence(run) })),
  ];
}

/** How the groups agree with one column. @param {Run} run @param {Truth} truth @returns {Score[]} */
function ofLabels(run, { column, purity, chance, ari, nmi, asked = ari !== null, by_lot: lot }) {
  const against = column.slice(0, 40);
  const seeds = (/** @type {string} */ name) => (asked ? [repeatWords(run, name)].filter(Boolean) : []);
  /** @type {Score[]} */
  const list = [];
  if (ari !== null) {
    list.push({
      name: `Rand index (ARI) against ${against}`,
      value: decimal(ari),
      verdict: ari > 0.995 ? "the same groups" : ari <= (lot?.ari ?? 0) + 0.005 ? "no better than chance" : ari < 0.05 ? "hardly better than chance" : "0 is chance, 1 the same groups",
      said: chanceSentence(ari, lot?.ari ?? null),
      besides: seeds("ari"),
      meaning: "Take any two songs: do groups and labels agree whether they belong together? Corrected for chance, so that random groups have 0 however many they are.",
      scale: { low: -1, high: 1, at: ari, chance: lot?.ari },
    });
  }
  if (nmi !== null) {
    list.push({
      name: `Mutual information (NMI) with ${against}`,
      value: decimal(nmi),
      verdict: "0 is nothing in common, 1 the same groups",
      said: chanceSentence(nmi, lot?.nmi ?? null),
      besides: seeds("nmi"),
      meaning: "How much knowing a song's group tells of its label, and the other way round, as a share of all there is to tell. Not corrected for chance: with few songs and many groups it is never quite 0.",
      scale: { low: 0, high: 1, at: nmi, chance: lot?.nmi },
    });
  }
  const meaning = "In each group, count the songs of its most frequent label; purity is their share of all songs in groups. It rises by itself with the number of groups, so compare only maps with equally many.";
  list.push(purity === null
    ? { name: `Purity against ${against}`, value: null, verdict: whyUndefined(run), meaning }
    : {
      name: `Purity against ${against}`,
      value: decimal(purity),
      verdict: `one group for all: ${decimal(chance)}`,
      said: puritySentence(run, purity, lot?.purity ?? null),
      besides: seeds("purity"),
      meaning,
      scale: { low: 0, high: 1, at: purity, chance: lot?.purity },
    });
  return list;
}

/** Only where songs are in no group is there anything to say. @param {Run} run @returns {Score[]} */
function coverage(run) {
  const noise = run.clusters.filter((label) => label === -1).length;
  if (noise === 0 || run.clusters.length === 0) return [];
  const share = (run.clusters.length - noise) / run.clusters.length;
  return [{
    name: "Coverage",
    value: decimal(share),
    verdict: `${songs(noise)} in no group`,
    said: noiseSentence(run, noise),
    meaning: "The share of the songs that are in a group. Whoever leaves the difficult songs out scores well, so read every other score beside this one. Against labels, ARI and NMI count “in no group” as one group more.",
    scale: { low: 0, high: 1, at: share },
  }];
}

/** @param {Run} run @returns {Score} */
function groups(run) {
  const asked = run.settings["clusters"];
  const method = String(run.settings["cluster_method"] ?? "kmeans");
  const by = method === "dbscan" || method === "hdbscan";
  const rough = run.warnings.some(({ code }) => code === "grouping_stopped");
  const verdict = run.placed ? "those of the loaded map" : rough ? "rough ones: you stopped" : asked === "auto" && !by && !run.candidates.some(({ silhouette }) => silhouette !== null) ? "no number could be scored" : by ? `as ${groupingWords.methods[method]?.name ?? method} finds them` : asked === "auto" ? "chosen by silhouette" : Number(asked) === groupsOf(run) ? "as asked for" : `${String(asked)} were asked for`;
  return {
    name: "Groups",
    value: whole(groupsOf(run)),
    verdict,
    meaning: "Groups are found among the numbers the network keeps of each song, not on the flat map. Their colours and numbers carry no order but size: group 1 is the largest.",
  };
}

/** What the learning came to. @param {Run} run @returns {Score[]} */
function ofLearning(run) {
  /** @type {Score[]} */
  const list = [];
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
