// @ts-check
/**
 * The engine's side of a worker: one job at a time, each answered once. It holds the module's instance; when that
 * traps, the instance is dead, this worker says so and does nothing more: the page replaces it.
 */
import init, {
  ExcerptReader, Listener, Memory, Model, Placement, Redrawing, Run, TagsReader, joinTables, matchRows, metricsCsv, nameModel, previewMap, readCsv, readLyrics, readTensor,
  writeManifest,
} from "../pkg/songscape.js";
import { assist } from "./assist.js";
import { BlockCrew } from "./block_crew.js";
import { Crew } from "./crew.js";

/**
 * @typedef {{kind: "start", module: WebAssembly.Module} | {kind: "job", id: number, job: string, input: any} | {kind: "stop", id: number}
 *   | {kind: "crew", id: number, ports: MessagePort[]} | {kind: "dismiss", id: number}} Order
 */

/** What the page is told between steps, so that a long job can be stopped: an event loop turn. */
const turn = new MessageChannel();
/** @type {Array<() => void>} */
const waiting = [];
turn.port1.onmessage = () => waiting.shift()?.();
/** @type {() => Promise<void>} */
const nextTurn = () => new Promise((resolve) => {
  waiting.push(resolve);
  turn.port2.postMessage(null);
});

/** Stages in which a network learns. */
const LEARNING = new Set(["sound", "represent"]);
/** Milliseconds between two pictures of a map that is being drawn. */
const PICTURE = 60;
/** The largest file of a model that is read into memory (src/archive/model_file). */
const MOST_MODEL_BYTES = 512 * 2 ** 20;
/** Jobs that were asked to stop. @type {Set<number>} */
const stopped = new Set();
/** What hears of helpers that come, by the job that asked for them. @type {Map<number, (ports: MessagePort[]) => void>} */
const asking = new Map();
/** Those who work with this worker. @type {Crew | BlockCrew | undefined} */
let crew;
/** @type {Memory | undefined} */
let memory;
/** The run whose network is remembered. */
let lastRun = 0;
/** The listener of the last settings, its tables kept. @type {{key: string, listener: Listener} | undefined} */
let listening;

/**
 * Reads what the first seconds of a file need, and no more.
 * @param {{file: File, seconds: number}} input
 */
function excerpt({ file, seconds }) {
  return readThrough(new ExcerptReader(file.size, seconds), file);
}

/** What a file says of itself. @param {{file: File}} input */
function tags({ file }) {
  return readThrough(new TagsReader(file.size), file);
}

/**
 * Gives a reader the pieces of a file that it asks for.
 * @param {{step: (bytes?: Uint8Array) => any, free: () => void}} reader
 * @param {File} file
 */
async function readThrough(reader, file) {
  try {
    let next = reader.step(undefined);
    while (next.offset !== undefined) {
      const part = file.slice(next.offset, next.offset + next.length);
      next = reader.step(new Uint8Array(await part.arrayBuffer()));
    }
    return next;
  } finally {
    reader.free();
  }
}

/** @param {{channels: Float32Array[], rate: number, settings: object, request: Record<string, boolean>}} input */
function listen({ channels, rate, settings, request }) {
  const key = JSON.stringify(settings);
  if (listening?.key !== key) {
    listening?.listener.free();
    listening = { key, listener: new Listener(settings) };
  }
  return listening.listener.listen(channels, rate, request);
}

/**
 * An experiment, a step a turn.
 * @param {{songs: object, numbers: Float32Array, settings: object}} input
 * @param {number} id
 * @param {(progress: object) => void} report
 */
