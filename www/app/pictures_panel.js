// @ts-check
/** The gallery: every picture of the run that is shown, to look at, to copy and to save. A picture is drawn when it comes into view. */

import { comparisonPictures } from "./comparison_pictures.js";
import { icon, make, need, onceAFrame } from "./dom.js";
import { sharpness } from "./map_view.js";
import { copyPicture, drawOn, heightOf, pngOf, svgOf } from "./picture_files.js";
import { pictureWords } from "./picture_words.js";
import { columnsOf, mapByColumn, picturesOf } from "./pictures.js";
import { saveFile } from "./save_files.js";
import { isDark } from "./theme.js";
import { problemWords } from "./words.js";
import { asProblem } from "./thrown.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./pictures.js").PictureOf} PictureOf */
/** A picture in its frame. @typedef {{picture: PictureOf, canvas: HTMLCanvasElement, frame: HTMLElement}} Hung */

/** The narrowest a picture is drawn, in its own pixels: narrower screens show it smaller. */
const NARROWEST = 340;
/** However narrow it is, a picture is that high: its letters do not shrink with it. */
const LEAST_HEIGHT = 340;

export class PicturesPanel {
  #section = need("pictures", HTMLElement);
  #list = need("pictures-list", HTMLElement);
  #column = need("pictures-column", HTMLSelectElement);
  /** @type {Run | null} */ #run = null;
  #together = need("pictures-together", HTMLDetailsElement);
  /** By the element they hang in. @type {Map<HTMLElement, Hung[]>} */ #hung = new Map();
  /** Those in view. @type {Set<Element>} */ #seen = new Set();
  #observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#seen.add(target);
      else this.#seen.delete(target);
    }
    this.#draw();
  }, { rootMargin: "300px" });
  #draw = onceAFrame(() => this.#drawSeen());

  /** @param {import("./songscape.js").Songscape} engine @param {{say: (text: string) => void}} page */
  constructor(engine, { say }) {
    this.engine = engine;
    this.say = say;
    this.#column.addEventListener("change", () => this.#hangRun());
    new ResizeObserver(() => this.#draw()).observe(this.#list);
    for (const name of ["run", "runs"]) engine.addEventListener(name, () => this.#hangRuns());
    this.#together.addEventListener("toggle", () => this.#hangRuns());
  }

  /** @param {Run | null} run */
  show(run) {
    this.#run = run;
    this.#section.hidden = run === null;
    if (!run) return;
    const before = this.#column.value;
    const columns = run.projection.length > 0 ? columnsOf(this.engine, run) : [];
    this.#column.replaceChildren(make("option", { value: "", text: pictureWords.byGroup }), ...columns.map((name) => make("option", { value: name, text: name.slice(0, 60) })));
    this.#column.value = columns.includes(before) ? before : "";
    this.#column.disabled = columns.length === 0;
    this.#hangRun();
    this.#hangRuns();
  }

  /** The theme changed. */
  recolour() {
    this.#draw();
  }

  #hangRun() {
    const run = this.#run;
    if (!run) return;
    const pictures = picturesOf(this.engine, run);
    const coloured = this.#column.value === "" ? [] : [mapByColumn(this.engine, run, this.#column.value)];
    this.#hang(this.#list, coloured.length > 0 ? [...coloured, ...pictures.filter(({ id, path }) => id !== "map" && path !== coloured[0].path)] : pictures);
  }

  /** What compares all runs, once there are several and somebody looks. */
  #hangRuns() {
    const { runs } = this.engine;
    this.#together.hidden = runs.length < 2;
    this.#hang(need("pictures-together-list", HTMLElement), this.#together.open && runs.length > 1 ? comparisonPictures(runs) : []);
  }

  /** @param {HTMLElement} list @param {PictureOf[]} pictures */
  #hang(list, pictures) {
    for (const { frame } of this.#hung.get(list) ?? []) {
      this.#observer.unobserve(frame);
      this.#seen.delete(frame);
    }
    const hung = pictures.map((picture) => this.#frame(picture));
    this.#hung.set(list, hung);
    list.replaceChildren(...hung.map(({ frame }) => frame));
    for (const { frame } of hung) this.#observer.observe(frame);
    this.#draw();
  }

  /** @param {PictureOf} picture @returns {Hung} */
  #frame(picture) {
    const canvas = make("canvas", { role: "img", "aria-label": picture.alt });
    const button = (/** @type {string} */ text, /** @type {string} */ label, /** @type {() => Promise<void>} */ act) => {
      const made = make("button", { type: "button", class: "quiet", "aria-label": label, text });
      made.addEventListener("click", () => act().catch((/** @type {unknown} */ thrown) => {
        const { sentence, cure } = problemWords(asProblem(thrown));
        this.say(`${sentence} ${cure}`.trim());
      }));
      return made;
    };
    const name = picture.path.split("/").pop() ?? picture.id;
    const tools = make("div", { class: "picture-tools", role: "group", "aria-label": pictureWords.tools(picture.title) },
      icon("save"),
      button("PNG", pictureWords.savePng(picture.title), async () => saveFile(await pngOf(this.engine, picture), `${name}.png`)),
      button("SVG", pictureWords.saveSvg(picture.title), async () => saveFile(new Blob([svgOf(picture)], { type: "image/svg+xml" }), `${name}.svg`)),
      button(pictureWords.copy, pictureWords.copyLabel(picture.title), async () => {
        await copyPicture(this.engine, picture);
        this.say(pictureWords.copied(picture.title));
      }));
    const frame = make("figure", { class: "picture", "data-picture": picture.id }, canvas,
      make("figcaption", {}, make("p", { class: "facts", text: picture.alt }), tools));
    return { picture, canvas, frame };
  }

  /** Every picture has its room from the start, so that nothing moves when one is drawn. */
  #drawSeen() {
    for (const { picture, canvas, frame } of [...this.#hung.values()].flat()) {
      const room = frame.clientWidth;
      if (room < 50) continue;
      const width = Math.max(NARROWEST, Math.min(room, picture.width));
      const height = picture.grows ? Math.max(LEAST_HEIGHT, heightOf(picture, width)) : Math.round(Math.max(Math.min(LEAST_HEIGHT, picture.height), (width * picture.height) / picture.width));
      canvas.style.aspectRatio = `${width} / ${height}`;
      if (this.#seen.has(frame)) drawOn(this.engine, canvas, picture, { ratio: sharpness(), dark: isDark(), width, height });
    }
  }
}
