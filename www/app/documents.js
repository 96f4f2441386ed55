// @ts-check
/**
 * What the visitor brings beside sound: manifests, feature tables, arrays, lyrics. Each is read in a worker, kept, and
 * entered into the library; songs that come later find it there.
 */
import { hasSound } from "./library.js";
import { folderOf, pathOf, songOf, stem } from "./paths.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Problem} Problem */

/** A line of a manifest. @typedef {{id: string, audio_path: string | null, title: string | null, artist: string | null, lyrics: string | null, columns: string[]}} Row */

/**
 * A CSV. `said` are the tracks it was entered for: what the visitor corrected since is not overwritten.
 * @typedef {{name: string, path: string, bytes: Uint8Array, kind: "manifest" | "lyrics" | "genre" | "features", column_names: string[], rows: Row[], said: WeakSet<Track>}} List
 */

/** An array. @typedef {{rows: number, form: "vectors" | "maps", ids: string[] | null, named: {id: string, feature: "logmelspec" | "mfcc_frames" | "unnamed"} | null, values: Float32Array}} Tensor */

/**
 * What documents need of the engine.
 * @typedef {object} Host
 * @property {(job: string, input: any) => Promise<any>} job
 * @property {import("./library.js").Library} library
 * @property {(problem: Problem) => void} tell
 * @property {(error: unknown) => Problem} asProblem
 */

/** The parts of a data set that are tables of their own: `train_audio.csv`, `valid_audio.csv`, … */
const SPLIT = /^(train|training|valid|validation|val|test)[-_ .]/i;

/** @param {string} name @returns {"list" | "tensor" | "lyrics" | null}  null: it is no document */
export function documentKind(name) {
  if (/\.(csv|tsv)$/i.test(name)) return "list";
  if (/\.(npy|npz)$/i.test(name)) return "tensor";
  return /\.(txt|lrc)$/i.test(name) ? "lyrics" : null;
}

export class Documents {
  /** @type {List[]} */ #lists = [];
  /** @type {{file: File, words: string}[]} */ #lyrics = [];
  /** Arrays with the songs that got made-up names from them. @type {{name: string, tensor: Tensor, nameless: Track[]}[]} */ #tensors = [];
  /** Tracks whose numbers come from the tables as they were last joined. @type {Set<Track>} */ #joined = new Set();

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** Whether a manifest has said something of the track. @param {Track} track */
  knows(track) {
    return this.#lists.some(({ said }) => said.has(track));
  }

