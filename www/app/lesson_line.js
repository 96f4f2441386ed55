// @ts-check
/**
 * A lesson on the page: its line at the top, and what it hides. What is hidden carries a mark of its own (style/lesson.css), so that it
 * stays hidden whatever else shows and hides it. A lesson is help, no lock: one button shows everything.
 */

import { iconButton, make, need } from "./dom.js";
import { readAddress } from "./hash.js";
import { elementsOf } from "./lesson_parts.js";
import { lessonWords } from "./lesson_words.js";
import { tellLanguage } from "./writing.js";

/** @typedef {import("./lesson_link.js").Lesson} Lesson */

const AWAY = "data-away";

export class LessonLine {
  /** @type {Lesson | null} */
  lesson = null;
  /** Whether the visitor wants to see what the lesson hides. */
  #everything = false;
  #all = need("lesson-all", HTMLButtonElement);

  /**
   * @param {import("./songscape.js").Songscape} engine
   * @param {import("./session.js").Session} session
   */
  constructor(engine, session) {
    this.engine = engine;
    this.session = session;
    this.#all.addEventListener("click", () => {
      this.#everything = !this.#everything;
      this.#hide();
    });
    // Settings are not known yet, but nothing is to be seen that goes away a moment later.
    this.#show(readAddress([], location.hash).lesson);
  }

  /** What the address says is shown, and what could not be used of it is told. @param {import("./hash.js").Address} address */
  read({ lesson, passedOver, cut }) {
    this.#show(lesson);
    const text = passedOver.length > 0 || cut ? lessonWords.passedOver(this.engine.table, passedOver, cut) : "";
    const note = need("link-note", HTMLElement);
    note.replaceChildren(...(text === "" ? [] : [make("p", { text, dir: "auto" }), iconButton("close", lessonWords.close, () => note.replaceChildren())]));
    if (lesson?.start && this.engine.tracks.length === 0 && !this.session.busy) void this.session.demo();
  }

  /** @param {Lesson | null} lesson */
  #show(lesson) {
    this.lesson = lesson;
    this.#everything = false;
    need("lesson", HTMLElement).hidden = lesson === null;
    for (const part of /** @type {const} */ (["title", "task"])) {
      const element = need(`lesson-${part}`, HTMLElement);
      element.textContent = lesson?.[part] ?? "";
      tellLanguage(element, lesson?.[part] ?? "");
      element.hidden = element.textContent === "";
    }
    this.#hide();
  }

  #hide() {
    const { lesson } = this;
    const some = lesson !== null && (lesson.hide.length > 0 || lesson.songs !== "either");
    const hiding = some && !this.#everything;
    for (const element of document.querySelectorAll(`[${AWAY}]`)) element.removeAttribute(AWAY);
    if (hiding) for (const element of elementsOf(this.engine.table, lesson.hide)) element.setAttribute(AWAY, "");
    if (hiding) document.body.dataset["songs"] = lesson.songs;
    else delete document.body.dataset["songs"];
    need("lesson-hidden", HTMLElement).hidden = !some;
    need("lesson-said", HTMLElement).textContent = hiding ? lessonWords.hidden : lessonWords.all;
    this.#all.textContent = hiding ? lessonWords.showAll : lessonWords.hideAgain;
  }
}
