// @ts-check
/** What the page makes of a network without a browser: order of units, songs that stand out, colours, ways out, places. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { clash } from "../../www/app/clashes.js";
import { colourIn, scaleOf } from "../../www/app/colour_scale.js";
import { outliersOf, overfitting } from "../../www/app/diagnosis.js";
import { curesFor } from "../../www/app/cures.js";
import { byKl } from "../../www/app/kl_bars.js";
import { nearestRow, placing } from "../../www/app/latent_place.js";
import { bestEpoch } from "../../www/app/loss_legend.js";
import { middle, worst } from "../../www/app/reconstruction_errors.js";
import { idle } from "../../www/app/settings_effect.js";
import { readValue } from "../../www/app/settings_values.js";
import { TimeLeft } from "../../www/app/time_left.js";
import { rangeOf } from "../../www/app/vector_lines.js";

/** @typedef {import("../../www/app/types.js").Settings} Settings */
/** @typedef {import("../../www/app/types.js").Run} Run */

/** @type {Settings} */
const DEFAULTS = {
  feature: "mfcc", audio_feature: "mfcc", baseline: "none", vae_arch: "mlp", objective: "elbo", beta: 1, kl_warmup: 0.3, epochs: 50, latent_dim: 16,
  lr: 0.001, validation: 0, patience: 0, batch_size: 128, tf_frames: 512, save_recon: "on",
};

/** @param {number} epochs @param {(epoch: number) => number | null} validation */
const losses = (epochs, validation) => Array.from({ length: epochs }, (_, epoch) => ({ total: 1, reconstruction: 1, kl: 0, validation: validation(epoch) }));

test("units come in the order of what they carry, equal ones in their own", () => {
  assert.deepEqual(byKl([0.5, 2, 0.5, 0, 3]), [4, 1, 0, 2, 3]);
});

test("songs that stand out are named, the worst first; where none does, a few", () => {
  const errors = Float32Array.of(0.1, 0.9, 0.2, 0.7, 0.3);
  assert.deepEqual(worst(errors, [3, 1]), [1, 3]);
  assert.deepEqual(worst(errors, []), [1, 3, 4]);
  assert.ok(Math.abs(middle(errors) - 0.3) < 1e-6);
  assert.ok(Math.abs(middle(Float32Array.of(1, 2, 3, 4)) - 2.5) < 1e-6);
});

test("an error stands out when it lies far above the upper quarter", () => {
  const errors = Float32Array.of(0.2, 0.25, 0.22, 0.3, 0.24, 0.9, 0.21, 0.26, 0.23, 0.28);
  assert.deepEqual(outliersOf(errors), [5]);
  assert.deepEqual(outliersOf(errors.map((error) => Math.min(error, 0.33))), []);
  assert.deepEqual(outliersOf(Float32Array.of(0.1, 9)), []);
});

test("learned by heart: unseen songs got worse while the others got better, and not just by a little", () => {
  const course = (/** @type {(epoch: number) => number} */ validation, slope = -0.01) =>
    Array.from({ length: 60 }, (_, epoch) => ({ total: 1 + slope * epoch, reconstruction: 1, kl: 0, validation: validation(epoch) }));
  const rising = course((epoch) => 1 + ((epoch - 20) / 40) ** 2);
  assert.deepEqual(overfitting(rising, bestEpoch(rising)), { code: "overfitting", best_epoch: 21, epochs: 60 });
  const flat = course((epoch) => 1 + 0.05 * ((epoch - 20) / 40) ** 2);
  assert.equal(overfitting(flat, bestEpoch(flat)), null);
  const diverging = course((epoch) => 1 + ((epoch - 20) / 40) ** 2, 0.01);
  assert.equal(overfitting(diverging, bestEpoch(diverging)), null, "what the network saw got worse too");
  const falling = course((epoch) => 1 - epoch / 100);
  assert.equal(overfitting(falling, bestEpoch(falling)), null);
  assert.equal(overfitting(losses(60, () => null), null), null);
});

test("the best epoch is that of the songs that were held back, and there is none without them", () => {
  assert.equal(bestEpoch(losses(9, (epoch) => (epoch - 4) ** 2)), 5);
  assert.equal(bestEpoch(losses(9, () => null)), null);
  assert.equal(bestEpoch([]), null);
});

