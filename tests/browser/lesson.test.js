// @ts-check
/** A teacher makes a lesson link; a pupil opens it: what is said, what stays hidden, which songs come. And links that are not all right. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, closeBrowser, openPage, root, singleFileUrl, startServer } from "./harness.js";
import { drop, engine, installEngine, ready, run, settled, songs } from "./visit.js";

/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
before(async () => { server = await startServer(); });
after(async () => {
  await closeBrowser();
  await server.stop();
});

const few = ["waltz_01", "waltz_02", "techno_01", "techno_02", "ambient_01", "ambient_02"].map((id) => `${root}data/songs/${id}.mp3`);

/** @param {string} hash @param {string} [base] */
async function open(hash, base = server.url) {
  const visit = await openPage({ url: `${base}${hash}`, prepare: installEngine });
  await ready(visit.page);
  return visit;
}

/** Goes to another address in the same tab. @param {Page} page @param {string} hash */
async function go(page, hash) {
  await page.evaluate((wanted) => new Promise((done) => {
    addEventListener("hashchange", () => done(null), { once: true });
    location.hash = wanted;
  }), hash);
}

const note = (/** @type {Page} */ page) => page.textContent("#link-note");
const settings = (/** @type {Page} */ page) => page.evaluate(() => engine().settings);

test("a link made in the window opens the lesson it says, and what is hidden stays hidden", async () => {
  const { page, context, close } = await open("#epochs=3&clusters=3");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await drop(page, few);
  await run(page);
  await settled(page);
  await page.click("#lesson-make");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "lesson-dialog-name");
  await page.fill("#lesson-dialog-name", "What makes <b>groups</b>?");
  await page.fill("#lesson-dialog-task", "কোন গান কাছাকাছি? Say why.");
  await page.check("#lesson-dialog-own");
  assert.equal(await page.isDisabled("#lesson-dialog-start"), true, "own songs cannot come by themselves");
  for (const name of ["table", "network", "scores"]) await page.check(`#lesson-dialog-parts input[value="${name}"]`);
  await page.click("#lesson-dialog summary");
  await page.check('#lesson-dialog-settings input[value="beta"]');
  await page.check('#lesson-dialog-settings input[value="clusters"]');
  assert.equal(await page.evaluate(() => /** @type {HTMLInputElement} */ (document.querySelector('input[value="groups_settings"]')).indeterminate), true);
  await page.check('#lesson-dialog-settings input[value="training_settings"]');
  assert.equal(await page.isChecked('#lesson-dialog-settings input[value="epochs"]'), true, "a group takes its settings with it");
  assert.match(await page.textContent("#lesson-dialog-carries") ?? "", /2 settings as they are now: Epochs 3, Groups 3\./);
  const link = await page.inputValue("#lesson-dialog-link");
  assert.equal(await page.getAttribute("#lesson-dialog-open", "href"), link);
  assert.match(await page.textContent("#lesson-dialog-length") ?? "", new RegExp(`^${link.length} characters\\.`));
  assert.match(link, /hide=table,scores,network,beta,training_settings,clusters&songs=own&epochs=3&clusters=3$/);
  await page.click("#lesson-dialog-copy");
  await page.waitForFunction(() => document.querySelector("#lesson-dialog-said")?.textContent?.startsWith("Copied"));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible("#lesson-dialog"), false);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "lesson-make", "the focus goes back");
  assertQuiet(page);
  await close();

  const pupil = await open(new URL(link).hash);
  const there = pupil.page;
  assert.equal(await there.textContent("#lesson-title"), "What makes <b>groups</b>?");
  assert.equal(await there.textContent("#lesson-task"), "কোন গান কাছাকাছি? Say why.");
  assert.equal(await there.getAttribute("#lesson-task", "lang"), "bn");
  assert.match(await there.textContent("#lesson-said") ?? "", /hidden/);
  assert.equal(await note(there), "");
  assert.equal(await there.isVisible("#demo"), false, "own songs: no demo");
  await there.locator(".demo-map").click({ force: true });
  assert.deepEqual(await songs(there), [], "nor by its picture");
  await drop(there, few);
  const first = await run(there);
  await settled(there);
  assert.equal(first.losses.length, 3);
  assert.equal(new Set(first.clusters).size, 3);
  const hidden = ["#table-box", "#network", "#report", "#setting-beta", "#setting-epochs", "#setting-seed", "#setting-clusters", "#groups-more"];
  const shown = ["#setting-latent_dim", "#setting-linkage", "#method", "#legend", "#grouping"];
  await there.click("#settings-box summary");
  const look = async (/** @type {string} */ when) => {
    for (const place of hidden) assert.equal(await there.isVisible(place), false, `${place} ${when}`);
    assert.equal(await there.locator("fieldset:has(#setting-epochs)").isVisible(), false, `a group without a setting ${when}`);
    for (const place of shown) assert.equal(await there.isVisible(place), true, `${place} ${when}`);
  };
  await look("after a run");
  await there.selectOption("#method", "agglomerative");
  await run(there, 2);
  await settled(there);
  await look("after another run");
  assert.match(there.url(), /lesson=1.*title=.*songs=own.*cluster_method=agglomerative/, "the address keeps the lesson");
  await there.click("#lesson-all");
  for (const place of ["#table-box", "#network", "#report", "#setting-beta", "#setting-epochs", "#groups-more"]) assert.equal(await there.isVisible(place), true, place);
  assert.equal(await there.textContent("#lesson-all"), "Hide them again");
  await there.click("#lesson-all");
  await look("again");
  assertQuiet(there);
  await pupil.close();
});

