// @ts-check
/** What is kept in this browser: how much, whether to keep more, and away with it. */

import { need } from "./dom.js";
import { problemWords } from "./problem_words.js";
import { asProblem } from "./thrown.js";
import { forgetTheme } from "./theme.js";
import { toast } from "./toast.js";
import { words } from "./words.js";

/** Milliseconds between two looks at the store while songs are heard. */
const PAUSE = 700;

/**
 * @param {import("./songscape.js").Songscape} engine
 * @param {(on: boolean) => void} keep the visitor's wish
 * @returns {(keeping: boolean) => void} shows what is kept as it is now, and whether more will be
 */
export function startStorage(engine, keep) {
  const kept = need("storage-kept", HTMLElement);
  const wish = need("storage-keep", HTMLInputElement);
  const erase = need("erase", HTMLButtonElement);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const look = async () => {
    const text = words.kept(await engine.stored());
    // A reader of screens is told what changed, and nothing else.
    if (kept.textContent !== text) kept.textContent = text;
  };
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void look();
    }, PAUSE);
  };
  wish.addEventListener("change", () => keep(wish.checked));
  erase.addEventListener("click", async () => {
    erase.disabled = true;
    try {
      const before = await engine.stored();
      const { keeping } = engine;
      await engine.eraseStored();
      forgetTheme();
      // Whoever wants nothing kept does not lose that wish with the rest.
      if (!keeping) engine.keeping = false;
      toast(words.erased(before, keeping));
    } catch (thrown) {
      // A browser that keeps the page from its storage keeps it from erasing, too.
      const { sentence, cure } = problemWords(thrown instanceof DOMException ? { code: "store_not_erased" } : asProblem(thrown));
      toast(`${sentence} ${cure}`);
    }
    erase.disabled = false;
    await look();
  });
  for (const event of ["track", "tracks", "run"]) engine.addEventListener(event, soon);
  return (keeping) => {
    wish.checked = keeping;
    if (kept.textContent === "") void look();
    else soon();
  };
}
