// @ts-check
/** Up to four maps side by side. A song under the pointer or the keyboard of one is ringed in all, and named once. */

import { MOST_COMPARED } from "./compare_choice.js";
import { compareWords } from "./compare_words.js";
import { iconButton, make } from "./dom.js";
import { songTowards } from "./map_geometry.js";
import { MapView } from "./map_view.js";
import { runsWords } from "./runs_words.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./compare_songs.js").Side} Side */
/** @typedef {{map: MapView, figure: HTMLElement, name: HTMLElement, what: HTMLElement, none: HTMLElement, away: HTMLButtonElement, side: Side | null}} Sheet */

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** Pixels around a dot that still mean it: under a mouse, and under a finger. */
const REACH = { mouse: 14, touch: 26 };

export class CompareMaps {
  /** @type {Sheet[]} as many as there can be; those that are not needed are hidden */
  #sheets;
  /** A song is being passed on from one map to the others. */
  #linking = false;

  /**
   * @param {HTMLElement} box
   * @param {import("./songscape.js").Songscape} engine
   * @param {{choose: (id: string, run: Run) => void, pointed: (id: string | null, byKey: boolean) => void, remove: (run: Run) => void}} hands
   */
  constructor(box, engine, hands) {
    this.hands = hands;
    this.#sheets = Array.from({ length: MOST_COMPARED }, () => this.#sheet(engine));
    box.replaceChildren(...this.#sheets.map(({ figure }) => figure));
  }

  /** @param {Side[]} sides @param {boolean} clips */
  show(sides, clips) {
    this.#sheets.forEach((sheet, at) => {
      const side = sides[at] ?? null;
      sheet.side = side;
      sheet.figure.hidden = side === null;
      if (!side) return;
      const { run, scene } = side;
      const drawn = scene.map.length > 0;
      sheet.name.textContent = runsWords.name(run);
      sheet.what.textContent = words.facts([run.title ? compareWords.number(run) : "", runsWords.what(run)]);
      sheet.none.hidden = drawn;
      for (const attribute of ["aria-label", "title"]) sheet.away.setAttribute(attribute, compareWords.takeAway(run));
      sheet.map.canvas.setAttribute("aria-label", compareWords.mapLabel(run, scene.ids.length, clips));
      sheet.map.axisLabels = words.axes(scene.map === run.projection ? run.variance_shown : null, run.settings["viz"]);
      sheet.map.begin();
      sheet.map.show(drawn ? scene : { ids: [], map: new Float32Array(0), labels: new Int32Array(0) }, 0);
    });
  }

  /** The song that is chosen on the page. @param {(side: Side) => number} indexIn its dot on a map; −1 where it is not */
  select(indexIn) {
    for (const { map, side } of this.#sheets) if (side) map.select(side.scene.map.length > 0 ? indexIn(side) : -1);
  }

  /** A song is pointed at from outside. @param {string | null} id */
  point(id) {
    this.#linking = true;
    for (const { map, side } of this.#sheets) if (side) map.hover(id === null || side.scene.map.length === 0 ? -1 : side.places.get(id) ?? -1);
    this.#linking = false;
  }

  redraw() {
    for (const { map, side } of this.#sheets) if (side) map.redraw();
  }

  /** @param {import("./songscape.js").Songscape} engine @returns {Sheet} */
  #sheet(engine) {
    const canvas = make("canvas", { tabindex: "0", role: "application", "aria-roledescription": "map" });
    const name = make("bdi");
    const what = make("p", { class: "facts" });
    const none = make("p", { class: "compare-none", text: compareWords.noMap });
    const away = iconButton("close", "", () => sheet.side && this.hands.remove(sheet.side.run));
    const figure = make("figure", { class: "plate compare-map" },
      make("figcaption", { class: "compare-head" }, make("div", {}, make("h3", {}, name), what), away),
      make("div", { class: "compare-stage" }, canvas, none));
    /** @type {Sheet} */
    const sheet = { map: new MapView(canvas, engine), figure, name, what, none, away, side: null };
    this.#listen(sheet);
    return sheet;
  }

  /** @param {Sheet} sheet */
  #listen(sheet) {
    const { map } = sheet;
    const { canvas } = map;
    const under = (/** @type {PointerEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      return map.songAt([event.clientX - box.left, event.clientY - box.top], event.pointerType === "touch" ? REACH.touch : REACH.mouse);
    };
    const choose = (/** @type {number} */ index) => {
      const id = map.scene.ids[index];
      if (id !== undefined && sheet.side) this.hands.choose(id, sheet.side.run);
    };
    canvas.addEventListener("pointermove", (event) => {
      const index = under(event);
      canvas.classList.toggle("over", index >= 0);
      map.hover(index);
    });
    canvas.addEventListener("pointerleave", () => {
      canvas.classList.remove("over");
      if (document.activeElement !== canvas) map.hover(-1);
    });
    canvas.addEventListener("click", (event) => {
      const index = under(/** @type {PointerEvent} */ (event));
      map.hover(index);
      choose(index);
    });
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const last = map.scene.ids.length - 1;
      if (last < 0) return;
      const current = map.hovered >= 0 ? map.hovered : map.selected;
      const direction = DIRECTIONS[event.key];
      if (direction) map.hover(current < 0 ? this.#middlemost(map) : songTowards(map.scene.map, current, direction, map.range));
      else if (event.key === "Home") map.hover(0);
      else if (event.key === "End") map.hover(last);
      else if ((event.key === "Enter" || event.key === " ") && current >= 0) choose(current);
      else return;
      event.preventDefault();
    });
    canvas.addEventListener("blur", () => map.hover(-1));
    map.addEventListener("hover", () => this.#pointed(sheet));
  }

  /** @param {Sheet} from */
  #pointed(from) {
    if (this.#linking) return;
    const id = from.map.scene.ids[from.map.hovered] ?? null;
    this.point(id);
    this.hands.pointed(id, document.activeElement === from.map.canvas);
  }

  /** Where a walk begins: the song nearest to the middle. @param {MapView} map */
  #middlemost(map) {
    const { left, right, top, bottom } = map.rect;
    return Math.max(0, map.songAt([(left + right) / 2, (top + bottom) / 2], Infinity));
  }
}
