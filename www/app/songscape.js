// @ts-check
/**
 * Songscape's engine, for the page, for tests, and for a teacher's console:
 *
 * ```js
 * const s = window.songscape;
 * await s.ready;
 * const { tracks, problems } = await s.addFiles(files);
 * const run = await s.run({ clusters: 4, seed: 42 });
 * ```
 *
 * Results live here, on the page's side: a worker that dies takes nothing with it.
 */
import init, * as module from "../pkg/songscape.js";
import { AssetError, assetBytes, assetResponse } from "./assets.js";
import { decode } from "./decode.js";
import { Engine } from "./engine.js";
import { Library, isNoSong, isTable } from "./library.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").SettingRow} SettingRow */
/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Run} Run */

/** What a song is to the network, and the settings it was heard with. @typedef {{features: Float32Array, key: string}} Hearing */

/** Workers, at most: past this, memory grows and speed does not. */
const MOST_WORKERS = 8;
/** Milliseconds between two preview maps while songs are being heard. */
const PREVIEW_PAUSE = 120;
const DEMO = "data/metadata.csv";

export class Songscape extends EventTarget {
  /** Resolves when songs can be heard; rejects with a Problem when they never can. @type {Promise<void>} */
  ready;
  /** The table of settings; empty until ready. @type {SettingRow[]} */
  table = [];
  /** Finished runs, oldest first. @type {Run[]} */
  runs = [];
  /** The settings songs are heard with until a run says otherwise. @type {Settings} */
  settings = {};

  #library = new Library();
  /** @type {WeakMap<Track, Hearing>} */ #hearings = new WeakMap();
  /** @type {Uint8Array[]} */ #manifests = [];
  /** @type {Engine | undefined} */ #engine;
  #workers;
  /** Stops listening. */ #listening = new AbortController();
  /** Stops the run. @type {AbortController | undefined} */ #running;
  /** @type {Promise<unknown>} */ #lastRun = Promise.resolve();
  /** Frames of the run that the first worker remembers. @type {Frame[]} */ #film = [];
  #runNumber = 0;
  #lastPreview = 0;
  /** Time spent, for the runs' reports. */ #seconds = { decode: 0, features: 0 };

  /** @param {{workers?: number}} [options] `workers` defaults to the number of cores, at most 8 */
  constructor({ workers } = {}) {
    super();
    this.#workers = workers ?? workersFromAddress() ?? Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 2));
    this.ready = this.#start();
    // Whoever waits for it learns of a failure; nobody waiting is no uncaught error.
    this.ready.catch((problem) => this.#emit("problem", problem));
  }

  async #start() {
    try {
      const response = await assetResponse("pkg/songscape_bg.wasm");
      const compiled = await compile(response);
      await init({ module_or_path: compiled });
      this.table = module.settingsTable();
      this.settings = module.completeSettings({});
      this.#engine = new Engine(compiled, this.#workers);
    } catch (error) {
      throw asProblem(error, "engine_not_started");
    }
  }

  /** The songs, in row order. */
  get tracks() {
    return this.#library.tracks;
  }

  /** How many songs are heard at once. */
  get workers() {
    return this.#workers;
  }

