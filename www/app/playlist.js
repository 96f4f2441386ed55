// @ts-check
/** Songs one after another. Whoever plays another song, or stops, ends it. */

import { need } from "./dom.js";

/** @typedef {import("./types.js").Track} Track */

export class Playlist {
  /** @type {Track[]} */
  #coming = [];
  /** @type {Track | null} the one it plays now */
  #now = null;
  #next = need("player-next", HTMLButtonElement);

  /**
   * @param {import("./player.js").Player} player
   * @param {(track: Track) => void} choose shows and plays a song
   */
  constructor(player, choose) {
    this.player = player;
    this.choose = choose;
    player.addEventListener("change", () => {
      if (player.track !== this.#now) this.#end();
    });
    player.addEventListener("ended", () => this.#go());
    this.#next.addEventListener("click", () => this.#go());
  }

  /** @param {Track[]} tracks @returns {boolean} whether any of them can be played */
  play(tracks) {
    this.#coming = tracks.filter(({ file, state }) => file !== null && state === "ready");
    this.#go();
    return this.#now !== null;
  }

  #go() {
    const next = this.#coming.shift();
    if (!next) return;
    this.#now = next;
    this.choose(next);
    this.#next.hidden = this.#coming.length === 0;
  }

  #end() {
    this.#coming = [];
    this.#now = null;
    this.#next.hidden = true;
  }
}
