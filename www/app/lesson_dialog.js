// @ts-check
/** The window in which a teacher makes a lesson link: texts, songs, what is hidden; the link stands below and follows every change. */

import { icon, make, need } from "./dom.js";
import { addressOf, told } from "./hash.js";
import { LONGEST_TASK, LONGEST_TITLE, lessonLine, SONGS } from "./lesson_link.js";
import { groupName, groupsOf, partNames, settingsAmong } from "./lesson_parts.js";
import { lessonWords } from "./lesson_words.js";
import { words } from "./words.js";

/** @typedef {import("./lesson_link.js").Lesson} Lesson */
/** @typedef {import("./types.js").SettingRow} SettingRow */

/** Characters from which on some programs cut a link. */
const LONG = 2000;

/** Keeping what was heard is each visitor's own wish: it goes into no link for others. */
const NOT_FOR_OTHERS = "cache";

export class LessonDialog {
  #dialog = need("lesson-dialog", HTMLDialogElement);
  #title = need("lesson-dialog-name", HTMLInputElement);
  #task = need("lesson-dialog-task", HTMLTextAreaElement);
  #start = need("lesson-dialog-start", HTMLInputElement);
  #link = need("lesson-dialog-link", HTMLTextAreaElement);
  #said = need("lesson-dialog-said", HTMLElement);
  /** Of the parts of the page, by name. @type {Map<string, HTMLInputElement>} */
  #parts = new Map();
  /** Of single settings, by name. @type {Map<string, HTMLInputElement>} */
  #settings = new Map();
  /** Of whole groups. @type {[HTMLInputElement, SettingRow[]][]} */
  #groups = [];

  /**
   * @param {import("./songscape.js").Songscape} engine ready: its settings are known
   * @param {import("./session.js").Session} session
   * @param {() => Lesson | null} lesson the one the page is in
   */
  constructor(engine, session, lesson) {
    this.engine = engine;
    this.session = session;
    this.#title.maxLength = LONGEST_TITLE;
    this.#task.maxLength = LONGEST_TASK;
    need("lesson-dialog-parts", HTMLElement).append(...partNames.map((name) => this.#box(this.#parts, name, lessonWords.parts[name] ?? name)));
    need("lesson-dialog-settings", HTMLElement).append(...[...groupsOf(engine.table)].map(([group, rows]) => this.#group(group, rows)));
    const open = make("button", { type: "button", id: "lesson-make" }, icon("link"), lessonWords.make);
    open.addEventListener("click", () => this.#open(lesson()));
    need("keep-lesson", HTMLElement).append(make("h3", { text: lessonWords.heading }), make("p", { class: "facts", text: lessonWords.makeWhy }), make("p", { class: "keep-line" }, open));
    const form = need("lesson-form", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.#follow());
    need("lesson-dialog-close", HTMLElement).addEventListener("click", () => this.#dialog.close());
    need("lesson-dialog-copy", HTMLElement).addEventListener("click", () => this.#copy());
    // Esc closes this window, and stops no music.
    this.#dialog.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /** @param {Lesson | null} lesson one to begin with */
  #open(lesson) {
    this.#title.value = lesson?.title ?? "";
    this.#task.value = lesson?.task ?? "";
    this.#songs(lesson?.songs ?? "demo").checked = true;
    this.#start.checked = lesson?.start ?? false;
    for (const [name, box] of this.#parts) box.checked = lesson?.hide.includes(name) ?? false;
    const hidden = settingsAmong(this.engine.table, lesson?.hide ?? []);
    for (const [name, box] of this.#settings) box.checked = hidden.has(name);
    const settings = this.#shared().map(([{ label }, value]) => lessonWords.setting(label, value));
    need("lesson-dialog-carries", HTMLElement).textContent = settings.length === 0 ? lessonWords.settingsNone : lessonWords.settingsIn(settings);
    this.#follow();
    this.#dialog.showModal();
    this.#title.focus();
  }

  /** The settings of this moment that go into the link. */
  #shared() {
    return told(this.engine.table, this.session.settings).filter(([{ name }]) => name !== NOT_FOR_OTHERS);
  }

  /** The link as the window says. */
  #follow() {
    const chosen = SONGS.find((songs) => this.#songs(songs).checked) ?? "either";
    this.#start.disabled = chosen !== "demo";
    for (const [box, rows] of this.#groups) {
      const hidden = rows.filter(({ name }) => this.#settings.get(name)?.checked).length;
      box.checked = hidden === rows.length;
      box.indeterminate = hidden > 0 && hidden < rows.length;
    }
    const hide = [...this.#parts, ...this.#settings].filter(([, box]) => box.checked).map(([name]) => name);
    const lesson = {
      title: lessonLine(this.#title.value, LONGEST_TITLE), task: lessonLine(this.#task.value, LONGEST_TASK), songs: chosen, hide,
      start: this.#start.checked && chosen === "demo",
    };
    const page = new URL(location.href);
    page.searchParams.delete("demo");
    page.hash = addressOf(this.engine.table, Object.fromEntries(this.#shared().map(([{ name }, value]) => [name, value])), lesson);
    this.#link.value = page.href;
    need("lesson-dialog-open", HTMLAnchorElement).href = page.href;
    const { length } = page.href;
    const where = page.protocol === "file:" ? lessonWords.fromDisk : /^(localhost|127\.|\[::1\])/.test(page.hostname) ? lessonWords.onlyHere : "";
    need("lesson-dialog-length", HTMLElement).textContent = [lessonWords.length(length), length > LONG ? lessonWords.long : "", where].filter(Boolean).join(" ");
    this.#said.textContent = "";
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#link.value);
      this.#said.textContent = lessonWords.copied;
    } catch {
      // No permission, or a page without a secure origin.
      this.#link.focus();
      this.#link.select();
      this.#said.textContent = lessonWords.notCopied;
    }
  }

  /** @param {import("./lesson_link.js").Songs} which */
  #songs(which) {
    return need(`lesson-dialog-${which}`, HTMLInputElement);
  }

  /** @param {Map<string, HTMLInputElement>} boxes @param {string} name @param {string} text */
  #box(boxes, name, text) {
    const box = make("input", { type: "checkbox", value: name, autocomplete: "off" });
    boxes.set(name, box);
    return make("label", {}, box, text);
  }

  /** @param {string} group @param {SettingRow[]} rows */
  #group(group, rows) {
    const all = make("input", { type: "checkbox", value: groupName(group), autocomplete: "off" });
    this.#groups.push([all, rows]);
    all.addEventListener("input", () => {
      for (const { name } of rows) {
        const box = this.#settings.get(name);
        if (box) box.checked = all.checked;
      }
    });
    return make("fieldset", {}, make("legend", { text: words.groupNames[group] ?? group }), make("label", { class: "lesson-all" }, all, lessonWords.allOfThese),
      make("div", { class: "lesson-boxes" }, ...rows.map(({ name, label }) => this.#box(this.#settings, name, label))));
  }
}
