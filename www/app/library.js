// @ts-check
/**
 * The visitor's songs: names, ids, what the manifests say of them, and which are the same song twice.
 * No sound is touched here.
 */

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Problem} Problem */

/**
 * @typedef {object} ManifestRow
 * @property {string} id
 * @property {string | null} title
 * @property {string | null} artist
 * @property {string[]} columns  values of the further columns, in the order of their names
 */

/** Files that come along in a folder and are no songs; they are named once, not failed one by one. */
const NOT_SONGS = /\.(jpe?g|png|gif|webp|bmp|pdf|txt|lrc|nfo|log|cue|m3u8?|pls|ini|db|json|xml|html?|md|docx?|zip|rar|7z|exe|dll)$/i;
const TABLES = /\.(csv|tsv)$/i;

/** @param {File} file */
export const isTable = (file) => TABLES.test(file.name);

/** @param {File} file  Hidden files of the system, pictures and texts. */
export const isNoSong = (file) => file.name.startsWith(".") || NOT_SONGS.test(file.name);

/** @param {string} name  "a/b/Song.final.mp3" → "Song.final" */
export function stem(name) {
  const last = name.split(/[/\\]/).pop() ?? name;
  const dot = last.lastIndexOf(".");
  return dot > 0 ? last.slice(0, dot) : last;
}

export class Library {
  /** In the order in which they were dropped: the row order of every run. @type {Track[]} */
  tracks = [];
  /** Names of all further columns, in order of appearance. @type {string[]} */
  columnNames = [];
  /** @type {Set<string>} */ #ids = new Set();

  /**
   * A new track, waiting to be heard.
   * @param {File} file
   * @returns {Track}
   */
  add(file) {
    /** @type {Track} */
    const track = {
      id: this.#freeId(stem(file.name) || "song"),
      name: file.name,
      file,
      size: file.size,
      state: "waiting",
      notices: [],
      title: stem(file.name),
      artist: "",
      columns: {},
    };
    this.tracks.push(track);
    return track;
  }

  /** Songs that can stand on the map. */
  get ready() {
    return this.tracks.filter(({ state }) => state === "ready");
  }

  /** @param {string} wanted */
  #freeId(wanted) {
    let id = wanted;
    for (let number = 2; this.#ids.has(id); number += 1) id = `${wanted} (${number})`;
    this.#ids.add(id);
    return id;
  }

  /**
   * Enters what a manifest says of a track.
   * @param {Track} track
   * @param {ManifestRow} row
   * @param {string[]} names
   */
  describe(track, row, names) {
    track.title = row.title || track.title;
    track.artist = row.artist || track.artist;
    if (row.id !== track.id && !this.#ids.has(row.id)) {
      this.#ids.delete(track.id);
      this.#ids.add(row.id);
      track.id = row.id;
    }
    names.forEach((name, index) => {
      track.columns[name] = row.columns[index] ?? "";
      if (!this.columnNames.includes(name)) this.columnNames.push(name);
    });
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
   * Puts a track back that was taken off.
   * @param {Track} track
   * @param {number} place
   */
  restore(track, place) {
    track.id = this.#freeId(track.id);
    this.tracks.splice(place, 0, track);
    if (track.hash && track.state === "ready") this.recognise(track, track.hash);
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
    this.#ids.delete(id);
    const successor = this.tracks.find(({ state, problem }) => state === "duplicate" && problem?.of === id);
    for (const track of this.tracks) {
      if (track !== successor && track.state === "duplicate" && track.problem?.of === id) {
        track.problem = { code: "duplicate", of: successor?.id };
      }
    }
    return { removed, successor };
  }
}
