// @ts-check
/** A long text, such as lyrics, whole: in a window of its own, with as many lines as it has. */

import { need } from "./dom.js";
import { tellLanguage } from "./writing.js";

/** Lines end as they do in a text field, so that a text which nobody touched counts as unchanged. @param {string} text */
const plain = (text) => text.replace(/\r\n?/g, "\n");

/**
 * @param {{title: string, value: string, done: (value: string | null) => void}} text `done` is called once, with null when nothing is to change
 */
export function openText({ title, value, done }) {
  const dialog = need("text-editor", HTMLDialogElement);
  const area = need("text-editor-text", HTMLTextAreaElement);
  need("text-editor-title", HTMLElement).textContent = title;
  area.value = value;
  tellLanguage(area, value);
  const over = new AbortController();
  const { signal } = over;
  const finish = (/** @type {boolean} */ save) => {
    if (signal.aborted) return;
    over.abort();
    dialog.close();
    done(save && plain(area.value) !== plain(value) ? area.value : null);
  };
  area.addEventListener("input", () => tellLanguage(area, area.value), { signal });
  need("text-editor-save", HTMLElement).addEventListener("click", () => finish(true), { signal });
  need("text-editor-cancel", HTMLElement).addEventListener("click", () => finish(false), { signal });
  dialog.addEventListener("keydown", (event) => {
    // Esc closes this window, and stops no music.
    event.stopPropagation();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) finish(true);
  }, { signal });
  // Esc is over at once, and not when "close" comes round: by then another text may be open.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    finish(false);
  }, { signal });
  dialog.addEventListener("close", () => finish(false), { signal });
  dialog.showModal();
  area.focus();
  area.setSelectionRange(0, 0);
  area.scrollTop = 0;
}
