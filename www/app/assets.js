// @ts-check
/**
 * The page's own files: the compiled module, the workers, the demo songs, texts.
 *
 * In the served page they are fetched. In the single file (`songscape.html`, opened from disk, where nothing may be
 * fetched) `cargo xtask dist` has put each of them into a data block inside the page, and they are read from there.
 * Whoever asks here need not know which it is. For the page only: a worker has no document.
 *
 * Paths are addresses from the root of the site: "pkg/songscape_bg.wasm", "data/songs/waltz_01.mp3".
 */

/**
 * A file of the page that could not be had.
 *
 * `asset_unreachable`: no answer, or one that broke off; `asset_missing`: the host answered with an error `status`;
 * `asset_damaged`: the single file's own copy cannot be read.
 */
export class AssetError extends Error {
  /**
   * @param {"asset_unreachable" | "asset_missing" | "asset_damaged"} code
   * @param {string} path
   * @param {{status?: number, cause?: unknown}} [details]
   */
  constructor(code, path, { status, cause } = {}) {
    super(`${code}: ${path}${status === undefined ? "" : ` (${status})`}`, { cause });
    this.name = "AssetError";
    this.code = code;
    this.path = path;
    this.status = status;
  }
}

/** The element that carries a file inside the single file. @param {string} path */
function block(path) {
  return document.querySelector(`script[type="application/octet-stream"][data-path="${CSS.escape(path)}"]`);
}

/** Whether the page carries its files inside itself. @returns {boolean} */
export function isSingleFile() {
  return document.querySelector('script[type="application/octet-stream"][data-path]') !== null;
}

/**
 * A file as a response, its media type set: for `WebAssembly.compileStreaming`, or `.blob()`.
 *
 * @param {string} path
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<Response>}
 * @throws {AssetError}
 */
export async function assetResponse(path, { signal } = {}) {
  if (isSingleFile()) return inlined(path);
  let response;
  try {
    response = await fetch(address(path), { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new AssetError("asset_unreachable", path, { cause });
  }
  if (!response.ok) throw new AssetError("asset_missing", path, { status: response.status });
  return response;
}

/**
 * @param {string} path
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {AssetError}
 */
export async function assetBytes(path, options = {}) {
  const response = await assetResponse(path, options);
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw new AssetError("asset_unreachable", path, { cause });
  }
}

/**
 * A file's text, read as UTF-8.
 *
 * @param {string} path
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<string>}
 * @throws {AssetError}
 */
export async function assetText(path, options = {}) {
  return new TextDecoder().decode(await assetBytes(path, options));
}

/** Blob addresses made so far; they last as long as the page. @type {Map<string, Promise<string>>} */
const blobAddresses = new Map();

/**
 * An address for `<img>`, `<audio>` or `Worker`: the file's own, or that of a Blob made of the inlined copy.
 *
 * @param {string} path
 * @returns {Promise<string>}
 * @throws {AssetError}
 */
export async function assetUrl(path) {
  if (!isSingleFile()) return address(path);
  let made = blobAddresses.get(path);
  if (made === undefined) {
    made = inlined(path).then(async (response) => URL.createObjectURL(await response.blob()));
    blobAddresses.set(path, made);
  }
  return made;
}

/**
 * Starts a worker of `workers/`.
 *
 * A worker loaded from an address obeys the Content-Security-Policy of that answer, and a plain host sends none; one
 * made of a Blob inherits the page's. So the served page starts a Blob of one line that imports the worker: what it
 * may reach is then enforced by the page's own policy on every host. In the single file the Blob is the whole worker,
 * a classic script made of the same modules, because a Blob opened from disk cannot be a module worker everywhere.
 *
 * A worker whose script cannot be loaded says so through its `error` event only.
 *
 * @param {string} path such as "workers/engine_worker.js"
 * @param {{name?: string}} [options]
 * @returns {Promise<Worker>}
 * @throws {AssetError}
 */
export async function startWorker(path, { name = "" } = {}) {
  if (isSingleFile()) return new Worker(await assetUrl(path), { type: "classic", name });
  const line = new Blob([`import ${JSON.stringify(address(path))};`], { type: "text/javascript" });
  const url = URL.createObjectURL(line);
  const worker = new Worker(url, { type: "module", name });
  // The worker's first word, or its failure, means that the Blob has been read.
  const release = () => URL.revokeObjectURL(url);
  worker.addEventListener("message", release, { once: true });
  worker.addEventListener("error", release, { once: true });
  return worker;
}

/** The address of a file in the served page, whose modules stand in `app/`. @param {string} path */
function address(path) {
  return new URL(`../${path}`, import.meta.url).href;
}

/**
 * The copy inside the page.
 *
 * @param {string} path
 * @returns {Promise<Response>}
 */
async function inlined(path) {
  const element = block(path);
  if (element === null) throw new AssetError("asset_missing", path);
  try {
    const content = new Blob([base64Bytes(element.textContent ?? "")]);
    const zipped = element.getAttribute("data-encoding") === "gzip";
    const stream = zipped ? content.stream().pipeThrough(new DecompressionStream("gzip")) : content.stream();
    const body = await new Response(stream).arrayBuffer();
    return new Response(body, { headers: { "content-type": element.getAttribute("data-type") ?? "" } });
  } catch (cause) {
    throw new AssetError("asset_damaged", path, { cause });
  }
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
function base64Bytes(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
