// @ts-check
/**
 * The reference's figures, in the tab: every fixture of `reference/` that sound, lyrics and networks have, at the native
 * tolerances.
 *
 * First the checks of `tests/parity/` themselves, compiled to WebAssembly (`target/parity/`, made by `cargo xtask test
 * wasm`), which see every stage; then the page's own module, through the functions its workers call.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { closeBrowser, openPage, root, startServer, target } from "./harness.js";

/** @typedef {import("playwright-core").Page} Page */

// As in tests/parity/: decibels, coefficients, entries of TF-IDF, singular values.
const DECIBEL = 1e-4;
const MFCC = 1e-3;
const ENTRY = 1e-6;
const SINGULAR = 1e-4;

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

/** Opens the page with the checks' module beside it, at `/parity/`. */
function openWithChecks() {
  return openPage({
    url: server.url,
    prepare: (context) =>
      context.route(/\/parity\/[\w.]+(\?.*)?$/, async (route) => {
        const name = new URL(route.request().url()).pathname.split("/").at(-1) ?? "";
        const contentType = name.endsWith(".wasm") ? "application/wasm" : "text/javascript";
        await route.fulfill({ contentType, body: await readFile(join(target, "parity", name)) });
      }),
  });
}

/** A fixture file of `tests/reference/`. @param {string} name @returns {Promise<any>} */
async function fixture(name) {
  return JSON.parse(await readFile(`${root}tests/reference/${name}`, "utf8"));
}

