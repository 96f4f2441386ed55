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
import { makeArchive } from "./archive.js";
import { assetResponse } from "./assets.js";
import { demoFiles } from "./demo.js";
import { Documents, documentKind } from "./documents.js";
import { Engine } from "./engine.js";
import { Hearing } from "./hearing.js";
import { Library } from "./library.js";
import { ModelFiles, isModel, makeModel, makePlacedRun } from "./model_files.js";
import { playlistEntries } from "./playlist_entries.js";
import { isProject, readProject, saveProject } from "./project_files.js";
import { followOn, restoreTracks } from "./project_tracks.js";
import { withoutReplaced } from "./run_files.js";
import { makeRun } from "./run_result.js";
import { joined, runRows } from "./run_rows.js";
import { numbersOf } from "./sources.js";
import { Store } from "./store.js";
import { plannedSuites, replaceEarlier, runSuite } from "./suite_runner.js";
import { asProblem, complain } from "./thrown.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./types.js").SettingRow} SettingRow */
/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Model} Model */

/** Workers, at most: past this, memory grows and speed does not. */
const MOST_WORKERS = 8;
/** Bytes a worker can use of the 4 GiB it can address. */
const MOST_MEMORY = 3 * 2 ** 30;
/** Milliseconds between two preview maps while songs are being heard, and between two words on how far something is. */
const PREVIEW_PAUSE = 120;
/** Where the browser remembers that nothing of songs is to be kept. */
const KEEPING = "songscape.keep";
/** Files that come along in a folder and are no songs; they are named once, not failed one by one. */
const NOT_SONGS = /\.(jpe?g|png|gif|webp|bmp|pdf|nfo|log|cue|m3u8?|pls|ini|db|json|xml|html?|md|docx?|zip|rar|7z|exe|dll)$/i;

export class Songscape extends EventTarget {
  /** Resolves when songs can be heard; rejects with a Problem when they never can. @type {Promise<void>} */
  ready;
  /** The table of settings; empty until ready. @type {SettingRow[]} */
  table = [];
  /** Finished runs, oldest first. @type {Run[]} */
  runs = [];
  /** How the suites went that were run, newest last. @type {import("./suite_plan.js").SuiteRecord[]} */
  suites = [];
  /** The settings songs are heard with until a run says otherwise. @type {Settings} */
  settings = {};
  /** The map that was loaded from a file. @type {Model | null} */
  model = null;