  /**
   * Takes audio files and manifests (.csv). Resolves when each is heard or has failed; one bad file never stops the others.
   * @param {FileList | File[]} files
   * @returns {Promise<{tracks: Track[], problems: Problem[]}>}
   */
  async addFiles(files) {
    const all = Array.from(files);
    /** @type {Problem[]} */
    const problems = [];
    const songs = all.filter((file) => !isTable(file) && !isNoSong(file));
    const others = all.filter((file) => !isTable(file) && isNoSong(file));
    if (others.length > 0) {
      problems.push({ code: "not_songs", count: others.length, name: others[0].name });
    }
    // A song that failed or was stopped and is dropped again gets another chance, not a second line.
    for (const file of songs) {
      const old = this.tracks.find((track) => track.state === "failed" && track.name === file.name);
      if (old) this.#library.remove(old.id);
    }
    const tracks = songs.map((file) => this.#library.add(file));
    this.#emit("tracks", this.tracks);
    for (const problem of problems) this.#emit("problem", problem);

    await this.ready;
    for (const file of all.filter(isTable)) problems.push(...await this.#readManifest(file));
    if (this.#manifests.length > 0) problems.push(...await this.#matchManifests(tracks));
    await this.#hear(tracks);
    for (const track of tracks) {
      if (track.state === "failed" && track.problem) problems.push({ ...track.problem, name: track.name });
    }
    return { tracks, problems };
  }

  /**
   * Loads the demo songs and hears them.
   * @returns {Promise<{tracks: Track[], problems: Problem[]}>}
   */
  async loadDemo() {
    try {
      const manifest = await assetBytes(DEMO);
      await this.ready;
      const { manifest: { rows } } = await this.#job("manifest", { bytes: manifest, names: [] });
      /** @type {string[]} */
      const paths = rows.flatMap((/** @type {{audio_path: string | null}} */ row) => row.audio_path ?? []);
      let done = 0;
      const files = await Promise.all(paths.map(async (path) => {
        const bytes = await assetBytes(`data/${path}`);
        done += 1;
        this.#emit("progress", { stage: "fetch", done, total: paths.length });
        return new File([bytes], path.split("/").pop() ?? path);
      }));
      return await this.addFiles([new File([manifest], "metadata.csv"), ...files]);
    } catch (error) {
      throw asProblem(error, "demo_not_loaded");
    }
  }

  /**
   * What is wrong with these settings, or null.
   * @param {Partial<Settings>} settings
   * @returns {Problem | null}
   */
  check(settings) {
    try {
      module.completeSettings(settings);
      return null;
    } catch (problem) {
      return asProblem(problem, "settings_unreadable");
    }
  }

  /**
   * One experiment on all songs that are ready; missing settings take their defaults. A run that is going on is stopped
   * first. Stop (`cancel`) resolves it with what is done so far.
   * @param {Partial<Settings>} [settings]
   * @returns {Promise<Run>}
   */
  async run(settings = {}) {
    await this.ready;
    const complete = complain(() => module.completeSettings(settings));
    this.#running?.abort();
    const abort = new AbortController();
    this.#running = abort;
    const turn = this.#lastRun.then(() => this.#experiment(complete, abort.signal));
    this.#lastRun = turn.catch(() => {});
    return turn;
  }

  /**
   * @param {Settings} settings
   * @param {AbortSignal} signal
   * @returns {Promise<Run>}
   */
  async #experiment(settings, signal) {
    this.settings = settings;
    await this.#hear(this.#library.ready.filter((track) => this.#hearings.get(track)?.key !== hearingKey(settings)));
    const songs = this.#library.ready;
    if (songs.length === 0) throw { code: "no_songs" };
    /** @type {Frame[]} */
    const frames = [];
    const ids = songs.map(({ id }) => id);
    const result = await this.#job("run", {
      ids,
      columns: this.#library.columnNames.map((name) => ({ name, values: songs.map(({ columns }) => columns[name] ?? "") })),
      features: this.#features(songs),
      settings,
    }, { signal, sticky: true, onProgress: (progress) => this.#onRunProgress(progress, ids, frames) });

    const film = result.remembered ? this.#film : frames;
    if (!result.stopped) this.#film = film;
    this.#runNumber += 1;
    const run = makeRun(this.#runNumber, settings, songs, result, film, this.#seconds);
    this.runs.push(run);
    this.#emit("run", run);
    return run;
  }

  /**
   * @param {any} progress
   * @param {string[]} ids
   * @param {Frame[]} frames
   */
  #onRunProgress({ stage, epoch, epochs, losses, frame }, ids, frames) {
    if (frame) frames.push(frame);
    if (stage === "represent") {
      const detail = { stage: "train", done: epoch ?? 0, total: epochs ?? 0, losses: losses ?? null };
      this.#emit("progress", frame ? { ...detail, ids, frame } : detail);
    } else if (stage === "group" || stage === "score") {
      this.#emit("progress", { stage: "cluster", done: stage === "group" ? 1 : 2, total: 2 });
    } else {
      this.#emit("progress", { stage: "map", done: 1, total: 1 });
    }
  }

  /**
   * The songs most like one of a run, nearest first, by distance in the latent space.
   * @param {Run} run
   * @param {number} index
   * @param {number} count
   * @returns {{index: number, distance: number}[]}
   */
  neighbours(run, index, count) {
    const found = complain(() => module.nearestRows(run.latents.data, run.latents.shape[0], index, count));
    return found.map((/** @type {{row: number, distance: number}} */ { row, distance }) => ({ index: row, distance }));
  }

  /** Stops what is going on. What is done so far is kept: `addFiles` and `run` resolve with it. */
  cancel() {
    this.#listening.abort();
    this.#listening = new AbortController();
    this.#running?.abort();
  }

  /** Forgets songs and runs. */
  clear() {
    this.cancel();
    this.#library = new Library();
    this.#manifests = [];
    this.#film = [];
    this.runs = [];
    this.#seconds = { decode: 0, features: 0 };
    this.#emit("tracks", this.tracks);
  }

  /** Forgets everything this page has stored in the browser: preferences, and copies kept for offline use. */
  async eraseStored() {
    localStorage.clear();
    sessionStorage.clear();
    if (typeof caches !== "undefined") {
      for (const name of await caches.keys()) await caches.delete(name);
    }
  }

  /** @param {string} id */
  removeTrack(id) {
    const { removed, successor } = this.#library.remove(id);
    this.#emit("tracks", this.tracks);
    if (successor) {
      successor.state = "waiting";
      delete successor.problem;
      void this.#hear([successor]);
    }
    return removed;
  }

  /**
   * Puts a removed track back, at its place if that is known.
   * @param {Track} track
   * @param {number} [place]
   */
  restoreTrack(track, place = this.tracks.length) {
    if (this.tracks.includes(track)) return;
    this.#library.restore(track, place);
    this.#emit("tracks", this.tracks);
  }

  /**
   * Draws a map; see `plots::scatter::MapView` for the view. Returns the plot's rectangle in CSS pixels.
   * @param {HTMLCanvasElement} canvas
   * @param {{points: Float32Array, labels: Int32Array, width: number, height: number} & Record<string, unknown>} view
   * @returns {{left: number, top: number, right: number, bottom: number}}
   */
  drawMap(canvas, { points, labels, ...view }) {
    return complain(() => module.drawMap(canvas, view, points, labels));
  }

  /**
   * Draws loss curves; see `plots::losses::LossView`.
   * @param {HTMLCanvasElement} canvas
   * @param {Record<string, unknown>} picture
   * @returns {{left: number, top: number, right: number, bottom: number}}
   */
  drawLosses(canvas, picture) {
    return complain(() => module.drawLosses(canvas, picture));
  }

  /**
   * Colours and marks as the map draws them.
   * @param {boolean} dark
   * @param {number} [groups]
   * @returns {{paper: string, ink: string, signs: {label: number, colour: string, shape: string, outline: [number, number][]}[]}}
   */
  palette(dark, groups = 100) {
    return complain(() => module.mapPalette(dark, groups));
  }

  /**
   * @param {string} name
   * @param {any} detail
   */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /**
   * @param {string} job
   * @param {any} input
   * @param {{onProgress?: (progress: any) => void, signal?: AbortSignal, sticky?: boolean}} [options]
   */
  #job(job, input, options) {
    if (!this.#engine) return Promise.reject({ code: "engine_not_started" });
    return this.#engine.do(job, input, options);
  }

  /** @param {File} file @returns {Promise<Problem[]>} */
  async #readManifest(file) {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { manifest } = await this.#job("manifest", { bytes, names: [] });
      this.#manifests.push(bytes);
      /** @type {Problem[]} */
      const problems = manifest.problems;
      // A list with many bad lines is said to have many; each of them is in what addFiles returns.
      if (problems.length === 1) this.#emit("problem", { ...problems[0], list: file.name });
      if (problems.length > 1) {
        this.#emit("problem", { code: "rows_with_problems", list: file.name, count: problems.length, lines: problems.map(({ line }) => line) });
      }
      return problems.map((problem) => ({ ...problem, list: file.name }));
    } catch (error) {
      const problem = { ...asProblem(error, "unreadable_file"), list: file.name };
      this.#emit("problem", problem);
      return [problem];
    }
  }

