// @ts-check
/** Plays the visitor's own files, from the start, one at a time. */

import { changeIcon, need } from "./dom.js";
import { clock, words } from "./words.js";

/** @typedef {import("./types.js").Track} Track */

export class Player extends EventTarget {
  /** @type {Track | null} */
  track = null;
  #audio = need("audio", HTMLAudioElement);
  #bar = need("player", HTMLElement);
  #toggle = need("player-toggle", HTMLButtonElement);
  #seek = need("player-seek", HTMLInputElement);
  #url = "";

  constructor() {
    super();
    const volume = need("player-volume", HTMLInputElement);
    this.#audio.volume = Number(volume.value);
    volume.addEventListener("input", () => {
      this.#audio.volume = Number(volume.value);
    });
    this.#toggle.addEventListener("click", () => (this.#audio.paused ? this.#start() : this.#audio.pause()));
    need("player-close", HTMLButtonElement).addEventListener("click", () => this.stop());
    this.#seek.addEventListener("input", () => {
      if (Number.isFinite(this.#audio.duration)) this.#audio.currentTime = Number(this.#seek.value);
    });
    for (const name of ["play", "pause", "ended"]) this.#audio.addEventListener(name, () => this.#showState());
    this.#audio.addEventListener("ended", () => this.dispatchEvent(new Event("ended")));
    for (const name of ["timeupdate", "durationchange", "seeked"]) this.#audio.addEventListener(name, () => this.#showTime());
    this.#audio.addEventListener("error", () => {
      if (this.track) this.#fail();
    });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.track) this.stop();
    });
  }

  /** Plays a song; one that came without sound ends what was playing. @param {Track} track @param {number} [from] seconds */
  play(track, from = 0) {
    if (track.file === null) return this.stop();
    this.#release();
    this.track = track;
    this.#url = URL.createObjectURL(track.file);
    this.#audio.src = this.#url;
    if (from > 0) this.#audio.currentTime = from;
    this.#bar.hidden = false;
    document.body.dataset["playing"] = "";
    need("player-title", HTMLElement).textContent = track.title || track.name;
    need("player-artist", HTMLElement).textContent = track.artist;
    this.#start();
    this.dispatchEvent(new Event("change"));
  }

  stop() {
    this.track = null;
    this.#release();
    this.#bar.hidden = true;
    delete document.body.dataset["playing"];
    this.dispatchEvent(new Event("change"));
  }

  #start() {
    this.#audio.play().catch((reason) => {
      // Another song took its place before it began: nothing is wrong.
      if (reason instanceof DOMException && reason.name === "AbortError") return;
      if (this.track && this.#audio.error === null && reason instanceof DOMException && reason.name === "NotSupportedError") this.#fail();
    });
  }

  #fail() {
    const name = this.track?.name ?? "";
    this.stop();
    this.dispatchEvent(new CustomEvent("problem", { detail: { code: "audio_not_playable", name } }));
  }

  #release() {
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#audio.load();
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = "";
  }

  #showState() {
    changeIcon(this.#toggle, this.#audio.paused ? "play" : "pause");
    this.#toggle.setAttribute("aria-label", this.#audio.paused ? words.resume : words.pause);
  }

  #showTime() {
    const length = Number.isFinite(this.#audio.duration) ? this.#audio.duration : 0;
    this.#seek.max = String(Math.max(0.1, length));
    this.#seek.value = String(this.#audio.currentTime);
    this.#seek.setAttribute("aria-valuetext", clock(this.#audio.currentTime));
    need("player-now", HTMLElement).textContent = clock(this.#audio.currentTime);
    need("player-length", HTMLElement).textContent = clock(length);
  }
}
