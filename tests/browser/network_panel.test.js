// @ts-check
/** What the page shows of a network: its units, its mistakes, its rebuilt songs, its knobs; and what it offers when one learned nothing. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, screenshot, startServer } from "./harness.js";
import { engine, installEngine, ready, run, settled } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

/** The demo songs with these settings. @param {string} hash @param {{colorScheme?: "light" | "dark", viewport?: {width: number, height: number}}} [look] */
async function demo(hash, look = {}) {
  const opened = await openPage({ url: `${server.url}?demo${hash}`, prepare: installEngine, ...look });
  await ready(opened.page);
  const result = await run(opened.page);
  await settled(opened.page);
  return { ...opened, result };
}

/** What is drawn now: the pixels of the picture, or the path of the lines. @param {Page} page */
const drawing = (page) => page.evaluate(() => {
  const place = document.querySelector("#explorer-drawing");
  return place instanceof HTMLCanvasElement ? place.toDataURL() : place?.querySelector(".line-rebuilt")?.getAttribute("d") ?? "";
});

/** Waits until something else is drawn than this. @param {Page} page @param {string} before */
async function redrawn(page, before) {
  await page.waitForFunction((old) => {
    const place = document.querySelector("#explorer-drawing");
    const now = place instanceof HTMLCanvasElement ? place.toDataURL() : place?.querySelector(".line-rebuilt")?.getAttribute("d") ?? "";
    return now !== "" && now !== old;
  }, before);
  return drawing(page);
}

/** No element is wider than the window. @param {Page} page */
async function fits(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `the page is ${content} px wide in a window of ${window} px`);
}

test("a bar and a line of the table for each unit, the largest first; the active ones counted", async () => {
  const { page, close, result } = await demo("#epochs=40&latent_dim=6");
  const kl = await page.evaluate(() => engine().runs[0]?.kl_per_unit ?? []);
  assert.equal(kl.length, 6);
  const bars = await page.$$eval("#units-bars .unit", (units) => units.map((unit) => ({ unit: Number(unit.getAttribute("data-unit")), asleep: unit.classList.contains("asleep"), height: unit.firstElementChild?.getBoundingClientRect().height ?? 0 })));
  assert.deepEqual(bars.map(({ unit }) => kl[unit]), [...kl].sort((one, other) => other - one));
  assert.equal(bars.filter(({ asleep }) => !asleep).length, result.activeUnits);
  bars.slice(1).forEach(({ height }, at) => assert.ok(height <= bars[at].height + 0.5));
  // The dashed line lies where a bar of 0.01 nats would end.
  const ends = await page.evaluate(() => {
    const line = document.querySelector(".units-line.threshold")?.getBoundingClientRect().bottom ?? NaN;
    return [...document.querySelectorAll("#units-bars .unit-bar")].map((bar) => line - bar.getBoundingClientRect().top);
  });
  ends.forEach((above, at) => assert.equal(above > 0, kl[bars[at].unit] > 0.01, `a bar of ${kl[bars[at].unit]} nats ends ${above} px above the line`));
  assert.equal(await page.locator("#units-table tr").count(), 6);
  assert.match((await page.getAttribute("#units-bars", "aria-label")) ?? "", new RegExp(`${result.activeUnits} above 0.01 nats`));
  assert.match(await page.innerText("#network-verdict"), /6/);
  assertQuiet(page);
  await close();
});

test("the loss chart has a legend with the values of the moment, and marks the best epoch of unseen songs", async () => {
  const { page, close, result } = await demo("#epochs=30&validation=0.25");
  const legend = () => page.$$eval("#losses-legend li", (lines) => lines.map((line) => line.textContent ?? ""));
  const last = result.losses[29];
  assert.deepEqual(await legend(), [`total${last.total.toFixed(2)}`, `rebuilding${last.reconstruction.toFixed(2)}`, `KL${last.kl.toFixed(2)}`, `unseen${Number(last.validation).toFixed(2)}`]);
  const best = result.losses.reduce((found, { validation }, epoch) => (Number(validation) < Number(result.losses[found].validation) ? epoch : found), 0) + 1;
  assert.match((await page.getAttribute("#losses", "aria-label")) ?? "", new RegExp(`best after epoch ${best}\\b`));
  assert.equal(await page.locator("#errors-strip .unseen-song").count(), 8, "songs that were held back are seen as such");
  await page.focus("#replay-slider");
  await page.keyboard.press("Home");
  assert.equal(await page.isVisible("#losses-legend"), false, "nothing is learned yet");
  for (let step = 0; step < 4; step += 1) await page.keyboard.press("ArrowRight");
  assert.equal((await legend())[0], `total${result.losses[2].total.toFixed(2)}`, "the third epoch, after the songs and the untrained network");
  assertQuiet(page);
  await close();
});

