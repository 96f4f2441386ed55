// @ts-check
/** A cell while it is being corrected: a line to type in, with the column's other values on offer. */

import { make } from "./dom.js";
import { tellLanguage } from "./writing.js";

/** @typedef {"stay" | "next" | "previous" | "leave"} Then where the focus goes afterwards; `leave`: it has gone already */

/**
 * Opens the cell. `done` is called once: with the new value and where to go, or with null when nothing is to change.
 * @param {HTMLElement} cell
 * @param {object} what
 * @param {string} what.value
 * @param {string} [what.typed] what stands in the line at first instead
 * @param {string} what.label for those who do not see it
 * @param {string[]} what.offered
 * @param {(value: string | null, then: Then) => void} what.done
 */
export function openCell(cell, { value, typed, label, offered, done }) {
  const list = make("datalist", { id: "cell-values" }, ...offered.map((text) => make("option", { value: text })));
  // No spelling help and no suggestions: some browsers ask a server for them.
  const input = make("input", {
    type: "text", class: "cell-input", "aria-label": label, autocomplete: "off", spellcheck: "false", autocapitalize: "off", writingsuggestions: "false",
    dir: "auto", ...(offered.length > 0 ? { list: "cell-values" } : {}),
  });
  input.value = typed ?? value;
  tellLanguage(input, input.value);
  let open = true;
  const close = (/** @type {boolean} */ save, /** @type {Then} */ then) => {
    if (!open) return;
    open = false;
    cell.classList.remove("editing");
    done(save && input.value !== value ? input.value : null, then);
  };
  input.addEventListener("input", () => tellLanguage(input, input.value));
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    // While a method for typing Bangla, Chinese or Japanese is at work, Enter and Esc are its own.
    if (event.isComposing) return;
    if (event.key === "Enter") close(true, "stay");
    else if (event.key === "Escape") close(false, "stay");
    else if (event.key === "Tab") close(true, event.shiftKey ? "previous" : "next");
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => close(true, "leave"));
  cell.classList.add("editing");
  cell.replaceChildren(input, list);
  input.focus();
  if (typed === undefined) input.select();
}