  /**
   * Reads documents and enters them for all songs, those that just came among them.
   * @param {File[]} files
   * @param {Track[]} added
   * @returns {Promise<Problem[]>}
   */
  async take(files, added) {
    /** @type {Problem[]} */
    const problems = [];
    /** @type {List[]} */
    const fresh = [];
    for (const file of files) {
      try {
        const bytes = new Uint8Array(await file.arrayBuffer());
        const kind = documentKind(file.name);
        if (kind === "list") fresh.push(await this.#readList(file, bytes, problems));
        if (kind === "tensor") this.#tensors.push({ name: file.name, tensor: await this.host.job("tensor", { bytes, name: file.name }), nameless: [] });
        if (kind === "lyrics") this.#lyrics.push({ file, words: (await this.host.job("lyrics", { bytes })).words });
      } catch (error) {
        problems.push({ list: file.name, ...this.host.asProblem(error) });
      }
    }
    this.#meet(added);
    if (fresh.length > 0 && this.#lists.some(({ kind }) => kind === "features")) problems.push(...await this.#join());
    for (const array of this.#tensors) this.#enterTensor(array, fresh);
    problems.push(...await this.#describe(added, fresh), ...this.#sing(files));
    return problems;
  }

  /**
   * @param {File} file
   * @param {Uint8Array} bytes
   * @param {Problem[]} problems  what is wrong with single lines goes here
   * @returns {Promise<List>}
   */
  async #readList(file, bytes, problems) {
    const { kind, column_names, rows, problems: lines } = await this.host.job("list", { bytes });
    const name = file.name;
    /** @type {List} */
    const list = { name, path: pathOf(file), bytes, kind, column_names, rows, said: new WeakSet() };
    // The same list again is a corrected one: it takes the place of the first.
    this.#lists = [...this.#lists.filter(({ path }) => path !== list.path), list];
    for (const { id } of list.rows) this.host.library.removed.delete(id);
    // A list with many bad lines is said to have many; each of them is in what addFiles returns.
    if (lines.length === 1) this.host.tell({ ...lines[0], list: name });
    if (lines.length > 1) this.host.tell({ code: "rows_with_problems", list: name, count: lines.length, lines: lines.map((/** @type {{line: number}} */ { line }) => line), problems: lines });
    for (const problem of lines) problems.push({ ...problem, list: name, told: true });
    return list;
  }

  /** Songs that were known only by name get the sound that came for them. @param {Track[]} added */
  #meet(added) {
    for (const track of added) {
      const silent = this.host.library.find(stem(track.name));
      if (silent && silent !== track && !hasSound(silent)) this.#absorb(silent, track);
    }
  }

  /** What lists said of the one they have said of the other: the visitor's corrections stay. @param {Track} silent @param {Track} track */
  #absorb(silent, track) {
    this.host.library.absorb(silent, track);
    for (const { said } of this.#lists) if (said.has(silent)) said.add(track);
    if (this.#joined.has(silent)) this.#joined.add(track);
  }

  /** Feature tables, with tables of lyrics and genres, joined on the song's id; those of each split by themselves. */
  async #join() {
    const { library } = this.host;
    const lists = this.#lists.filter(({ kind }) => kind !== "manifest");
    const splitOf = (/** @type {List} */ { name }) => SPLIT.exec(name)?.[1].toLowerCase() ?? "";
    const splits = [...new Set(lists.filter(({ kind }) => kind === "features").map(splitOf))];
    /** @type {Problem[]} */
    const problems = [];
    /** @type {{joined: any, parts: List[], split: string}[]} */
    const found = [];
    for (const split of splits) {
      const parts = lists.filter((list) => splitOf(list) === split || (list.kind !== "features" && splitOf(list) === ""));
      try {
        const joined = await this.host.job("join", { files: parts.map(({ name, bytes }) => ({ name, bytes })) });
        found.push({ joined, parts, split });
        const ids = joined.absent.map((/** @type {{id: string}} */ { id }) => id);
        if (ids.length > 0) problems.push({ code: "ids_not_in_every_table", ids, ...joined.absent[0] });
      } catch (error) {
        problems.push({ list: parts[0].name, ...this.host.asProblem(error) });
      }
    }
    const before = this.#joined;
    this.#joined = new Set();
    for (const track of before) library.give(track, "table", null);
    const taken = new Set();
    for (const { joined, parts, split } of found) this.#enterJoined(joined, parts, splits.length > 1 ? split : "", taken);
    return problems;
  }

  /** @param {any} joined @param {List[]} parts @param {string} split @param {Set<string>} taken  ids of other splits */
  #enterJoined({ ids, features, feature_names, titles, artists, lyrics, column_names, columns }, parts, split, taken) {
    const { library } = this.host;
    const width = feature_names.length;
    ids.forEach((/** @type {string} */ known, /** @type {number} */ row) => {
      // Splits may count their songs from 0 each: a row stays a row.
      const id = taken.has(known) ? `${split}_${known}` : known;
      taken.add(id);
      if (library.removed.has(id)) return;
      const track = library.find(id) ?? library.addSilent(id);
      if (library.given(track)["table"] === undefined) {
        library.give(track, "table", features.subarray(row * width, (row + 1) * width));
        this.#joined.add(track);
      }
      const cells = column_names.map((/** @type {string} */ name, /** @type {number} */ place) => [name, columns[row][place]]);
      if (split !== "") cells.push(["split", split]);
      const heard = parts.some(({ said }) => said.has(track));
      library.say(track, { title: titles[row], artist: artists[row], lyrics: lyrics[row], columns: Object.fromEntries(cells) }, heard);
      for (const { said } of parts) said.add(track);
    });
  }

  /** @param {{name: string, tensor: Tensor, nameless: Track[]}} array @param {List[]} fresh */
  #enterTensor(array, fresh) {
    const { name, tensor, nameless } = array;
    const { library } = this.host;
    // An array without names that came before its list gets them now.
    const list = fresh.find(({ rows }) => rows.length === tensor.rows);
    if (nameless.length > 0 && !list) return;
    for (const track of nameless) library.remove(track.id);
    const width = tensor.values.length / tensor.rows;
    const feature = featureOf(tensor);
    const alone = tensor.rows === 1 ? [tensor.named?.id ?? stem(name)] : undefined;
    const listed = (list ?? this.#lists.find(({ rows }) => rows.length === tensor.rows))?.rows.map(({ id }) => id);
    const known = tensor.ids ?? alone ?? listed;
    const ids = known ?? Array.from({ length: tensor.rows }, (_, row) => `${stem(name)}_${row}`);
    const tracks = ids.map((id, row) => {
      const track = library.find(id) ?? library.addSilent(id);
      library.give(track, feature, tensor.values.subarray(row * width, (row + 1) * width));
      return track;
    });
    array.nameless = known ? [] : tracks;
    // Entered for good: songs that come later find it in the library.
    if (known) this.#tensors = this.#tensors.filter((other) => other !== array);
  }

  /**
   * Enters what the manifests say; rows and songs that do not find each other are reported.
   * @param {Track[]} added
   * @param {List[]} fresh
   * @returns {Promise<Problem[]>}
   */
  async #describe(added, fresh) {
    const { library } = this.host;
    /** @type {Problem[]} */
    const problems = [];
    const joins = this.#lists.some(({ kind }) => kind === "features");
    const manifests = this.#lists.filter(({ kind }) => kind === "manifest" || (!joins && kind !== "features"));
    for (const list of manifests) {
      try {
        const lost = await this.#describeBy(list);
        // A list that came before all of its songs is no fault.
        const awaited = library.tracks.every(({ file }) => file === null);
        if (lost.length > 0 && !awaited && (added.length > 0 || fresh.includes(list))) problems.push({ code: "rows_without_song", list: list.name, ids: lost });
      } catch (error) {
        problems.push({ list: list.name, ...this.host.asProblem(error) });
      }
    }
    const judged = fresh.some((list) => manifests.includes(list)) ? library.tracks.filter(({ file }) => file !== null) : added;
    const strangers = judged.filter((track) => library.tracks.includes(track) && !this.knows(track));
    if (strangers.length > 0 && manifests.length > 0) problems.push({ code: "songs_without_row", names: strangers.map(({ name }) => name) });
    return problems;
  }

