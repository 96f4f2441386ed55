// @ts-check
/**
 * The visitor's songs: names, ids, what is known of them, and which are the same song twice. No sound is touched here.
 */
import { Newcomers } from "./newcomers.js";
import { folderOf, pathOf, stem } from "./paths.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").Edit} Edit */

/** What is known of a song, from whatever source. @typedef {{title?: string | null, artist?: string | null, lyrics?: string | null, columns?: Record<string, string>}} Said */

/** Counts what happens to any library: two never have the same number. */
let revisions = 0;

/** What describes a song besides its sound: rows of tables and arrays, by the feature they take the place of. @typedef {Record<string, Float32Array>} Given */

/** Whether a song came with sound, be it here or heard elsewhere. @param {Pick<Track, "file" | "away">} track */
export const hasSound = ({ file, away }) => file !== null || away === true;

/** What a track is called as long as nobody says its title. @param {Pick<Track, "id" | "name" | "file" | "away">} track */
const ownTitle = (track) => (hasSound(track) ? stem(track.name) : track.id);

export class Library {
  /** In the order in which they came: the row order of every run. @type {Track[]} */
  tracks = [];
  /** Names of all columns, in order of appearance. @type {string[]} */
  columnNames = [];
  /** Another number whenever a run made now would differ from one made before. */
  revision = (revisions += 1);
  /** Ids of songs that the visitor took off: no list brings them back by itself. @type {Set<string>} */
  removed = new Set();
  /** @type {Map<string, Track>} */ #byId = new Map();
  /** @type {Set<string>} */ #columns = new Set();
  /** @type {WeakMap<Track, Given>} */ #given = new WeakMap();
  #newcomers = new Newcomers();

  /**
   * A new track, waiting to be heard.
   * @param {File} file
   * @returns {Track}
   */
  add(file) {
    const folder = folderOf(file);
    const before = this.revision;
    const track = this.#enter({ id: this.#freeId(stem(file.name) || "song"), name: file.name, file, size: file.size, state: "waiting" });
    if (folder !== "") this.say(track, { columns: { folder } });
    this.#newcomers.came(track, before, this.revision);
    return track;
  }

  /**
   * A song of which no sound came: a line of a table, lyrics, an array.
   * @param {string} id  taken as it is if it is free
   * @returns {Track}
   */
  addSilent(id) {
    const free = this.#freeId(id);
    return this.#enter({ id: free, name: free, file: null, size: 0, state: "ready" });
  }

