// @ts-check
/**
 * How long a frame takes while a map of 50,000 songs is dragged: `node tests/browser/frames_bench.js [songs]`, after
 * `cargo xtask build`. The browser is told not to wait for the screen, so that the time between two frames is what a frame costs:
 * script, painting and all; medians over 120 frames. On a machine that is busy with other things, look at what the processor spent:
 * on the page's main thread, and in all of the browser's processes together (without a graphics card these also do its work).
 */

import { chromium } from "playwright-core";
import { chromiumProgram, startServer } from "./harness.js";
import { MANY_SONGS, showMany } from "./many_songs.js";
import { engine, installEngine, ready } from "./visit.js";

const FRAMES = 120;
const songs = Number(process.argv[2] ?? MANY_SONGS);

/** @param {number[]} values */
const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1] ?? NaN;

const server = await startServer();
const browser = await chromium.launch({
  executablePath: chromiumProgram(),
  chromiumSandbox: process.getuid?.() !== 0,
  args: ["--disable-frame-rate-limit", "--disable-gpu-vsync"],
});
console.log(`${songs} songs, window 1280 × 800, ${browser.version()}`);
console.log("ratio | canvas      | what   | a frame, ms | of that drawMap, ms | processor ms a frame: main thread | all");
for (const deviceScaleFactor of [1, 2]) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor });
  await installEngine(context);
  const page = await context.newPage();
  await page.goto(server.url);
  await ready(page);
  await showMany(page, songs);
  const [ofPage, ofBrowser] = [await context.newCDPSession(page), await browser.newBrowserCDPSession()];
  await ofPage.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const [{ metrics }, { processInfo }] = [await ofPage.send("Performance.getMetrics"), await ofBrowser.send("SystemInfo.getProcessInfo")];
    return { main: metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN, all: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) };
  };
  for (const what of ["drag", "wheel", "hover", "still"]) {
    const before = await spent();
    const measured = await page.evaluate(dragged, { frames: FRAMES, what });
    const after = await spent();
    const milliseconds = (/** @type {"main" | "all"} */ where) => (((after[where] - before[where]) * 1000) / FRAMES).toFixed(1).padStart(6);
    const column = (/** @type {number[]} */ values) => (values.length > 0 ? median(values).toFixed(1) : "–").padStart(6);
    console.log(`${deviceScaleFactor}     | ${measured.size.padEnd(11)} | ${what.padEnd(6)} | ${column(measured.frames)}      | ${column(measured.draws)}              | ${milliseconds("main")}                            | ${milliseconds("all")}`);
  }
  await context.close();
}
await browser.close();
await server.stop();

/**
 * In the page: one pointer event a frame.
 * @param {{frames: number, what: string}} given
 */
async function dragged({ frames, what }) {
  const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("#map"));
  const box = canvas.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  canvas.setPointerCapture = () => {};
  const pointer = (/** @type {string} */ type, /** @type {number} */ across, /** @type {number} */ along) =>
    canvas.dispatchEvent(new PointerEvent(type, { clientX: across, clientY: along, pointerId: 1, pointerType: "mouse", button: 0, bubbles: true }));
  /** @type {number[]} */
  const draws = [];
  const s = engine();
  const own = s.drawMap;
  s.drawMap = function (...given) {
    const start = performance.now();
    const rect = own.apply(this, given);
    draws.push(performance.now() - start);
    return rect;
  };
  /** @type {number[]} */
  const times = [];
  if (what === "drag") pointer("pointerdown", x, y);
  for (let frame = 0; frame <= frames; frame += 1) {
    times.push(await new Promise((done) => requestAnimationFrame(done)));
    const turn = frame / 10;
    if (what === "drag") pointer("pointermove", x + 90 * Math.sin(turn), y + 60 * Math.cos(turn));
    if (what === "hover") pointer("pointermove", x + 200 * Math.sin(turn), y + 120 * Math.cos(turn));
    if (what === "wheel") canvas.dispatchEvent(new WheelEvent("wheel", { clientX: x, clientY: y, deltaY: frame % 60 < 30 ? -25 : 25, ctrlKey: true, cancelable: true }));
  }
  if (what === "drag") pointer("pointerup", x, y);
  s.drawMap = own;
  return { frames: times.slice(1).map((time, index) => time - (times[index] ?? time)), draws, size: `${canvas.width} × ${canvas.height}` };
}
