// @ts-check
/** What `cargo xtask bench tab` says of groups, scores and maps: tables, and whether all found the same. */

import assert from "node:assert/strict";
import { HERE } from "../../www/bench/grouping_plan.js";
import { SIZES, TASKS } from "../../www/bench/groupings.js";
import { ratio } from "../../www/bench/judgement.js";
import { digits, markdown, times } from "./bench_markdown.js";

/** @typedef {import("../../www/bench/grouping_plan.js").Grouped} Grouped */

/** Peers outside the tab. */
const NATIVE = /^(scikit|umap)-learn/;

/** How many times scikit-learn's time ours may be, and of which tasks that is asked. */
const WANTED = { most: 2, tasks: ["dbscan", "ward", "spectral", "silhouette"] };

/** How like ours scikit-learn's groups must be where there is one answer, but for ties. */
const AGREES = 0.99;
/** How far its silhouette may be, computed from numbers of 32 bits. */
const SAME_SCORE = 1e-4;
/** How much more inertia ours may have than anyone else's best of ten starts. */
const AS_TIGHT = 1.01;
/** How much less trustworthy our maps may be than those of the least trustworthy peer. */
const AS_TRUE = 0.02;

/** @param {Grouped[]} all */
export function checkGroups(all) {
  for (const { task, by, size, resemblance } of all) {
    if (resemblance === null || by === HERE) continue;
    const { agreement = 1, inertia = 1, score, trust } = resemblance;
    const ours = find(all, task, size, HERE).resemblance;
    const what = `${task} of ${size} songs, ${by}`;
    if (by === "scikit-learn" && ["dbscan", "ward"].includes(task)) assert.ok(agreement > AGREES, `${what}: agreement ${agreement}`);
    if (task === "kmeans") assert.ok(inertia * AS_TIGHT > 1, `${what}: inertia ${inertia} of ours`);
    if (score !== undefined) assert.ok(Math.abs(score - (ours?.score ?? NaN)) < SAME_SCORE, `${what}: ${score}, ours ${ours?.score}`);
    if (trust !== undefined) {
      const least = Math.min(...others(all, task, size).map(({ resemblance }) => resemblance?.trust ?? 1));
      assert.ok((ours?.trust ?? 0) > least - AS_TRUE, `${what}: trustworthiness ${trust}, ours ${ours?.trust}`);
    }
  }
}

/** @param {Grouped[]} all @param {string} task @param {number} size @param {string} by */
function find(all, task, size, by) {
  const one = all.find((other) => other.task === task && other.size === size && other.by === by);
  assert.ok(one, `${task} of ${size} songs by ${by} was not measured`);
  return one;
}

/** @param {Grouped[]} all @param {string} task @param {number} size */
const others = (all, task, size) => all.filter((one) => one.task === task && one.size === size && one.by !== HERE);

/** Songs in words. @param {number} size */
const songs = (size) => size.toLocaleString("en");

/** @param {Grouped[]} all */
export function groupTables(all) {
  /** A line a task and who does it, a column a size. @param {(one: Grouped, ours: Grouped) => string} cell */
  const table = (cell) => {
    const rows = TASKS.flatMap(({ task, label, peers }) => [HERE, ...peers.map(({ by }) => by)].map((by) => [
      label,
      by,
      ...SIZES.map((size) => {
        const one = find(all, task, size, by);
        return one.time === null ? "–" : cell(one, find(all, task, size, HERE));
      }),
    ]));
    return rows.filter((cells) => cells.slice(2).some((text) => text !== "–"));
  };
  const head = (/** @type {string} */ what) => [what, "by", ...SIZES.map(songs)];
  const processor = table(({ by, time }, ours) => {
    const milliseconds = digits(time?.cpu ?? NaN);
    return by === HERE || !time || !ours.time ? milliseconds : `${milliseconds} (${times(ratio(time, ours.time))})`;
  });
  const clock = table(({ time }) => digits(time?.wall ?? NaN));
  const found = table(({ by, resemblance }) => {
    const { agreement, inertia, score, trust } = resemblance ?? {};
    if (inertia !== undefined && by !== HERE) return `${agreement?.toFixed(3)}, ${inertia.toFixed(4)} ×`;
    return (agreement ?? trust)?.toFixed(3) ?? score?.toFixed(5) ?? "";
  });
  return [
    markdown(head("CPU ms (of ours)"), processor, 2),
    markdown(head("clock ms"), clock, 2),
    markdown(head("what came out"), found, 2),
    [...missing(all), ...verdicts(all)].map((line) => `- ${line}`).join("\n"),
  ].join("\n\n");
}

/** Who could not do something, from which size on, and why. @param {Grouped[]} all */
function missing(all) {
  return TASKS.flatMap(({ task, label, peers }) => peers.flatMap(({ by }) => {
    const first = all.find((one) => one.task === task && one.by === by && one.time === null);
    return first ? [`${label} by ${by}, ${songs(first.size)} songs: ${first.reason}.`] : [];
  }));
}

/** What was wanted, and where it is not so. @param {Grouped[]} all */
function verdicts(all) {
  /** @param {(one: Grouped, share: number) => boolean} isAgainst */
  const against = (isAgainst) => all.flatMap((one) => {
    const ours = find(all, one.task, one.size, HERE);
    if (one.by === HERE || !one.time || !ours.time) return [];
    const share = ratio(one.time, ours.time);
    const label = TASKS.find(({ task }) => task === one.task)?.label;
    return isAgainst(one, share) ? [`${label}, ${songs(one.size)} songs, ${one.by} ${times(share)}`] : [];
  });
  const slower = against(({ by }, share) => !NATIVE.test(by) && share < 1);
  const behind = against(({ by, task }, share) => by === "scikit-learn" && WANTED.tasks.includes(task) && share * WANTED.most < 1);
  const said = (/** @type {string[]} */ cells) => (cells.length === 0 ? "in every cell" : `not in ${cells.join("; ")}`);
  return [
    `Faster than every peer in the tab: ${said(slower)}.`,
    `DBSCAN, Ward, Spectral and silhouette within twice scikit-learn's time: ${said(behind)}.`,
  ];
}
