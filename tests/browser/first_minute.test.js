// @ts-check
/** The way through: real files in four formats, a network that learns, a map, a song that plays. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, demoSong, openPage, root, startServer } from "./harness.js";
import { coloursOnMap, drop, engine, installEngine, ready, run, settled, someDot, songs } from "./visit.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

test("dropped wav, flac, ogg and mp3 files become a map that can be heard", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  const files = await Promise.all([
    demoSong({ id: "waltz_01", format: "wav", rate: 44100, channels: 2 }),
    demoSong({ id: "waltz_02", format: "flac", rate: 48000 }),
    demoSong({ id: "waltz_03", format: "ogg", rate: 44100 }),
    demoSong({ id: "techno_01", format: "wav-float", rate: 22050 }),
    demoSong({ id: "techno_02", format: "flac", channels: 2 }),
    demoSong({ id: "techno_03", format: "ogg" }),
    demoSong({ id: "ambient_01", format: "wav" }),
    demoSong({ id: "ambient_02", format: "flac" }),
  ]);
  const mp3 = ["ambient_03", "chiptune_01", "chiptune_02", "chiptune_03"].map((id) => `${root}data/songs/${id}.mp3`);
  await page.evaluate(() => {
    Object.assign(window, { previews: [] });
    engine().addEventListener("preview", (event) => /** @type {any} */ (window).previews.push(/** @type {CustomEvent} */ (event).detail.ids.length));
  });
  await drop(page, [...files, ...mp3]);
  const result = await run(page);
  const previews = await page.evaluate(() => /** @type {any} */ (window).previews);
  assert.ok(previews.length >= 1 && previews.at(-1) === 12, `dots appeared for ${previews.join(", ")} songs`);
  await settled(page);

  assert.deepEqual((await songs(page)).filter(({ state }) => state !== "ready"), []);
  assert.equal(result.ids.length, 12);
  assert.deepEqual(new Set(result.ids).size, 12);
  assert.ok(result.ids.some((id) => id.startsWith("waltz_01")), result.ids.join());
  assert.equal(new Set(result.clusters).size, 4);
  assert.equal(result.metrics.n_clusters_eff, 4);
  for (const name of ["silhouette", "calinski_harabasz", "davies_bouldin", "silhouette_features"]) {
    assert.ok(Number.isFinite(result.metrics[name]), `${name} is ${result.metrics[name]}`);
  }
  assert.ok(result.activeUnits >= 2, `${result.activeUnits} active units`);
  const [first, last] = [result.losses[0], result.losses.at(-1)];
  assert.equal(result.losses.length, 50);
  assert.ok(last && last.total < first.total, `loss went from ${first.total} to ${last?.total}`);
  assert.equal(result.frames, 51);
  assert.ok(await coloursOnMap(page) >= 2);

  const { x, y } = await someDot(page);
  await page.mouse.click(x, y);
  await page.waitForFunction(() => {
    const audio = /** @type {HTMLAudioElement} */ (document.querySelector("#audio"));
    return !audio.paused && audio.currentTime > 0.2;
  });
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => /** @type {HTMLAudioElement} */ (document.querySelector("#audio")).paused);
  assertQuiet(page);
  await close();
});

test("the demo songs' styles are found by a network that was never told them", async () => {
  const { page, close } = await openPage({ url: `${server.url}?demo`, prepare: installEngine });
  const result = await run(page);
  assert.equal(result.ids.length, 32);
  const genre = result.agreement.find(({ column }) => column === "genre");
  assert.ok(genre && genre.purity !== null && genre.purity >= 0.9, `purity against genre is ${genre?.purity}`);
  await settled(page);
  assert.match(await page.innerText("#subline"), /genre/);
  assertQuiet(page);
  await close();
});

