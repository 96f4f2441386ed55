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
  page.setDefaultTimeout(PATIENCE);
  await ready(page);
  await page.click("#demo");
  await run(page);
  await settled(page);
  await page.click("#suites-all");
  await page.waitForFunction(() => engine().suites.length === 3);
  await settled(page);
  const suites = await page.evaluate(() => engine().suites.map(({ name, runs, failures, stopped }) => ({ name, runs: runs.map(({ suite }) => suite?.run_dir), failures, stopped })));
  assert.deepEqual(suites.map(({ name, runs, failures, stopped }) => ({ name, runs: runs.length, failures, stopped })), [
    { name: "easy", runs: 2, failures: [], stopped: false },
    { name: "medium", runs: 10, failures: [], stopped: false },
    { name: "hard", runs: 7, failures: [], stopped: false },
  ]);

  const found = looked(await saved(page));
  assert.equal(found.metrics.rows, 20, "the first map and the runs of the suites");
  assert.deepEqual(found.metrics.columns.slice(0, COLUMNS.length), COLUMNS);
  for (const { name, runs } of suites) {
    const { columns, rows, run_dirs: dirs, failed } = found.suites[name];
    assert.deepEqual(columns.slice(0, COLUMNS.length + 1), ["run_dir", ...COLUMNS]);
    assert.deepEqual({ rows, dirs, failed }, { rows: runs.length, dirs: runs, failed: [] });
  }
  assert.ok(found.largest_difference <= 1e-6, `${found.largest_difference}`);
  for (const [dir, { names, latents, songs, run: kind }] of Object.entries(found.runs)) {
    assert.deepEqual([latents.z[0][0], latents.ids[0][0], latents.clusters[0][0], songs.rows], [32, 32, 32, 32], dir);
    for (const name of ["settings.json", "model.safetensors", "cluster_distributions/clusters_by_language.png", "cluster_distributions/clusters_by_language.svg"]) {
      assert.ok(names.includes(name), `${dir}/${name}`);
    }
    const learned = kind === "vae" || kind === "ae";
    assert.equal(names.includes("losses.png"), learned, dir);
    assert.equal(names.includes("kl_per_unit.png"), kind === "vae", dir);
  }
  const names = (/** @type {string} */ dir) => found.runs[dir].names;
  for (const dir of suites[0].runs) for (const map of ["clusters_tsne.png", "clusters_umap.png"]) assert.ok(names(String(dir)).includes(`latent_visualization/${map}`), `${dir} ${map}`);
  // The first three of medium are the convolutional network, each with its songs drawn back.
  for (const dir of suites[1].runs.slice(0, 3)) assert.ok(names(String(dir)).includes("reconstructions/recon_examples.png"), String(dir));
  const drawn = (/** @type {object} */ files, /** @type {string} */ ending) => Object.keys(files).map((name) => name.replace(ending, "")).sort();
  assert.deepEqual(drawn(found.pngs, ".png"), drawn(found.svgs, ".svg"), "every picture in both ways");
  assert.ok(Object.keys(found.models).length === 20);
  assertQuiet(page);
  await close();
});

test("strangers' words in an archive; a Stop; and nothing to save", { timeout: PATIENCE }, async () => {
  const { page, close } = await openPage({ url: `${server.url}#epochs=3&dist_cols=genre,a/../b,nothing&label_col=genre`, prepare: installEngine });
  await ready(page);
  assert.equal(await page.evaluate(() => engine().archive().catch((problem) => problem.code)), "no_runs");
  const cell = '"=HYPERLINK(""http://x"",""y"")"';
  const rows = ["waltz_01", "waltz_02", "techno_01", "techno_02"].map((id, place) => `${id},"Song ""${place}"",\nline two",${place < 2 ? cell : "+1+1"},<b>${place % 2}</b>`);
  await drop(page, [
    ...["waltz_01", "waltz_02", "techno_01", "techno_02"].map((id) => `${root}data/songs/${id}.mp3`),
    { name: "list.csv", bytes: new TextEncoder().encode(["id,title,genre,a/../b", ...rows].join("\n")) },
  ]);
  await run(page);
  await settled(page);
  const found = looked(await saved(page));
  const [[, { names }]] = /** @type {[string, {names: string[]}][]} */ (Object.entries(found.runs));
  const counted = names.filter((name) => name.startsWith("cluster_distributions/") && name.endsWith(".png"));
  assert.equal(counted.length, 2, `the column that is not there is passed over: ${counted}`);

  await page.evaluate(() => {
    const abort = new AbortController();
    Object.assign(window, { ended: engine().archive({ signal: abort.signal, progress: () => abort.abort() }).then(() => "made", (problem) => problem.code) });
  });
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).ended), "cancelled");
  assertQuiet(page);
  await close();
});
