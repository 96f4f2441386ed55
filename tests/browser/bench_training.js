// @ts-check
/** What `cargo xtask bench tab` says of training: tables, and whether all learned the same. */

import assert from "node:assert/strict";
import { judge, speed } from "../../www/bench/judgement.js";
import { PROBLEMS } from "../../www/bench/problems.js";
import { PEAK } from "../../www/bench/training_plan.js";
import { digits, markdown, times } from "./bench_markdown.js";

/** @typedef {import("../../www/bench/training_plan.js").Trained} Trained */

/** How far, relatively, a peer's losses may be from ours when both learn the same from the same weights. */
const LEARNS_THE_SAME = 1e-4;

/** @param {Trained[]} trained */
export function checkTraining(trained) {
  trained.forEach(({ problem, by, same, distance }) => {
    assert.ok(same, `${problem}: two workers learned something else than one`);
    if (distance !== null) assert.ok(distance < LEARNS_THE_SAME, `${problem}: the losses of ${by} are ${distance} from ours`);
  });
}

/** @param {Trained[]} trained */
export function trainingTables(trained) {
  const figures = trained.map((one) => {
    const problem = PROBLEMS.find(({ name }) => name === one.problem);
    assert.ok(problem);
    const { by, workers, time, reason, distance } = one;
    const name = workers === 1 ? by : `${by}, ${workers} workers`;
    if (time === null) return [problem.label, name, reason ?? "", "", "", ""];
    const seconds = (/** @type {number | null} */ milliseconds) => (milliseconds === null ? "" : digits(milliseconds / 1000));
    const [cpu, wall] = by === PEAK ? ["", ""] : [seconds(time.cpu), seconds(time.wall)];
    return [problem.label, name, cpu, wall, digits(speed(one, problem) ?? NaN), distance?.toExponential(0) ?? ""];
  });
  const verdicts = PROBLEMS.flatMap((problem) =>
    judge(trained, problem).map(({ what, ratio, least, most }) => {
      const wanted = least !== null ? `at least ${times(least)}` : most !== null ? `at most ${times(most)}` : "";
      return [problem.label, what, times(ratio), wanted];
    }));
  return [
    markdown(["an epoch of", "by", "CPU s", "clock s", "GFLOP/s", "losses from ours"], figures, 2),
    markdown(["an epoch of", "what", "found", "wanted"], verdicts, 2),
  ].join("\n\n");
}