test("settings in the address are those of the run, and changing the groups does not train again", async () => {
  const { page, close } = await openPage({ url: `${server.url}?demo#clusters=2&seed=7&epochs=12&nonsense=1&lr=99`, prepare: installEngine });
  const first = await run(page);
  assert.equal(new Set(first.clusters).size, 2);
  assert.equal(first.losses.length, 12);
  await settled(page);
  await page.click("#groups-more");
  const second = await run(page, 2);
  assert.equal(new Set(second.clusters).size, 3);
  assert.deepEqual(second.latents, first.latents);
  assert.equal(second.seconds.training, 0);
  assert.equal(second.frames, first.frames, "the film of the learning is kept");
  assert.match(page.url(), /clusters=3/);
  await settled(page);
  await page.click("#groups-auto");
  const third = await run(page, 3);
  assert.ok(new Set(third.clusters).size >= 2);
  assertQuiet(page);
  await close();
});

test("the keyboard walks the map, plays and stops; the table and the neighbours say the same", async () => {
  const { page, close } = await openPage({ url: `${server.url}?demo`, prepare: installEngine });
  const result = await run(page);
  await settled(page);
  await page.focus("#map");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => (document.querySelector("#map-now")?.textContent ?? "") !== "");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !(/** @type {HTMLAudioElement} */ (document.querySelector("#audio")).paused));
  await page.waitForSelector("#selected", { state: "visible" });
  assert.ok(await page.locator("#selected-near li").count() >= 3);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => /** @type {HTMLAudioElement} */ (document.querySelector("#audio")).paused);

  await page.click("#table-box summary");
  await page.waitForFunction(() => document.querySelectorAll("#table tbody tr").length === 32);
  const near = await page.evaluate(() => engine().neighbours(engine().runs[0], 0, 3));
  const distances = near.map(({ index }) => Math.hypot(...latent(result, 0).map((value, unit) => value - latent(result, index)[unit])));
  near.forEach(({ distance }, place) => assert.ok(Math.abs(distance - distances[place]) < 1e-4));
  assert.ok(near[0].distance <= near[1].distance && near[1].distance <= near[2].distance);
  assertQuiet(page);
  await close();
});

test("Stop keeps what is done, in listening and in learning", async () => {
  const { page, close } = await openPage({ url: `${server.url}?demo#epochs=5000`, prepare: installEngine });
  await page.waitForFunction(() => engine().tracks.length === 32 && engine().tracks.every(({ state }) => state === "ready"));
  await page.waitForFunction(() => /\d/.test(document.querySelector("#progress-text")?.textContent ?? ""));
  await page.waitForTimeout(1000);
  const start = Date.now();
  await page.evaluate(() => engine().cancel());
  const result = await run(page);
  assert.ok(Date.now() - start < 5000);
  assert.ok(result.stopped);
  assert.ok(result.losses.length > 0 && result.losses.length < 5000);
  assert.deepEqual(result.warnings.map(({ code }) => code), ["stopped_early"]);
  assert.equal(result.clusters.length, 32);
  assertQuiet(page);
  await close();
});

test("a worker that dies is replaced and its job done again", async () => {
  const prepare = async (/** @type {import("playwright-core").BrowserContext} */ context) => {
    await installEngine(context);
    await context.addInitScript(() => {
      /** @type {Worker[]} */
      const workers = [];
      const Real = Worker;
      Object.assign(window, {
        workers,
        Worker: class extends Real {
          /** @param {ConstructorParameters<typeof Worker>} made */
          constructor(...made) {
            super(...made);
            workers.push(this);
          }
        },
      });
    });
  };
  const { page, close } = await openPage({ url: `${server.url}?workers=1`, prepare });
  await ready(page);
  // The only worker is killed at the moment when the first song is being listened to, and says so as a dying worker does.
  await page.evaluate(() => {
    engine().addEventListener("track", (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (detail.state !== "listening" || /** @type {any} */ (window).workers.length > 1) return;
      const [worker] = /** @type {any} */ (window).workers;
      setTimeout(() => {
        worker.terminate();
        worker.dispatchEvent(new ErrorEvent("error", { message: "out of memory", cancelable: true }));
      });
    });
  });
  await drop(page, ["waltz_01", "waltz_02", "techno_01"].map((id) => `${root}data/songs/${id}.mp3`));
  const result = await run(page);
  assert.equal(result.ids.length, 3);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).workers.length), 2);
  assertQuiet(page);
  await close();
});

/** @param {import("./visit.js").Seen} result @param {number} row */
function latent(result, row) {
  const units = result.latents.length / result.ids.length;
  return result.latents.slice(row * units, (row + 1) * units);
}