test("demo songs: by one click, or by themselves; never twice", async () => {
  const { page, close } = await open("#lesson=1&songs=demo&epochs=1");
  assert.equal(await page.isVisible("#drop"), false);
  assert.equal(await page.isVisible("#demo"), true);
  assert.deepEqual(await songs(page), [], "not before the click");
  await page.click("#demo");
  assert.equal((await run(page)).ids.length, 32);
  assert.equal(await page.isVisible("#songs [data-pick=files]"), false, "no songs are to be added");
  await close();
  const other = await open("?demo#lesson=1&songs=demo&start=1&epochs=1");
  assert.equal((await run(other.page)).ids.length, 32);
  assert.equal((await songs(other.page)).length, 32);
  // Another lesson in the same tab takes the songs that are there.
  await go(other.page, "#lesson=1&title=Second&songs=demo&start=1&hide=settings&epochs=1");
  assert.equal(await other.page.textContent("#lesson-title"), "Second");
  assert.equal((await songs(other.page)).length, 32);
  assert.equal(await other.page.isVisible("#settings-box"), false);
  assertQuiet(other.page);
  await other.close();
});

test("back and forward go from lesson to lesson; the link to the map changes nothing", async () => {
  const { page, close } = await open("#lesson=1&title=One&clusters=3&hide=beta");
  await go(page, "#lesson=1&title=Two&clusters=5");
  assert.equal(await page.textContent("#lesson-title"), "Two");
  assert.equal((await settings(page))["clusters"], 5);
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("#lesson-title")?.textContent === "One");
  assert.equal((await settings(page))["clusters"], 3);
  await go(page, "#map");
  assert.equal(await note(page), "", "a place on the page is no setting");
  assert.equal((await settings(page))["clusters"], 3);
  assert.match(page.url(), /title=One&hide=beta&songs=either&clusters=3$/);
  await go(page, "#clusters=7");
  assert.equal(await page.isVisible("#lesson"), false, "an address without a lesson ends it");
  assert.equal((await page.$$("[data-away]")).length, 0);
  assertQuiet(page);
  await close();
});

test("without leave to copy the link is marked, and one is told how to copy it", async () => {
  const { page, close } = await openPage({
    url: `${server.url}#epochs=1`,
    prepare: async (context) => {
      await installEngine(context);
      // What a page without a secure origin sees, as on a school's server without https.
      await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined }));
    },
  });
  await ready(page);
  await drop(page, few.slice(0, 3));
  await run(page);
  await settled(page);
  await page.click("#lesson-make");
  await page.click("#lesson-dialog-copy");
  await page.waitForFunction(() => document.querySelector("#lesson-dialog-said")?.textContent?.includes("Ctrl+C"));
  assert.equal(await page.evaluate(() => String(getSelection())), await page.inputValue("#lesson-dialog-link"));
  assertQuiet(page);
  await close();
});