async function run({ songs, numbers, settings }, id, report) {
  memory ??= new Memory();
  const experiment = new Run(songs, numbers, settings, memory);
  /** @type {Record<string, number>} */
  const seconds = {};
  let before = "";
  /** Stages for which help was asked. @type {Set<string>} */
  const asked = new Set();
  let lastPicture = 0;
  let pictures = 0;
  try {
    for (;;) {
      const stage = experiment.stage();
      const start = performance.now();
      if (before !== stage) {
        crew?.end();
        crew = undefined;
        if (stage === "represent") report({ stage, ids: experiment.ids(), frame: experiment.frame() });
      }
      // The sound's own network is there only after a first step.
      const lesson = LEARNING.has(stage) && !asked.has(stage) ? experiment.lesson() : null;
      if (lesson !== null) {
        asked.add(stage);
        crew = await hire(id, (ports) => new Crew(ports, lesson));
      }
      const sheet = experiment.sheet();
      if (sheet !== null && !(crew instanceof BlockCrew && crew.renew(sheet))) {
        crew?.end();
        crew = await hire(id, (ports) => new BlockCrew(ports, sheet));
      }
      before = stage;
      const progress = crew instanceof Crew ? await batch(experiment, crew, id) : await piece(experiment, crew, id);
      seconds[stage] = (seconds[stage] ?? 0) + (performance.now() - start) / 1000;
      if (progress === null) break;
      // A map that moves is shown as often as the eye needs, and always at rest.
      const due = stage === "map" && performance.now() - lastPicture > PICTURE && experiment.stage() === "map";
      if (due) {
        lastPicture = performance.now();
        progress.frame = experiment.frame();
        // The songs stay the same: they are named once.
        if (pictures === 0) progress.ids = experiment.ids();
        pictures += 1;
      }
      // Within an epoch there is nothing to say.
      if ("epoch" in progress || !LEARNING.has(stage)) report({ stage, ...progress });
      await nextTurn();
      if (stopped.delete(id)) experiment.stop();
    }
  } finally {
    crew?.end();
    crew = undefined;
  }
  lastRun = id;
  return { ...experiment.finish(memory), job: id, seconds };
}

/**
 * What a run's network draws at a point of its latent space.
 * @param {{job: number, latent: Float32Array, row: number | undefined}} input
 */
function decode({ job, latent, row }) {
  const drawn = job === lastRun ? memory?.decode(latent, row) : null;
  if (!drawn) throw { code: "model_gone" };
  return drawn;
}

/** @param {{file: Blob}} input */
async function loadModel({ file }) {
  const model = new Model(await bytesOf(file));
  try {
    return model.about();
  } finally {
    model.free();
  }
}

/**
 * Songs put on a finished map, some a turn.
 * @param {{file: Blob, songs: object, numbers: Float32Array, label: string}} input
 * @param {number} id
 * @param {(progress: object) => void} report
 */
async function place({ file, songs, numbers, label }, id, report) {
  const model = new Model(await bytesOf(file));
  try {
    const start = performance.now();
    const placement = new Placement(model, songs, numbers);
    for (let progress = placement.step(); progress !== null; progress = placement.step()) {
      report({ done: progress[0], total: progress[1] });
      await nextTurn();
      if (!stopped.delete(id)) continue;
      placement.free();
      throw { code: "cancelled" };
    }
    return { ...placement.finish(label), seconds: (performance.now() - start) / 1000 };
  } finally {
    model.free();
  }
}

/**
 * A finished run drawn in another way, some of it a turn.
 * @param {{latents: Float32Array, rows: number, before: Float32Array, settings: object}} input
 * @param {number} id
 * @param {(progress: object) => void} report
 */
async function project({ latents, rows, before, settings }, id, report) {
  const drawing = new Redrawing(latents, rows, before, settings);
  let lastReport = 0;
  for (let progress = drawing.step(); progress !== null; progress = drawing.step()) {
    if (performance.now() - lastReport > PICTURE) {
      lastReport = performance.now();
      report({ done: progress[0], total: progress[1] });
    }
    await nextTurn();
    if (!stopped.delete(id)) continue;
    drawing.free();
    throw { code: "cancelled" };
  }
  return drawing.finish();
}

/** @param {Blob} file */
async function bytesOf(file) {
  if (file.size > MOST_MODEL_BYTES) throw { code: "model_too_large", most: MOST_MODEL_BYTES };
  return new Uint8Array(await file.arrayBuffer());
}

/**
 * Those who will help: workers that are idle now.
 * @template {Crew | BlockCrew} Kind
 * @param {number} id
 * @param {(ports: MessagePort[]) => Kind} gather
 * @returns {Promise<Kind | undefined>}
 */
