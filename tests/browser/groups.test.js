// @ts-check
/** Every way to find groups and to draw, on the real page: alone and with helpers to the same bits, stopped on the way, with several seeds. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, startServer } from "./harness.js";
import { engine, installEngine, ready, run, settled } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

/**
 * Gives the page a table of songs in eight clouds of 32 numbers each.
 * @param {Page} page
 * @param {number} count
 */
async function table(page, count) {
  await page.evaluate(async (songs) => {
    let seed = 1;
    const uniform = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return (seed + 0.5) / 4294967296;
    };
    const gauss = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const centres = Array.from({ length: 8 }, () => Array.from({ length: 32 }, () => 5 * gauss()));
    const rows = Array.from({ length: songs }, (_, row) => [`song_${row}`, ...centres[row % 8].map((centre) => (centre + 3 * gauss()).toFixed(4))].join(","));
    const head = ["id", ...Array.from({ length: 32 }, (_, column) => column)].join(",");
    await engine().addFiles([new File([[head, ...rows].join("\n")], "features.csv", { type: "text/csv" })]);
  }, count);
}

/** Songs so many that idle workers help with neighbours and silhouettes. */
const MANY = 6000;

test("neighbours, silhouettes, groups and map are the same to the bit with helpers, and with one that is lost", async () => {
  const results = [];
  for (const { workers, lost } of [{ workers: 1, lost: false }, { workers: 3, lost: false }, { workers: 3, lost: true }]) {
    const { page, close } = await openPage({
      url: `${server.url}?workers=${workers}`,
      prepare: async (context) => {
        await installEngine(context);
        await context.addInitScript((lose) => {
          const post = Worker.prototype.postMessage;
          const seen = { helpers: 0 };
          Object.defineProperty(window, "seen", { value: seen });
          Worker.prototype.postMessage = function postMessage(/** @type {any[]} */ ...message) {
            if (message[0]?.job === "assist") {
              seen.helpers += 1;
              // It has its first block by then, or has just been told the points.
              if (lose && seen.helpers === 1) setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { message: "lost", cancelable: true })), 60);
            }
            return Reflect.apply(post, this, message);
          };
        }, lost);
      },
    });
    await ready(page);
    await table(page, MANY);
    const found = await page.evaluate(async () => {
      const made = await engine().run({ feature: "table", baseline: "raw", cluster_method: "spectral", clusters: 8, viz: "umap", seed: 5 });
      return { clusters: [...made.clusters], projection: [...made.projection], silhouettes: made.silhouettes, metrics: made.metrics };
    });
    const helpers = await page.evaluate(() => /** @type {any} */ (window).seen.helpers);
    assert.ok(workers === 1 ? helpers === 0 : helpers >= 2, `${helpers} helpers of ${workers} workers`);
    results.push(found);
    await close();
  }
  assert.equal(results[0].metrics["n_clusters_eff"], 8);
  assert.deepEqual(results[1], results[0]);
  assert.deepEqual(results[2], results[0]);
});

test("Stop while the map is drawn keeps the songs where they are, and says so", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  await table(page, 2500);
  const stopped = await page.evaluate(async () => {
    const all = engine();
    const stop = (/** @type {any} */ { detail }) => {
      // Not the first picture: by then the songs have moved.
      if (detail.stage === "map" && detail.frame && detail.done > 50) all.cancel();
    };
    all.addEventListener("progress", stop);
    const { projection, warnings } = await all.run({ feature: "table", baseline: "raw", clusters: 8, viz: "umap" });
    return { finite: projection.every(Number.isFinite), places: projection.length, warning: warnings.find(({ code }) => code === "map_stopped") };
  });
  assert.ok(stopped.finite && stopped.places === 5000);
  assert.ok(stopped.warning, "the map says that it was stopped");
  assert.ok(Number(stopped.warning["done"]) < Number(stopped.warning["total"]));
  assertQuiet(page);
  await close();
});

test("by density, by clouds, with several seeds: the page says what was found", async () => {
  const { page, close } = await openPage({ url: `${server.url}?demo#epochs=10&cluster_method=dbscan&dbscan_eps=2&dbscan_min_samples=4`, prepare: installEngine });
  await ready(page);
  await run(page);
  await settled(page);
  const reach = await page.evaluate(() => {
    const { k_distances: distances, eps_used: used } = engine().runs[0];
    return { sorted: distances?.every((distance, at, all) => at === 0 || all[at - 1] <= distance), length: distances?.length, used };
  });
  assert.deepEqual(reach, { sorted: true, length: 32, used: 2 });
  assert.ok(await page.isVisible("#reach-plot"), "the plot of distances is there");

  for (const [number, method] of /** @type {[number, string][]} */ ([[2, "hdbscan"], [3, "mixture"]])) {
    await page.evaluate((name) => engine().run({ epochs: 10, cluster_method: name, label_col: "genre" }), method);
    const shares = await page.evaluate((at) => [...(engine().runs[at - 1].memberships ?? [])], number);
    assert.equal(shares.length, 32, method);
    assert.ok(shares.every((share) => share >= 0 && share <= 1), method);
  }

  const { repeats, agreement } = await page.evaluate(() => engine().run({ epochs: 5, seeds: 3, label_col: "genre" }));
  assert.deepEqual(repeats?.seeds, [42, 43, 44]);
  assert.equal(repeats?.scores["ari"].count, 3);
  const genre = agreement.find(({ column }) => column === "genre");
  assert.ok(genre && Math.abs(Number(genre["ari_chance"])) < 0.1, "shuffled labels agree with nothing");
  assertQuiet(page);
  await close();
});
