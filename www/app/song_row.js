// @ts-check
/** One song in the list: its state, its waveform, its name, and what is wrong with it. */

import { changeIcon, draw, icon, iconButton, make } from "./dom.js";
import { hasSound } from "./library.js";
import { clock, problemWords, size, words } from "./words.js";

/** @typedef {import("./types.js").Track} Track */

/** @type {Record<import("./types.js").TrackState, string>} */
const ICONS = { waiting: "wait", reading: "busy", decoding: "busy", listening: "busy", ready: "tick", failed: "close", duplicate: "same" };

export class SongRow {
  /**
   * @param {Track} track
   * @param {{play: (track: Track) => void, remove: (track: Track) => void, choose: (track: Track) => void, nameOf: (id: string) => string}} actions
   */
  constructor(track, actions) {
    this.track = track;
    this.actions = actions;
    this.state = make("span", { class: "song-state", role: "img" }, icon("wait"));
    this.wave = draw("svg", { class: "song-wave", viewBox: "0 0 64 24", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.name = make("bdi", { class: "song-name" });
    this.meta = make("span", { class: "song-meta" });
    this.reason = make("p", { class: "song-reason" });
    this.buttons = make("span", { class: "song-buttons" },
      iconButton("play", words.play(track.name), () => actions.play(this.track)),
      iconButton("close", words.remove(track.name), () => actions.remove(this.track)));
    this.element = make("li", { class: "song" }, this.state, this.wave, make("span", { class: "song-words" }, this.name, this.meta), this.buttons, this.reason);
    this.element.addEventListener("click", () => actions.choose(this.track));
    this.update();
  }

  /** Shows the song as it is now. */
  update() {
    const { track } = this;
    const { state } = track;
    this.element.dataset["state"] = state;
    const silent = state === "ready" && !hasSound(track);
    changeIcon(this.state, silent || track.away ? kindIcon(track) : ICONS[state]);
    const said = words.stateOf(track);
    this.state.setAttribute("aria-label", said);
    this.state.title = said;
    // The browser elides what is too long for the line; what is too long for anyone is cut before.
    // A title that says more than the file's name comes first, the name after it.
    const titled = track.title !== "" && !track.name.startsWith(track.title);
    this.name.textContent = (titled ? track.title : track.name).slice(0, 400);
    this.name.title = track.name.slice(0, 1000);
    this.meta.textContent = words.facts([
      titled ? track.name.slice(0, 120) : "",
      track.file === null || state === "ready" ? "" : size(track.size),
      track.seconds === undefined ? "" : clock(track.seconds),
      state === "ready" && !silent && track.sources.includes("lyrics") ? words.withLyrics : "",
      state !== "ready" || silent || track.away ? said : track.known ? words.knownShort : "",
    ]);
    const play = this.buttons.firstElementChild;
    if (play instanceof HTMLButtonElement) play.hidden = state === "failed" || track.file === null;
    this.#wave(track.thumbnail);
    this.#reason(track);
  }

  /** @param {Float32Array | undefined} peaks 0 … 1 */
  #wave(peaks) {
    if (!peaks || this.wave.childElementCount > 0) return;
    let path = "";
    peaks.forEach((peak, index) => {
      const half = Math.max(0.6, Math.min(1, Number.isFinite(peak) ? Math.abs(peak) : 0) * 11.5);
      path += `M${index + 0.5} ${(12 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
    });
    this.wave.append(draw("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 0.7 }));
  }

  /** @param {Track} track */
  #reason(track) {
    const problem = track.problem ?? track.notices[0];
    this.reason.hidden = !problem;
    this.reason.classList.toggle("notice", track.state !== "failed");
    if (!problem) return;
    const { sentence, cure } = problem.code === "duplicate"
      ? { sentence: words.duplicateOf(this.actions.nameOf(String(problem["of"] ?? "")).slice(0, 120)), cure: problemWords(problem).cure }
      : problemWords(problem);
    this.reason.replaceChildren(make("strong", { text: sentence }), ` ${cure}`);
  }
}

/** What stands for a song whose sound is not here. @param {Track} track */
export function kindIcon({ sources, away }) {
  if (away) return "away";
  return sources.includes("table") || sources.includes("tensor") ? "numbers" : "lyrics";
}