  /** Enters one manifest; returns the ids of rows that are about no song that can be heard, or described by an array or table. @param {List} list */
  async #describeBy(list) {
    const { library } = this.host;
    const withSound = library.tracks.filter(({ file }) => file !== null);
    const names = withSound.map(({ file, name }) => (file ? pathOf(file) : name));
    /** @type {{files: (number | null)[]}} */
    const { files } = await this.host.job("match", { bytes: list.bytes, names });
    /** @type {[Row, Track][]} */
    const pairs = files.flatMap((place, row) => (place === null || list.said.has(withSound[place]) ? [] : [[list.rows[row], withSound[place]]]));
    for (const [row, track] of pairs) {
      const silent = library.find(row.id);
      if (silent && silent !== track && !hasSound(silent)) this.#absorb(silent, track);
    }
    library.rename(pairs.map(([row, track]) => [track, row.id]));
    for (const [row, track] of pairs) this.#say(list, row, track);
    const rowOf = new Map(list.rows.map((row) => [row.id, row]));
    for (const track of library.tracks.filter(({ file }) => file === null)) {
      const row = rowOf.get(track.id) ?? rowOf.get(songOf(track.id));
      if (row) this.#say(list, row, track);
    }
    const open = list.rows.filter(({ id }, place) => files[place] === null && !library.find(id) && !library.removed.has(id));
    for (const row of open) if (row.lyrics) this.#say(list, row, library.addSilent(row.id));
    const describes = (/** @type {Row} */ { id }) => library.find(id)?.sources.some((source) => source !== "lyrics") ?? false;
    return list.rows.filter((row, place) => files[place] === null && !describes(row) && !(row.lyrics && !row.audio_path)).map(({ id }) => id);
  }

  /** @param {List} list @param {Row} row @param {Track} track */
  #say(list, row, track) {
    if (list.said.has(track)) return;
    list.said.add(track);
    const columns = Object.fromEntries(list.column_names.map((name, place) => [name, row.columns[place] ?? ""]));
    this.host.library.say(track, { title: row.title, artist: row.artist, lyrics: row.lyrics, columns });
  }

  /** A text beside a song is its lyrics, unless a list said otherwise. @param {File[]} fresh @returns {Problem[]} */
  #sing(fresh) {
    const { library } = this.host;
    const key = (/** @type {string} */ folder, /** @type {string} */ name) => `${folder}/${stem(name).normalize("NFC").toLowerCase()}`;
    const songs = new Map(library.tracks.flatMap((track) => {
      const named = /** @type {[string, Track]} */ ([key("", track.name), track]);
      return track.file ? [named, /** @type {[string, Track]} */ ([key(folderOf(track.file), track.name), track])] : [named];
    }));
    /** @type {string[]} */
    const alone = [];
    this.#lyrics = this.#lyrics.filter(({ file, words }) => {
      const track = songs.get(key(folderOf(file), file.name)) ?? songs.get(key("", file.name));
      if (!track && fresh.includes(file)) alone.push(file.name);
      if (track && track.lyrics === "") library.say(track, { lyrics: words });
      return !track;
    });
    return alone.length > 0 ? [{ code: "lyrics_without_song", names: alone }] : [];
  }
}

/**
 * The feature whose place an array takes. Log-mel maps lie between −80 and 0 dB; cepstral coefficients do not.
 * @param {Tensor} tensor
 */
function featureOf({ form, named, values }) {
  if (form === "vectors") return "table";
  if (named && named.feature !== "unnamed") return named.feature;
  return values.every((value) => value <= 0 && value >= -80) ? "logmelspec" : "mfcc_frames";
}
