// @ts-check
/** The page's arithmetic and words, which need no browser: addresses, settings, the map's geometry, problems. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, readAddress } from "../../www/app/hash.js";
import { betweenScenes, fitRange, fromPixels, songAt, songTowards, toPixels, zoomRange } from "../../www/app/map_geometry.js";
import { problemWords } from "../../www/app/problem_words.js";
import { asProblem } from "../../www/app/thrown.js";
import { readValue } from "../../www/app/settings_values.js";
import { decimal } from "../../www/app/words.js";

/** @typedef {import("../../www/app/types.js").SettingRow} SettingRow */

/** @type {SettingRow[]} */
const table = [
  { name: "clusters", kind: "integer_or_auto", group: "Groups", label: "Groups", explanation: "", default: 4, minimum: 2, maximum: 100 },
  { name: "lr", kind: "number", group: "Training", label: "Learning rate", explanation: "", default: 0.001, minimum: 1e-6, maximum: 1 },
  { name: "objective", kind: "choice", group: "Network", label: "Objective", explanation: "", default: "elbo", choices: ["elbo", "mean"] },
  { name: "label_col", kind: "text", group: "Groups", label: "Labels", explanation: "", default: "label" },
];

const settingsOfHash = (/** @type {SettingRow[]} */ rows, /** @type {string} */ hash) => readAddress(rows, hash).settings;

test("an address gives settings in range, and nothing else", () => {
  assert.deepEqual(settingsOfHash(table, "#clusters=6&lr=0.01&objective=mean&bogus=1"), { clusters: 6, lr: 0.01, objective: "mean" });
  assert.deepEqual(settingsOfHash(table, "#clusters=auto"), { clusters: "auto" });
  assert.deepEqual(settingsOfHash(table, "#clusters=101&lr=NaN&objective=toString"), {});
  assert.deepEqual(settingsOfHash(table, "#clusters=2.5"), {});
  assert.deepEqual(settingsOfHash(table, ""), {});
});

test("10,000 addresses of rubbish give settings in range", () => {
  let state = 7;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const pieces = ["clusters", "lr", "objective", "label_col", "=", "&", "#", "%", "%00", "%E0%A4", "1e999", "-0", "auto", "__proto__", "constructor", "0x10", " ", "٣", "\u202e", "elbo", "4", "😀"];
  for (let round = 0; round < 10_000; round += 1) {
    const address = Array.from({ length: Math.floor(random() * 14) }, () => pieces[Math.floor(random() * pieces.length)]).join("");
    const settings = settingsOfHash(table, address);
    for (const [name, value] of Object.entries(settings)) {
      const row = table.find((candidate) => candidate.name === name);
      assert.ok(row && "value" in readValue(row, String(value)), `${address} gave ${name} = ${value}`);
    }
    assert.deepEqual(settingsOfHash(table, addressOf(table, settings)), withoutDefaults(settings), address);
  }
});

/** @param {import("../../www/app/types.js").Settings} settings */
function withoutDefaults(settings) {
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => String(value) !== String(table.find((row) => row.name === name)?.default)));
}

test("whatever is typed is a value or a reason", () => {
  for (const typed of ["", "abc", "1e400", "-3", "9".repeat(40), "2.5", "1,5", "Infinity"]) {
    const read = readValue(table[0], typed);
    assert.ok("problem" in read, typed);
    assert.notEqual(problemWords(read.problem).sentence, read.problem.code);
  }
  assert.deepEqual(readValue(table[1], " 1e-3 "), { value: 0.001 });
});