test("songs that are rebuilt badly are named, and a click chooses and plays one", async () => {
  const { page, close } = await demo("#epochs=30");
  const { errors, outliers, ids } = await page.evaluate(() => {
    const found = engine().runs[0];
    return { errors: [...found.reconstruction_errors], outliers: found.outliers, ids: found.ids };
  });
  assert.equal(errors.length, 32);
  assert.ok(errors.every((error) => error > 0 && Number.isFinite(error)));
  assert.equal(await page.locator("#errors-strip circle").count(), 32);
  assert.equal(await page.locator("#errors-strip .outlier").count(), outliers.length);
  const rows = await page.$$eval("#errors-list button", (buttons) => buttons.map((button) => Number(button.getAttribute("data-row"))));
  const wanted = (outliers.length > 0 ? outliers : [...ids.keys()]).sort((one, other) => errors[other] - errors[one]);
  assert.deepEqual(rows, wanted.slice(0, rows.length));
  await page.focus("#errors-list button");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !(/** @type {HTMLAudioElement} */ (document.querySelector("#audio")).paused));
  const title = await page.evaluate((id) => engine().tracks.find((track) => track.id === id)?.title ?? "", ids[rows[0]]);
  assert.equal(await page.innerText("#selected-title"), title);
  assert.ok((await page.innerText("#explorer-start")).includes(title), "the knobs start from the chosen song");
  assertQuiet(page);
  await close();
});

test("rebuilt songs are drawn: lines for plain numbers", async () => {
  const { page, close } = await demo("#epochs=10&n_recon=6");
  const rows = await page.evaluate(() => engine().runs[0]?.recon?.rows ?? []);
  assert.equal(rows.length, 6);
  assert.equal(await page.locator("#rebuilt-list > li").count(), 4);
  await page.click("#rebuilt-more summary");
  assert.equal(await page.locator("#rebuilt li .lines").count(), 6);
  const paths = await page.$$eval("#rebuilt .line-heard, #rebuilt .line-rebuilt", (lines) => lines.map((line) => line.getAttribute("d") ?? ""));
  assert.equal(new Set(paths).size, 12, "no two lines are the same");
  assert.ok(paths.every((path) => path.split("L").length === 80));
  assertQuiet(page);
  await close();
});

test("rebuilt songs are drawn: pictures side by side for maps, with one scale", async () => {
  const { page, close } = await demo("#feature=logmelspec&tf_frames=64&n_mels=32&epochs=6&n_recon=3");
  const recon = await page.evaluate(() => {
    const { rows, bands, frames } = engine().runs[0]?.recon ?? { rows: [], bands: 0, frames: 0 };
    return { rows, bands, frames };
  });
  assert.deepEqual(recon, { rows: [0, 15, 31], bands: 32, frames: 64 });
  const pictures = await page.$$eval("#rebuilt canvas.heat-map", (canvases) => canvases.map((canvas) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
    const { data } = /** @type {CanvasRenderingContext2D} */ (/** @type {HTMLCanvasElement} */ (canvas).getContext("2d")).getImageData(0, 0, width, height);
    const light = (/** @type {number} */ row) => Array.from({ length: width }, (_, column) => data[4 * (row * width + column)] + data[4 * (row * width + column) + 1]).reduce((sum, value) => sum + value, 0);
    return { width, height, colours: new Set(Array.from({ length: width * height }, (_, at) => data[4 * at] << 8 | data[4 * at + 1])).size, top: light(0), bottom: light(height - 1), label: canvas.getAttribute("aria-label") };
  }));
  assert.equal(pictures.length, 6);
  for (const { width, height, colours, label } of pictures) {
    assert.deepEqual([width, height], [64, 32]);
    assert.ok(colours > 20, `${colours} colours`);
    assert.match(label ?? "", /32 bands over 64 frames/);
  }
  // Music has more of the low than of the highest band.
  assert.ok(pictures.filter((_, at) => at % 2 === 0).every(({ top, bottom }) => bottom > top));
  assertQuiet(page);
  await close();
});