async function hire(id, gather) {
  /** @type {Promise<MessagePort[]>} */
  const answer = new Promise((resolve) => asking.set(id, resolve));
  postMessage({ kind: "help", id });
  const ports = await answer;
  return ports.length === 0 ? undefined : gather(ports);
}

/**
 * One batch, computed by all.
 * @param {Run} experiment
 * @param {Crew} crew
 * @param {number} id
 * @returns {Promise<any>} as `experiment.step()`
 */
async function batch(experiment, crew, id) {
  for (;;) {
    const [first, last] = crew.part;
    const share = experiment.work(first, last);
    if (share !== null) {
      const alone = last - first === 4;
      const shares = alone ? [share] : await crew.exchange(share, () => stopped.has(id));
      // A helper was lost: the next round computes the whole batch.
      if (shares) return experiment.absorb(shares);
    }
    if (stopped.has(id)) return {};
    await nextTurn();
  }
}

/**
 * One piece of work, blocks of it perhaps by others.
 * @param {Run} experiment
 * @param {BlockCrew | undefined} crew
 * @param {number} id
 * @returns {Promise<any>} as `experiment.step()`
 */
async function piece(experiment, crew, id) {
  if (crew) {
    crew.serve(experiment);
    await crew.wait(experiment, () => stopped.has(id));
    crew.serve(experiment);
  }
  return experiment.step();
}

/** @type {Record<string, (input: any, id: number, report: (progress: object) => void) => any>} */
const jobs = {
  excerpt,
  listen,
  run,
  decode,
  preview: ({ features, rows }) => previewMap(features, rows),
  tags,
  list: ({ bytes }) => readCsv(bytes),
  match: ({ bytes, names }) => matchRows(bytes, names),
  join: ({ files }) => joinTables(files),
  tensor: ({ bytes, name }) => readTensor(bytes, name),
  lyrics: ({ bytes }) => readLyrics(bytes),
  manifest: (table) => writeManifest(table),
  metrics: ({ rows }) => metricsCsv(rows),
  loadModel,
  nameModel: async ({ file, titles, artists }) => nameModel(await bytesOf(file), titles, artists),
  place,
  project,

  assist: ({ port }) => assist(port, nextTurn),
};

/**
 * What an exception means for the page.
 * @param {unknown} error
 * @param {number} id
 */
function answerTo(error, id) {
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
    return { kind: "died", id, message: String(error) };
  }
  if (error instanceof DOMException) {
    return { kind: "failed", id, problem: { code: "unreadable_file", message: error.message } };
  }
  if (error instanceof Error) {
    return { kind: "failed", id, problem: { code: "unexpected", message: String(error) } };
  }
  return { kind: "failed", id, problem: error };
}

/** The buffers of an answer, so that they move instead of being copied. @param {any} value @returns {ArrayBuffer[]} */
function buffers(value) {
  if (ArrayBuffer.isView(value)) return [/** @type {ArrayBuffer} */ (value.buffer)];
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [];
  return Object.values(value).flatMap(buffers);
}

onmessage = async ({ data }) => {
  /** @type {Order} */
  const order = data;
  if (order.kind === "stop") {
    stopped.add(order.id);
    crew?.nudge();
    return;
  }
  if (order.kind === "crew") {
    asking.get(order.id)?.(order.ports);
    asking.delete(order.id);
    return;
  }
  if (order.kind === "dismiss") {
    crew?.lose();
    return;
  }
  if (order.kind === "start") {
    try {
      await init({ module_or_path: order.module });
      postMessage({ kind: "ready" });
    } catch (error) {
      postMessage({ kind: "died", id: 0, message: String(error) });
    }
    return;
  }
  const { id, job, input } = order;
  try {
    const report = (/** @type {object} */ progress) => postMessage({ kind: "progress", id, progress });
    const result = await jobs[job](input, id, report);
    postMessage({ kind: "done", id, result }, { transfer: [...new Set(buffers(result))] });
  } catch (error) {
    postMessage(answerTo(error, id));
  } finally {
    stopped.delete(id);
  }
};
