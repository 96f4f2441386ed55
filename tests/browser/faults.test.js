// @ts-check
/** Hosts that do not deliver: the page says what is wrong and what to do, and is no blank tab. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeBrowser, openPage, root, startServer } from "./harness.js";
import { drop, installEngine, run } from "./visit.js";

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const songs = ["waltz_01", "techno_01", "ambient_01"].map((id) => `${root}data/songs/${id}.mp3`);

/** @type {Record<string, (route: import("playwright-core").Route) => Promise<void>>} */
const failures = {
  "a module that is missing": (route) => route.fulfill({ status: 404, body: "not here" }),
  "a module that cannot be reached": (route) => route.abort(),
  "a module that was cut off": async (route) => {
    const body = await (await route.fetch()).body();
    return route.fulfill({ contentType: "application/wasm", body: body.subarray(0, body.length >> 1) });
  },
  "a module that is an error page": (route) => route.fulfill({ contentType: "text/html", body: "<h1>Login</h1>" }),
};

for (const [name, answer] of Object.entries(failures)) {
  test(`${name} is said, with what to do`, async () => {
    const { page, problems, close } = await openPage({
      url: server.url,
      prepare: async (context) => {
        await installEngine(context);
        await context.route("**/*.wasm", answer);
      },
    });
    await page.waitForFunction(() => (document.querySelector("#warnings")?.textContent ?? "").length > 20);
    assert.match(await page.innerText("#warnings"), /reload|copy|network/i);
    await drop(page, songs);
    await page.waitForTimeout(300);
    assert.deepEqual(problems.filter((problem) => problem.startsWith("uncaught")), []);
    await close();
  });
}

test("a host that gives the module a wrong media type costs nothing", async () => {
  const { page, close } = await openPage({
    url: server.url,
    prepare: async (context) => {
      await installEngine(context);
      await context.route("**/*.wasm", async (route) => route.fulfill({ contentType: "application/octet-stream", body: await (await route.fetch()).body() }));
    },
  });
  await drop(page, songs);
  assert.equal((await run(page)).ids.length, 3);
  await close();
});

test("workers that cannot be loaded are said, and what was asked for fails by name", async () => {
  const { page, problems, close } = await openPage({
    url: server.url,
    prepare: async (context) => {
      await installEngine(context);
      await context.route("**/engine_worker.js", (route) => route.fulfill({ status: 404, body: "" }));
    },
  });
  await drop(page, songs);
  await page.waitForFunction(() => /** @type {any} */ (window).songscape.tracks.length === 3
    && /** @type {any} */ (window).songscape.tracks.every((/** @type {any} */ { state }) => state === "failed"));
  assert.ok((await page.innerText("body")).includes("could not be started"));
  assert.deepEqual(problems.filter((problem) => problem.startsWith("uncaught")), []);
  await close();
});
