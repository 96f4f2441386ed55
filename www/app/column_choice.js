// @ts-check
/** A chooser among the columns of the songs, which also says what a column would tell. */

import { make } from "./dom.js";
import { columnField, readField } from "./fields.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Track} Track */

export class ColumnChoice {
  /** @type {string[]} */
  #names = [];
  /** @type {Track[]} */
  #tracks = [];

  /**
   * @param {string} id
   * @param {(name: string) => void} change
   */
  constructor(id, change) {
    this.select = make("select", { id, "aria-describedby": `${id}-why ${id}-idle ${id}-said` });
    this.said = make("p", { class: "setting-said", id: `${id}-said`, role: "status" });
    this.select.addEventListener("change", () => change(this.select.value));
    this.show("");
  }

  /** @param {string[]} names @param {Track[]} tracks */
  offer(names, tracks) {
    [this.#names, this.#tracks] = [names, tracks];
    this.show(this.select.value);
  }

  /** @param {string} name empty for none */
  show(name) {
    const known = name === "" || this.#names.includes(name);
    this.select.replaceChildren(make("option", { value: "", text: words.noColumn }), ...this.#names.map((column) => make("option", { value: column, text: column })),
      // A link may ask for a column that the songs do not have yet.
      ...(known ? [] : [make("option", { value: name, text: words.missingColumn(name) })]));
    this.select.value = name;
    this.said.textContent = name === "" || !known ? "" : words.condition(this.#told(name));
    this.said.hidden = this.said.textContent === "";
  }

  /** @param {string} name */
  #told(name) {
    const values = this.#tracks.map((track) => readField(track, columnField(name)).trim());
    return { values: new Set(values.filter(Boolean)).size, empty: values.filter((value) => value === "").length, songs: values.length };
  }
}
