// @ts-check
/** What the map is made of, without a browser: what songs can be described by, sound against lyrics, settings without effect, and the words for it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { positionOf, weightsAt } from "../../www/app/balance.js";
import { problemWords } from "../../www/app/problem_words.js";
import { subline } from "../../www/app/report_words.js";
import { idle } from "../../www/app/settings_effect.js";
import { lacking, settingsFor, sourcesOf } from "../../www/app/sources.js";
import { words } from "../../www/app/words.js";

/** @typedef {import("../../www/app/types.js").Track} Track */

const FEATURES = Object.keys(words.features);
/** @param {string[][]} all sources of each song @param {Partial<Track>} [more] */
const tracks = (all, more = {}) => all.map((sources) => /** @type {Track} */ ({ state: "ready", sources, file: null, ...more }));
/** @param {string[][]} all */
const choosable = (all) => FEATURES.filter((feature) => lacking(feature, sourcesOf(tracks(all))) === null);

const SOUND = ["mfcc", "mfcc_mean", "mfcc_frames", "logmelspec"];

test("a feature can be chosen as soon as one song has what it is made of", () => {
  assert.deepEqual(choosable([["sound"]]), SOUND);
  assert.deepEqual(choosable([["lyrics"], []]), ["lyrics_tfidf"]);
  assert.deepEqual(choosable([["table"]]), ["table"]);
  assert.deepEqual(choosable([["sound"], ["lyrics"]]), [...SOUND, "lyrics_tfidf"], "joined features need both in one song");
  assert.deepEqual(choosable([["sound", "lyrics"]]), [...SOUND, "lyrics_tfidf", "hybrid", "multimodal"]);
  assert.deepEqual(choosable([["table", "lyrics"]]), ["lyrics_tfidf", "hybrid", "multimodal", "table"]);
  assert.deepEqual(choosable([["tensor"]]), ["mfcc_frames", "logmelspec"]);
  assert.deepEqual(choosable([]), []);
  assert.equal(lacking("hybrid", sourcesOf(tracks([["sound"]]))), "lyrics");
  assert.equal(lacking("hybrid", sourcesOf(tracks([["sound"], ["lyrics"]]))), "both");
});

test("songs that failed and duplicates bring nothing", () => {
  assert.equal(sourcesOf(tracks([["sound"]], { state: "failed" })).some.size, 0);
  assert.equal(sourcesOf(tracks([["sound", "lyrics"]], { state: "duplicate" })).sung.size, 0);
  assert.ok(sourcesOf(tracks([["sound"]], { state: "listening" })).some.has("sound"), "a song on its way will have sound");
});

test("choosing a joined feature takes the sound from where it is", () => {
  const table = sourcesOf(tracks([["table", "lyrics"]]));
  const sound = sourcesOf(tracks([["sound", "lyrics"]]));
  assert.deepEqual(settingsFor("hybrid", { audio_feature: "mfcc" }, table), { feature: "hybrid", audio_feature: "table" });
  assert.deepEqual(settingsFor("multimodal", { audio_feature: "table" }, sound), { feature: "multimodal", audio_feature: "mfcc" });
  assert.deepEqual(settingsFor("hybrid", { audio_feature: "logmelspec" }, sound), { feature: "hybrid" });
  assert.deepEqual(settingsFor("hybrid", { audio_feature: "mfcc" }, sourcesOf(tracks([["tensor", "lyrics"]]))), { feature: "hybrid", audio_feature: "logmelspec" });
  assert.deepEqual(settingsFor("mfcc", { audio_feature: "table" }, sound), { feature: "mfcc" });
});

test("in the middle sound and lyrics count fully, at either end one is silent, and every position finds its way back", () => {
  assert.deepEqual(weightsAt(0), { audio_weight: 1, lyrics_weight: 1 });
  assert.deepEqual(weightsAt(-10), { audio_weight: 1, lyrics_weight: 0 });
  assert.deepEqual(weightsAt(10), { audio_weight: 0, lyrics_weight: 1 });
  assert.deepEqual(weightsAt(-6), { audio_weight: 1, lyrics_weight: 0.4 });
  assert.deepEqual(weightsAt(99), weightsAt(10));
  for (let position = -10; position <= 10; position += 1) {
    const { audio_weight: audio, lyrics_weight: lyrics } = weightsAt(position);
    assert.ok(Object.is(positionOf(audio, lyrics), position), `${position}`);
    // Weights of the panel or the address: only their proportion has a place on the slider.
    assert.ok(Object.is(positionOf(3 * audio, 3 * lyrics), position), `${position}, three times`);
  }
  assert.equal(positionOf(0, 0), 0);
  assert.equal(words.balance(1, 0.4), "sound 1.0 · lyrics 0.4");
});