test("a range holds every song, one scale for both axes", () => {
  const range = fitRange(Float32Array.of(-1, 0, 3, 1, NaN, 9), 1.5);
  assert.ok(range.x[0] < -1 && range.x[1] > 3 && range.y[0] < 0 && range.y[1] > 1 && range.y[1] < 9);
  assert.ok(Math.abs((range.x[1] - range.x[0]) / (range.y[1] - range.y[0]) - 1.5) < 1e-9);
  for (const map of [Float32Array.of(), Float32Array.of(2, 2), Float32Array.of(NaN, NaN), new Float32Array(20).fill(5)]) {
    const { x, y } = fitRange(map, 2);
    assert.ok(x[1] > x[0] && y[1] > y[0] && Number.isFinite(x[0] + x[1] + y[0] + y[1]));
  }
});

test("to pixels and back is where one was; zooming keeps the place under the pointer", () => {
  const rect = { left: 50, top: 10, right: 650, bottom: 410 };
  /** @type {import("../../www/app/map_geometry.js").Range} */
  const range = { x: [-3, 3], y: [-2, 2] };
  const [left, top] = toPixels(range, rect, 1.25, -0.5);
  const [x, y] = fromPixels(range, rect, left, top);
  assert.ok(Math.abs(x - 1.25) < 1e-9 && Math.abs(y + 0.5) < 1e-9);
  const closer = zoomRange(range, 3, [1.25, -0.5]);
  const [left2, top2] = toPixels(closer, rect, 1.25, -0.5);
  assert.ok(Math.abs(left2 - left) < 1e-9 && Math.abs(top2 - top) < 1e-9);
  assert.equal(songAt(Float32Array.of(0, 0, 1.25, -0.5), range, rect, [left + 3, top], 10), 1);
  assert.equal(songAt(Float32Array.of(NaN, NaN), range, rect, [left, top], Infinity), -1);
});

test("arrows walk to the nearest song on that side, and every song can be reached", () => {
  const places = Float32Array.of(0, 0, 1, 0.1, 3, 0, 0, 2, -1, -1);
  /** @type {import("../../www/app/map_geometry.js").Range} */
  const range = { x: [-4, 4], y: [-4, 4] };
  assert.equal(songTowards(places, 0, [1, 0], range), 1);
  assert.equal(songTowards(places, 1, [1, 0], range), 2);
  assert.equal(songTowards(places, 0, [0, 1], range), 3);
  assert.equal(songTowards(places, 3, [0, 1], range), 3);
  /** @type {[number, number][]} */
  const ways = [[1, 0], [-1, 0], [0, 1], [0, -1]];
  const reached = new Set([0]);
  for (const from of reached) for (const way of ways) reached.add(songTowards(places, from, way, range));
  assert.equal(reached.size, 5);
});

test("between two scenes songs are on their way, and new ones where they will be", () => {
  const from = { ids: ["a", "b"], map: Float32Array.of(0, 0, 10, 10), labels: new Int32Array(2) };
  const to = { ids: ["b", "c", "a"], map: Float32Array.of(20, 20, 5, 5, 2, 4), labels: new Int32Array(3) };
  assert.deepEqual([...betweenScenes(from, to, 0.5)], [15, 15, 5, 5, 1, 2]);
  assert.equal(betweenScenes(from, to, 1), to.map);
});

test("a problem without words says what the engine said; anything thrown becomes a problem", () => {
  assert.deepEqual(problemWords({ code: "never_heard_of", message: "The flux was 3." }), { sentence: "The flux was 3.", cure: "" });
  assert.deepEqual(problemWords({ code: "constructor" }), { sentence: "constructor", cure: "" });
  assert.match(problemWords({ code: "not_audio", looks_like: "pdf" }).sentence, /a PDF document/);
  assert.equal(asProblem({ code: "no_songs" }).code, "no_songs");
  assert.equal(asProblem(new Error("boom")).message, "boom");
  assert.equal(asProblem(undefined).code, "unexpected");
});

test("a figure that rounds to zero has no sign", () => {
  assert.deepEqual([decimal(-0.04, 1), decimal(-0.06, 1), decimal(0), decimal(-1.5), decimal(-0.001)], ["0.0", "−0.1", "0.00", "−1.50", "0.00"]);
});