test("the colours run from dark to bright, brighter at every step, and what is no number is dark", () => {
  const pixels = new Uint8ClampedArray(4 * 256);
  colourIn(Float32Array.from({ length: 256 }, (_, at) => at), [0, 255], pixels);
  const light = Array.from({ length: 256 }, (_, at) => 0.2126 * pixels[4 * at] + 0.7152 * pixels[4 * at + 1] + 0.0722 * pixels[4 * at + 2]);
  assert.deepEqual([...pixels.slice(0, 4)], [0, 0, 4, 255]);
  assert.deepEqual([...pixels.slice(-4)], [252, 253, 191, 255]);
  assert.ok(light.every((value, at) => at === 0 || value >= light[at - 1] - 0.6), "never darker");
  assert.ok(light[64] > 20 && light[128] > light[64] + 30 && light[192] > light[128] + 50);
  colourIn(Float32Array.of(NaN, -Infinity, Infinity), [0, 1], pixels);
  assert.deepEqual([pixels[0], pixels[4], pixels[8]], [0, 0, 252]);
});

test("a scale does not follow the one value that is far from all others", () => {
  const values = Float32Array.from({ length: 1000 }, (_, at) => at / 1000);
  values[17] = 1e6;
  const [low, high] = scaleOf([values]);
  assert.ok(low >= 0 && low < 0.05 && high > 0.95 && high <= 1, `${low} to ${high}`);
  assert.deepEqual(scaleOf([new Float32Array(5).fill(2)]), [1.5, 2.5]);
  assert.deepEqual(scaleOf([]), [-0.5, 0.5]);
});

test("lines have a range with zero in it, whatever they are", () => {
  const [low, high] = rangeOf([Float32Array.of(2, 5), Float32Array.of(3)]);
  assert.ok(low < 0 && high > 5);
  const [least, most] = rangeOf([new Float32Array(3)]);
  assert.ok(least < 0 && most > 0);
});

test("a collapsed network is offered what wakes it, and nothing it already has", () => {
  const changes = (/** @type {Settings} */ settings) => curesFor({ code: "posterior_collapsed" }, { ...DEFAULTS, ...settings }).map((cure) => cure.changes);
  assert.deepEqual(changes({ objective: "mean" })[0], { objective: "elbo" });
  assert.ok(changes({}).every((change) => !("objective" in change)));
  assert.ok(changes({ beta: 8 }).some(({ beta }) => beta === 1));
  assert.ok(changes({}).some(({ beta }) => beta === 0.1));
  assert.ok(changes({ kl_warmup: 0.9 }).every((change) => !("kl_warmup" in change)));
  for (const code of ["training_diverged", "sound_diverged"]) assert.deepEqual(curesFor({ code }, { ...DEFAULTS, lr: 0.03 })[0]?.changes, { lr: 0.003 });
  assert.deepEqual(curesFor({ code: "few_songs", songs: 3 }, DEFAULTS), []);
});

test("a network that learns by heart is stopped in time", () => {
  const [first, second] = curesFor({ code: "overfitting", best_epoch: 12 }, DEFAULTS);
  assert.deepEqual(first?.changes, { validation: 0.15, patience: 10 });
  assert.deepEqual(second?.changes, { epochs: 12 });
  assert.ok(curesFor({ code: "overfitting", best_epoch: 12 }, { ...DEFAULTS, validation: 0.2, patience: 5 }).every(({ changes }) => !("patience" in changes)));
});

test("too large a run is offered what fits, and only that", () => {
  const fits = (/** @type {Settings} */ settings) => Number(settings["batch_size"]) * Number(settings["tf_frames"]) <= 128 * 64;
  const settings = { ...DEFAULTS, feature: "logmelspec", vae_arch: "conv2d" };
  const cures = curesFor({ code: "too_large" }, settings, fits);
  assert.deepEqual(cures.map(({ changes }) => changes), [{ batch_size: 16 }, { tf_frames: 64 }]);
  assert.deepEqual(curesFor({ code: "too_large" }, settings, () => false), []);
});

