// @ts-check
/**
 * The songs that were brought, at once, and what became of them. Rows out of sight cost no layout (content-visibility in songs.css);
 * of very many songs only the first are listed, and the filter finds the others.
 */

import { need, onceAFrame } from "./dom.js";
import { SongRow } from "./song_row.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Track} Track */

/** Milliseconds of one frame spent on rows: a folder of thousands must not hold the page up. */
const BUDGET = 10;
/** So many rows at once. */
const MOST = 2000;
/** From so many songs on there is a filter. */
const MANY = 8;

export class SongList {
  /** @type {Map<Track, SongRow>} by song: its id may still change, when a manifest names it */
  #rows = new Map();
  /** @type {Set<Track>} changed since they were last drawn */
  #changed = new Set();
  /** @type {Track[]} what the list should hold, in the order of the library */
  #wanted = [];
  /** How many songs match the filter. */
  #matching = 0;
  /** So many of the wanted rows are known to be in their places. */
  #placed = 0;
  #stale = false;
  #list = need("songs-list", HTMLElement);
  #filter = need("songs-filter", HTMLInputElement);
  #more = need("songs-more", HTMLElement);
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
    this.#filter.addEventListener("input", () => this.refresh());
  }

  /** @param {Track} track new, or changed */
  update(track) {
    this.#changed.add(track);
    this.#work();
  }

  /** Takes the list from the engine as it is now: songs may have gone or come back. */
  refresh() {
    this.#stale = true;
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
    if (chosen?.isConnected) this.#list.scrollTop = Math.max(0, chosen.offsetTop - this.#list.offsetTop - this.#list.clientHeight / 2);
  }

  #frame() {
    if (this.#stale) this.#arrange();
    const until = performance.now() + BUDGET;
    while (this.#placed < this.#wanted.length && performance.now() < until) this.#place(this.#wanted[this.#placed]);
    for (const track of this.#changed) {
      if (performance.now() > until) break;
      this.#changed.delete(track);
      this.#rows.get(track)?.update();
    }
    this.#count();
    if (this.#changed.size > 0 || this.#placed < this.#wanted.length) this.#work();
  }

  /** Settles which songs the list holds; their rows come a frame's worth at a time. */
  #arrange() {
    this.#stale = false;
    const wanted = this.#filter.value.trim().toLocaleLowerCase();
    const matching = wanted === "" ? this.engine.tracks : this.engine.tracks.filter((track) => matches(track, wanted));
    this.#matching = matching.length;
    this.#wanted = matching.slice(0, MOST);
    this.#placed = 0;
    const present = new Set(this.engine.tracks);
    const shown = new Set(this.#wanted);
    for (const [track, row] of this.#rows) {
      if (!shown.has(track)) row.element.remove();
      if (!present.has(track)) this.#rows.delete(track);
    }
    for (const track of this.#changed) if (!present.has(track)) this.#changed.delete(track);
  }

  /** Puts the next row where it belongs. @param {Track} track */
  #place(track) {
    let row = this.#rows.get(track);
    if (!row) {
      row = new SongRow(track, this.actions);
      row.element.classList.toggle("selected", track === this.#selected);
      this.#rows.set(track, row);
      this.#changed.delete(track);
    }
    const there = this.#list.children[this.#placed] ?? null;
    if (there !== row.element) this.#list.insertBefore(row.element, there);
    this.#placed += 1;
  }

  #count() {
    const counts = { ready: 0, known: 0, silent: 0, away: 0, failed: 0, duplicate: 0, open: 0 };
    for (const track of this.engine.tracks) {
      const { state, file } = track;
      if (state === "ready" || state === "failed" || state === "duplicate") counts[state] += 1;
      else counts.open += 1;
      if (track.away) counts.away += 1;
      else if (state === "ready" && file === null) counts.silent += 1;
      if (state === "ready" && track.known) counts.known += 1;
    }
    need("songs-summary", HTMLElement).textContent = words.heard(counts);
    const { length } = this.engine.tracks;
    const summary = need("songs-list-box", HTMLElement).querySelector("summary");
    if (summary) summary.textContent = words.listSummary(length);
    this.#filter.hidden = length < MANY;
    this.#more.hidden = this.#matching <= MOST;
    this.#more.textContent = this.#matching <= MOST ? "" : words.listMore(MOST, this.#matching);
  }
}

/** @param {Track} track @param {string} wanted in small letters */
function matches({ name, title, artist }, wanted) {
  return `${name} ${title} ${artist}`.toLocaleLowerCase().includes(wanted);
}
