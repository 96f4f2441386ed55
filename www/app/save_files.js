// @ts-check
/** Files for the visitor to keep. They come from this tab's memory; nothing is fetched or sent. */

import { make } from "./dom.js";

/** Milliseconds after which a file's address is given back: by then the browser has begun to write it. */
const ADDRESS_LIVES = 10_000;

/** @param {Blob} blob @param {string} name */
export function saveFile(blob, name) {
  const url = URL.createObjectURL(blob);
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), ADDRESS_LIVES);
}

/**
 * A button that makes a file and saves it. While it is being made the button waits.
 * @param {HTMLButtonElement} button
 * @param {string} name of the file
 * @param {() => Promise<Blob>} produce
 * @param {{saved?: () => void, failed: (thrown: unknown) => void}} then
 */
export function startSave(button, name, produce, { saved, failed }) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      saveFile(await produce(), name);
      saved?.();
    } catch (thrown) {
      failed(thrown);
    }
    button.disabled = false;
  });
}