  /** Enters what the manifests say of all tracks; rows and songs that do not find each other are reported. @param {Track[]} added */
  async #matchManifests(added) {
    /** @type {Problem[]} */
    const problems = [];
    const { tracks } = this;
    for (const bytes of this.#manifests) {
      const { manifest, matches } = await this.#job("manifest", { bytes, names: tracks.map(({ name }) => name) });
      matches.files.forEach((/** @type {number | null} */ place, /** @type {number} */ row) => {
        if (place !== null) this.#library.describe(tracks[place], manifest.rows[row], manifest.column_names);
      });
      if (matches.unmatched_rows.length > 0 && matches.unmatched_rows.length < manifest.rows.length) {
        problems.push({ code: "rows_without_song", ids: matches.unmatched_rows.map((/** @type {number} */ row) => manifest.rows[row].id) });
      }
      const strangers = matches.unmatched_files.map((/** @type {number} */ place) => tracks[place]).filter((/** @type {Track} */ track) => added.includes(track));
      if (strangers.length > 0 && this.#manifests.length === 1) {
        problems.push({ code: "songs_without_row", names: strangers.map((/** @type {Track} */ { name }) => name) });
      }
    }
    for (const problem of problems) this.#emit("problem", problem);
    for (const track of tracks) this.#emit("track", track);
    return problems;
  }

  /**
   * Hears tracks, a few at a time, and shows where they fall.
   * @param {Track[]} tracks
   */
  async #hear(tracks) {
    const { signal } = this.#listening;
    const queue = [...tracks];
    const start = performance.now();
    let done = 0;
    const next = async () => {
      for (let track = queue.shift(); track; track = queue.shift()) {
        await this.#hearOne(track, signal);
        done += 1;
        const secondsLeft = ((performance.now() - start) / 1000 / done) * (tracks.length - done);
        this.#emit("progress", { stage: "listen", done, total: tracks.length, secondsLeft, track });
        await this.#preview(done === tracks.length);
      }
    };
    // One song more than there are workers: while one is decoded, the workers are kept busy.
    await Promise.all(Array.from({ length: this.#workers + 1 }, next));
  }

  /**
   * @param {Track} track
   * @param {AbortSignal} signal
   */
  async #hearOne(track, signal) {
    const { settings } = this;
    try {
      if (signal.aborted) throw { code: "cancelled" };
      this.#advance(track, "reading");
      const excerpt = await this.#job("excerpt", { file: track.file, seconds: settings.max_seconds }, { signal });
      for (const copy of this.#library.recognise(track, excerpt.hash)) this.#emit("track", copy);
      if (track.problem?.code === "duplicate") return;
      this.#advance(track, "decoding");
      const decodeStart = performance.now();
      const { channels, rate } = await decode(excerpt.bytes, excerpt.rate);
      this.#seconds.decode += (performance.now() - decodeStart) / 1000;
      this.#advance(track, "listening");
      const listenStart = performance.now();
      const heard = await this.#job("listen", { channels, rate, settings }, { signal });
      this.#seconds.features += (performance.now() - listenStart) / 1000;
      track.rate = rate;
      track.seconds = heard.seconds;
      track.thumbnail = heard.thumbnail;
      track.notices = [...excerpt.notices, ...heard.notices];
      this.#hearings.set(track, { features: heard.mfcc, key: hearingKey(settings) });
      if (track.state === "listening") this.#advance(track, "ready");
    } catch (error) {
      track.problem = asProblem(error, "unexpected");
      this.#advance(track, "failed");
    }
  }

  /** @param {Track} track @param {import("./types.js").TrackState} state */
  #advance(track, state) {
    track.state = state;
    if (state !== "failed" && state !== "duplicate") delete track.problem;
    this.#emit("track", track);
  }

  /**
   * Where the songs heard so far fall, not more often than the eye needs.
   * @param {boolean} last
   */
  async #preview(last) {
    const now = performance.now();
    const songs = this.#library.ready;
    if (songs.length === 0 || (!last && now - this.#lastPreview < PREVIEW_PAUSE)) return;
    this.#lastPreview = now;
    try {
      const map = await this.#job("preview", { features: this.#features(songs), rows: songs.length });
      const labels = new Int32Array(songs.length).fill(-2);
      /** @type {Frame} */
      const frame = { epoch: 0, losses: null, activeUnits: 0, map, labels };
      this.#emit("preview", { ids: songs.map(({ id }) => id), frame });
    } catch {
      // A preview that fails takes nothing away: the run that follows says what is wrong.
    }
  }

  /** The songs' features, row by row. @param {Track[]} songs */
  #features(songs) {
    const rows = songs.map((song) => this.#hearings.get(song)?.features ?? new Float32Array());
    const all = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
    rows.reduce((at, row) => {
      all.set(row, at);
      return at + row.length;
    }, 0);
    return all;
  }
}

/** The settings that decide what is heard of a song. @param {Settings} settings */
const hearingKey = ({ max_seconds: seconds }) => JSON.stringify({ seconds });

/**
 * A run as the page knows it.
 * @param {number} number
 * @param {Settings} settings
 * @param {Track[]} songs
 * @param {any} result
 * @param {Frame[]} frames
 * @param {{decode: number, features: number}} heard
 * @returns {Run}
 */
function makeRun(number, settings, songs, result, frames, heard) {
  const { represent = 0, group = 0, score = 0, map = 0 } = result.seconds;
  return {
    number,
    settings,
    ids: songs.map(({ id }) => id),
    clusters: result.clusters,
    latents: { data: result.latents, shape: [songs.length, result.latentUnits] },
    projection: result.projection,
    before: result.before,
    metrics: result.metrics,
    agreement: result.agreement,
    silhouettes: result.silhouettes,
    candidates: result.candidates,
    losses: result.losses,
    frames,
    kl_per_unit: result.klPerUnit,
    active_units: result.activeUnits,
    variance_shown: result.varianceShown,
    warnings: result.warnings,
    seconds: { ...heard, training: represent, clustering: group, metrics: score, projection: map },
    stopped: result.stopped,
  };
}

/** @param {Response} response */
async function compile(response) {
  // Streaming needs the right media type; a host without it costs a moment, not the visit.
  if (response.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** `?workers=2` in the address: for lessons on shared machines, and for tests. */
function workersFromAddress() {
  const asked = Number(new URLSearchParams(location.search).get("workers"));
  return Number.isInteger(asked) && asked >= 1 && asked <= 64 ? asked : undefined;
}

/**
 * Whatever was thrown, as a Problem.
 * @param {unknown} error
 * @param {string} code  for what has none of its own
 * @returns {Problem}
 */
function asProblem(error, code) {
  if (error instanceof AssetError) return { code: error.code, path: error.path, status: error.status ?? null, message: error.message };
  if (error instanceof Error) return { code, message: error.message };
  if (typeof error === "object" && error !== null && "code" in error) return /** @type {Problem} */ (error);
  return { code, message: String(error) };
}

/**
 * Calls the module on the page's own thread.
 * @template T
 * @param {() => T} call
 * @returns {T}
 */
function complain(call) {
  try {
    return call();
  } catch (error) {
    throw asProblem(error, "unexpected");
  }
}

/** @type {Window & {songscape?: Songscape}} */
const page = window;
/** The engine of this page. */
export const songscape = new Songscape();
page.songscape = songscape;