  #store = new Store((problem) => this.#emit("problem", problem));
  #hearing = new Hearing({
    job: (name, input, options) => this.job(name, input, options),
    library: new Library(),
    store: this.#store,
    version: 0,
    changed: (track) => this.#emit("track", track),
    asProblem,
  });
  /** @type {Library} */ #library;
  /** @type {Documents} */ #documents;
  /** What the run was of: the library's revision when it began. @type {WeakMap<Run, number>} */ #revisions = new WeakMap();
  /** The songs of a run, by the ids they had then. @type {WeakMap<Run, Map<string, Track>>} */ #songs = new WeakMap();
  /** Which job a run was: its network is remembered by the worker that did it. @type {WeakMap<Run, number>} */ #jobs = new WeakMap();
  /** @type {Engine | undefined} */ #engine;
  #workers;
  /** Stops listening. */ #listening = new AbortController();
  /** Stops the run. @type {AbortController | undefined} */ #running;
  /** Stops the suite. @type {AbortController | undefined} */ #suite;
  /** @type {Promise<unknown>} */ #lastRun = Promise.resolve();
  /** Frames of the run that the first worker remembers. @type {Frame[]} */ #film = [];
  #runNumber = 0;
  #models = new ModelFiles();
  /** The file of `model`. @type {Blob | null} */ #modelFile = null;
  #lastPreview = 0;

  /** @param {{workers?: number}} [options] `workers` defaults to the number of cores, at most 8 */
  constructor({ workers } = {}) {
    super();
    this.#workers = workers ?? workersFromAddress() ?? Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 2));
    this.ready = this.#start();
    [this.#library, this.#documents] = this.#begin();
    // Whoever waits for it learns of a failure; nobody waiting is no uncaught error.
    this.ready.catch((problem) => this.#emit("problem", problem));
  }

  /** An empty library, and what documents say of it. @returns {[Library, Documents]} */
  #begin() {
    const library = new Library();
    this.#hearing.host.library = library;
    const tell = (/** @type {Problem} */ problem) => this.#emit("problem", problem);
    return [library, new Documents({ job: (name, input) => this.job(name, input), library, tell, asProblem })];
  }

  async #start() {
    try {
      const response = await assetResponse("pkg/songscape_bg.wasm");
      const compiled = await compile(response);
      await init({ module_or_path: compiled });
      this.table = module.settingsTable();
      this.settings = module.completeSettings({ cache: this.keeping ? "on" : "off" });
      this.#hearing.host.version = module.featureVersion();
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

  /** Names of all columns of all songs, in order of appearance. */
  get columnNames() {
    return this.#library.columnNames;
  }

  /**
   * Takes songs and what is known of them: audio files, manifests and feature tables (.csv), arrays (.npy, .npz), lyrics
   * (.txt, .lrc); and projects (.songscape), the first of which is opened before the rest is taken. Resolves when each song is heard or has failed; one bad file never stops the others.
   * @param {FileList | File[]} files
   * @returns {Promise<{tracks: Track[], problems: Problem[]}>}
   */
  async addFiles(files) {
    const projects = Array.from(files).filter(({ name }) => isProject(name) && !name.startsWith("."));
    const all = Array.from(files).filter((file) => !projects.includes(file));
    const problems = projects.length > 0 ? await this.#openFirst(projects) : [];
    const documents = all.filter(({ name }) => documentKind(name) !== null && !name.startsWith("."));
    const others = all.filter(({ name }) => name.startsWith(".") || NOT_SONGS.test(name));
    const models = all.filter((file) => isModel(file.name) && !others.includes(file));
    const songs = all.filter((file) => !documents.includes(file) && !others.includes(file) && !models.includes(file));
    if (others.length > 0) problems.push({ code: "not_songs", count: others.length, name: others[0].name });
    const library = this.#library;
    /** @type {Track[]} */
    const added = [];
    // A song that failed or was stopped and is dropped again gets another chance, not a second line.
    for (const file of songs) {
      const old = this.tracks.find((track) => track.state === "failed" && track.name === file.name);
      const track = library.add(file);
      if (old) library.absorb(old, track);
      added.push(track);
    }
    this.#emit("tracks", this.tracks);
    const before = new Set(this.tracks);

    await this.ready;
    problems.push(...await this.#documents.take(documents, added));
    for (const file of models) await this.loadModel(file).catch((problem) => problems.push({ list: file.name, ...asProblem(problem) }));
    // Whoever clears the page meanwhile wants nothing of this.
    if (library !== this.#library) return { tracks: [], problems };
    for (const { told, ...problem } of problems) if (!told) this.#emit("problem", problem);
    if (documents.length > 0) {
      this.#emit("tracks", this.tracks);
      for (const track of this.tracks) this.#emit("track", track);
    }
    const further = this.tracks.filter((track) => !before.has(track));
    await this.#hear(added.filter((track) => library.tracks.includes(track)));
    // The sound of a song that was known is that song.
    const tracks = [...added.map((track) => (library.tracks.includes(track) ? track : library.find(String(track.problem?.of)) ?? track)), ...further];
    for (const track of added) {
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
      const list = async (/** @type {Uint8Array} */ bytes) => {
        await this.ready;
        return this.job("list", { bytes });
      };
      return await this.addFiles(await demoFiles(list, (done, total) => this.#emit("progress", { stage: "fetch", done, total })));
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
   * first. Stop (`cancel`) resolves it with what is done so far; before there is anything, it rejects with `cancelled`.
   * @param {Partial<Settings>} [settings]
   * @param {Run["suite"]} [suite] which suite it is of
   * @returns {Promise<Run>}
   */
  async run(settings = {}, suite = null) {
    await this.ready;
    const feature = settings["feature"] ?? this.likelyFeature;
    const complete = complain(() => module.completeSettings({ cache: this.keeping ? "on" : "off", ...settings, feature }));
    const { fits, bytes, limit, songs } = this.memoryEstimate(complete);
    if (!fits) throw { code: "too_large", bytes, limit, songs };
    this.#running?.abort();
    const abort = new AbortController();
    this.#running = abort;
    const turn = this.#lastRun.then(() => this.#experiment(complete, abort.signal, suite));
    this.#lastRun = turn.catch(() => {});
    return turn;
  }

  /**
   * @param {Settings} settings
   * @param {AbortSignal} signal
   * @param {Run["suite"]} suite
   * @returns {Promise<Run>}
   */
  async #experiment(settings, signal, suite) {
    const library = this.#library;
    const { rows, revision } = await this.#rowsFor(settings, signal);
    if (rows.ids.length === 0) throw { code: "no_songs" };
    /** @type {{ids: string[], frames: Frame[], mapped: string[]}} */
    const film = { ids: [], frames: [], mapped: [] };
    const onProgress = (/** @type {any} */ progress) => this.#onRunProgress(progress, film);
    const result = await this.job("run", { ...this.#given(rows), settings }, { signal, sticky: true, onProgress });

    const frames = result.remembered ? this.#film : film.frames;
    if (!result.stopped) this.#film = frames;
    if (library !== this.#library) throw { code: "cancelled" };
    this.#runNumber += 1;
    const trackOfRow = new Map(rows.ids.map((id, row) => [id, rows.songs[row].id]));
    const run = makeRun(this.#runNumber, settings, trackOfRow, result, frames, this.#hearing.seconds);
    run.suite = suite;
    this.#revisions.set(run, revision);
    this.#songs.set(run, new Map(rows.song_ids.map((id, row) => [id, rows.songs[row]])));
    this.#jobs.set(run, result.job);
    this.#models.keep(run, result.model);
    this.runs.push(run);
    this.#emit("run", run);
    this.#emit("runs", this.runs);
    return run;
  }

  /** The suites for the songs that are there, under settings of the visitor's. @param {Partial<Settings>} [settings] */
  plannedSuites(settings = {}) {
    return plannedSuites(this, complain(() => module.completeSettings(settings)));
  }

  /**
   * All runs of a suite, one after another. One that fails is written down in `suites` and `failures`, and the rest is done. Stop
   * (`cancel`) keeps those that came to their end. They take the place of what the suite made before (event "suite").
   * @param {string} name easy, medium, hard, a_easy, a_medium or a_hard
   * @param {{settings?: Partial<Settings>, signal?: AbortSignal, began?: (step: import("./suite_runner.js").SuiteStep) => void}} [options]
   *   `settings`: the visitor's, of which a suite takes what it leaves open
   * @returns {Promise<Run[]>}
   */
  async suite(name, { settings = {}, signal, began } = {}) {
    await this.ready;
    const own = complain(() => module.completeSettings({ cache: this.keeping ? "on" : "off", ...settings }));
    const library = this.#library;
    this.#suite?.abort();
    const abort = new AbortController();
    this.#suite = abort;
    if (signal?.aborted) throw { code: "cancelled" };
    const over = new AbortController();
    signal?.addEventListener("abort", () => {
      abort.abort();
      this.#running?.abort();
    }, { once: true, signal: over.signal });
    const record = await runSuite(this, name, { own, signal: abort.signal, began });
    over.abort();
    // Whoever cleared the page meanwhile wants nothing of it.
    if (library !== this.#library) throw { code: "cancelled" };
    const undo = replaceEarlier(this, record);
    this.#emit("suite", { record, undo });
    return record.runs;
  }

  /** Runs of suites that could not be done. */
  get failures() {
    return this.suites.flatMap(({ failures }) => failures);
  }

  /**
   * Takes a run off the list. Returns what puts it back at its place.
   * @param {Run} run
   * @returns {() => void}
   */
  forgetRun(run) {
    const library = this.#library;
    this.runs = this.runs.filter((other) => other !== run);
    this.#emit("runs", this.runs);
    return () => {
      // Whoever cleared the page meanwhile wants nothing of it back.
      if (library !== this.#library || this.runs.includes(run)) return;
      this.runs = [...this.runs, run].sort((one, other) => one.number - other.number);
      this.#emit("runs", this.runs);
    };
  }

  /**
   * A finished map as a file: everything that was fitted, and the names and places of its songs; no sound. The files of the
   * last runs are at hand.
   * @param {Run} run
   * @returns {Promise<Blob>}
   */
  async saveModel(run) {
    await this.ready;
    const file = this.#models.of(run);
    if (!file) throw { code: "model_gone" };
    const tracks = new Map([...(run.placed?.absent ?? []), ...this.tracks].map((track) => [track.id, track]));
    const of = (/** @type {"title" | "artist"} */ what) => run.song_ids.map((id) => tracks.get(id)?.[what] ?? "");
    const type = "application/octet-stream";
    return new Blob([await this.job("nameModel", { file, titles: of("title"), artists: of("artist") })], { type });
  }

  /**
   * Everything of this visit but the sound, as one file; `openProject` brings it back.
   * @returns {Promise<Blob>}
   */
  async saveProject() {
    await this.ready;
    const model = this.model && this.#modelFile && { name: this.model.name, file: this.#modelFile };
    const settings = { ...this.settings, feature: this.settings["feature"] ?? this.likelyFeature };
    return saveProject(module, {
      library: this.#library, hearing: this.#hearing, runs: withoutReplaced(this.runs), settings, model,
      isCurrent: (run) => this.isCurrent(run), modelOf: (run) => this.#models.of(run),
    });
  }

  /**
   * Brings back what `saveProject` made, in place of the runs that are here. Songs that are here stay: those of the project give
   * it their sound, the others follow.
   * @param {File} file
   * @returns {Promise<import("./types.js").Opened>}
   */
  async openProject(file) {
    await this.ready;
    const { signal } = this.#listening;
    let told = performance.now();
    const project = await readProject(module, file, (done, total) => {
      if (signal.aborted) throw { code: "cancelled" };
      if (performance.now() - told < PREVIEW_PAUSE) return;
      told = performance.now();
      this.#emit("progress", { stage: "open", done, total });
    });
    this.#emit("opening", null);
    this.cancel();
    const [library, documents, runs, suites] = [this.#library, this.#documents, this.runs, this.suites];
    const [settings, model, modelFile] = [this.settings, this.model, this.#modelFile];
    [this.#library, this.#documents] = this.#begin();
    const opened = this.#library;
    restoreTracks(project.about, project.arrays, opened, this.#hearing, project.comparable);
    const follow = followOn(library, opened, this.#hearing);
    [this.runs, this.suites] = [project.runs.map(({ run }) => run), []];
    for (const { run, current, model: own } of project.runs) {
      // A number names one run of a visit.
      this.#runNumber = Math.max(this.#runNumber, run.number);
      if (current && follow.length === 0 && project.comparable) this.#revisions.set(run, opened.revision);
      if (own) this.#models.keep(run, own);
    }
    this.settings = { ...project.settings, cache: this.keeping ? "on" : "off" };
    const known = new Set(opened.tracks);
    const undo = () => {
      this.cancel();
      const since = this.#library === opened ? opened.tracks.filter((track) => !known.has(track)) : [];
      [this.#library, this.#documents] = [library, documents];
      this.#hearing.host.library = library;
      this.settings = settings;
      for (const track of since) library.bringBack(track, opened.given(track));
      [this.runs, this.suites] = [runs, suites];
      [this.model, this.#modelFile] = [model, modelFile];
      this.#emit("model", model);
      this.#emit("tracks", this.tracks);
      this.#emit("runs", this.runs);
    };
    /** @type {Problem[]} */
    const problems = project.comparable ? [] : [{ code: "project_heard_otherwise", list: file.name }];
    if (project.model) await this.loadModel(project.model).catch((problem) => problems.push({ list: project.model?.name, ...asProblem(problem) }));
    // Whoever cleared the page meanwhile wants nothing of it.
    if (opened !== this.#library) throw { code: "cancelled" };
    const answer = { tracks: this.tracks, runs: this.runs, settings: this.settings, problems, undo: library.tracks.length > 0 || runs.length > 0 ? undo : null };
    this.#emit("tracks", this.tracks);
    this.#emit("runs", this.runs);
    this.#emit("opened", answer);
    const waiting = follow.filter(({ state }) => state === "waiting");
    if (waiting.length > 0) await this.#hear(waiting);
    return answer;
  }

  /** @param {File[]} files @returns {Promise<Problem[]>} */
  async #openFirst([first, ...others]) {
    /** @type {Problem[]} */
    const further = others.map(({ name }) => ({ code: "project_not_alone", list: name }));
    try {
      return [...(await this.openProject(first)).problems, ...further];
    } catch (thrown) {
      const problem = asProblem(thrown);
      return problem.code === "cancelled" ? further : [{ list: first.name, ...problem }, ...further];
    }
  }

  /**
   * Reads a map that was saved. It is not shown by that; `place` shows it.
   * @param {File} file
   * @returns {Promise<Model>}
   */
  async loadModel(file) {
    await this.ready;
    const model = makeModel(file.name, await this.job("loadModel", { file }));
    complain(() => module.completeSettings(model.settings));
    [this.model, this.#modelFile] = [model, file];
    this.#emit("model", model);
    return model;
  }

  /** Puts the loaded map away. */
  forgetModel() {
    [this.model, this.#modelFile] = [null, null];
    this.#emit("model", null);
  }

  /**
   * The songs of the loaded map where they lie on it, and the songs of the library among them; nothing is learned. Without
   * songs the map is shown as it is. `label_col` may be another than the model's.
   * @param {Partial<Settings>} [settings]
   * @returns {Promise<Run>}
   */
  async place({ label_col } = {}) {
    await this.ready;
    const [model, file] = [this.model, this.#modelFile];
    if (!model || !file) throw { code: "no_model" };
    const cache = this.keeping ? "on" : "off";
    const settings = { ...model.settings, cache, ...(label_col === undefined ? {} : { label_col }) };
    this.#running?.abort();
    const abort = new AbortController();
    this.#running = abort;
    const turn = this.#lastRun.then(() => this.#placement(model, file, settings, abort.signal));
    this.#lastRun = turn.catch(() => {});
    return turn;
  }

  /**
   * @param {Model} model
   * @param {Blob} file
   * @param {Settings} settings
   * @param {AbortSignal} signal
   * @returns {Promise<Run>}
   */
  async #placement(model, file, settings, signal) {
    const library = this.#library;
    const { rows, revision } = await this.#rowsFor(settings, signal);
    const onProgress = (/** @type {{done: number, total: number}} */ progress) => this.#emit("progress", { stage: "place", ...progress });
    const result = await this.job("place", { file, ...this.#given(rows), label: settings["label_col"] }, { signal, onProgress });
    if (library !== this.#library) throw { code: "cancelled" };
    this.#runNumber += 1;
    const run = makePlacedRun(this.#runNumber, settings, model, rows.songs, result, this.#hearing.seconds);
    this.#revisions.set(run, revision);
    this.#emit("run", run);
    return run;
  }

  /**
   * The songs of the library as rows for these settings, heard as far as they were not.
   * @param {Settings} settings
   * @param {AbortSignal} signal
   */
  async #rowsFor(settings, signal) {
    this.settings = settings;
    const library = this.#library;
    /** @type {Set<Track>} */
    const tried = new Set();
    const lacking = () => library.ready.filter((track) => !tried.has(track) && this.#hearing.lacks(track, settings));
    // While some are heard, others may become ready that were heard with other settings.
    for (let songs = lacking(); songs.length > 0 && !signal.aborted; songs = lacking()) {
      for (const track of songs) tried.add(track);
      await this.#hear(songs, settings);
    }
    if (signal.aborted || library !== this.#library) throw { code: "cancelled" };
    const { revision } = library;
    return { rows: runRows(library.ready, settings, (track) => library.given(track), (track) => this.#hearing.of(track, settings)), revision };
  }

  /** Rows as the worker takes them. @param {ReturnType<typeof runRows>} rows */
  #given({ ids, song_ids, songs, present, numbers }) {
    const lyrics = songs.map((song) => song.lyrics || null);
    const columns = this.columnNames.map((name) => ({ name, values: songs.map((song) => song.columns[name] ?? "") }));
    return { songs: { ids, song_ids, lyrics, columns, present }, numbers };
  }

  /**
   * What the decoder of a run's network draws at a point of the latent space: the features of a song that was never recorded.
   * Only the network of the latest run is at hand; of others, `model_gone`.
   * @param {Run} run
   * @param {Float32Array} latent one number a unit
   * @param {number} [row] the song whose condition the network is told, where it is told any; without it the average
   * @returns {Promise<import("./types.js").Decoded>}
   */
  async decode(run, latent, row) {
    return this.job("decode", { job: this.#jobs.get(run), latent, row }, { sticky: true });
  }

  /**
   * What a run needs of this machine's memory, before it starts. The browser says how much the machine has, in coarse steps
   * and never more than 8 GiB, or nothing; a worker can address 4 GiB.
   * @param {Partial<Settings>} [settings]
   * @returns {import("./types.js").Estimate}
   */
  memoryEstimate(settings = {}) {
    const complete = complain(() => module.completeSettings({ ...settings, feature: settings["feature"] ?? this.likelyFeature }));
    const { ready } = this.#library;
    const clips = Number(complete["clips"]);
    const pieces = clips > 0 ? Math.max(1, Math.ceil(Number(complete["max_seconds"]) / clips)) : 1;
    const table = Math.max(0, ...ready.map((track) => this.#library.given(track)["table"]?.length ?? 0));
    const machine = /** @type {{deviceMemory?: number}} */ (/** @type {unknown} */ (navigator)).deviceMemory ?? 8;
    return module.memoryEstimate(complete, ready.length * pieces, table, Math.min(MOST_MEMORY, machine * 2 ** 29));
  }

  /** The feature a run takes when none is asked for: sound if there is any, else what there is. */
  get likelyFeature() {
    const { ready } = this.#library;
    const given = (/** @type {string} */ feature) => ready.some((track) => this.#library.given(track)[feature]);
    if (ready.some(({ state, sources }) => state === "ready" && sources.includes("sound"))) return "mfcc";
    const array = ["table", "logmelspec", "mfcc_frames"].find(given);
    return array ?? (ready.some(({ sources }) => sources.includes("lyrics")) ? "lyrics_tfidf" : "mfcc");
  }

  /** Whether a run made now would take the same songs, described in the same way. @param {Run} run */
  isCurrent(run) {
    return this.#revisions.get(run) === this.#library.revision;
  }

  /**
   * @param {any} progress
   * @param {{ids: string[], frames: Frame[], mapped: string[]}} film
   */
  #onRunProgress({ stage, epoch, epochs, losses, frame, ids, done, total }, film) {
    if (stage === "represent") {
      if (ids) film.ids = ids;
      if (frame) film.frames.push(frame);
    }
    if (stage === "lyrics") this.#emit("progress", { stage, done: 1, total: 1 });
    else if (stage === "sound") this.#emit("progress", { stage, done: epoch ?? 0, total: epochs ?? 0, losses: losses ?? null });
    else if (stage === "represent") {
      const detail = { stage: "train", done: epoch ?? 0, total: epochs ?? 0, losses: losses ?? null };
      this.#emit("progress", frame ? { ...detail, ids: film.ids, frame } : detail);
    } else {
      /** @type {Record<string, string>} */
      const named = { group: "cluster", draw_back: "cluster" };
      const detail = { stage: named[stage] ?? stage, done: done ?? 1, total: total ?? 1 };
      // The songs of a map that moves are named with its first picture.
      if (ids) film.mapped = ids;
      this.#emit("progress", frame ? { ...detail, ids: film.mapped, frame } : detail);
    }
  }

  /**
   * Corrects what is known of songs; an empty text empties it. Returns what undoes it.
   * @param {Track[]} tracks
   * @param {Edit} change
   * @returns {() => void}
   */
  edit(tracks, change) {
    const { language, language_group: group } = change.columns ?? {};
    const derived = language !== undefined && group === undefined && this.columnNames.includes("language_group");
    const columns = derived ? { ...change.columns, language_group: module.languageGroup(language) } : change.columns;
    const undo = this.#library.edit(tracks, { ...change, ...(columns ? { columns } : {}) });
    const tell = () => {
      for (const track of tracks) this.#emit("track", track);
      this.#emit("edited", tracks);
    };
    tell();
    return () => {
      undo();
      tell();
    };
  }

  /** The table of songs as a manifest (CSV), safe for spreadsheet programs. @returns {Promise<Blob>} */
  async manifest() {
    await this.ready;
    return new Blob([await this.job("manifest", this.#library.table())], { type: "text/csv;charset=utf-8" });
  }

  /** The scores of all runs as `clustering_metrics.csv`, with the warnings of each. @returns {Promise<Blob>} */
  async metricsCsv() {
    await this.ready;
    const rows = this.runs.map(({ settings, metrics, warnings }) => ({ settings, metrics, warnings: warnings.map(({ code }) => code) }));
    return new Blob([await this.job("metrics", { rows })], { type: "text/csv;charset=utf-8" });
  }

  /** Whether what is heard is kept in this browser for the next visit. */
  get keeping() {
    try {
      return localStorage.getItem(KEEPING) !== "off";
    } catch {
      return true;
    }
  }

  set keeping(on) {
    try {
      if (on) localStorage.removeItem(KEEPING);
      else localStorage.setItem(KEEPING, "off");
    } catch {
      // A browser that stores nothing keeps nothing either way.
    }
    this.settings = { ...this.settings, cache: on ? "on" : "off" };
  }

  /** What is kept: how many songs, and how large. @returns {Promise<{songs: number, bytes: number}>} */
  stored() {
    return this.#store.usage();
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
    this.#suite?.abort();
  }

  /** Forgets songs and runs. Returns what brings them back. @returns {() => void} */
  clear() {
    this.cancel();
    const [library, documents, runs, suites] = [this.#library, this.#documents, this.runs, this.suites];
    [this.#library, this.#documents] = this.#begin();
    [this.runs, this.suites] = [[], []];
    this.#emit("tracks", this.tracks);
    this.#emit("runs", this.runs);
    return () => {
      const since = this.#library;
      [this.#library, this.#documents] = [library, documents];
      this.#hearing.host.library = library;
      this.runs = [...runs, ...this.runs];
      this.suites = [...suites.filter(({ name }) => this.suites.every((since) => since.name !== name)), ...this.suites];
      for (const track of since.tracks) {
        const given = since.given(track);
        library.restore(track, library.tracks.length);
        for (const [feature, values] of Object.entries(given)) library.give(track, feature, values);
      }
      this.#emit("tracks", this.tracks);
      this.#emit("runs", this.runs);
    };
  }

  /** Forgets everything this page has stored in the browser: what was heard, preferences, and copies kept for offline use. */
  async eraseStored() {
    await this.#store.erase();
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
   * Draws a picture of a run; see `plots::picture`.
   * @param {HTMLCanvasElement} canvas
   * @param {Record<string, unknown>} view
   * @param {Record<string, unknown> & {kind: string}} picture
   */
  drawPicture(canvas, view, picture) {
    complain(() => module.drawPicture(canvas, view, picture));
  }

  /**
   * Everything the runs of this visit leave behind, as one .zip.
   * @param {{signal?: AbortSignal, progress?: (done: number, total: number) => void}} [options]
   * @returns {Promise<Blob>}
   */
  async archive(options) {
    await this.ready;
    return makeArchive(this, withoutReplaced(this.runs), options);
  }

  /** The song of each row of a run, as it is known now. @param {Run} run @returns {(Track | undefined)[]} */
  songsOf(run) {
    const known = new Map([...(run.placed?.absent ?? []), ...this.tracks].map((track) => [track.id, track]));
    const here = new Set(this.tracks);
    const own = this.#songs.get(run);
    // A song may have been renamed since, or taken off, and another be called as it was.
    return run.song_ids.map((id) => {
      const song = own?.get(id);
      return song && (here.has(song) || !known.has(id)) ? song : known.get(id);
    });
  }

  /**
   * A playlist (.m3u8) of songs, by the names of their files; songs without a file are left out.
   * @param {string} name
   * @param {Track[]} tracks
   * @returns {{file: Blob, left_out: number}}
   */
  playlistFile(name, tracks) {
    // What was heard for the last run tells how long a song is, if it ended before the time was up.
    const songs = playlistEntries(tracks, Number(this.runs.at(-1)?.settings["max_seconds"] ?? 0));
    const { bytes, leftOut } = complain(() => module.playlistM3u8(name, songs));
    return { file: new Blob([bytes], { type: "audio/x-mpegurl" }), left_out: leftOut };
  }

  /** Whether the model of a run is at hand. @param {Run} run */
  hasModel(run) {
    return this.#models.of(run) !== undefined;
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
   * Labels renumbered so that groups carry the colours of the groups of `previous` they share most songs with; both of the same songs.
   * @param {Int32Array} previous
   * @param {Int32Array} current
   * @returns {Int32Array}
   */
  alignLabels(previous, current) {
    return complain(() => module.alignLabels(previous, current));
  }

  /**
   * Adjusted Rand index of two groupings of the same songs; null without songs.
   * @param {Int32Array} first
   * @param {Int32Array} second
   * @returns {number | null}
   */
  groupingsAgree(first, second) {
    return complain(() => module.groupingsAgree(first, second)) ?? null;
  }

  /**
   * @param {string} name
   * @param {any} detail
   */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /**
   * A job for a worker, by its name in `workers/engine_worker.js`.
   * @param {string} job
   * @param {any} input
   * @param {{onProgress?: (progress: any) => void, signal?: AbortSignal, sticky?: boolean}} [options]
   * @returns {Promise<any>}
   */
  job(job, input, options) {
    if (!this.#engine) return Promise.reject({ code: "engine_not_started" });
    return this.#engine.do(job, input, options);
  }

  /**
   * Hears tracks, a few at a time, and shows where they fall.
   * @param {Track[]} tracks
   * @param {Settings} [settings]  those of the next run, as far as they are known
   */
  async #hear(tracks, settings = this.settings) {
    const { signal } = this.#listening;
    this.#store.on = settings["cache"] !== "off";
    const queue = [...tracks];
    const start = performance.now();
    let done = 0;
    let known = 0;
    let fresh = false;
    let told = start;
    const next = async () => {
      for (let track = queue.shift(); track; track = queue.shift()) {
        if (await this.#hearing.hear(track, settings, signal)) known += 1;
        if (track.state === "ready") await this.#readTags(track);
        if (track.state === "ready") fresh = true;
        // Songs that were the sound of others are off the list.
        else if (!this.tracks.includes(track) && performance.now() - told > PREVIEW_PAUSE) {
          told = performance.now();
          this.#emit("tracks", this.tracks);
        }
        done += 1;
        const secondsLeft = ((performance.now() - start) / 1000 / done) * (tracks.length - done);
        this.#emit("progress", { stage: "listen", done, total: tracks.length, known, secondsLeft, track });
        if (fresh) await this.#preview(done === tracks.length, settings);
      }
    };
    // One song more than there are workers: while one is decoded, the workers are kept busy.
    await Promise.all(Array.from({ length: this.#workers + 1 }, next));
    if (tracks.some((track) => !this.tracks.includes(track))) this.#emit("tracks", this.tracks);
  }

  /** Where no list says anything of a song, its own file may. @param {Track} track */
  async #readTags(track) {
    if (!track.file || track.tagged || this.#documents.knows(track)) return;
    track.tagged = true;
    try {
      const { tags: { title, artist, genre, lyrics } } = await this.job("tags", { file: track.file });
      this.#library.say(track, { title, artist, lyrics, columns: genre ? { genre } : {} }, true);
    } catch (error) {
      const problem = asProblem(error, "tags_damaged");
      // Many files have no tags at all; that is no fault of theirs.
      if (problem.code !== "tags_unknown_file") track.notices = [...track.notices, problem];
    }
    this.#emit("track", track);
  }

  /**
   * Where the songs heard so far fall, not more often than the eye needs.
   * @param {boolean} last
   * @param {Settings} settings
   */
  async #preview(last, settings) {
    const now = performance.now();
    if (!last && now - this.#lastPreview < PREVIEW_PAUSE) return;
    const songs = this.#library.ready.filter((track) => this.#hearing.of(track, settings)?.features["mfcc"] && Number(settings["clips"]) === 0);
    const wanted = numbersOf(settings);
    if (songs.length === 0 || wanted === null || wanted === "table") return;
    this.#lastPreview = now;
    try {
      const features = joined(songs.map((song) => this.#hearing.of(song, settings)?.features["mfcc"] ?? new Float32Array()));
      const map = await this.job("preview", { features, rows: songs.length });
      const labels = new Int32Array(songs.length).fill(-2);
      /** @type {Frame} */
      const frame = { epoch: 0, losses: null, activeUnits: 0, map, labels };
      this.#emit("preview", { ids: songs.map(({ id }) => id), frame });
    } catch {
      // A preview that fails takes nothing away: the run that follows says what is wrong.
    }
  }
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

/** @type {Window & {songscape?: Songscape}} */
const page = window;
/** The engine of this page. */
export const songscape = new Songscape();
page.songscape = songscape;
