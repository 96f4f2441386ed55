// @ts-check
/** The losses of a training, drawn by the engine beside the map as the epochs go by. */

import { need, onceAFrame } from "./dom.js";
import { bestEpoch, curvesOf, showLossLegend } from "./loss_legend.js";
import { sharpness } from "./map_view.js";
import { isDark } from "./theme.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Losses} Losses */

export class LossChart {
  /** @type {Losses[]} */
  #losses = [];
  #epochs = 1;
  /** @type {number | null} */
  #best = null;
  #ready = false;
  #draw = onceAFrame(() => this.#frame());

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./songscape.js").Songscape} engine
   */
  constructor(canvas, engine) {
    this.canvas = canvas;
    this.engine = engine;
    new ResizeObserver(() => this.#draw()).observe(canvas);
  }

  begin() {
    this.#ready = true;
    this.#draw();
  }

  /**
   * @param {Losses[]} losses from epoch 1 on
   * @param {number} epochs how many there will be
   * @param {number | null} [best] the epoch whose network was kept, if one was chosen
   */
  show(losses, epochs, best = null) {
    this.#losses = losses;
    this.#epochs = epochs;
    this.#best = best ?? bestEpoch(losses);
    showLossLegend(need("losses-legend", HTMLElement), losses);
    this.#draw();
  }

  redraw() {
    this.#draw();
  }

  #frame() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!this.#ready || width < 120 || height < 80) return;
    const ratio = sharpness();
    const [across, along] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== across) this.canvas.width = across;
    if (this.canvas.height !== along) this.canvas.height = along;
    const curves = curvesOf(this.#losses).map((curve) => ({ text: words.lossNames[curve], values: this.#losses.map((losses) => losses[curve]) }));
    this.engine.drawLosses(this.canvas, {
      width,
      height,
      ratio,
      dark: isDark(),
      fontFamily: getComputedStyle(document.documentElement).fontFamily,
      epochs: this.#epochs,
      axisLabels: words.lossAxes,
      mark: this.#best !== null && this.#best <= this.#losses.length ? { epoch: this.#best, text: words.bestEpoch(this.#best) } : null,
      curves,
    });
    const [first, last] = [this.#losses[0], this.#losses[this.#losses.length - 1]];
    if (first && last) this.canvas.setAttribute("aria-label", words.lossLabel(first.total, last.total, this.#losses.length, this.#best));
  }
}
