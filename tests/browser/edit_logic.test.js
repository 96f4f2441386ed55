// @ts-check
/** What correcting and choosing stand on, without a browser: loops, letters, names of columns, rows and songs. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { changeOf, columnField, fieldsOf, nameFault, readField, valuesOf } from "../../www/app/fields.js";
import { songsInside } from "../../www/app/map_geometry.js";
import { songOf, songView, startOf, trackOf } from "../../www/app/rows.js";
import { languageOf, oneLine } from "../../www/app/writing.js";

/** @typedef {import("../../www/app/types.js").Track} Track */
/** @typedef {import("../../www/app/types.js").Run} Run */

test("a loop holds what it goes around, whichever way and however often it is drawn", () => {
  /** @type {[number, number][]} */
  const square = [[0, 0], [2, 0], [2, 2], [0, 2]];
  const places = Float32Array.of(1, 1, 3, 1, -1, 1, 1, 5, NaN, 1, 0.01, 1.99);
  assert.deepEqual(songsInside(places, square), [0, 5]);
  assert.deepEqual(songsInside(places, square.toReversed()), [0, 5]);
  assert.deepEqual(songsInside(places, [...square, ...square]), [0, 5], "twice around is inside too");
  assert.deepEqual(songsInside(places, []), []);
  assert.deepEqual(songsInside(places, [[1, 1]]), []);
  // A horseshoe: between its arms is outside.
  assert.deepEqual(songsInside(Float32Array.of(1, 0.5, 1, 2, 0.2, 2, 1.8, 2), [[0, 0], [2, 0], [2, 3], [1.6, 3], [1.6, 1], [0.4, 1], [0.4, 3], [0, 3]]), [0, 2, 3]);
});

test("10,000 random places: the winding number and the sum of angles agree", () => {
  let state = 11;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let round = 0; round < 100; round += 1) {
    const loop = Array.from({ length: 3 + Math.floor(random() * 12) }, () => /** @type {[number, number]} */ ([random(), random()]));
    const places = Float32Array.from({ length: 200 }, random);
    const inside = new Set(songsInside(places, loop));
    for (let index = 0; index < 100; index += 1) {
      const [x, y] = [places[2 * index], places[2 * index + 1]];
      // The naive twin: how far one turns when looking along the loop.
      const turn = loop.reduce((sum, [toX, toY], corner) => {
        const [fromX, fromY] = loop.at(corner - 1) ?? [0, 0];
        const angle = Math.atan2(toY - y, toX - x) - Math.atan2(fromY - y, fromX - x);
        return sum + Math.atan2(Math.sin(angle), Math.cos(angle));
      }, 0);
      assert.equal(inside.has(index), Math.abs(Math.round(turn / (2 * Math.PI))) > 0);
    }
  }
});

test("a text is shortened between letters as readers count them, and told by its script", () => {
  assert.equal(oneLine(" one\n\ttwo  ", 20), "one two");
  assert.equal(oneLine("abcdef", 3), "abc…");
  assert.equal(oneLine("abc", 3), "abc");
  const woman = "👩🏽‍🚀";
  assert.equal(oneLine(woman.repeat(3), 2), `${woman.repeat(2)}…`);
  const letters = [...new Intl.Segmenter().segment("ক্ষুদ্র র‍্যাঁদা")].map(({ segment }) => segment);
  for (let most = 1; most < letters.length; most += 1) {
    assert.equal(oneLine("ক্ষুদ্র র‍্যাঁদা", most), `${letters.slice(0, most).join("")}…`);
  }
  assert.ok(oneLine("x".repeat(1_000_000), 120).length <= 121);
  assert.equal(languageOf("Señor Böse"), undefined);
  assert.equal(languageOf("Song: আমার সোনার বাংলা"), "bn");
  assert.equal(languageOf("夜に駆ける"), "ja");
  assert.equal(languageOf("月亮代表我的心"), "zh");
  assert.equal(languageOf("🎵"), undefined);
});

test("a column's name is one the list can keep", () => {
  assert.deepEqual(["", "  ", "ID", "lyrics", "__proto__", "x".repeat(61)].map(nameFault), ["empty", "empty", "taken", "taken", "taken", "long"]);
  assert.deepEqual(["label", "genre 2", "ভাষা", "constructor"].map(nameFault), [null, null, null, null]);
  assert.ok(new TextEncoder().encode("ভ".repeat(60)).length <= 200, "the setting label_col holds 200 bytes");
});

test("a field is read and changed by name, whatever the name", () => {
  const track = /** @type {Track} */ (/** @type {unknown} */ ({ title: "t", artist: "", lyrics: "la", columns: { genre: "waltz" } }));
  assert.equal(readField(track, "lyrics"), "la");
  assert.equal(readField(track, columnField("genre")), "waltz");
  assert.equal(readField(track, columnField("constructor")), "", "what every object has is no column");
  assert.deepEqual(changeOf(columnField("genre"), "x"), { columns: { genre: "x" } });
  assert.deepEqual(changeOf("title", "x"), { title: "x" });
  assert.deepEqual(fieldsOf({ title: "x", columns: { a: "1", b: "2" } }), ["title", "column:a", "column:b"]);
  const tracks = ["b", "a", "b", "", " "].map((genre) => /** @type {Track} */ ({ ...track, columns: { genre } }));
  assert.deepEqual(valuesOf(tracks, columnField("genre")), ["b", "a"]);
});

test("rows that are clips lead to their songs, and to the moment where they begin", () => {
  const run = /** @type {Run} */ (/** @type {unknown} */ ({
    ids: ["a_clip0", "a_clip1", "b_clip1_clip0", "c"],
    song_ids: ["a", "a", "b_clip1", "c"],
    settings: { clips: 5 },
    clusters: Int32Array.of(0, 1, 2, 3),
    latents: { data: Float32Array.of(1, 10, 3, 30, 5, 50, 7, 70), shape: [4, 2] },
    song_level: null,
  }));
  const tracks = new Map(["a", "b_clip1", "c"].map((id) => [id, /** @type {Track} */ ({ id })]));
  assert.deepEqual(run.ids.map((_, index) => songOf(run, index)), ["a", "a", "b_clip1", "c"]);
  assert.deepEqual(run.ids.map((id) => trackOf(tracks, id, run)?.id), ["a", "a", "b_clip1", "c"]);
  assert.equal(trackOf(tracks, "a_clip7", null)?.id, "a");
  assert.equal(trackOf(tracks, "b_clip1", null)?.id, "b_clip1", "a song may be called like a clip");
  assert.deepEqual([startOf("a_clip1", "a", run), startOf("b_clip1_clip0", "b_clip1", run), startOf("b_clip1", "b_clip1", run), startOf("c", "c", run)], [5, 0, 0, 0]);
  const { run: songs, places } = songView(run);
  assert.deepEqual(songs.ids, ["a", "b_clip1", "c"]);
  assert.deepEqual([...songs.latents.data], [2, 20, 5, 50, 7, 70]);
  assert.deepEqual([...songs.clusters], [0, 2, 3]);
  assert.equal(places.get("c"), 2);
  assert.equal(songView(run), songView(run));
  const whole = /** @type {Run} */ ({ ...run, ids: ["a", "c"], song_ids: ["a", "c"] });
  assert.equal(songView(whole).run, whole);
});
