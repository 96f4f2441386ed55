// @ts-check
/** The panel of settings, made from the engine's table. What is typed is checked as it is typed; only a good value goes on. */

import { clash } from "./clashes.js";
import { ColumnChoice } from "./column_choice.js";
import { cureButtons } from "./cure_buttons.js";
import { curesFor } from "./cures.js";
import { make, need } from "./dom.js";
import { idle } from "./settings_effect.js";
import { complete, readValue } from "./settings_values.js";
import { problemWords, words } from "./words.js";

/** @typedef {import("./types.js").SettingRow} SettingRow */
/** @typedef {import("./types.js").Settings} Settings */

const COLUMNS = "known-columns";
/** So many columns are offered; any other can be typed. */
const MOST_COLUMNS = 200;
/** What auto means, for whoever wants to change it a little (src/experiment/architecture.rs). @type {Record<string, string>} */
const USUAL = { hidden: "256,128", channels: "32,64,128" };
/** The setting whose column the network is told: chosen, because a name that was mistyped would tell it nothing. */
const CHOSEN_COLUMN = "cond_col";

export class SettingsPanel {
  /** @type {Map<string, (value: string | number) => void>} */
  #writers = new Map();
  /** @type {Set<string>} names whose field holds no good value at the moment */
  #bad = new Set();
  /** @type {Map<string, {row: HTMLElement, reason: HTMLElement, clash: HTMLElement}>} */
  #rows = new Map();
  /** @type {ColumnChoice | null} */
  #condition = null;
  #columns = make("datalist", { id: COLUMNS });
  #run = need("settings-run", HTMLButtonElement);

