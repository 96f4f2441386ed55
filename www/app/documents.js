// @ts-check
/**
 * What the visitor brings beside sound: manifests, feature tables, arrays, lyrics. Each is read in a worker, kept, and
 * entered into the library; songs that come later find it there.
 */
import { folderOf, songOf, stem } from "./paths.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Problem} Problem */

/** A line of a manifest. @typedef {{id: string, audio_path: string | null, title: string | null, artist: string | null, lyrics: string | null, columns: string[]}} Row */

/**
 * A CSV. `said` are the tracks it was entered for: what the visitor corrected since is not overwritten.
 * @typedef {{name: string, bytes: Uint8Array, kind: "manifest" | "lyrics" | "genre" | "features", column_names: string[], rows: Row[], said: WeakSet<Track>}} List
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
    /** @type {[string, Tensor][]} */
    const tensors = [];
    let tables = false;
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer().catch(() => new ArrayBuffer(0)));
      try {
        const kind = documentKind(file.name);
        if (kind === "list") tables = (await this.#readList(file.name, bytes, problems)) || tables;
        if (kind === "tensor") tensors.push([file.name, await this.host.job("tensor", { bytes, name: file.name })]);
        if (kind === "lyrics") this.#lyrics.push({ file, words: (await this.host.job("lyrics", { bytes })).words });
      } catch (error) {
        problems.push({ list: file.name, ...this.host.asProblem(error) });
      }
    }
    this.#meet(added);
    if (tables) problems.push(...await this.#join());
    for (const [name, tensor] of tensors) this.#enterTensor(name, tensor);
    problems.push(...await this.#describe(added), ...this.#sing(files));
    return problems;
  }

  /**
   * @param {string} name
   * @param {Uint8Array} bytes
   * @param {Problem[]} problems  what is wrong with single lines goes here
   * @returns {Promise<boolean>}  whether tables must be joined anew
   */
  async #readList(name, bytes, problems) {
    const { kind, column_names, rows, problems: lines } = await this.host.job("list", { bytes });
    this.#lists.push({ name, bytes, kind, column_names, rows, said: new WeakSet() });
    // A list with many bad lines is said to have many; each of them is in what addFiles returns.
    if (lines.length === 1) this.host.tell({ ...lines[0], list: name });
    if (lines.length > 1) this.host.tell({ code: "rows_with_problems", list: name, count: lines.length, lines: lines.map((/** @type {{line: number}} */ { line }) => line), problems: lines });
    for (const problem of lines) problems.push({ ...problem, list: name, told: true });
    return this.#lists.some((list) => list.kind === "features");
  }

  /** Songs that were known only by name get the sound that came for them. @param {Track[]} added */
  #meet(added) {
    for (const track of added) {
      const silent = this.host.library.find(stem(track.name));
      if (silent && silent !== track && !silent.file) this.host.library.absorb(silent, track);
    }
  }

  /** Feature tables, with tables of lyrics and genres, joined on the song's id; those of each split by themselves. */
  async #join() {
    const { library } = this.host;
    const lists = this.#lists.filter(({ kind }) => kind !== "manifest");
    const splitOf = (/** @type {List} */ { name }) => SPLIT.exec(name)?.[1].toLowerCase() ?? "";
    const splits = [...new Set(lists.filter(({ kind }) => kind === "features").map(splitOf))];
    for (const track of library.tracks) library.give(track, "table", null);
    /** @type {Problem[]} */
    const problems = [];
    for (const split of splits) {
      const parts = lists.filter((list) => splitOf(list) === split || (list.kind !== "features" && splitOf(list) === ""));
      try {
        const joined = await this.host.job("join", { files: parts.map(({ name, bytes }) => ({ name, bytes })) });
        this.#enterJoined(joined, parts, splits.length > 1 ? split : "");
        const ids = joined.absent.map((/** @type {{id: string}} */ { id }) => id);
        if (ids.length > 0) problems.push({ code: "ids_not_in_every_table", ids, ...joined.absent[0] });
      } catch (error) {
        problems.push({ list: parts[0].name, ...this.host.asProblem(error) });
      }
    }
    return problems;
  }

  /** @param {any} joined @param {List[]} parts @param {string} split */
  #enterJoined({ ids, features, feature_names, titles, artists, lyrics, column_names, columns }, parts, split) {
    const { library } = this.host;
    const width = feature_names.length;
    ids.forEach((/** @type {string} */ id, /** @type {number} */ row) => {
      const track = library.find(id) ?? library.addSilent(id);
      library.give(track, "table", features.subarray(row * width, (row + 1) * width));
      const fresh = parts.some(({ said }) => !said.has(track));
      if (!fresh) return;
      const cells = column_names.map((/** @type {string} */ name, /** @type {number} */ place) => [name, columns[row][place]]);
      if (split !== "") cells.push(["split", split]);
      library.say(track, { title: titles[row], artist: artists[row], lyrics: lyrics[row], columns: Object.fromEntries(cells) });
      for (const { said } of parts) said.add(track);
    });
  }

  /** @param {string} name @param {Tensor} tensor */
  #enterTensor(name, tensor) {
    const { library } = this.host;
    const width = tensor.values.length / tensor.rows;
    const feature = featureOf(tensor);
    const listed = this.#lists.find(({ rows }) => rows.length === tensor.rows)?.rows.map(({ id }) => id);
    const alone = tensor.rows === 1 ? [tensor.named?.id ?? stem(name)] : undefined;
    const ids = tensor.ids ?? alone ?? listed ?? Array.from({ length: tensor.rows }, (_, row) => `${stem(name)}_${row}`);
    ids.forEach((id, row) => {
      const track = library.find(id) ?? library.addSilent(id);
      library.give(track, feature, tensor.values.subarray(row * width, (row + 1) * width));
    });
  }

  /** Enters what the manifests say; rows and songs that do not find each other are reported. @param {Track[]} added @returns {Promise<Problem[]>} */
  async #describe(added) {
    const { library } = this.host;
    /** @type {Problem[]} */
    const problems = [];
    const joins = this.#lists.some(({ kind }) => kind === "features");
    const manifests = this.#lists.filter(({ kind }) => kind === "manifest" || (!joins && kind !== "features"));
    for (const list of manifests) {
      const withSound = library.tracks.filter(({ file }) => file !== null);
      const names = withSound.map(({ name }) => name);
      const { matches } = await this.host.job("match", { bytes: list.bytes, names });
      /** @type {(number | null)[]} */
      const files = matches.files;
      files.forEach((place, row) => {
        if (place !== null) this.#say(list, list.rows[row], withSound[place]);
      });
      const rowOf = new Map(list.rows.map((row) => [row.id, row]));
      for (const track of library.tracks.filter(({ file }) => file === null)) {
        const row = rowOf.get(track.id) ?? rowOf.get(songOf(track.id));
        if (row) this.#say(list, row, track);
      }
      const open = list.rows.filter((row, place) => files[place] === null && !library.find(row.id));
      for (const row of open.filter(({ lyrics }) => lyrics)) this.#say(list, row, library.addSilent(row.id));
      const lost = list.rows.filter((row, place) => files[place] === null && !library.find(row.id)?.sources.some((source) => source !== "lyrics"));
      // A list that came before all of its songs is no fault.
      if (lost.length > 0 && (lost.length < list.rows.length || added.length > 0)) problems.push({ code: "rows_without_song", ids: lost.map(({ id }) => id) });
      const strangers = added.filter((track) => !this.knows(track));
      if (strangers.length > 0 && manifests.length === 1) problems.push({ code: "songs_without_row", names: strangers.map(({ name }) => name) });
    }
    return problems;
  }

  /** @param {List} list @param {Row} row @param {Track} track */
  #say(list, row, track) {
    if (list.said.has(track)) return;
    const { library } = this.host;
    list.said.add(track);
    const other = library.find(row.id);
    if (other && other !== track && !other.file && track.file) library.absorb(other, track);
    if (track.file) library.rename(track, row.id);
    const columns = Object.fromEntries(list.column_names.map((name, place) => [name, row.columns[place] ?? ""]));
    library.say(track, { title: row.title, artist: row.artist, lyrics: row.lyrics, columns });
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