test("what does not go together says why and how it would", () => {
  assert.equal(clash(DEFAULTS), null);
  assert.equal(clash({ ...DEFAULTS, vae_arch: "conv2d" })?.reason, "needsMap");
  assert.equal(clash({ ...DEFAULTS, vae_arch: "conv2d", feature: "lyrics_tfidf" })?.reason, "needsMap");
  assert.equal(clash({ ...DEFAULTS, vae_arch: "conv2d", feature: "hybrid", audio_feature: "mfcc_frames" }), null);
  assert.equal(clash({ ...DEFAULTS, vae_arch: "dual_encoder", feature: "multimodal" })?.reason, "needsHybrid");
  assert.equal(clash({ ...DEFAULTS, vae_arch: "dual_encoder", baseline: "pca" }), null);
  for (const settings of /** @type {Settings[]} */ ([{ vae_arch: "conv2d" }, { vae_arch: "conv2d", feature: "hybrid" }, { vae_arch: "dual_encoder" }])) {
    const all = { ...DEFAULTS, ...settings };
    for (const { changes } of clash(all)?.cures ?? []) assert.equal(clash({ ...all, ...changes }), null, JSON.stringify(changes));
  }
});

test("settings of networks that count for nothing say so", () => {
  const reason = (/** @type {string} */ name, /** @type {Settings} */ settings = {}) => idle(name, { ...DEFAULTS, ...settings });
  assert.equal(reason("channels"), "conv2d");
  assert.equal(reason("channels", { vae_arch: "conv2d" }), null);
  assert.equal(reason("hidden", { vae_arch: "conv2d" }), "fullyConnected");
  assert.equal(reason("hidden", { vae_arch: "conv2d", feature: "hybrid" }), null);
  assert.equal(reason("patience"), "validation");
  assert.equal(reason("patience", { validation: 0.1 }), null);
  assert.equal(reason("cond_col", { baseline: "pca" }), "network");
  assert.equal(reason("n_recon", { save_recon: "off" }), "recon");
});

test("widths are numbers with commas between them, or auto", () => {
  /** @type {import("../../www/app/types.js").SettingRow} */
  const row = { name: "hidden", kind: "widths", group: "Network", label: "Hidden layers", explanation: "", default: "auto", minimum: 1, maximum: 2048, most: 6 };
  assert.deepEqual(readValue(row, " 256, 128 "), { value: "256,128" });
  assert.deepEqual(readValue(row, "Auto"), { value: "auto" });
  for (const [typed, code] of [["", "setting_not_widths"], ["256;128", "setting_not_widths"], ["64,", "setting_not_widths"], ["1.5", "setting_not_widths"], ["0", "setting_out_of_range"], ["9999", "setting_out_of_range"], ["1,2,3,4,5,6,7", "too_many_layers"]]) {
    const read = readValue(row, typed);
    assert.equal("problem" in read ? read.problem.code : null, code, typed);
  }
});

test("the time left is told from the third step on, and begins anew with another training", () => {
  const left = new TimeLeft();
  assert.equal(left.step(1, 50, 100), undefined);
  assert.equal(left.step(2, 50, 102), undefined);
  assert.equal(left.step(3, 50, 104), 94);
  assert.equal(left.step(49, 50, 196), undefined, "hardly any");
  assert.equal(left.step(1, 10, 300), undefined);
  assert.equal(left.step(2, 10, 303), undefined);
  assert.equal(left.step(3, 10, 306), 21);
});

test("a point's place on the map is where the straight axes put it; a bent map has none", () => {
  const [rows, units] = [12, 3];
  const data = Float32Array.from({ length: rows * units }, (_, at) => Math.sin(at * at + 1) * (at % units === 2 ? 0 : 2));
  const axes = [[0.6, -0.8, 0], [0.8, 0.6, 0]];
  const at = (/** @type {ArrayLike<number>} */ z) => axes.map((axis, number) => axis.reduce((sum, part, unit) => sum + part * (z[unit] - 0.1), number - 0.5));
  const projection = Float32Array.from(Array.from({ length: rows }, (_, row) => at(data.subarray(row * units, (row + 1) * units))).flat());
  const run = /** @type {Run} */ (/** @type {unknown} */ ({ latents: { data, shape: [rows, units] }, projection }));
  const place = placing(run);
  assert.ok(place);
  const latent = Float32Array.of(0.3, -1.2, 0);
  at(latent).forEach((value, axis) => assert.ok(Math.abs(value - (place(latent)[axis] ?? NaN)) < 1e-4));
  assert.equal(placing({ ...run, projection: projection.map((value) => Math.abs(value)) }), null);
  assert.equal(placing({ ...run, projection: new Float32Array() }), null);
  assert.equal(nearestRow(run, data.slice(2 * units, 3 * units)).row, 2);
});
