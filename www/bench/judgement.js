// @ts-check
/** What was wanted of training, and what was found. */
import { operations } from "./problems.js";
import { OPERATIONS } from "./product.js";
import { HERE, PEAK } from "./training_plan.js";

/** @typedef {import("./entrant.js").Time} Time */
/** @typedef {import("./problems.js").Problem} Problem */
/** @typedef {import("./training_plan.js").Trained} Trained */

/**
 * One line: the ratio, and the bound it should keep.
 * @typedef {object} Judgement
 * @property {string} what
 * @property {number} ratio
 * @property {number | null} least
 * @property {number | null} most
 */

/** What one takes against what another takes: of processor time where both can tell. @param {Time} one @param {Time} other */
export function ratio(one, other) {
  return one.cpu !== null && other.cpu !== null ? one.cpu / other.cpu : one.wall / other.wall;
}

/**
 * By the name of the problem: how many times the speed of a peer, at most how many times the time of PyTorch (on one
 * worker, on two), which share of the best product of matrices, and how much a second worker should bring. Networks so small
 * that the page does not share them have no such bound.
 * @typedef {{peer?: string, least?: number, one?: number, two?: number, peak?: number, gain?: number}} Wanted
 * @type {Record<string, Wanted>}
 */
const WANTED = {
  mlp: { peer: "TensorFlow.js", least: 5, one: 1.5 },
  conv: { peer: "TensorFlow.js, gradients rewritten", least: 15, one: 2.2, two: 1.3, peak: 0.6, gain: 1.7 },
  conv_default: { gain: 1.7 },
};

/**
 * Thousand millions of operations a second, of an epoch or of the yardstick: of one worker by processor time where it is
 * known, of two together by the clock.
 * @param {Trained} trained
 * @param {Problem} problem
 */
export function speed({ by, workers, time }, problem) {
  if (time === null) return null;
  const milliseconds = workers === 1 && time.cpu !== null ? time.cpu : time.wall;
  return (1000 * (by === PEAK ? OPERATIONS : operations(problem))) / milliseconds;
}

/**
 * What can be said of a problem that was measured.
 * @param {Trained[]} measured
 * @param {Problem} problem
 * @returns {Judgement[]}
 */
export function judge(measured, problem) {
  const find = (/** @type {string} */ by, workers = 1) =>
    measured.find((one) => one.problem === problem.name && one.by === by && one.workers === workers);
  const time = (/** @type {string} */ by, workers = 1) => find(by, workers)?.time ?? null;
  const wanted = WANTED[problem.name] ?? {};
  /** @type {Judgement[]} */
  const all = [];
  /** @param {string} what @param {number} ratio @param {{least?: number, most?: number}} bound */
  const say = (what, ratio, { least, most }) => all.push({ what, ratio, least: least ?? null, most: most ?? null });
  const [one, two, pytorch] = [time(HERE), time(HERE, 2), time("PyTorch")];
  if (one === null || two === null) return all;
  say("speed of two workers, of one's", one.wall / two.wall, { least: wanted.gain });
  const best = find(PEAK);
  const [ours, peak] = [speed(/** @type {Trained} */ (find(HERE)), problem), best && speed(best, problem)];
  if (ours && peak) say(`speed of one worker, of the ${PEAK}`, ours / peak, { least: wanted.peak });
  for (const by of problem.peers.filter((by) => by !== "PyTorch")) {
    const peer = time(by);
    if (peer) say(`speed of one worker, of ${by}`, ratio(peer, one), by === wanted.peer ? { least: wanted.least } : {});
  }
  if (pytorch) {
    say("time of one worker, of PyTorch", ratio(one, pytorch), { most: wanted.one });
    say("time of two workers, of PyTorch", two.wall / pytorch.wall, { most: wanted.two });
  }
  return all;
}