  /**
   * @param {SettingRow[]} table
   * @param {(changes: Settings) => void} change
   * @param {(settings: Settings) => boolean} fits whether a run has room in memory
   */
  constructor(table, change, fits) {
    this.table = table;
    this.fits = fits;
    this.change = (/** @type {string} */ name, /** @type {string | number} */ value) => change({ [name]: value });
    this.cure = (/** @type {import("./cures.js").Cure} */ cure) => change(cure.changes);
    const groups = [...new Set(table.map((row) => row.group))];
    need("settings", HTMLElement).replaceChildren(...groups.map((group) =>
      make("fieldset", {}, make("legend", { text: words.groupNames[group] ?? group }),
        ...table.filter((row) => row.group === group).map((row) => this.#row(row)))), this.#columns);
  }

  /** Shows these values, and which of them have no effect at the moment. @param {Settings} settings */
  show(settings) {
    const all = complete(this.table, settings);
    for (const [name, value] of Object.entries(all)) this.#writers.get(name)?.(value);
    const against = clash(all);
    for (const [name, { row, reason, clash: place }] of this.#rows) {
      const why = idle(name, all);
      const clashing = against?.name === name ? against : null;
      place.hidden = clashing === null;
      place.replaceChildren(...(clashing ? [make("span", { text: words.clashes[clashing.reason] }), ...cureButtons(clashing.cures, this.cure)] : []));
      row.classList.toggle("idle", why !== null);
      reason.hidden = why === null;
      reason.textContent = why === null ? "" : words.idle[why];
    }
  }

  /** Offers these where a column is asked for. @param {string[]} names @param {import("./types.js").Track[]} tracks */
  offerColumns(names, tracks) {
    this.#condition?.offer(names.slice(0, MOST_COLUMNS), tracks);
    this.#columns.replaceChildren(...names.slice(0, MOST_COLUMNS).map((name) => make("option", { value: name })));
  }

  /**
   * The engine's word about the settings together; null when it has none.
   * @param {import("./types.js").Problem | null} problem
   * @param {Settings} settings complete
   */
  judge(problem, settings) {
    const place = need("settings-problem", HTMLElement);
    const { sentence, cure } = problem ? problemWords(problem) : { sentence: "", cure: "" };
    place.hidden = problem === null;
    place.replaceChildren(`${sentence} ${cure}`.trim(), ...(problem ? cureButtons(curesFor(problem, settings, this.fits), this.cure) : []));
    this.#run.disabled = problem !== null || this.#bad.size > 0;
  }

  /** @param {SettingRow} row */
  #row(row) {
    const id = `setting-${row.name}`;
    const fault = make("p", { class: "problem", id: `${id}-fault`, role: "alert" });
    fault.hidden = true;
    const reason = make("p", { class: "setting-idle", id: `${id}-idle` });
    const against = make("p", { class: "setting-clash", role: "status" });
    const field = row.kind === "choice" ? this.#choice(row, id) : row.name === CHOSEN_COLUMN ? this.#column(row, id) : this.#typed(row, id, fault);
    const range = row.minimum !== undefined && row.maximum !== undefined ? ` (${words.settingRange(row.minimum, row.maximum)})` : "";
    const element = make("div", { class: "setting" }, make("label", { for: id, text: row.label }), field,
      make("p", { class: "setting-why", id: `${id}-why`, text: `${row.explanation}${range}` }),
      ...(row.name === CHOSEN_COLUMN && this.#condition ? [this.#condition.said] : []), reason, against, fault);
    this.#rows.set(row.name, { row: element, reason, clash: against });
    return element;
  }

  /** @param {SettingRow} row @param {string} id */
  #choice(row, id) {
    const select = make("select", { id, "aria-describedby": `${id}-why ${id}-idle` },
      ...(row.choices ?? []).map((choice) => make("option", { value: choice, text: choice })));
    select.disabled = (row.choices ?? []).length < 2;
    select.addEventListener("change", () => this.change(row.name, select.value));
    this.#writers.set(row.name, (value) => {
      select.value = String(value);
    });
    return make("div", { class: "setting-field" }, select);
  }

  /** @param {SettingRow} row @param {string} id */
  #column(row, id) {
    const choice = new ColumnChoice(id, (name) => this.change(row.name, name));
    this.#condition = choice;
    this.#writers.set(row.name, (value) => choice.show(String(value)));
    return make("div", { class: "setting-field" }, choice.select);
  }

  /** @param {SettingRow} row @param {string} id @param {HTMLElement} fault */
  #typed(row, id, fault) {
    const wordy = row.kind === "text" || row.kind === "widths";
    const input = make("input", { id, type: "text", inputmode: wordy ? "text" : row.kind === "number" ? "decimal" : "numeric", maxlength: wordy ? "200" : "32", autocomplete: "off", list: row.kind === "text" ? COLUMNS : undefined, "aria-describedby": `${id}-why ${id}-idle ${id}-fault` });
    const auto = row.kind === "integer_or_auto" || row.kind === "widths" ? make("input", { type: "checkbox" }) : null;
    const take = () => {
      const read = readValue(row, auto?.checked ? "auto" : input.value);
      const problem = "problem" in read ? read.problem : null;
      input.setAttribute("aria-invalid", String(problem !== null));
      fault.hidden = problem === null;
      fault.textContent = problem ? problemWords(problem).sentence : "";
      if (problem) this.#bad.add(row.name);
      else this.#bad.delete(row.name);
      this.#run.disabled = this.#bad.size > 0;
      if ("value" in read) this.change(row.name, read.value);
    };
    input.addEventListener("input", take);
    auto?.addEventListener("change", () => {
      input.disabled = auto.checked;
      if (!auto.checked && "problem" in readValue(row, input.value)) input.value = String(row.default !== "auto" ? row.default : row.kind === "widths" ? USUAL[row.name] ?? row.minimum : row.minimum);
      take();
    });
    this.#writers.set(row.name, (value) => {
      const isAuto = value === "auto";
      if (auto) auto.checked = isAuto;
      input.disabled = isAuto;
      // What the visitor is typing is left alone as long as it means the same.
      const typed = readValue(row, input.value);
      const same = "value" in typed && typed.value === value;
      if (!isAuto && !same) input.value = String(value);
      input.setAttribute("aria-invalid", "false");
      fault.hidden = true;
      this.#bad.delete(row.name);
    });
    const field = make("div", { class: "setting-field" }, input);
    if (auto) field.append(make("label", {}, auto, words.auto));
    return field;
  }
}
