// @ts-check
/** What each score says of this very map, in one sentence that is reckoned from its figures. */

import { metric, things } from "./report_words.js";
import { decimal, whole } from "./words.js";

/** @typedef {import("./types.js").Run} Run */

/** A part of a whole in percent; neither 0 nor 100 where it is not that. @param {number} part 0…1 */
export function percent(part) {
  const rounded = Math.round(part * 100);
  return `${rounded <= 0 && part > 0 ? "under 1" : rounded >= 100 && part < 1 ? "over 99" : whole(rounded)} %`;
}

/** The songs that are in a group. @param {Run} run */
export const scoredOf = (run) => run.clusters.filter((label) => label >= 0).length;

/**
 * Why a score of the groups alone is undefined; null when that cannot be told.
 * @param {Run} run
 */
export function whyUndefined(run) {
  const scored = scoredOf(run);
  const groups = new Set(run.clusters.filter((label) => label >= 0)).size;
  if (scored === 0) return "no song is in a group";
  if (groups === 1) return "one group alone has no other to be held against";
  if (groups === scored) return "every group is a single song";
  if (run.warnings.some(({ code }) => code === "scores_stopped")) return "you stopped before it was reckoned";
  return "these songs do not differ enough";
}

/** @param {Run} run */
export function silhouetteSentence(run) {
  /** @type {Map<number, {size: number, strays: number}>} */
  const groups = new Map();
  let [scored, near, strays] = [0, 0, 0];
  run.silhouettes.forEach((value, row) => {
    const label = run.clusters[row] ?? -1;
    if (value === null || label < 0) return;
    const group = groups.get(label) ?? { size: 0, strays: 0 };
    groups.set(label, group);
    group.size += 1;
    scored += 1;
    if (value > 0) near += 1;
    if (value < 0) {
      strays += 1;
      group.strays += 1;
    }
  });
  if (scored === 0) return "";
  if (near === scored) return `Every ${things(run, 1).replace("1 ", "")} lies nearer to its own group than to the next${loosest(run)}.`;
  const [label, most] = [...groups].reduce((worst, other) => (other[1].strays > worst[1].strays ? other : worst));
  const who = strays === 0 ? "" : near + strays === scored && strays === most.strays ? `; the ${strays === 1 ? "other one is" : "others are all"} in group ${label + 1}` : `; group ${label + 1} holds the most strays (${whole(most.strays)} of its ${whole(most.size)})`;
  return `${percent(near / scored)} of the ${things(run, 2).replace("2 ", "")} lie nearer to their own group than to the next${who}.`;
}

/** The group that hangs together least. @param {Run} run */
function loosest({ silhouette_groups: groups }) {
  if ((groups ?? []).length < 2) return "";
  const worst = groups.reduce((least, group) => (group.mean < least.mean ? group : least));
  return `; the loosest is group ${worst.label + 1} (${decimal(worst.mean)} on average)`;
}

/**
 * The share of all squared distances from the middle that lies between the groups, which is the same figure told in another way.
 * By lot it would be (groups − 1) / (songs − 1).
 * @param {Run} run
 */
export function calinskiSentence(run) {
  const value = metric(run, "calinski_harabasz");
  const scored = scoredOf(run);
  const groups = new Set(run.clusters.filter((label) => label >= 0)).size;
  if (value === null || groups < 2 || scored <= groups) return "";
  const between = value * (groups - 1);
  const share = between / (between + scored - groups);
  return `The groups account for ${percent(share)} of how the songs are strewn; dealt out by lot they would for ${percent((groups - 1) / (scored - 1))}.`;
}

/** @param {Run} run */
export function daviesSentence(run) {
  const value = metric(run, "davies_bouldin");
  if (value === null) return "";
  const reach = `Take each group with the one most easily mistaken for it: on average the two together are ${decimal(value)} times as wide as the way between their middles`;
  return `${reach}, so they ${value < 0.5 ? "stand well apart" : value < 1 ? "hardly run into each other" : "run into each other"}.`;
}

/**
 * A score of agreement beside what chance would give.
 * @param {number} value
 * @param {number | null} chance
 */
export function chanceSentence(value, chance) {
  if (chance === null) return "";
  // What rounds to the same is the same to the reader.
  if (value <= chance + 0.005) return `Chance alone would reach ${decimal(chance)}; these groups reach ${decimal(value)}, which is no more.`;
  const way = chance < 1 ? (value - chance) / (1 - chance) : 0;
  return `Chance alone would reach ${decimal(chance)}; these groups reach ${decimal(value)}, ${percent(way)} of the way from chance to full agreement.`;
}

/**
 * @param {Run} run
 * @param {number} purity
 * @param {number | null} chance
 */
export function puritySentence(run, purity, chance) {
  const scored = scoredOf(run);
  const fit = Math.round(purity * scored);
  const said = `${whole(fit)} of ${things(run, scored)} ${fit === 1 ? "has" : "have"} the label that is most frequent in their group`;
  return chance === null ? `${said}.` : `${said}; by chance it would be about ${whole(Math.round(chance * scored))}.`;
}

/**
 * Mean and spread of a score over the seeds; empty without repeats.
 * @param {Run} run
 * @param {string} name
 */
export function repeatWords({ repeats }, name) {
  const score = repeats?.scores[name];
  if (!score || score.count === 0) return "";
  const spread = score.sd === null ? "" : ` ± ${decimal(score.sd, digits(score.mean))}`;
  return `${decimal(score.mean, digits(score.mean))}${spread} over ${whole(score.count)} ${score.count === 1 ? "seed" : "seeds"}`;
}

/** Large figures need no decimals. @param {number} value */
export const digits = (value) => (Math.abs(value) >= 99.5 ? 0 : Math.abs(value) >= 9.95 ? 1 : 2);
