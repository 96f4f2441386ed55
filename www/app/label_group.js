// @ts-check
/** What can be done with the songs that are chosen together: label them all at once, play them, find them in the table. */

import { make, need } from "./dom.js";
import { lassoWords } from "./edit_words.js";
import { changeOf, columnField, nameFault, readField, valuesOf } from "./fields.js";
import { songOf } from "./rows.js";
import { oneLine } from "./writing.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./map_lasso.js").Way} Way */

/** Buttons of the ways a loop can work, by their ids. @type {[id: string, way: Way][]} */
const WAYS = [["lasso-new", "set"], ["lasso-add", "add"], ["lasso-remove", "remove"]];

export class LabelGroup {
  #bar = need("chosen", HTMLElement);
  #column = need("label-column", HTMLInputElement);
  #value = need("label-value", HTMLInputElement);
  #go = need("label-go", HTMLButtonElement);
  #said = need("label-said", HTMLElement);
  #left = need("label-left", HTMLButtonElement);
  /** The column that was labelled last, until the visitor does something else. @type {string | null} */
  #labelled = null;
  /** Whether the column is still the one of the settings. */
  #ownColumn = false;

  /**
   * @param {import("./songscape.js").Songscape} engine
   * @param {object} hands
   * @param {import("./selection.js").Selection} hands.selection
   * @param {import("./map_lasso.js").Lasso} hands.lasso
   * @param {import("./edit_history.js").EditHistory} hands.history
   * @param {() => Run | null} hands.run the run that is shown
   * @param {() => string} hands.labelColumn the setting `label_col`
   * @param {(column: string) => void} hands.held labels changed: score the groups against this column
   * @param {(tracks: Track[]) => void} hands.play
   * @param {() => void} hands.show in the table
   */
  constructor(engine, hands) {
    this.engine = engine;
    this.hands = hands;
    const { selection, lasso } = hands;
    selection.addEventListener("change", () => this.#show());
    lasso.addEventListener("change", () => this.#show());
    for (const [id, way] of WAYS) need(id, HTMLElement).addEventListener("click", () => lasso.choose(way));
    need("label-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#label();
    });
    this.#column.addEventListener("input", () => {
      this.#ownColumn = true;
    });
    this.#column.addEventListener("focus", () => offer("label-columns", this.engine.columnNames));
    this.#value.addEventListener("focus", () => offer("label-values", valuesOf(this.engine.tracks, columnField(this.#column.value.trim()))));
    this.#left.addEventListener("click", () => selection.set(this.#unlabelled(this.#column.value.trim())));
    need("chosen-play", HTMLElement).addEventListener("click", () => hands.play(selection.tracks));
    need("chosen-show", HTMLElement).addEventListener("click", () => hands.show());
    need("chosen-clear", HTMLElement).addEventListener("click", () => selection.clear());
    this.#bar.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || selection.size === 0) return;
      event.stopPropagation();
      selection.clear();
      lasso.map.canvas.focus();
    });
    this.#show();
  }

  /** A run is shown: its agreement with what was labelled last. @param {Run} run */
  ran(run) {
    if (this.#labelled === null) return;
    this.#tell(this.#labelled, run);
  }

  #show() {
    const { selection, lasso } = this.hands;
    const { count } = lasso;
    this.#bar.hidden = !lasso.active && selection.size === 0 && count === 0;
    if (this.#bar.hidden) {
      this.#labelled = null;
      this.#say("");
      this.#left.hidden = true;
    }
    if (!this.#ownColumn) this.#column.value = this.hands.labelColumn();
    need("chosen-count", HTMLElement).textContent = count === 0 ? lassoWords.hint : lassoWords.chosen(count);
    need("lasso-ways", HTMLElement).hidden = !lasso.active;
    for (const [id, way] of WAYS) need(id, HTMLElement).setAttribute("aria-pressed", String(lasso.way === way));
    for (const id of ["chosen-play", "chosen-show", "chosen-clear"]) need(id, HTMLButtonElement).disabled = selection.size === 0;
    this.#go.disabled = selection.size === 0;
    this.#go.textContent = lassoWords.go(selection.size);
  }

  #label() {
    const { selection, history } = this.hands;
    const { tracks } = selection;
    const [column, value] = [this.#column.value.trim(), this.#value.value.trim()];
    const fault = nameFault(column);
    if (tracks.length === 0) return this.#say(lassoWords.none);
    if (fault) {
      this.#column.focus();
      return this.#say(fault === "empty" ? lassoWords.noColumn : lassoWords.taken(oneLine(column, 60)));
    }
    if (value === "") {
      this.#value.focus();
      return this.#say(lassoWords.noValue);
    }
    this.#labelled = column;
    history.edit(tracks, changeOf(columnField(column), value), lassoWords.done(tracks.length, column, oneLine(value, 60)), () => this.hands.held(column));
    this.#tell(column, null);
    this.#value.select();
  }

  /** What is left to do, or how well it fits. @param {string} column @param {Run | null} run a run that has seen the labels */
  #tell(column, run) {
    const songs = this.#mapped();
    const left = this.#unlabelled(column);
    const values = new Set(songs.map((track) => readField(track, columnField(column))));
    this.#left.hidden = left.length === 0 || left.length === songs.length;
    this.#left.textContent = lassoWords.chooseLeft(left.length);
    if (left.length > 0) this.#say(lassoWords.left(left.length, column));
    else if (values.size < 2) this.#say(lassoWords.oneValue(column));
    else if (run?.settings["label_col"] !== column) this.#say("");
    else {
      const { ari = null, nmi = null, purity = null } = run.metrics;
      this.#say(lassoWords.agreement(column, ari, nmi, purity));
    }
  }

  /** The songs of the map that is shown. */
  #mapped() {
    const run = this.hands.run();
    const ids = new Set(run?.ids.map((_, index) => songOf(run, index)));
    return this.engine.tracks.filter(({ id }) => ids.has(id));
  }

  /** @param {string} column */
  #unlabelled(column) {
    return this.#mapped().filter((track) => readField(track, columnField(column)).trim() === "");
  }

  /** @param {string} text */
  #say(text) {
    this.#said.textContent = text;
    this.#said.hidden = text === "";
  }
}

/** @param {string} id of a datalist @param {string[]} values */
function offer(id, values) {
  need(id, HTMLElement).replaceChildren(...values.map((value) => make("option", { value })));
}
