// @ts-check
/** Day or night: the system's choice until the visitor makes one, which is kept in this browser. */

const KEY = "songscape-theme";
const night = matchMedia("(prefers-color-scheme: dark)");

/** @returns {boolean} */
export function isDark() {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : night.matches;
}

/**
 * Takes up the stored choice, and tells when day and night change.
 * @param {HTMLElement} button
 * @param {() => void} changed
 */
export function startTheme(button, changed) {
  const stored = read();
  if (stored) document.documentElement.dataset["theme"] = stored;
  night.addEventListener("change", changed);
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage is denied in some private windows: the choice then lasts as long as the page.
    }
    changed();
  });
}

/** Forgets the stored choice; the page keeps it until it is closed. */
export function forgetTheme() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing could be stored, so there is nothing to forget.
  }
}

/** @returns {"light" | "dark" | null} */
function read() {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : null;
  } catch {
    return null;
  }
}
