// @ts-check
/** What `cargo xtask bench tab` says of features: tables, and whether all found the same. */

import assert from "node:assert/strict";
import { digits, markdown } from "./bench_markdown.js";

/** @typedef {import("../../www/bench/plan.js").Measured} Measured */
/** @typedef {import("../../www/bench/plan.js").Line} Line */

/** How far the means of our coefficients may be from those of a library that is known to agree with librosa. */
const AGREES = 0.1;

/** @param {Measured[]} measured */
export function checkFeatures(measured) {
  measured.forEach(({ task, by, same, distance }) => {
    assert.ok(same, `${task}: two workers found different numbers`);
    if (by === "essentia.js") assert.ok(distance !== null && distance < AGREES, `${task}: ${by} is ${distance} from ours`);
    if (by === "JavaScript") assert.ok(distance !== null && distance < 1e-6, `${task}: the twin is ${distance} from ours`);
  });
}

/**
 * @param {Measured[]} measured
 * @param {Line[]} lines
 */
export function featureTables(measured, lines) {
  const find = (/** @type {string} */ task, /** @type {string} */ by, workers = 1) =>
    measured.find((one) => one.task === task && one.by === by && one.workers === workers);
  const ours = lines.map(({ task, label, rated }) => {
    const one = find(task, "Songscape")?.figure;
    const two = rated ? find(task, "Songscape", 2)?.figure : undefined;
    assert.ok(one && one.cpu !== null);
    const rates = two ? [digits(one.rate), digits(two.rate), `${(two.rate / one.rate).toFixed(2)} ×`] : [digits(one.rate), "", ""];
    return [label, digits(one.cpu), digits(one.wall), ...rates];
  });
  const rivals = measured.filter(({ by }) => by !== "Songscape").map(({ task, by, figure, distance }) => {
    const own = find(task, "Songscape")?.figure;
    assert.ok(own && own.cpu !== null && figure && figure.cpu !== null && distance !== null, `${by} was not measured`);
    const label = lines.find((line) => line.task === task)?.label ?? task;
    return [label, by, digits(figure.cpu), `${digits(figure.cpu / own.cpu)} ×`, distance.toPrecision(1)];
  });
  return [
    markdown(["work", "CPU ms", "clock ms", "a second, 1 worker", "2 workers", "gain"], ours),
    markdown(["work", "by", "CPU ms", "of ours", "farthest number from ours"], rivals),
  ].join("\n\n");
}
