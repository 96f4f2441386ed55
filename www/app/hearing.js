// @ts-check
/**
 * Hearing songs: bytes → sound → features, a few at a time. What was heard in an earlier visit is not decoded again.
 */
import { decode } from "./decode.js";
import { featureKey, mapSize } from "./run_rows.js";
import { HEARD, isMap, numbersOf } from "./sources.js";

/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").Settings} Settings */
/** @typedef {import("./store.js").Kept} Kept */

/**
 * What was heard of a song: its clips, and each feature of all of them one after another.
 * @typedef {{key: string, clips: number, features: Record<string, Float32Array>}} Heard
 */

/**
 * What hearing needs of the engine.
 * @typedef {object} Host
 * @property {(job: string, input: any, options?: {signal?: AbortSignal}) => Promise<any>} job
 * @property {import("./library.js").Library} library
 * @property {import("./store.js").Store} store
 * @property {number} version  of the features' figures
 * @property {(track: Track) => void} changed
 * @property {(error: unknown) => Problem} asProblem
 */

/** All maps of a library together may take so many numbers in memory to be made before they are asked for. */
const MAPS_BEFOREHAND = 16e6;

export class Hearing {
  /** @type {WeakMap<Track, Heard>} */ #heard = new WeakMap();
  /** What was kept in this visit, and so is not known from an earlier one. @type {Set<string>} */ #fresh = new Set();
  /** Time spent, for the runs' reports. */
  seconds = { decode: 0, features: 0 };

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** What was heard of a track with these settings. @param {Track} track @param {Settings} settings */
  of(track, settings) {
    const heard = this.#heard.get(track);
    return heard?.key === hearingKey(settings) ? heard : undefined;
  }

  /** What was heard of a track, with whatever settings. @param {Track} track */
  known(track) {
    return this.#heard.get(track);
  }

  /** What was heard of a track elsewhere. @param {Track} track @param {Heard} heard */
  give(track, heard) {
    this.#heard.set(track, heard);
  }

  /**
   * Whether a run with these settings needs more of the track than was heard.
   * @param {Track} track
   * @param {Settings} settings
   */
  lacks(track, settings) {
    const wanted = numbersOf(settings);
    if (!track.file || track.state !== "ready" || wanted === null || wanted === "table" || this.host.library.given(track)[wanted]) return false;
    return !this.of(track, settings)?.features[featureKey(wanted, settings)];
  }

  /**
   * Hears one track; its state says how far it is, or why it failed. Resolves true if it was known from an earlier visit.
   * @param {Track} track
   * @param {Settings} settings
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>}
   */
  async hear(track, settings, signal) {
    const { host } = this;
    const before = track.state;
    try {
      if (!track.file) return false;
      if (signal.aborted) throw { code: "cancelled" };
      this.#advance(track, "reading");
      const excerpt = await host.job("excerpt", { file: track.file, seconds: settings["max_seconds"] }, { signal });
      const song = host.library.without(excerpt.hash);
      if (song) return await this.#reunite(song, track, settings, signal);
      for (const copy of host.library.recognise(track, excerpt.hash)) host.changed(copy);
      if (isCopy(track)) return false;
      const place = `${host.version}:${excerpt.hash}:${hearingKey(settings)}`;
      const request = this.#request(settings);
      const kept = await host.store.get(place);
      if (isCopy(track)) return false;
      // What is kept suffices if it has what the run needs; the rest was only made beforehand.
      const wanted = numbersOf(settings);
      const needed = request.filter((feature) => !isMap(feature) || feature === wanted);
      if (kept && needed.every((feature) => kept.features[featureKey(feature, settings)])) {
        track.known = !this.#fresh.has(place);
        this.#enter(track, settings, kept);
        return track.known;
      }
      await this.#decode(track, settings, excerpt, request, place, signal);
    } catch (error) {
      const problem = host.asProblem(error);
      // Whoever stops keeps what was heard before.
      if (problem.code === "cancelled" && before === "ready") {
        this.#advance(track, "ready");
        return false;
      }
      if (isCopy(track)) return false;
      track.problem = problem;
      this.#advance(track, "failed");
    }
    return false;
  }

  /**
   * The sound of a song of a project has come.
   * @param {Track} song
   * @param {Track} track
   * @param {Settings} settings
   * @param {AbortSignal} signal
   */
  async #reunite(song, track, settings, signal) {
    this.host.library.reunite(song, track);
    track.state = "duplicate";
    track.problem = { code: "duplicate", of: song.id };
    this.host.changed(song);
    return this.lacks(song, settings) ? this.hear(song, settings, signal) : false;
  }

  /**
   * @param {Track} track
   * @param {Settings} settings
   * @param {any} excerpt
   * @param {string[]} request
   * @param {string} place
   * @param {AbortSignal} signal
   */
  async #decode(track, settings, excerpt, request, place, signal) {
    track.known = false;
    this.#advance(track, "decoding");
    const decodeStart = performance.now();
    const { channels, rate } = await decode(excerpt.bytes, excerpt.rate);
    this.seconds.decode += (performance.now() - decodeStart) / 1000;
    if (isCopy(track)) return;
    this.#advance(track, "listening");
    const listenStart = performance.now();
    const wanted = Object.fromEntries(request.map((feature) => [feature, true]));
    const heard = await this.host.job("listen", { channels, rate, settings, request: wanted }, { signal });
    this.seconds.features += (performance.now() - listenStart) / 1000;
    /** @type {[string, Float32Array][]} */
    const features = Object.entries(heard.features);
    /** @type {Kept} */
    const found = {
      rate,
      seconds: heard.seconds,
      notices: [...excerpt.notices, ...heard.notices],
      thumbnail: heard.thumbnail,
      clips: heard.clips,
      features: Object.fromEntries(features.map(([name, values]) => [featureKey(name, settings), values])),
    };
    this.#enter(track, settings, found);
    this.#fresh.add(place);
    // Nobody waits for what is kept: it serves the next visit.
    void this.host.store.put(place, found);
  }

  /**
   * The features worth making: what the run needs, the two summaries, which cost next to nothing, and the maps too as
   * long as those of all songs together fit into memory with ease.
   * @param {Settings} settings
   * @returns {string[]}
   */
  #request(settings) {
    const wanted = numbersOf(settings);
    const beforehand = this.host.library.tracks.length * 2 * mapSize(settings) <= MAPS_BEFOREHAND && Number(settings["clips"]) === 0;
    return HEARD.filter((feature) => !isMap(feature) || feature === wanted || beforehand);
  }

  /** @param {Track} track @param {Settings} settings @param {Kept} found */
  #enter(track, settings, { rate, seconds, notices, thumbnail, clips, features }) {
    Object.assign(track, { rate, seconds, notices, thumbnail });
    const key = hearingKey(settings);
    const before = this.#heard.get(track);
    this.#heard.set(track, { key, clips, features: before?.key === key ? { ...before.features, ...features } : features });
    if (track.state !== "duplicate" && track.state !== "failed") this.#advance(track, "ready");
  }

  /** @param {Track} track @param {import("./types.js").TrackState} state */
  #advance(track, state) {
    track.state = state;
    if (state !== "failed" && state !== "duplicate") delete track.problem;
    this.host.changed(track);
  }
}

/** Whether another track turned out to be the same recording meanwhile. @param {Track} track */
const isCopy = (track) => track.state === "duplicate";

/** The settings that decide what is heard of a song. @param {Settings} settings */
const hearingKey = ({ max_seconds: seconds, clips }) => `${seconds}:${clips}`;
