// @ts-check
/** What was heard is kept for the next visit: the store by itself, with real databases, a real quota and real refusals. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, startServer } from "./harness.js";
import { installEngine } from "./visit.js";

/** @typedef {import("../../www/app/store.js").Store} Store */
/** @typedef {import("../../www/app/store.js").Kept} Kept */
/** @typedef {{store: Store, told: string[], another: () => Store, song: (features?: Record<string, Float32Array>) => Kept}} Scene */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

/**
 * A page with a store that nothing but the test uses. Functions evaluated there reach it through `scene()`.
 * @param {(context: import("playwright-core").BrowserContext) => Promise<unknown>} [prepare]
 */
async function openStore(prepare) {
  const opened = await openPage({
    url: server.url,
    prepare: async (context) => {
      await installEngine(context);
      await prepare?.(context);
    },
  });
  await setScene(opened.page);
  return opened;
}

/** @param {import("playwright-core").Page} page */
function setScene(page) {
  return page.evaluate(async () => {
    const address = "/app/store.js";
    const { Store } = await import(address);
    /** @type {string[]} */
    const told = [];
    const another = () => new Store((/** @type {{code: string}} */ { code }) => told.push(code));
    const song = (features = { mfcc: new Float32Array(80).fill(2) }) => ({
      rate: 44100, seconds: 12.5, notices: [{ code: "silent" }], thumbnail: new Float32Array(64).fill(0.5), clips: 0, features,
    });
    const made = { store: another(), told, another, song };
    Object.defineProperty(window, "scene", { value: () => made });
  });
}

/** Only ever called in functions that run in the page. @returns {Scene} */
function scene() {
  throw new Error("only in the page");
}

test("what was put is found again, features of a second hearing join the first, and the size is what is stored", async () => {
  const { page, close } = await openStore();
  const seen = await page.evaluate(async () => {
    const { store, song, told } = scene();
    const nothing = await store.get("1:aa:30:0");
    // A part of a large buffer is kept as that part alone.
    await store.put("1:aa:30:0", song({ mfcc: new Float32Array(1_000_000).fill(3).subarray(10, 90) }));
    const one = await store.usage();
    await store.put("1:aa:30:0", song({ logmelspec: new Float32Array(1000).fill(1) }));
    const both = await store.get("1:aa:30:0");
    await store.put("1:aa:10:0", song());
    await store.put("1:bb:30:0", song());
    const features = Object.entries(both?.features ?? {}).map(([name, values]) => [name, values.length, values.buffer.byteLength, values[0]]);
    return { nothing, one, both: { ...both, thumbnail: both?.thumbnail.length, features }, all: await store.usage(), told };
  });
  assert.equal(seen.nothing, null);
  assert.equal(seen.one.songs, 1);
  assert.ok(seen.one.bytes >= 80 * 4 + 64 * 4 && seen.one.bytes < 800, `${seen.one.bytes} bytes`);
  assert.deepEqual(seen.both, {
    rate: 44100, seconds: 12.5, notices: [{ code: "silent" }], thumbnail: 64, clips: 0, features: [["mfcc", 80, 320, 3], ["logmelspec", 1000, 4000, 1]],
  });
  assert.equal(seen.all.songs, 2, "a song heard in two ways is one song");
  assert.ok(seen.all.bytes >= seen.one.bytes + 4000 + 2 * 320, `${seen.all.bytes} bytes`);
  assert.deepEqual(seen.told, []);
  assertQuiet(page);
  await close();
});

test("the next visit finds it; switched off, nothing is found and nothing is kept; erased, nothing is there", async () => {
  const { page, close } = await openStore();
  await page.evaluate(() => scene().store.put("1:aa:30:0", scene().song()));
  await page.reload();
  await setScene(page);
  const seen = await page.evaluate(async () => {
    const { store, song, told } = scene();
    const found = (await store.get("1:aa:30:0"))?.features["mfcc"]?.[0];
    store.on = false;
    const off = await store.get("1:aa:30:0");
    await store.put("1:bb:30:0", song());
    store.on = true;
    const bb = await store.get("1:bb:30:0");
    const before = await store.usage();
    await store.erase();
    return { found, off, bb, before: before.songs, after: await store.usage(), aa: await store.get("1:aa:30:0"), told };
  });
  assert.deepEqual(seen, { found: 2, off: null, bb: null, before: 1, after: { songs: 0, bytes: 0 }, aa: null, told: [] });
  assertQuiet(page);
  await close();
});

test("a full disk: told once, what is there can still be read, and after erasing there is room again", async () => {
  const { page, context, close } = await openStore();
  const protocol = await context.newCDPSession(page);
  await protocol.send("Storage.overrideQuotaForOrigin", { origin: new URL(server.url).origin, quotaSize: 3_000_000 });
  const seen = await page.evaluate(async () => {
    const { store, song, told } = scene();
    await store.put("1:first:30:0", song());
    const noise = () => ({ logmelspec: Float32Array.from({ length: 250_000 }, () => Math.random()) });
    for (let number = 0; number < 12; number += 1) await store.put(`1:big${number}:30:0`, song(noise()));
    const full = [...told];
    const kept = (await store.usage()).songs;
    const first = (await store.get("1:first:30:0"))?.features["mfcc"]?.length;
    await store.erase();
    await store.put("1:again:30:0", song());
    return { full, kept, first, again: (await store.get("1:again:30:0")) !== null, told };
  });
  assert.deepEqual(seen.full, ["store_full"]);
  assert.ok(seen.kept >= 1 && seen.kept < 13, `${seen.kept} songs were kept`);
  assert.equal(seen.first, 80);
  assert.ok(seen.again);
  assert.deepEqual(seen.told, ["store_full"]);
  assertQuiet(page);
  await close();
});

