// @ts-check
/** The desk where map, songs, player, report and settings lie: who tells whom when something changes. */

import { startArchive } from "./archive_panel.js";
import { startBalance } from "./balance.js";
import { CompareChoice } from "./compare_choice.js";
import { ComparePanel } from "./compare_panel.js";
import { need } from "./dom.js";
import { Editing } from "./editing.js";
import { startFeatureChoice } from "./feature_choice.js";
import { GroupingPanel } from "./grouping_panel.js";
import { startStepper } from "./groups_stepper.js";
import { addressOf, isPlace, readAddress, writeAddress } from "./hash.js";
import { LessonDialog } from "./lesson_dialog.js";
import { LessonLine } from "./lesson_line.js";
import { startKeys } from "./map_keys.js";
import { startPointer } from "./map_pointer.js";
import { startTip } from "./map_tip.js";
import { savePicture } from "./picture.js";
import { fits, pairWords, startMemoryNote } from "./memory_note.js";
import { startMethodChoice } from "./method_choice.js";
import { NetworkPanel } from "./network_panel.js";
import { startModelPanel } from "./model_panel.js";
import { modelWords } from "./model_words.js";
import { PicturesPanel } from "./pictures_panel.js";
import { Player } from "./player.js";
import { Progress } from "./progress.js";
import { startProject } from "./project_panel.js";
import { startOf, trackOf } from "./rows.js";
import { startReportPage } from "./report_page.js";
import { startSelected, trackFacts } from "./selected_song.js";
import { startRunsList } from "./runs_list.js";
import { Session, UNTOUCHED } from "./session.js";
import { SettingsPanel } from "./settings_panel.js";
import { differing } from "./settings_values.js";
import { Signs } from "./signs.js";
import { SongList } from "./song_list.js";
import { startStorage } from "./storage.js";
import { startSuites } from "./suite_panel.js";
import { showHeadline, showReport, showWarnings } from "./summary.js";
import { Theatre } from "./theatre.js";
import { TimeLeft } from "./time_left.js";
import { toast } from "./toast.js";
import { problemWords, words } from "./words.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").ProgressDetail} ProgressDetail */

/** Milliseconds without a movement after which a slider means it. */
const REST = 300;

/** Seconds of learning still to come from which on one is told that it may be stopped. */
const LONG = 20;

export class Desk {
  /** @type {Map<string, Track>} every song seen in this visit, also those cleared: a shown run may name them */
  #tracks = new Map();
  /** @type {SettingsPanel | null} */
  #panel = null;
  /** @type {Track | null} */
  #chosen = null;
  /** @type {(settings: import("./types.js").Settings) => void} shows what the map is made of, once that is known */
  #showFeature = () => {};
  /** @type {(settings: import("./types.js").Settings) => void} shows how groups are found and the map is drawn */
  #showMethods = () => {};
  /** @type {GroupingPanel | null} */
  #grouping = null;
  /** @type {PicturesPanel | null} */
  #pictures = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;