/** @param {string} what @param {number} found @param {number} expected @param {number} tolerance */
function assertNear(what, found, expected, tolerance) {
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found} is not ${expected} ± ${tolerance}`);
}

/** @param {string} what @param {ArrayLike<number>} found @param {ArrayLike<number>} expected @param {number} tolerance */
function assertAllNear(what, found, expected, tolerance) {
  assert.equal(found.length, expected.length, what);
  for (let index = 0; index < found.length; index += 1) assertNear(`${what} ${index}`, found[index], expected[index], tolerance);
}

test("the native checks of every fixture pass, compiled to WebAssembly", async (suite) => {
  const { page, problems, close } = await openWithChecks();
  const names = await page.evaluate(async () => {
    const checks = await import(/** @type {string} */ ("/parity/parity.js"));
    await checks.default();
    return checks.checks();
  });
  assert.equal(names.length, 40, names.join(", "));
  for (const name of names) {
    await suite.test(name, async () => {
      const heard = problems.length;
      // A module of its own for each: one whose check has failed is good for nothing.
      const ran = await page.evaluate(async (name) => {
        const checks = await import(/** @type {string} */ (`/parity/parity.js?${name}`));
        await checks.default();
        try {
          return checks.check(name);
        } catch (error) {
          return String(error);
        }
      }, name);
      assert.equal(ran, 1, problems.slice(heard).join("\n"));
    });
  }
  assert.deepEqual(problems, []);
  await close();
});

/**
 * What the page's module makes of samples.
 * @param {Page} page
 * @param {{signal: string} | {tones: [number, number, number][], rate: number}} sound  a reference signal by name, or a
 *   channel of two seconds for each tone (strength, frequency, phase)
 * @param {object} settings
 */
function described(page, sound, settings) {
  return page.evaluate(
    async ({ sound, settings }) => {
      const { default: initialise, Listener } = await import(/** @type {string} */ ("/pkg/songscape.js"));
      const { default: initialiseChecks, signal } = await import(/** @type {string} */ ("/parity/parity.js"));
      await Promise.all([initialise(), initialiseChecks()]);
      const rate = "rate" in sound ? sound.rate : 22050;
      const channels = "signal" in sound
        ? [signal(sound.signal)]
        : sound.tones.map(([strength, frequency, phase]) =>
            Float32Array.from({ length: 2 * rate }, (_, i) => strength * Math.sin(2 * Math.PI * frequency * (i / rate) + phase)));
      const listener = new Listener(settings);
      const request = { mfcc: true, mfcc_mean: true, mfcc_frames: true, logmelspec: true };
      const { features } = listener.listen(channels, rate, request);
      listener.free();
      const plain = (/** @type {string} */ name) => Array.from(/** @type {Float32Array} */ (features[name]));
      return { mfcc: plain("mfcc"), mfcc_mean: plain("mfcc_mean"), mfcc_frames: plain("mfcc_frames"), logmelspec: plain("logmelspec") };
    },
    { sound, settings },
  );
}

test("the page's module gives librosa's features", async () => {
  const { page, close } = await openWithChecks();
  const { signals, resample } = await fixture("audio.json");
  for (const [signal, reference] of Object.entries(signals)) {
    const { frames, frame_index: index } = reference;
    const found = await described(page, { signal }, { tf_frames: frames });
    assertAllNear(`${signal} mfcc`, found.mfcc, reference.mfcc_summary80, MFCC);
    assertAllNear(`${signal} mfcc_mean`, found.mfcc_mean.slice(0, 20), reference.mfcc_summary80.slice(0, 20), MFCC);
    for (const [map, key, tolerance] of /** @type {const} */ ([
      ["mfcc_frames", "mfcc40", MFCC],
      ["logmelspec", "logmel64_refmax", DECIBEL],
    ])) {
      assert.equal(found[map].length, reference[key].length * frames);
      reference[key].forEach((/** @type {number[]} */ expected, /** @type {number} */ row) => {
        const values = index.map((/** @type {number} */ frame) => found[map][row * frames + frame]);
        assertAllNear(`${signal} ${map} row ${row}`, values, expected, tolerance);
      });
    }
  }
  const found = await described(page, { tones: [[0.5, 500, 0], [0.3, 3000, 1]], rate: 44100 }, {});
  assertAllNear("two channels at 44,100 Hz", found.mfcc_mean.slice(0, 20), resample.mfcc20_mean, MFCC);
  await close();
});

test("the page's module gives scikit-learn's lyrics", async () => {
  const { page, close } = await openWithChecks();
  const { texts, cases, lowercase } = await fixture("text.json");
  /** @param {object} settings */
  const describe = (settings) =>
    page.evaluate(
      async ({ texts, settings }) => {
        const { default: initialise, describeLyrics } = await import(/** @type {string} */ ("/pkg/songscape.js"));
        await initialise();
        const { terms, idf, rowStarts, columns, values, singularValues, coordinates } = describeLyrics(texts, settings);
        const list = (/** @type {ArrayLike<number> | undefined} */ numbers) => Array.from(numbers ?? []);
        const rows = texts.map((/** @type {string} */ _, /** @type {number} */ row) => {
          const places = list(columns).map((_, place) => place).slice(rowStarts[row], rowStarts[row + 1]);
          return Object.fromEntries(places.map((place) => [terms[columns[place]], values[place]]));
        });
        return { terms, idf: list(idf), rows, values: list(values), singularValues: list(singularValues), coordinates: list(coordinates) };
      },
      { texts, settings },
    );
  const sum = (/** @type {number[]} */ values) => values.reduce((a, b) => a + b, 0);
  const ALL = 1_000_000;
  for (const expected of cases) {
    const settings = { lyrics_tokens: "char_wb", min_documents: expected.min_df, max_features: expected.max_features ?? ALL };
    const what = JSON.stringify(settings);
    const found = await describe({ ...settings, lyrics_embed_dim: 12 });
    assert.equal(found.terms.length, expected.n_features, what);
    assert.equal(found.values.length, expected.nnz, what);
    assertNear(what, sum(found.values), expected.sum, ENTRY * expected.sum);
    if (expected.vocabulary !== null) {
      assert.deepEqual(found.terms, expected.vocabulary);
      found.terms.forEach((/** @type {string} */ term, /** @type {number} */ column) => {
        assertNear(`idf of ${term}`, found.idf[column], expected.idf[term], ENTRY);
      });
      assertAllNear(what, found.singularValues, expected.singular_values_exact, SINGULAR);
      const { singularValues, coordinates } = await describe({ ...settings, lyrics_embed_dim: 8 });
      assertAllNear(what, singularValues, expected.truncated_svd8_singular_values, SINGULAR);
      assert.equal(coordinates.length, 8 * texts.length);
      expected.gram.forEach((/** @type {number[]} */ row, /** @type {number} */ i) => row.forEach((product, j) => {
        const [a, b] = [found.rows[i], found.rows[j]];
        assertNear(`rows ${i} and ${j}`, sum(Object.keys(a).map((term) => a[term] * (b[term] ?? 0))), product, ENTRY);
      }));
    }
    const rows = expected.docs_index ?? texts.keys();
    [...rows].forEach((row, place) => {
      const document = expected.docs[place];
      assert.deepEqual(Object.keys(found.rows[row]).sort(), Object.keys(document).sort(), `${what} row ${row}`);
      for (const [term, value] of Object.entries(found.rows[row])) assertNear(`${what} row ${row} ${term}`, value, document[term], ENTRY);
    });
  }
  for (const expected of lowercase) {
    const found = await describe({ lyrics_tokens: "char_wb", min_documents: 2, max_features: ALL, lowercase: expected.lowercase });
    assert.deepEqual([found.terms.length, found.values.length], [expected.n_features, expected.nnz]);
    assertNear("lower case", sum(found.values), expected.sum, ENTRY * expected.sum);
  }
  await close();
});