test("turning a knob draws another song; the song and the average come back; all by keyboard", async () => {
  const { page, close } = await demo("#epochs=40&latent_dim=5");
  const sliders = page.locator("#explorer-knobs input");
  assert.equal(await sliders.count(), 5);
  assert.match(await page.innerText("#explorer-start"), /average/);
  const average = await redrawn(page, "");
  await sliders.first().focus();
  await page.keyboard.press("End");
  const turned = await redrawn(page, average);
  assert.match((await sliders.first().getAttribute("aria-label")) ?? "", /^Unit \d, KL [\d.]+ nats$/);
  assert.equal(await sliders.first().getAttribute("aria-valuetext"), await page.innerText("#explorer-knobs output >> nth=0"));
  const nearest = await page.innerText("#explorer-nearest");
  assert.ok(nearest.length > 0);
  // What is near is heard, and the knobs stay where they are.
  await page.focus("#explorer-nearest");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !(/** @type {HTMLAudioElement} */ (document.querySelector("#audio")).paused));
  assert.equal(await drawing(page), turned);
  await page.focus("#explorer-back");
  await page.keyboard.press("Enter");
  const song = await redrawn(page, turned);
  assert.ok((await page.innerText("#explorer-start")).includes(nearest.trim()));
  await page.focus("#explorer-average");
  await page.keyboard.press("Enter");
  assert.equal(await redrawn(page, song), average, "the same place is the same drawing");
  // As the engine says it, number by number.
  const values = await page.evaluate(async () => {
    const [first] = engine().runs;
    const { values: decoded } = await engine().decode(first, new Float32Array(first.latents.shape[1]));
    return [...decoded];
  });
  assert.ok(values.length === 80 && values.every(Number.isFinite));
  assertQuiet(page);
  await close();
});

test("of the places a knob is dragged through only the last is drawn, one question at a time", async () => {
  const { page, close } = await demo("#epochs=10&latent_dim=4");
  const average = await redrawn(page, "");
  const asked = await page.evaluate(async () => {
    const slider = /** @type {HTMLInputElement} */ (document.querySelector("#explorer-knobs input"));
    const unit = Number(slider.getAttribute("data-unit"));
    const songscape = engine();
    const real = songscape.decode.bind(songscape);
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    /** @type {number[]} */
    const places = [];
    /** @type {() => void} */
    let answer = () => {};
    const held = new Promise((done) => (answer = () => done(undefined)));
    songscape.decode = async (found, latent) => {
      places.push(latent[unit]);
      await held;
      return real(found, latent);
    };
    for (let step = 0; step <= 20; step += 1) {
      slider.value = String(step / 10);
      slider.dispatchEvent(new Event("input"));
      await frame();
    }
    const before = [...places];
    answer();
    Object.assign(window, { places });
    return before;
  });
  assert.deepEqual(asked, [0], "the next question waits for the first answer");
  const last = await redrawn(page, average);
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).places), [0, 2], "and is the last of all");
  // The drawing is that of the place where the knob stands.
  await page.click("#explorer-average");
  await redrawn(page, last);
  await page.fill("#explorer-knobs input >> nth=0", "2");
  await redrawn(page, average);
  await page.waitForFunction((wanted) => document.querySelector("#explorer-drawing .line-rebuilt")?.getAttribute("d") === wanted, last);
  assertQuiet(page);
  await close();
});

test("a network that collapsed says so, in the headline and beside its units, and one click mends it", async () => {
  const { page, close, result } = await demo("#feature=lyrics_tfidf&objective=mean&latent=sample&epochs=20&clusters=2");
  assert.ok(result.warnings.some(({ code }) => code === "posterior_collapsed"));
  assert.equal(result.activeUnits, 0);
  assert.match(await page.innerText('#warnings li[data-code="posterior_collapsed"]'), /learned nothing/);
  assert.match(await page.innerText("#network-verdict"), /^None of its 16 units/);
  assert.equal(await page.locator("#units-bars .unit.asleep").count(), 16);
  assert.ok(await page.locator("#explorer-knobs > .knob").count() >= 1, "one can see that the knobs do nothing");
  assert.equal(await page.innerText("#network-cures button >> nth=0"), "Use the objective elbo");
  await page.focus("#network-cures button");
  await page.keyboard.press("Enter");
  const mended = await run(page, 2);
  await settled(page);
  assert.ok(mended.activeUnits > 0);
  assert.equal(await page.evaluate(() => engine().runs[1]?.settings["objective"]), "elbo");
  assert.equal(await page.locator('#warnings li[data-code="posterior_collapsed"]').count(), 0);
  assert.equal(await page.locator("#network-cures button").count(), 0);
  assertQuiet(page);
  await close();
});