for (const [name, deny] of /** @type {const} */ ([
  ["none", () => Object.defineProperty(window, "indexedDB", { value: undefined })],
  ["denied when asked for", () => Object.defineProperty(window, "indexedDB", { get: () => { throw new DOMException("denied", "SecurityError"); } })],
  ["denied when opened", () => { IDBFactory.prototype.open = () => { throw new DOMException("denied", "SecurityError"); }; }],
  ["silent for ever", () => { IDBFactory.prototype.open = () => /** @type {IDBOpenDBRequest} */ (new EventTarget()); }],
])) {
  test(`a database that is ${name}: told once, nothing waits for it for long`, async () => {
    const { page, close } = await openStore((context) => context.addInitScript(deny));
    const seen = await page.evaluate(async () => {
      const { store, song, told } = scene();
      const usage = await store.usage();
      const quiet = told.length;
      const start = performance.now();
      for (const key of ["1:aa:30:0", "1:bb:30:0"]) {
        await store.get(key);
        await store.put(key, song());
      }
      return { usage, quiet, milliseconds: performance.now() - start, found: await store.get("1:aa:30:0"), told };
    });
    assert.deepEqual(seen.usage, { songs: 0, bytes: 0 });
    assert.equal(seen.quiet, 0, "asking for the size alone says nothing");
    assert.equal(seen.found, null);
    assert.ok(seen.milliseconds < 500, "having found out once, nothing waits again");
    assert.deepEqual(seen.told, ["store_unavailable"]);
    assertQuiet(page);
    await close();
  });
}

test("a database of a newer Songscape is left alone, and erased when that is asked for", async () => {
  const { page, close } = await openStore();
  const seen = await page.evaluate(async () => {
    const { store, song, told } = scene();
    const version = async () => (await indexedDB.databases()).find(({ name }) => name === "songscape")?.version;
    await store.erase();
    await new Promise((resolve, reject) => {
      const request = indexedDB.open("songscape", 7);
      request.onerror = reject;
      request.onsuccess = () => {
        request.result.close();
        resolve(undefined);
      };
    });
    const one = scene().another();
    await one.put("1:aa:30:0", song());
    const [newer, found] = [await version(), await one.get("1:aa:30:0")];
    await one.erase();
    await one.put("1:aa:30:0", song());
    return { newer, found, erased: await version(), then: (await one.get("1:aa:30:0")) !== null, told };
  });
  assert.deepEqual(seen, { newer: 7, found: null, erased: 1, then: true, told: ["store_unavailable"] });
  assertQuiet(page);
  await close();
});

test("another tab removes the database: this one does not stand in its way, and goes on with a new one", async () => {
  const { page, close } = await openStore();
  const seen = await page.evaluate(async () => {
    const { store, song, told } = scene();
    await store.put("1:aa:30:0", song());
    const removed = await new Promise((resolve) => {
      const request = indexedDB.deleteDatabase("songscape");
      request.onsuccess = () => resolve("removed");
      request.onblocked = () => resolve("blocked");
    });
    const gone = await store.get("1:aa:30:0");
    await store.put("1:bb:30:0", song());
    return { removed, gone, usage: (await store.usage()).songs, told };
  });
  assert.deepEqual(seen, { removed: "removed", gone: null, usage: 1, told: [] });
  assertQuiet(page);
  await close();
});

test("two tabs keep and erase at the same time, and neither breaks", async () => {
  const { page, context, close } = await openStore();
  const second = await context.newPage();
  await second.goto(server.url);
  await setScene(second);
  const work = (/** @type {import("playwright-core").Page} */ tab, /** @type {string} */ name) => tab.evaluate(async (mine) => {
    const { store, song, told } = scene();
    for (let number = 0; number < 20; number += 1) {
      await store.put(`1:${mine}${number}:30:0`, song());
      if (number === 10) await store.erase();
    }
    return { last: (await store.get(`1:${mine}19:30:0`))?.rate, told };
  }, name);
  const [one, other] = await Promise.all([work(page, "a"), work(second, "b")]);
  assert.deepEqual([one.told, other.told], [[], []]);
  await page.evaluate(() => scene().store.erase());
  assert.equal((await second.evaluate(() => scene().store.usage())).songs, 0);
  await close();
});

test("an entry that is damaged is not found, and replaced by the next hearing", async () => {
  const { page, close } = await openStore();
  const seen = await page.evaluate(async () => {
    const { store, song, told } = scene();
    await store.put("1:aa:30:0", song());
    /** @param {unknown} value */
    const overwrite = (value) => new Promise((resolve, reject) => {
      const request = indexedDB.open("songscape");
      request.onerror = reject;
      request.onsuccess = () => {
        const transaction = request.result.transaction("songs", "readwrite");
        transaction.objectStore("songs").put(value, "1:aa:30:0");
        transaction.oncomplete = () => {
          request.result.close();
          resolve(undefined);
        };
      };
    });
    const found = [];
    for (const damage of [null, "text", 7, {}, { ...song(), features: { mfcc: [1, 2] } }, { ...song(), rate: "loud" }, { ...song(), thumbnail: null }]) {
      await overwrite(damage);
      found.push(await store.get("1:aa:30:0"));
    }
    await store.put("1:aa:30:0", song({ mfcc_mean: new Float32Array(40) }));
    return { found, then: Object.keys((await store.get("1:aa:30:0"))?.features ?? {}), told };
  });
  assert.deepEqual(seen, { found: Array(7).fill(null), then: ["mfcc_mean"], told: [] });
  assertQuiet(page);
  await close();
});