  /** @param {import("./songscape.js").Songscape} engine */
  constructor(engine) {
    this.engine = engine;
    this.session = new Session(engine);
    this.player = new Player();
    this.signs = new Signs(engine);
    this.progress = new Progress(() => this.session.stop());
    this.theatre = new Theatre(engine, this.signs, (moment) => {
      this.progress.show(moment);
      if (moment.stage === "map") showHeadline(words.drawing, words.drawingWhy);
      else showHeadline(words.learning, (moment.secondsLeft ?? 0) > LONG ? `${words.learningWhy} ${words.learningSlow}` : words.learningWhy);
    });
    const choose = (/** @type {Track} */ track) => this.#choose(track, true);
    this.list = new SongList(engine, { play: choose, remove: (track) => this.#remove(track), choose: (track) => this.#choose(track, false) });
    this.editing = new Editing(engine, {
      signs: this.signs,
      map: this.theatre.map,
      player: this.player,
      run: () => this.theatre.run,
      trackAt: (index) => this.#trackAt(index),
      choose,
      labelColumn: () => String(this.session.complete["label_col"] ?? ""),
      held: (column) => this.#hold(column),
    });
    this.network = new NetworkPanel(engine, {
      track: (id) => this.#tracks.get(id),
      choose: (track, from) => this.#choose(track, true, from),
      cure: (cure) => this.#cure(cure),
      colour: (label) => this.signs.colour(label),
    });
    const compared = new CompareChoice();
    this.showRuns = startRunsList(engine, this.session, compared, { run: () => this.theatre.run });
    this.compare = new ComparePanel(engine, this.session, compared, {
      signs: this.signs,
      track: (id, run) => trackOf(this.#tracks, id, run),
      choose: (track, from) => this.#choose(track, true, from),
      tryAnother: (changes) => this.#tryAnother(changes),
    });
    startReportPage(engine, { run: () => this.theatre.run, compared: () => compared.runs, tracks: () => this.#tracks });
    this.showSuites = startSuites(engine, this.session, { run: () => this.theatre.run });
    this.showModel = startModelPanel(engine, this.session, { run: () => this.theatre.run, say: toast });
    this.showSelected = startSelected(engine, this.signs, choose);
    this.showStepper = startStepper((clusters) => {
      this.#set({ clusters });
      this.#runSoon(0);
    }, () => this.#toWhatCounts());
    this.showBalance = startBalance((weights) => {
      this.#set({ ...weights });
      this.#runSoon(REST);
    });
    this.showMemory = startMemoryNote(engine);
    this.showStored = startStorage(engine, (on) => this.#set({ cache: on ? "on" : "off" }));
    this.lesson = new LessonLine(engine, this.session);
    startArchive(engine);
    startProject(engine, this.session, { run: () => this.theatre.run, say: toast });
    this.#startMap();
    this.#listenToEngine();
    this.#listenToSession();
    this.#startButtons();
  }

  /** The engine is ready: from now on one can draw, and knows the settings. */
  begin() {
    this.theatre.begin();
    this.#panel = new SettingsPanel(this.engine.table, (changes) => this.#set(changes), (settings) => this.#fits(settings));
    this.#showFeature = startFeatureChoice(this.engine.table, this.engine, (changes) => {
      this.#set(changes);
      this.#runSoon(0);
    });
    this.#showMethods = startMethodChoice(this.engine.table, (changes) => this.#tryAnother(changes));
    this.#grouping = new GroupingPanel(this.engine.table, {
      track: (id) => this.#tracks.get(id),
      choose: (track, from) => this.#choose(track, true, from),
      change: (changes) => this.#tryAnother(changes),
      signs: this.signs,
    });
    this.#pictures = new PicturesPanel(this.engine, { say: toast });
    new LessonDialog(this.engine, this.session, () => this.lesson.lesson);
    const read = () => {
      const address = readAddress(this.engine.table, isPlace(location.hash) ? "" : location.hash);
      this.session.placing = false;
      this.session.settings = address.settings;
      this.lesson.read(address);
      this.#settingsChanged();
    };
    addEventListener("hashchange", () => {
      // Whoever goes to a place on the page changes no settings: they come back into the address.
      if (isPlace(location.hash)) this.#settingsChanged();
      else read();
    });
    read();
  }

  /** Nothing can be done without an engine. @param {Problem} problem */
  fail(problem) {
    this.progress.end();
    this.#stage("done");
    showHeadline(words.failedHeadline, "");
    showWarnings([problem]);
  }

  recolour() {
    this.theatre.redraw();
    if (this.engine.table.length === 0) return;
    this.signs.recolour();
    this.#grouping?.recolour();
    this.#pictures?.recolour();
    this.network.recolour();
    this.compare.recolour();
  }

  #startMap() {
    const { map } = this.theatre;
    const chooseIndex = (/** @type {number} */ index) => {
      const track = this.#trackAt(index);
      if (!track) return;
      // Of a song in several clips, the clip that was meant stays the chosen one.
      map.select(index);
      this.#choose(track, true, startOf(map.scene.ids[index] ?? "", track.id, this.theatre.run));
    };
    const { lasso } = this.editing;
    startPointer(map, chooseIndex, lasso);
    startKeys(map, chooseIndex, lasso, () => this.player.track !== null);
    startTip(map, { tip: need("map-tip", HTMLElement), said: need("map-now", HTMLElement) }, (index) => this.#describe(index));
    map.addEventListener("select", () => {
      if (map.selected < 0) this.#choose(null, false);
    });
    need("zoom-in", HTMLElement).addEventListener("click", () => map.zoom(1.5));
    need("zoom-out", HTMLElement).addEventListener("click", () => map.zoom(1 / 1.5));
    need("zoom-whole", HTMLElement).addEventListener("click", () => map.whole());
    need("save-picture", HTMLElement).addEventListener("click", () => savePicture(map).catch(() => toast(words.pictureFailed)));
  }

  #listenToEngine() {
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) =>
      this.engine.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on("track", (/** @type {Track} */ track) => {
      this.#tracks.set(track.id, track);
      this.list.update(track);
      this.editing.table.update(track);
    });
    on("runs", () => this.#showKeep());
    on("edited", () => {
      if (this.theatre.run) this.#pictures?.show(this.theatre.run);
      this.#sourcesChanged();
      this.#notices();
      this.#showChosen();
    });
    on("tracks", () => {
      for (const track of this.engine.tracks) this.#tracks.set(track.id, track);
      this.list.refresh();
      this.editing.tracksChanged(this.theatre.run);
      this.#sourcesChanged();
      this.#notices();
    });
    on("problem", (/** @type {Problem} */ problem) => {
      // What is wrong with one song stands beside that song; what is wrong with the engine, in the headline.
      const ofSong = this.engine.tracks.some((track) => track.name === problem["name"]);
      if (!ofSong && problem.code !== "engine_not_started") this.#say(problem);
    });
    on("preview", (/** @type {{ids: string[], frame: import("./types.js").Frame}} */ { ids, frame }) =>
      this.theatre.scene({ ids, map: frame.map, labels: frame.labels }, 400, words.axesBefore));
    const left = { sound: new TimeLeft(), train: new TimeLeft() };
    on("progress", (/** @type {ProgressDetail} */ detail) => {
      const { stage, done, total } = detail;
      if (stage === "train" || stage === "sound") detail.secondsLeft = left[stage].step(done, total, performance.now() / 1000);
      if (stage === "train" || (stage === "map" && detail.frame)) this.theatre.pace.push(detail);
      else this.progress.show(detail);
    });
    this.player.addEventListener("problem", (event) => this.#say(/** @type {CustomEvent<Problem>} */ (event).detail));
  }

  #listenToSession() {
    const { session, theatre } = this;
    session.addEventListener("change", () => {
      this.#sourcesChanged();
      if (!session.busy) return;
      this.#stage(theatre.run ? "done" : "working");
      if (session.busy === "listening" && !theatre.run) showHeadline(words.listening, words.listeningWhy);
      this.progress.begin();
    });
    session.addEventListener("began", () => {
      theatre.rehearse();
      showWarnings([]);
    });
    session.addEventListener("ran", async (event) => {
      const run = /** @type {CustomEvent<Run>} */ (event).detail;
      await theatre.pace.drained();
      // Another run may have begun, or all been cleared, while the last moments of this one were shown.
      if (session.latest !== run) return;
      this.#showRun(run, 450);
      if (!session.busy) this.progress.end();
    });
    session.addEventListener("shown", (event) => {
      theatre.pace.drop();
      this.#showRun(/** @type {CustomEvent<Run>} */ (event).detail, 450);
    });
    session.addEventListener("failed", (event) => {
      const problem = /** @type {CustomEvent<Problem>} */ (event).detail;
      this.#stage("done");
      // What was still to be seen of the run that failed is not shown; the map before it, if there was one, is there again.
      theatre.pace.drop();
      if (theatre.run) {
        theatre.show(theatre.run, 0);
        showReport(theatre.run, this.#tracks);
      } else showHeadline(words.failedHeadline, "");
      showWarnings([problem], this.#cures(session.complete));
      // The session says first what failed, then that it is over.
      queueMicrotask(() => !session.busy && this.progress.end());
    });
    session.addEventListener("stopped", () => queueMicrotask(() => {
      if (session.busy) return;
      // What was still to be seen of what was stopped is not shown; the map before it is there again.
      theatre.pace.drop();
      if (theatre.run) {
        theatre.show(theatre.run, 0);
        showReport(theatre.run, this.#tracks);
      }
      this.progress.end();
      this.#notices();
    }));
  }

  #startButtons() {
    need("clear", HTMLElement).addEventListener("click", () => this.#clear());
    need("settings-run", HTMLElement).addEventListener("click", () => this.session.run());
    need("settings-reset", HTMLElement).addEventListener("click", () => {
      this.session.settings = {};
      this.#settingsChanged();
    });
  }

  /** @param {Run} run @param {number} milliseconds */
  #showRun(run, milliseconds) {
    this.#stage("done");
    // Songs of a loaded map that are not here have names, and no sound.
    for (const track of run.placed?.absent ?? []) if (!this.#tracks.has(track.id)) this.#tracks.set(track.id, track);
    this.theatre.show(run, milliseconds);
    showReport(run, this.#tracks);
    this.showRuns();
    this.#grouping?.show(run);
    this.editing.show(run);
    this.network.show(run, this.#chosen);
    this.#pictures?.show(run);
    this.#showKeep();
    this.#showChosen();
    this.#settingsChanged();
  }

  /** Another way to find groups or to draw; where that compares each song with every other of very many, not without a word before. @param {import("./types.js").Settings} changes @returns {boolean} whether it begins */
  #tryAnother(changes) {
    this.#set(changes);
    const begins = pairWords(this.engine, this.session.complete) === "";
    if (begins) this.#runSoon(0);
    return begins;
  }

  /** What can be taken home: of a map that was put on another there is a report, and no files of its own. */
  #showKeep() {
    need("keep", HTMLElement).hidden = this.theatre.run === null;
    for (const id of ["keep-archive", "keep-project"]) need(id, HTMLElement).hidden = this.engine.runs.length === 0;
  }

  /** To where that is set which decides how many groups are found. */
  #toWhatCounts() {
    const { cluster_method: wanted } = this.session.complete;
    if (wanted === "dbscan" && this.theatre.run?.settings["cluster_method"] === wanted && this.#grouping?.focus()) return;
    need("settings-box", HTMLDetailsElement).open = true;
    const field = document.getElementById(`setting-${wanted === "dbscan" ? "dbscan_eps" : "hdbscan_min_cluster_size"}`);
    field?.scrollIntoView({ block: "center" });
    field?.focus();
  }

  /** A way out of a problem is taken. @param {import("./cures.js").Cure} cure */
  #cure({ changes }) {
    this.#set(changes);
    this.#runSoon(0);
  }

  /** Whether a run has room in memory. @param {import("./types.js").Settings} settings */
  #fits(settings) {
    return fits(this.engine, settings);
  }

  /** Ways out of what went wrong with these settings. @param {import("./types.js").Settings} settings @param {Float64Array | null} [distances] of each song's neighbours */
  #cures(settings, distances = null) {
    return { settings, distances, fits: (/** @type {import("./types.js").Settings} */ other) => this.#fits(other), apply: (/** @type {import("./cures.js").Cure} */ cure) => this.#cure(cure) };
  }

  /** @param {import("./types.js").Settings} changes */
  #set(changes) {
    // Whether to keep what was heard is a wish for the next visit too.
    if (changes["cache"] !== undefined) this.engine.keeping = changes["cache"] !== "off";
    // Whoever changes what places songs wants a map of their own.
    if (Object.keys(changes).some((name) => !UNTOUCHED.includes(name))) this.session.placing = false;
    this.session.settings = { ...this.session.settings, ...changes };
    this.#settingsChanged();
  }

  /** A run with the settings as they are then. @param {number} milliseconds */
  #runSoon(milliseconds) {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      if (this.session.anyReady) void this.session.run();
    }, milliseconds);
  }

  /** Songs, lyrics or columns came or went. */
  #sourcesChanged() {
    this.#showFeature(this.session.complete);
    this.#panel?.offerColumns(this.engine.columnNames, this.engine.tracks);
  }

  #settingsChanged() {
    const { table } = this.engine;
    const { settings } = this.session;
    if (table.length === 0) return;
    const all = this.session.complete;
    writeAddress(addressOf(table, settings, this.lesson.lesson));
    // What is going on goes on with the settings it began with.
    if (!this.session.busy) this.engine.settings = all;
    this.showStored(all["cache"] !== "off");
    this.showBalance(all);
    this.#showFeature(all);
    this.#showMethods(all);
    this.#panel?.show(all);
    const tooLarge = this.showMemory(all);
    this.#panel?.judge(this.engine.check(settings) ?? tooLarge, all);
    const { run } = this.theatre;
    const found = run ? new Set(run.clusters.filter((label) => label >= 0)).size : null;
    this.showStepper(all, found);
    this.showSuites();
    this.showModel();
    this.#notices();
  }

  /** The shown run's warnings, and whether it is still the run of these songs and settings. */
  #notices() {
    const { run } = this.theatre;
    if (!run || this.session.busy) return;
    const changed = differing(this.engine.table, this.session.complete, run.settings);
    const text = this.session.songsChanged ? words.changedSongs : changed.length > 0 ? words.changedSettings(changed.map((row) => row.label)) : "";
    const pairs = text === "" ? "" : pairWords(this.engine, this.session.complete);
    const notice = text === "" || !this.session.anyReady ? null : { text: `${text} ${pairs}`.trim(), label: words.runAgain, run: () => this.session.run() };
    showWarnings(run.warnings, this.#cures(run.settings, run.k_distances), notice);
  }

  /** Labels changed: the groups are scored against their column. The network is remembered, so this takes a moment. @param {string} column */
  #hold(column) {
    if (this.session.complete["label_col"] !== column) this.#set({ label_col: column });
    if (this.theatre.run) this.#runSoon(0);
  }

  /** @param {Track | null} track null: none @param {boolean} play @param {number} [from] seconds */
  #choose(track, play, from = 0) {
    if (track?.state === "failed") return;
    this.#chosen = track;
    this.#showChosen();
    if (play && track) this.player.play(track, from);
  }

  #showChosen() {
    const track = this.#chosen;
    const { map, run } = this.theatre;
    this.list.select(track);
    this.editing.table.select(track);
    if (!track || this.#trackAt(map.selected) !== track) map.select(track ? this.#rowOf(track) : -1);
    this.showSelected(track, run, this.#tracks);
    this.network.select(track);
    this.compare.select(track);
  }

  /** The song of a dot. @param {number} index */
  #trackAt(index) {
    const { map: { scene: { ids } }, run } = this.theatre;
    const ofRun = run !== null && (ids === run.ids || ids === run.song_level?.ids);
    const id = ids[index];
    return id === undefined ? undefined : trackOf(this.#tracks, id, ofRun ? run : null);
  }

  /** The first dot of a song; −1 when it has none. @param {Track} track */
  #rowOf(track) {
    const { map: { scene: { ids } }, run } = this.theatre;
    const whole = ids.indexOf(track.id);
    if (whole >= 0) return whole;
    return run && ids === run.ids ? run.song_ids.indexOf(track.id) : ids.findIndex((_, index) => this.#trackAt(index) === track);
  }

  /** @param {number} index */
  #describe(index) {
    const { run, map: { scene } } = this.theatre;
    const track = this.#trackAt(index);
    if (!track) return { title: "", facts: "" };
    const id = scene.ids[index] ?? "";
    const clip = id !== track.id && scene.ids === run?.ids ? words.clip(startOf(id, track.id, run)) : "";
    const placed = scene.known === undefined ? "" : index >= scene.known ? modelWords.isFresh : run?.placed?.absent.includes(track) ? modelWords.absent : "";
    return { title: (track.title || track.name).slice(0, 200), facts: words.facts([clip, trackFacts(track, scene.labels[index]), placed]) };
  }

  /** @param {Track} track */
  #remove(track) {
    const place = this.engine.tracks.indexOf(track);
    if (this.player.track === track) this.player.stop();
    if (this.#chosen === track) this.#choose(null, false);
    this.engine.removeTrack(track.id);
    toast(words.removed(track.name.slice(0, 80)), { label: words.undo, run: () => this.engine.restoreTrack(track, place) });
  }

  #clear() {
    const [tracks, run] = [[...this.engine.tracks], this.theatre.run];
    this.session.forget();
    this.player.stop();
    this.#choose(null, false);
    const restore = this.engine.clear();
    this.theatre.clear();
    this.editing.show(null);
    this.#grouping?.show(null);
    this.network.show(null, null);
    this.#pictures?.show(null);
    need("keep", HTMLElement).hidden = true;
    need("report", HTMLElement).hidden = true;
    showWarnings([]);
    this.progress.end();
    this.#stage("empty");
    toast(words.cleared(tracks.length), {
      label: words.undo,
      run: () => {
        restore();
        this.#stage("done");
        this.session.latest = run;
        if (run) this.#showRun(run, 0);
      },
    });
  }

  /** @param {"empty" | "working" | "done"} stage */
  #stage(stage) {
    if (document.body.dataset["stage"] === stage) return;
    if (document.body.dataset["stage"] === "empty") scrollTo({ top: 0 });
    document.body.dataset["stage"] = stage;
    need("intro", HTMLElement).hidden = stage !== "empty";
    need("work", HTMLElement).hidden = stage === "empty";
  }

  /** @param {Problem} problem */
  #say(problem) {
    const { sentence, cure } = problemWords(problem);
    toast(`${sentence} ${cure}`.trim());
  }
}
