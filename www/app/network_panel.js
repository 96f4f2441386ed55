// @ts-check
/** What the network learned: its units, its mistakes, its rebuilt songs, its knobs. Shown of the run on stage; nothing where no network was. */

import { cureButtons } from "./cure_buttons.js";
import { curesFor } from "./cures.js";
import { need } from "./dom.js";
import { Explorer } from "./explorer.js";
import { showKlBars } from "./kl_bars.js";
import { networkWords } from "./network_words.js";
import { showErrors } from "./reconstruction_errors.js";
import { showReconstructions } from "./reconstructions.js";
import { songOf, startOf } from "./rows.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */

/** What is said of a network that carries nothing (src/experiment/warning.rs). */
const COLLAPSED = "posterior_collapsed";

export class NetworkPanel {
  #box = need("network", HTMLElement);
  /** @type {Run | null} */
  #run = null;

  /**
   * @param {import("./songscape.js").Songscape} engine
   * @param {object} hands
   * @param {(id: string) => Track | undefined} hands.track
   * @param {(track: Track, from: number) => void} hands.choose
   * @param {(cure: import("./cures.js").Cure) => void} hands.cure
   * @param {(label: number) => string} hands.colour of a group
   */
  constructor(engine, hands) {
    this.hands = hands;
    this.explorer = new Explorer(engine, {
      colour: hands.colour,
      titleOf: (run, row) => this.#title(run, row),
      choose: (run, row) => this.#choose(run, row),
    });
  }

  /** @param {Run | null} run @param {Track | null} chosen */
  show(run, chosen) {
    // The same run is shown again when it is looked at by songs and not by clips: the knobs stay.
    if (run === this.#run) return;
    this.#run = run;
    const trained = run !== null && (run.losses.length > 0 || run.kl_per_unit.length > 0);
    this.#box.hidden = !trained;
    this.explorer.load(trained ? run : null, run && this.#start(run, chosen));
    if (!trained || !run) return;
    const units = run.latents.shape[1];
    const variational = run.kl_per_unit.length > 0;
    need("network-verdict", HTMLElement).textContent = variational ? networkWords.verdict(run.active_units, units) : networkWords.plainVerdict(run.active_units, units);
    const collapsed = run.warnings.find(({ code }) => code === COLLAPSED);
    need("network-cures", HTMLElement).replaceChildren(...(collapsed ? cureButtons(curesFor(collapsed, run.settings), this.hands.cure) : []));
    need("units", HTMLElement).hidden = !variational;
    if (variational) showKlBars(run.kl_per_unit);
    const trackAt = (/** @type {number} */ row) => this.hands.track(songOf(run, row));
    const choose = (/** @type {number} */ row) => this.#choose(run, row);
    need("errors", HTMLElement).hidden = run.reconstruction_errors.length === 0;
    if (run.reconstruction_errors.length > 0) showErrors(run, trackAt, choose);
    showReconstructions(run, trackAt, choose);
  }

  /** The visitor chose a song. @param {Track | null} track */
  select(track) {
    if (this.#run) this.explorer.select(this.#start(this.#run, track));
  }

  /** Day and night changed. */
  recolour() {
    this.explorer.map.recolour();
  }

  /** @param {Run} run @param {number} row */
  #choose(run, row) {
    const track = this.hands.track(songOf(run, row));
    if (track) this.hands.choose(track, startOf(run.ids[row] ?? "", track.id, run));
  }

  /** @param {Run} run @param {number} row */
  #title(run, row) {
    const track = this.hands.track(songOf(run, row));
    return `${track?.title || track?.name || songOf(run, row)}`.slice(0, 200);
  }

  /** Where the knobs start. @param {Run} run @param {Track | null} track */
  #start(run, track) {
    const row = track ? run.ids.findIndex((_, index) => songOf(run, index) === track.id) : -1;
    return track && row >= 0 ? { row, title: (track.title || track.name).slice(0, 120) } : null;
  }
}
