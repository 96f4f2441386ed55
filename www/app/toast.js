// @ts-check
/** A word at the bottom of the page, with a way back. */

import { make, need } from "./dom.js";

/**
 * @param {string} text
 * @param {{label: string, run: () => void}} [action]
 * @returns {() => void} takes it away
 */
export function toast(text, action) {
  const box = need("toasts", HTMLElement);
  const note = make("div", { class: "toast" }, make("span", { text, dir: "auto" }));
  const close = () => note.remove();
  let timer = setTimeout(close, action ? 12_000 : 6_000);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("focusin", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => {
    timer = setTimeout(close, 4_000);
  });
  if (action) {
    const button = make("button", { type: "button", text: action.label });
    button.addEventListener("click", () => {
      close();
      action.run();
    });
    note.append(button);
  }
  box.append(note);
  while (box.childElementCount > 3) box.firstElementChild?.remove();
  return () => {
    clearTimeout(timer);
    close();
  };
}
