// @ts-check
/** "Your songs never leave this device": enforced by the policy, shown by the counter, true with the network away. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, networkRequests, openPage, root, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, settled } from "./visit.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const songs = ["waltz_01", "waltz_02", "techno_01", "techno_02", "ambient_01", "ambient_02"].map((id) => `${root}data/songs/${id}.mp3`);

test("the policy allows this origin and nothing else, no inline script, no eval but WebAssembly", async () => {
  const { page, close } = await openPage({ url: server.url, prepare: installEngine });
  const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
  assert.equal(policy, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; "
    + "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'");
  await ready(page);
  // The policy is not only written: the browser refuses, in the page and in its workers.
  const refused = await page.evaluate(async () => {
    const away = "https://songscape.invalid/";
    const violations = new Promise((resolve) => addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), { once: true }));
    const fetched = await fetch(away).then(() => "sent", () => "refused");
    const script = document.createElement("script");
    script.textContent = "window.inlineRan = true";
    document.head.append(script);
    const worker = new Worker(URL.createObjectURL(new Blob([`fetch("${away}").then(() => postMessage("sent"), () => postMessage("refused"))`])));
    const fromWorker = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
    worker.terminate();
    return { fetched, directive: await violations, inline: "inlineRan" in window, fromWorker };
  });
  assert.deepEqual(refused, { fetched: "refused", directive: "connect-src", inline: false, fromWorker: "refused" });
  await close();
});

test("after load, with all network refused, the whole way through works and not one request is made", async () => {
  const { page, context, requests, close } = await openPage({ url: server.url, prepare: installEngine });
  await ready(page);
  // The workers have been started; what they load is part of the load.
  await page.evaluate(() => engine().addFiles([]));
  await page.waitForLoadState("networkidle");
  const loaded = requests.length;
  await context.setOffline(true);
  await drop(page, songs);
  const result = await run(page);
  await settled(page);
  assert.equal(result.ids.length, 6);
  await page.focus("#map");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !(/** @type {HTMLAudioElement} */ (document.querySelector("#audio")).paused));
  assert.deepEqual(networkRequests(page, loaded), []);
  assertQuiet(page);
  await close();
});