test("a setting without effect says why, and one with effect does not", () => {
  const defaults = { feature: "mfcc", audio_feature: "mfcc", baseline: "none", objective: "elbo" };
  const without = (/** @type {import("../../www/app/types.js").Settings} */ settings) =>
    ["audio_feature", "max_seconds", "clips", "n_mfcc", "n_mels", "tf_frames", "logmel_padding", "lyrics_tokens", "lyrics_embed_dim", "audio_weight", "genre_col",
      "latent_dim", "latent", "beta", "kl_warmup", "epochs", "lr", "clusters", "seed", "label_col"].filter((name) => idle(name, { ...defaults, ...settings }) !== null);
  const lyrics = ["lyrics_tokens"];
  const joined = ["lyrics_embed_dim", "audio_weight", "genre_col"];
  assert.deepEqual(without({}), ["audio_feature", "n_mfcc", "n_mels", "tf_frames", "logmel_padding", ...lyrics, ...joined]);
  assert.deepEqual(without({ feature: "logmelspec" }), ["audio_feature", "n_mfcc", ...lyrics, ...joined]);
  assert.deepEqual(without({ feature: "mfcc_frames" }), ["audio_feature", "n_mels", "logmel_padding", ...lyrics, ...joined]);
  assert.deepEqual(without({ feature: "lyrics_tfidf" }), ["audio_feature", "max_seconds", "clips", "n_mfcc", "n_mels", "tf_frames", "logmel_padding", ...joined]);
  assert.deepEqual(without({ feature: "multimodal", audio_feature: "logmelspec", baseline: "raw" }), ["n_mfcc"], "the joined sound has a network of its own");
  assert.deepEqual(without({ feature: "hybrid", audio_feature: "table", objective: "sum" }), ["max_seconds", "clips", "n_mfcc", "n_mels", "tf_frames", "logmel_padding", "genre_col", "kl_warmup"]);
  const network = ["latent_dim", "latent", "beta", "kl_warmup", "epochs", "lr"];
  assert.deepEqual(without({ baseline: "pca" }).slice(-6), network);
  assert.deepEqual(without({ baseline: "ae" }).slice(-3), ["latent", "beta", "kl_warmup"]);
  assert.match(words.idle[idle("n_mels", defaults) ?? "sound"], /logmelspec/);
});

test("a song in the list says what it came as, and whether it was known", () => {
  const of = (/** @type {Partial<Track>} */ track) => words.stateOf(/** @type {Track} */ ({ state: "ready", sources: [], file: null, ...track }));
  assert.equal(of({ sources: ["lyrics"] }), "lyrics only");
  assert.equal(of({ sources: ["table"] }), "numbers from a table");
  assert.equal(of({ sources: ["lyrics", "table"] }), "lyrics and numbers from a table");
  assert.equal(of({ sources: [] }), "a name only");
  const file = /** @type {File} */ ({});
  assert.equal(of({ sources: ["sound"], file }), "heard");
  assert.equal(of({ sources: ["sound"], file, known: true }), "known from an earlier visit");
  assert.equal(of({ sources: ["sound"], file, known: true, state: "reading" }), "reading");
  assert.equal(of({ sources: ["lyrics"], file, state: "failed" }), "not heard");
});

test("how many were heard, known, without sound", () => {
  const none = { ready: 0, known: 0, silent: 0, failed: 0, duplicate: 0, open: 0 };
  assert.equal(words.heard(none), "0 heard");
  assert.equal(words.heard({ ...none, ready: 7, open: 25 }), "7 of 32 heard");
  assert.equal(words.heard({ ...none, ready: 32, known: 24 }), "24 of 32 known from an earlier visit, not heard again");
  assert.equal(words.heard({ ...none, ready: 40, silent: 40 }), "40 without sound");
  assert.equal(words.heard({ ...none, ready: 40, silent: 29, failed: 1 }), "11 heard, 29 without sound, 1 could not be read");
  assert.match(words.progressListen(7, 32, 20, 5), /^Listening: 7 of 32 · 5 known already · about 20 s left$/);
});

test("what is kept and what was erased is said with its size", () => {
  assert.equal(words.kept({ songs: 32, bytes: 1_400_000 }), "Kept in this browser: features of 32 songs, 1.4 MB.");
  assert.match(words.kept({ songs: 0, bytes: 0 }), /nothing/);
  assert.match(words.erased({ songs: 1, bytes: 900 }), /^Erased: what was heard of 1 song \(900 B\), your preferences/);
});

test("a leak is said in a sentence, and who is not on the map under the headline", () => {
  const leak = problemWords({ code: "label_leak", column: "genre", label_col: "family" }).sentence;
  assert.match(leak, /“genre”.*“family”.*answers were handed out/);
  assert.match(problemWords({ code: "label_leak", column: "genre", label_col: "genre" }).sentence, /that same column/);
  assert.match(problemWords({ code: "none_described", lack: "no_lyrics", songs: 3 }).sentence, /lyrics/);
  const left = [...Array.from({ length: 29 }, (_, index) => ({ id: `s${index}`, code: "no_sound" })), { id: "last", code: "no_lyrics" }];
  const run = /** @type {any} */ ({ metrics: {}, clusters: new Int32Array(40), song_ids: Array.from({ length: 40 }, (_, index) => `${index}`), warnings: [], settings: {}, losses: [], left_out: left });
  const truth = [{ column: "genre", purity: 0.5, chance: 0.25, ari: null, nmi: null }];
  assert.match(subline(run, truth), /^The network never saw the column “genre”/);
  assert.match(subline({ ...run, settings: { feature: "multimodal", genre_col: "genre" } }, truth), /which the network was told.* That proves nothing/);
  assert.match(subline({ ...run, warnings: [{ code: "label_leak", column: "family", label_col: "genre" }] }, truth), /which the network was told/);
  assert.equal(subline(run, []), "29 songs have no sound and are not on this map. 1 song has no lyrics and is not on this map.");
});