  /** @param {Pick<Track, "id" | "name" | "file" | "size" | "state">} known @returns {Track} */
  #enter(known) {
    /** @type {Track} */
    const track = { ...known, notices: [], title: ownTitle(known), artist: "", lyrics: "", columns: Object.create(null), sources: [] };
    this.tracks.push(track);
    this.#byId.set(track.id, track);
    this.#see(track);
    return track;
  }

  /** Songs that can take part in a run: one whose sound could not be heard may have lyrics, or numbers from a table. */
  get ready() {
    return this.tracks.filter(({ state, sources }) => state === "ready" || (state === "failed" && sources.some((source) => source !== "sound")));
  }

  /** @param {string} id */
  find(id) {
    return this.#byId.get(id);
  }

  /** What describes the track besides its sound. @param {Track} track @returns {Given} */
  given(track) {
    return this.#given.get(track) ?? {};
  }

  /** @param {Track} track @param {string} feature @param {Float32Array | null} values  null takes it away */
  give(track, feature, values) {
    const given = { ...this.given(track) };
    if (values) given[feature] = values;
    else delete given[feature];
    this.#given.set(track, given);
    this.#see(track);
  }

  /**
   * Enters what a manifest, a table or a file says of a track. What is not said stays, and with `gently` what was said before.
   * @param {Track} track
   * @param {Said} said
   * @param {boolean} [gently]
   */
  say(track, { title, artist, lyrics, columns = {} }, gently = false) {
    const untitled = track.title === ownTitle(track);
    if (title && (!gently || untitled)) track.title = title;
    if (artist && (!gently || track.artist === "")) track.artist = artist;
    if (lyrics && lyrics !== track.lyrics && (!gently || track.lyrics === "")) {
      track.lyrics = lyrics;
      this.#see(track);
    }
    for (const [name, value] of Object.entries(columns)) {
      const empty = (track.columns[name] ?? "") === "";
      if (empty || (value !== "" && !gently)) this.#write(track, name, value);
    }
  }

  /** @param {Track} track @param {string} name @param {string} value */
  #write(track, name, value) {
    this.#meet(name);
    if (track.columns[name] === value) return;
    track.columns[name] = value;
    this.#changed();
  }

  /** A column is known from now on. @param {string} name */
  #meet(name) {
    if (this.#columns.has(name)) return;
    this.#columns.add(name);
    this.columnNames = [...this.columnNames, name];
  }

  #changed() {
    this.revision = revisions += 1;
  }

  /**
   * Gives tracks the ids their manifest knows them by, unless another song has one.
   * @param {[Track, string][]} names
   */
  rename(names) {
    const wanted = names.filter(([track, id]) => track.id !== id);
    // All let go of theirs first: a list may have two of them the other way round.
    for (const [track] of wanted) this.#byId.delete(track.id);
    if (wanted.length === 0) return;
    /** @type {Map<unknown, Track>} */
    const byOldId = new Map();
    for (const [track, id] of wanted) {
      byOldId.set(track.id, track);
      track.id = this.#byId.has(id) ? this.#freeId(track.id) : id;
      this.#byId.set(track.id, track);
    }
    for (const copy of this.tracks) {
      const original = byOldId.get(copy.problem?.of);
      if (original && copy.hash === original.hash) copy.problem = { code: "duplicate", of: original.id };
    }
    this.#changed();
  }

  /** Columns that are there before any song is. @param {string[]} names */
  expect(names) {
    for (const name of names) this.#meet(name);
  }

  /**
   * Enters a track that is known already, from a project.
   * @param {Track} track
   * @param {Given} given
   */
  bringBack(track, given) {
    track.id = this.#freeId(track.id);
    this.tracks.push(track);
    this.#byId.set(track.id, track);
    this.expect(Object.keys(track.columns));
    this.#given.set(track, given);
    this.#see(track);
  }

  /** A song whose content is known and whose sound is not here. @param {string} hash */
  without(hash) {
    return this.tracks.find((track) => track.hash === hash && track.file === null && track.state !== "failed");
  }

  /**
   * A song whose sound was not here gets it from a track of the same content, which goes. What was known of the song stays.
   * @param {Track} song
   * @param {Track} track
   */
  reunite(song, track) {
    const { revision } = this;
    const heard = song.away === true;
    Object.assign(song, { file: track.file, name: track.name, size: track.size });
    delete song.away;
    if (heard) this.#describe(song);
    else this.#see(song);
    const place = this.tracks.indexOf(track);
    if (place < 0) return;
    this.tracks.splice(place, 1);
    this.#byId.delete(track.id);
    this.#forgetColumns(Object.keys(track.columns));
    if (heard) this.revision = this.#newcomers.goes(track, revision);
  }

  /** Columns of which no song says anything are gone. @param {string[]} names */
  #forgetColumns(names) {
    const gone = names.filter((name) => this.tracks.every(({ columns }) => columns[name] === undefined));
    for (const name of gone) this.#columns.delete(name);
    this.columnNames = this.columnNames.filter((name) => this.#columns.has(name));
  }

  /**
   * Changes what the visitor says of tracks; empty texts empty it. Returns what undoes it.
   * @param {Track[]} tracks
   * @param {Edit} change
   * @returns {() => void}
   */
  edit(tracks, change) {
    const names = Object.keys(change.columns ?? {});
    const known = new Set(this.#columns);
    const texts = /** @type {("title" | "artist" | "lyrics")[]} */ (["title", "artist", "lyrics"]).filter((text) => change[text] !== undefined);
    const before = tracks.map((track) => ({ texts: texts.map((text) => track[text]), cells: names.map((name) => track.columns[name]) }));
    for (const track of tracks) {
      for (const text of texts) track[text] = change[text] ?? "";
      for (const [name, value] of Object.entries(change.columns ?? {})) this.#write(track, name, value);
      if (texts.includes("lyrics")) this.#see(track);
    }
    // Only what was edited is put back: a list that came meanwhile keeps what it said.
    return () => {
      tracks.forEach((track, place) => {
        texts.forEach((text, index) => { track[text] = before[place].texts[index]; });
        names.forEach((name, index) => {
          const cell = before[place].cells[index];
          if (cell === undefined) delete track.columns[name];
          else track.columns[name] = cell;
        });
        if (texts.includes("lyrics")) this.#see(track);
      });
      if (names.length > 0) this.#changed();
      this.#forgetColumns(names.filter((name) => !known.has(name)));
    };
  }

  /** What the track can be described by; and that something changed. @param {Track} track */
  #see(track) {
    this.#describe(track);
    this.#changed();
  }

  /** @param {Track} track */
  #describe(track) {
    const given = Object.keys(this.given(track));
    track.sources = [
      ...(hasSound(track) ? ["sound"] : []),
      ...(track.lyrics.trim() === "" ? [] : ["lyrics"]),
      ...(given.includes("table") ? ["table"] : []),
      ...(given.some((name) => name !== "table") ? ["tensor"] : []),
    ];
  }

  /** @param {string} wanted */
  #freeId(wanted) {
    let id = wanted;
    for (let number = 2; this.#byId.has(id); number += 1) id = `${wanted} (${number})`;
    return id;
  }

  /**
   * Settles who is the original when a track's content becomes known: the one dropped first, whichever was read first.
   * Returns the tracks whose state changed.
   * @param {Track} track
   * @param {string} hash
   * @returns {Track[]}
   */
  recognise(track, hash) {
    track.hash = hash;
    this.#newcomers.stays(track);
    const same = this.tracks.filter((other) => other.hash === hash && other.state !== "failed");
    const [original, ...copies] = same;
    return copies.filter((copy) => {
      const changed = copy.problem?.of !== original.id;
      copy.state = "duplicate";
      copy.problem = { code: "duplicate", of: original.id };
      return changed;
    });
  }

  /**
   * A song known from a list, or one that could not be heard, gets the sound that was dropped for it: what is known of it goes
   * over into the new track.
   * @param {Track} old
   * @param {Track} track
   */
  absorb(old, track) {
    this.tracks.splice(this.tracks.indexOf(old), 1);
    this.#byId.delete(old.id);
    this.#given.set(track, { ...this.given(old), ...this.given(track) });
    const { title, artist, lyrics, columns } = old;
    const titled = title !== ownTitle(old);
    this.rename([[track, old.id]]);
    this.say(track, { title: titled ? title : "", artist, lyrics, columns });
    this.#see(track);
  }

  /**
   * Puts a track back that was taken off.
   * @param {Track} track
   * @param {number} place
   */
  restore(track, place) {
    track.id = this.#freeId(track.id);
    this.#byId.set(track.id, track);
    this.tracks.splice(place, 0, track);
    this.removed.delete(track.id);
    for (const name of Object.keys(track.columns)) this.#meet(name);
    if (track.hash && track.state === "ready") this.recognise(track, track.hash);
    this.#changed();
  }

  /**
   * Takes a track off the list. A duplicate of it, if there is one, steps into its place and must be heard.
   * @param {string} id
   * @returns {{removed: Track | undefined, successor: Track | undefined}}
   */
  remove(id) {
    const place = this.tracks.findIndex((track) => track.id === id);
    if (place < 0) return { removed: undefined, successor: undefined };
    const [removed] = this.tracks.splice(place, 1);
    this.#byId.delete(id);
    this.removed.add(id);
    this.#changed();
    const successor = this.tracks.find(({ state, problem }) => state === "duplicate" && problem?.of === id);
    for (const track of this.tracks) {
      if (track !== successor && track.state === "duplicate" && track.problem?.of === id) {
        track.problem = { code: "duplicate", of: successor?.id };
      }
    }
    return { removed, successor };
  }

  /** The table as a manifest: what `writeManifest` takes. */
  table() {
    const column_names = this.columnNames;
    const rows = this.tracks.filter(({ state }) => state !== "duplicate").map((track) => ({
      id: track.id,
      audio_path: track.file ? pathOf(track.file) : track.away ? track.name : null,
      title: track.title || null,
      artist: track.artist || null,
      lyrics: track.lyrics || null,
      columns: column_names.map((name) => track.columns[name] ?? ""),
    }));
    return { column_names, rows };
  }
}