test("a baseline without a network has nothing to show of one", async () => {
  const { page, close } = await demo("#baseline=pca");
  assert.equal(await page.isVisible("#network"), false);
  assertQuiet(page);
  await close();
});

test("a kind of network that does not go with the feature says so where it is chosen, and one click makes it go", async () => {
  const { page, close } = await demo("#epochs=4&tf_frames=32&n_mels=16&channels=4,8");
  await page.click("#settings-box > summary");
  const clash = page.locator(".setting-clash:visible");
  assert.equal(await clash.count(), 0);
  await page.selectOption("#setting-vae_arch", "conv2d");
  assert.match(await clash.innerText(), /pictures of sound/);
  await page.click("#settings-run");
  await page.waitForSelector('#warnings li[data-code="needs_map"]');
  assert.equal(await page.isVisible("#map"), true, "the map before stays");
  await page.click('#warnings li[data-code="needs_map"] button');
  await run(page, 2);
  await settled(page);
  assert.equal(await clash.count(), 0);
  const { vae_arch: architecture, feature } = await page.evaluate(() => engine().runs[1]?.settings ?? {});
  assert.deepEqual([architecture, feature], ["conv2d", "logmelspec"]);
  assert.equal(await page.locator("#rebuilt canvas.heat-map").count(), 16);
  const before = await redrawn(page, "");
  await page.focus("#explorer-knobs input");
  await page.keyboard.press("End");
  await redrawn(page, before);
  assertQuiet(page);
  await close();
});

test("the column a network is told is chosen among those there are, and says what it would tell", async () => {
  const { page, close } = await demo("#epochs=4");
  await page.click("#settings-box > summary");
  const offered = await page.$$eval("#setting-cond_col option", (options) => options.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  assert.ok(offered[0] === "" && offered.includes("genre") && offered.includes("language"));
  await page.selectOption("#setting-cond_col", "genre");
  assert.match(await page.innerText("#setting-cond_col-said"), /^4 values\./);
  assert.match(page.url(), /cond_col=genre/);
  await page.click("#settings-run");
  await run(page, 2);
  await settled(page);
  assert.equal(await page.evaluate(() => engine().runs[1]?.settings["cond_col"]), "genre");
  // The decoder is told it too, so the knobs still draw.
  assert.equal(await page.isVisible("#explorer"), true);
  assertQuiet(page);
  await close();
});

test("a run that would not fit is refused before it starts, with what would fit", async () => {
  const { page, close } = await demo("#epochs=4");
  await page.evaluate(() => {
    const memoryEstimate = (/** @type {Record<string, unknown>} */ settings) => {
      const bytes = Number(settings["batch_size"]) * 1e8;
      return { bytes, limit: 2e9, fits: bytes <= 2e9, songs: 20 };
    };
    Object.assign(engine(), { memoryEstimate });
  });
  await page.click("#settings-box > summary");
  await page.fill("#setting-batch_size", "64");
  assert.match(await page.innerText("#settings-problem"), /6\.4 GB.*2\.0 GB/);
  assert.equal(await page.isDisabled("#settings-run"), true);
  await page.click("#settings-problem button");
  assert.equal(await page.inputValue("#setting-batch_size"), "16");
  assert.equal(await page.isDisabled("#settings-run"), false);
  assert.match(await page.innerText("#memory-note"), /1\.6 GB/);
  assertQuiet(page);
  await close();
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const [size, viewport] of Object.entries({ wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } })) {
    test(`pictures of the network, ${colorScheme}, ${size}`, async () => {
      for (const [name, hash] of [["vector", "#epochs=60"], ["map", "#feature=logmelspec&tf_frames=128&epochs=40"]]) {
        const { page, close } = await demo(hash, { colorScheme, viewport });
        for (const part of ["network", "explorer", "rebuilt"]) {
          await page.evaluate((id) => document.getElementById(id)?.scrollIntoView(), part);
          await screenshot(page, `${part}-${name}-${colorScheme}-${size}`);
        }
        await fits(page);
        assertQuiet(page);
        await close();
      }
    });
  }
}