test("what cannot be used of a link is said, the rest is taken", async () => {
  const { page, close } = await open("#lesson=1&title=Fine&clusters=900&nonsense=%3Cimg%20src%3Dx%3E&epochs=4&epochs=5&hide=table,beta,everything&songs=mine");
  const said = await note(page) ?? "";
  assert.match(said, /“clusters=900” \(Groups: from 1 to 100\)/);
  assert.match(said, /“nonsense” \(the page knows no such name\)/);
  assert.match(said, /“epochs=5” \(it stands there twice; the first one counts\)/);
  assert.match(said, /2 more/);
  assert.equal((await settings(page))["epochs"], 4);
  assert.equal((await settings(page))["clusters"], 4);
  assert.equal(await page.textContent("#lesson-title"), "Fine");
  assert.equal(await page.locator("#setting-beta").evaluate((field) => field.closest("[data-away]") !== null), true);
  await page.click("#link-note button");
  assert.equal(await note(page), "");
  await go(page, `#clusters=6&${"nonsense=1&".repeat(10_000)}beta=3`);
  assert.match(await note(page) ?? "", /too long: its end was not read/);
  assert.ok((await note(page) ?? "").length < 500);
  assert.equal((await settings(page))["clusters"], 6);
  assert.equal((await settings(page))["beta"], 1);
  await go(page, "#__proto__=1&constructor=2&lesson=1&hide=__proto__,constructor,toString&title=%E0%A4%A&songs=own");
  assert.equal(await page.isVisible("#lesson"), true);
  await go(page, "#clusters=5");
  assert.equal(await note(page), "", "a good link says nothing");
  assertQuiet(page);
  await close();
});

test("every name that can be hidden hides something, and what changes a setting beside the map goes with it", async () => {
  const { page, close } = await open("");
  const found = await page.evaluate(async () => {
    /** @type {typeof import("../../www/app/lesson_parts.js")} */
    const { elementsOf, hideable } = await import(new URL("app/lesson_parts.js", document.baseURI).href);
    const { table } = engine();
    return Object.fromEntries([...hideable(table)].map((name) => [name, elementsOf(table, [name]).length]));
  });
  assert.deepEqual(Object.entries(found).filter(([, count]) => count === 0), []);
  for (const [name, count] of Object.entries({ clusters: 3, cluster_method: 2, feature: 2, viz: 2, audio_weight: 2, dbscan_eps: 2, linkage: 2 })) assert.equal(found[name], count, name);
  await close();
});

test("300 addresses of rubbish leave the page as it should be", async () => {
  const { page, close } = await open("");
  const hashes = [];
  let state = 5;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const pieces = ["lesson=1", "title", "task", "songs=own", "hide", "clusters", "epochs", "hidden", "label_col", "=", "&", ",", "#", "%", "%00", "%E0%A4", "own", "1", "table", "settings", "groups_settings", "__proto__", "constructor", "\u202e", "😀", "+", "9e9", "auto", "64,32", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "x".repeat(3000)];
  for (let round = 0; round < 300; round += 1) {
    hashes.push(`#r${round}&${Array.from({ length: Math.floor(random() * 20) }, () => pieces[Math.floor(random() * pieces.length)]).join(random() < 0.5 ? "&" : "")}`);
  }
  for (const hash of hashes) await go(page, hash);
  assert.match(await note(page) ?? "", /^Not everything in this link could be used/);
  assert.deepEqual(await songs(page), []);
  await go(page, "#clusters=5");
  assert.equal((await settings(page))["clusters"], 5);
  assert.equal(await page.isVisible("#demo"), true);
  assertQuiet(page);
  await close();
});

test("a lesson works in the page that is one file on a disk", async () => {
  const { page, close } = await open("#lesson=1&title=From+a+stick&songs=demo&hide=table&epochs=1&clusters=3", singleFileUrl);
  assert.equal(await page.textContent("#lesson-title"), "From a stick");
  assert.equal(await page.isVisible("#drop"), false);
  await page.click("#demo");
  assert.equal(new Set((await run(page)).clusters).size, 3);
  await settled(page);
  assert.equal(await page.isVisible("#table-box"), false);
  await page.click("#lesson-make");
  assert.match(await page.inputValue("#lesson-dialog-link"), /^file:.*#lesson=1&title=From\+a\+stick&hide=table&songs=demo&epochs=1&clusters=3$/);
  assert.match(await page.textContent("#lesson-dialog-length") ?? "", /same file in the same place/);
  assertQuiet(page);
  await close();
});
