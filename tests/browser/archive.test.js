// @ts-check
/**
 * The three suites on the demo songs, to their end, and the archive of all their runs: a Python program opens it and holds every
 * score against scikit-learn's (tests/reference/check_archive.py).
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, root, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, settled } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

/** Long enough for machines that are ten times slower than ours. */
const PATIENCE = 40 * 60_000;
const COLUMNS = [
  "run", "feature", "audio_feature", "vae_arch", "cluster_method", "clusters_requested", "dbscan_eps", "dbscan_min_samples", "latent_dim", "beta", "cond_col", "n",
  "n_clusters_eff", "silhouette", "calinski_harabasz", "davies_bouldin", "ari", "nmi", "purity",
];

/** Saves the archive as a visitor does. @param {Page} page @returns {Promise<string>} its path */
async function saved(page) {
  const download = page.waitForEvent("download", { timeout: PATIENCE });
  await page.click("#save-archive");
  const file = await download;
  assert.equal(file.suggestedFilename(), "songscape.zip");
  return file.path();
}

/** What Python finds in an archive. @param {string} path */
function looked(path) {
  const python = process.env["SONGSCAPE_PYTHON"];
  assert.ok(python, "cargo xtask test says where Python is");
  return JSON.parse(execFileSync(python, [`${root}tests/reference/check_archive.py`, path], { encoding: "utf8", maxBuffer: 2 ** 26 }));
}

test("easy, medium and hard on the demo songs, and an archive that Python reads", { timeout: PATIENCE }, async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  await page.click("#demo");
  await run(page);
  await settled(page);
  await page.evaluate(async () => {
    for (const name of ["easy", "medium", "hard"]) await engine().suite(name);
  });
  const path = await saved(page);
  const found = looked(path);
  console.log(JSON.stringify(found, null, 1).slice(0, 6000));
  assertQuiet(page);
  await close();
});
