// @ts-check
/** Every song that was brought, at once, and what became of it. Rows out of sight cost no layout (content-visibility in songs.css). */

import { need, onceAFrame } from "./dom.js";
import { SongRow } from "./song_row.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Track} Track */

/** Milliseconds of one frame spent on rows: a folder of thousands must not hold the page up. */
const BUDGET = 10;

export class SongList {
  /** @type {Map<Track, SongRow>} by song: its id may still change, when a manifest names it */
  #rows = new Map();
  /** @type {Set<Track>} changed since they were last drawn */
  #changed = new Set();
  #list = need("songs-list", HTMLElement);
  #filter = need("songs-filter", HTMLInputElement);
  /** @type {Track | null} */
  #selected = null;
  #work = onceAFrame(() => this.#frame());

  /**
   * @param {{tracks: Track[]}} engine
   * @param {{play: (track: Track) => void, remove: (track: Track) => void, choose: (track: Track) => void}} actions
   */
  constructor(engine, actions) {
    this.engine = engine;
    this.actions = { ...actions, nameOf: (/** @type {string} */ id) => engine.tracks.find((track) => track.id === id)?.name ?? id };
    this.#filter.addEventListener("input", () => this.#sift());
  }

  /** @param {Track} track new, or changed */
  update(track) {
    this.#changed.add(track);
    this.#work();
  }

  /** Takes the list from the engine as it is now: songs may have gone or come back. */
  refresh() {
    const present = new Set(this.engine.tracks);
    for (const [track, row] of this.#rows) {
      if (present.has(track)) continue;
      row.element.remove();
      this.#rows.delete(track);
    }
    for (const track of this.#changed) if (!present.has(track)) this.#changed.delete(track);
    for (const track of this.engine.tracks) if (!this.#rows.has(track)) this.#changed.add(track);
    this.#work();
  }

  /** @param {Track | null} track */
  select(track) {
    const row = (/** @type {Track | null} */ of) => (of ? this.#rows.get(of)?.element : undefined);
    row(this.#selected)?.classList.remove("selected");
    this.#selected = track;
    const chosen = row(track);
    chosen?.classList.add("selected");
    // Scrolls the list alone: the page stays where the visitor is looking.
    if (chosen) this.#list.scrollTop = Math.max(0, chosen.offsetTop - this.#list.offsetTop - this.#list.clientHeight / 2);
  }

  #frame() {
    const fresh = document.createDocumentFragment();
    const until = performance.now() + BUDGET;
    for (const track of this.#changed) {
      if (performance.now() > until) break;
      this.#changed.delete(track);
      const row = this.#rows.get(track);
      if (row) row.update();
      else {
        const made = new SongRow(track, this.actions);
        this.#rows.set(track, made);
        made.element.hidden = !this.#matches(track);
        fresh.append(made.element);
      }
    }
    this.#list.append(fresh);
    this.#count();
    if (this.#changed.size > 0) this.#work();
  }

  #count() {
    const counts = { ready: 0, failed: 0, duplicate: 0, open: 0 };
    for (const { state } of this.engine.tracks) {
      if (state === "ready" || state === "failed" || state === "duplicate") counts[state] += 1;
      else counts.open += 1;
    }
    need("songs-summary", HTMLElement).textContent = words.heard(counts.ready, counts.failed, counts.duplicate, counts.open);
    const summary = need("songs-list-box", HTMLElement).querySelector("summary");
    if (summary) summary.textContent = words.listSummary(this.engine.tracks.length);
    this.#filter.hidden = this.engine.tracks.length < 8;
  }

  #sift() {
    for (const row of this.#rows.values()) row.element.hidden = !this.#matches(row.track);
  }

  /** @param {Track} track */
  #matches(track) {
    const wanted = this.#filter.value.trim().toLocaleLowerCase();
    return wanted === "" || `${track.name} ${track.title} ${track.artist}`.toLocaleLowerCase().includes(wanted);
  }
}
