// @ts-check
/** Above the table: a new column, a filter, undo, save, and what is not saved yet. */

import { need } from "./dom.js";
import { editWords } from "./edit_words.js";
import { nameFault } from "./fields.js";
import { problemWords } from "./problem_words.js";
import { asProblem } from "./thrown.js";
import { startSave } from "./save_files.js";
import { toast } from "./toast.js";

const LIST = "songscape-manifest.csv";
const DEFAULT_NAME = "label";

/**
 * @param {import("./songscape.js").Songscape} engine
 * @param {import("./song_table.js").SongTable} table
 * @param {import("./edit_history.js").EditHistory} history
 * @returns {() => void} shows how things are
 */
export function startTableTools(engine, table, history) {
  const form = need("column-form", HTMLFormElement);
  const name = need("column-name", HTMLInputElement);
  const fault = need("column-fault", HTMLElement);
  const add = need("column-add", HTMLButtonElement);
  const undo = need("table-undo", HTMLButtonElement);

  const close = () => {
    form.hidden = true;
    add.setAttribute("aria-expanded", "false");
    fault.hidden = true;
  };
  add.addEventListener("click", () => {
    if (!form.hidden) return close();
    form.hidden = false;
    add.setAttribute("aria-expanded", "true");
    name.value = freeName(table.ownColumns);
    name.focus();
    name.select();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
    add.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = name.value.trim();
    const wrong = nameFault(wanted) ?? (table.ownColumns.includes(wanted) ? "there" : null);
    fault.hidden = wrong === null;
    name.setAttribute("aria-invalid", String(wrong !== null));
    if (wrong) {
      fault.textContent = editWords.nameFault[wrong];
      return name.focus();
    }
    close();
    table.addColumn(wanted);
  });

  need("table-filter", HTMLInputElement).addEventListener("input", (event) => {
    table.filter({ text: /** @type {HTMLInputElement} */ (event.target).value });
  });
  need("table-all", HTMLButtonElement).addEventListener("click", () => table.filter({ chosen: false }));
  undo.addEventListener("click", () => history.undo());
  startSave(need("save-list", HTMLButtonElement), LIST, () => engine.manifest(), {
    saved: () => {
      history.saved();
      toast(editWords.saved(LIST));
    },
    failed: (thrown) => toast(problemWords(asProblem(thrown)).sentence),
  });

  // Only whoever has something to lose is asked before the tab closes.
  const ask = (/** @type {BeforeUnloadEvent} */ event) => event.preventDefault();
  const show = () => {
    const { unsaved } = history;
    need("table-unsaved", HTMLElement).textContent = editWords.unsaved(unsaved);
    need("table-rows", HTMLElement).textContent = editWords.rows(table.shown.length, engine.tracks.length);
    need("table-all", HTMLElement).hidden = !table.filtered;
    undo.disabled = !history.canUndo;
    if (unsaved > 0) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  };
  for (const event of ["edited", "undone", "saved"]) history.addEventListener(event, show);
  table.addEventListener("rows", show);
  return show;
}

/** @param {string[]} taken */
function freeName(taken) {
  let name = DEFAULT_NAME;
  for (let number = 2; taken.includes(name); number += 1) name = `${DEFAULT_NAME} ${number}`;
  return name;
}
