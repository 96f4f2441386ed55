// @ts-check
/**
 * The service worker: the page works offline after the first visit, and never runs files of two builds at once.
 *
 * It exists only in `dist/`: `cargo xtask dist` fills in the two constants below, and writes
 * `<meta name="songscape-build">` into the page, without which the page does not register this file. Its address is
 * fixed, and the host must not keep it for long; browsers look for a new version exactly here.
 *
 * - *install* fetches every file of one build past all caches, each checked against its hash. All arrive or none is
 *   kept: a host caught in the middle of an update cannot give us half of it.
 * - *fetch* answers the build's files from that build's cache alone. If the browser threw one away it is fetched
 *   again, and accepted only with the same hash.
 * - A newer build waits. When the visitor agrees, the page posts `{type: "take-over"}` to the waiting worker and
 *   reloads at `controllerchange`. If other tabs are open they still run the older build, so the answer is
 *   `{type: "other-tabs", count}` and nothing changes until they are closed.
 * - The first visit stays as it was loaded: the page is not taken over in the middle.
 */

/** The build's name; empty in the sources. */
const BUILD = "";

/** Each file of the build by its address, with its hash. @type {Record<string, string>} */
const FILES = {};

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PREFIX = "songscape-";
const CACHE = PREFIX + BUILD;

worker.addEventListener("install", (event) => event.waitUntil(keepEverything()));
worker.addEventListener("activate", (event) => event.waitUntil(dropOlderBuilds()));

worker.addEventListener("fetch", (event) => {
  const address = addressOf(event.request);
  if (address !== null) event.respondWith(answer(address));
});

worker.addEventListener("message", (event) => {
  if (event.data?.type === "take-over") event.waitUntil(takeOver(event.source));
});

async function keepEverything() {
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(Object.keys(FILES).map(async (address) => cache.put(address, await fetched(address))));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function dropOlderBuilds() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

/** @param {string} address */
async function answer(address) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetched(address);
}

/** A file of this very build from the host; anything else is an error. @param {string} address */
async function fetched(address) {
  const response = await fetch(address, { cache: "reload", integrity: FILES[address] });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

/**
 * The build's address for a request; nothing if it is none of our files.
 *
 * @param {Request} request
 * @returns {string | null}
 */
function addressOf(request) {
  const scope = new URL(worker.registration.scope);
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return null;
  const path = decodeURIComponent(url.pathname.slice(scope.pathname.length));
  const address = path === "" || path === "index.html" ? "./" : path;
  return Object.hasOwn(FILES, address) ? address : null;
}

/** @param {Client | ServiceWorker | MessagePort | null} asking */
async function takeOver(asking) {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = windows.filter((client) => client.url.startsWith(worker.registration.scope));
  if (ours.length > 1) asking?.postMessage({ type: "other-tabs", count: ours.length - 1 });
  else await worker.skipWaiting();
}
