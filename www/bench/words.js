// @ts-check
/** Figures in words. */
import { HERE } from "./grouping_plan.js";
import { judge, ratio, speed } from "./judgement.js";
import { PEAK } from "./training_plan.js";

/** @typedef {import("./grouping_plan.js").Grouped} Grouped */
/** @typedef {import("./judgement.js").Judgement} Judgement */
/** @typedef {import("./plan.js").Measured} Measured */
/** @typedef {import("./problems.js").Problem} Problem */
/** @typedef {import("./resemblance.js").Resemblance} Resemblance */
/** @typedef {import("./training_plan.js").Trained} Trained */

/** @param {number} value */
function figures(value) {
  if (value > 0 && value < 0.001) return value.toExponential(0);
  return value.toLocaleString("en", value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}

/** @param {string} by @param {number} workers */
const who = (by, workers) => (workers > 1 ? `${by} on ${workers} workers` : by);

/** @param {Measured} measured */
export function described({ by, workers, figure, same, distance }) {
  if (figure === null) return `${by}: not here`;
  const speed = `${figures(figure.wall)} ms, ${figures(figure.rate)} a second`;
  const agreement = distance === null ? "" : `, farthest number ${figures(distance)} from ours`;
  return `${who(by, workers)}: ${speed}${agreement}${same ? "" : ", and the workers disagree"}`;
}

/** @param {Trained} trained @param {Problem} problem */
export function learned(trained, problem) {
  const { by, workers, time, reason, distance, same } = trained;
  if (time === null) return `${by}: ${reason}`;
  const flops = `${figures(speed(trained, problem) ?? 0)} GFLOP/s`;
  if (by === PEAK) return `${by}: ${flops}`;
  const agreement = distance === null ? "" : `, losses within ${figures(distance)} of ours`;
  return `${who(by, workers)}: ${figures(time.wall / 1000)} s, ${flops}${agreement}${same ? "" : ", and the workers disagree"}`;
}

/** What it comes to. @param {Trained[]} all @param {Problem} problem */
export function verdicts(all, problem) {
  return judge(all, problem).map(({ what, ratio, least, most }) => {
    const bound = least !== null ? `, at least ${figures(least)} wanted` : most !== null ? `, at most ${figures(most)} wanted` : "";
    return `${what}: ${figures(ratio)} ×${bound}`;
  });
}

/** What came of a task at one size. @param {Grouped} one @param {Grouped} ours */
export function grouped({ size, by, time, reason, resemblance }, ours) {
  const who = `${figures(size)} songs, ${by}`;
  if (time === null || resemblance === null) return `${who}: ${reason}`;
  const share = by === HERE || ours.time === null ? "" : `, ${figures(ratio(time, ours.time))} × ours`;
  return `${who}: ${figures(time.wall)} ms${share}; ${resembling(resemblance, by)}`;
}

/** How good what was found is. @param {Resemblance} resemblance @param {string} by */
export function resembling({ agreement, inertia, score, trust }, by) {
  const whose = by === HERE ? "the blobs" : "ours";
  /** @type {string[]} */
  const all = [];
  if (agreement !== undefined) all.push(`agreement with ${whose} ${agreement.toFixed(3)}`);
  if (inertia !== undefined && by !== HERE) all.push(`inertia ${inertia.toFixed(4)} of ours`);
  if (score !== undefined) all.push(`score ${score.toFixed(6)}`);
  if (trust !== undefined) all.push(`trustworthiness ${trust.toFixed(3)}`);
  return all.join(", ");
}
