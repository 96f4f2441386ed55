// @ts-check
/** Runs side by side: their maps, what is different between them, their scores; and the way to a second run, where there is one only. */

import { differenceBox } from "./compare_differences.js";
import { CompareMaps } from "./compare_maps.js";
import { groupTable, sidesOf } from "./compare_songs.js";
import { scoreNotes, scoreTable } from "./compare_table.js";
import { compareWords } from "./compare_words.js";
import { make, need } from "./dom.js";
import { areClips, startOf } from "./rows.js";
import { runsWords } from "./runs_words.js";
import { clock, words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */
/** @typedef {import("./compare_songs.js").Side} Side */

/**
 * @typedef {object} Page
 * @property {import("./signs.js").Signs} signs
 * @property {(id: string, run: Run) => Track | undefined} track    the song of a row
 * @property {(track: Track, from: number) => void} choose          shows and plays a song, from a moment of it
 * @property {(changes: import("./types.js").Settings) => boolean} tryAnother   sets these and runs again; whether it does
 */

export class ComparePanel {
  /** @type {Side[]} */
  #sides = [];
  /** @type {Run | null} the run that the next one is to be compared with */
  #waiting = null;
  /** @type {Track | null} */
  #chosen = null;
  #section = need("compare", HTMLElement);
  #now = need("compare-now", HTMLElement);
  #said = need("compare-said", HTMLElement);
  #another = need("compare-another", HTMLButtonElement);
  #lastTwo = need("compare-last", HTMLButtonElement);

  /**
   * @param {import("./songscape.js").Songscape} engine
   * @param {import("./session.js").Session} session
   * @param {import("./compare_choice.js").CompareChoice} choice
   * @param {Page} page
   */
  constructor(engine, session, choice, page) {
    this.engine = engine;
    this.session = session;
    this.choice = choice;
    this.page = page;
    this.maps = new CompareMaps(need("compare-maps", HTMLElement), engine, {
      choose: (id, run) => this.#choose(id, run),
      pointed: (id, byKey) => this.#tell(id, byKey),
      remove: (run) => this.#remove(run),
    });
    this.#lastTwo.addEventListener("click", () => {
      choice.set(engine.runs.slice(-2));
      need("compare-title", HTMLElement).focus();
    });
    this.#another.addEventListener("click", () => this.#tryAnother());
    choice.addEventListener("change", () => this.show());
    engine.addEventListener("runs", () => this.#offer());
    session.addEventListener("change", () => this.#offer());
    session.addEventListener("ran", (event) => this.#ran(/** @type {CustomEvent<Run>} */ (event).detail));
    for (const name of ["failed", "stopped"]) {
      session.addEventListener(name, () => {
        if (this.#waiting) this.#said.textContent = compareWords.notMade;
        this.#waiting = null;
        this.#offer();
      });
    }
  }

  /** Shows the chosen runs as they are now. */
  show() {
    const { runs } = this.choice;
    const some = runs.length >= 2;
    need("compare-body", HTMLElement).hidden = !some;
    need("compare-lead", HTMLElement).hidden = !some;
    this.#offer();
    this.#sides = some ? sidesOf(runs, (previous, current) => this.engine.alignLabels(previous, current)) : [];
    const clips = this.#clips;
    this.maps.show(this.#sides, clips);
    if (!some) return;
    const level = need("compare-level", HTMLElement);
    level.hidden = clips || !runs.some(({ ids }) => areClips(ids));
    level.textContent = compareWords.clipsToSongs;
    this.#tell(null, false);
    this.#ring();
    this.#drawGroups(clips);
    const [first, ...others] = this.#sides;
    need("compare-differences", HTMLElement).replaceChildren(...others.map((side) => differenceBox(first, side, clips, {
      table: this.engine.table,
      title: (id, { run }) => this.#title(id, run),
      mark: (label) => this.page.signs.mark(label),
      agree: (one, two) => this.engine.groupingsAgree(one, two),
      point: (id) => this.#point(id),
      choose: (id, { run }) => this.#choose(id, run),
    })));
    need("compare-scores", HTMLElement).replaceChildren(scoreTable(runs));
    need("compare-notes", HTMLElement).replaceChildren(...scoreNotes(runs).map((text) => make("p", { class: "facts", text })));
  }

  /** The song that is chosen on the page is ringed here, too. @param {Track | null} track */
  select(track) {
    this.#chosen = track;
    this.#ring();
  }

  recolour() {
    this.maps.redraw();
  }

  /** Whether the dots are clips. */
  get #clips() {
    return areClips(this.#sides[0]?.scene.ids ?? []);
  }

  #ring() {
    const id = this.#chosen?.id;
    this.maps.select(({ run, scene, places }) => {
      if (id === undefined) return -1;
      return places.get(id) ?? (scene.ids === run.ids ? run.song_ids.indexOf(id) : -1);
    });
  }

  /** @param {Run} run */
  #remove(run) {
    this.choice.remove(run);
    need("compare-title", HTMLElement).focus();
  }

  /** What there is to do before two runs are chosen. */
  #offer() {
    const { runs } = this.engine;
    this.#section.hidden = runs.length === 0;
    const chosen = this.choice.runs.length;
    const empty = need("compare-empty", HTMLElement);
    empty.hidden = chosen >= 2 || runs.length === 0;
    if (empty.hidden) return;
    const single = runs.length === 1;
    const text = this.#waiting && this.session.busy ? compareWords.making : single ? compareWords.one : chosen === 1 ? compareWords.onlyOne : compareWords.none;
    const why = need("compare-why", HTMLElement);
    if (why.textContent !== text) why.textContent = text;
    this.#another.textContent = compareWords.another(this.#other);
    this.#another.hidden = !single;
    this.#another.disabled = this.session.busy !== null || !this.session.anyReady;
    this.#lastTwo.textContent = compareWords.lastTwo;
    this.#lastTwo.hidden = single;
  }

  /** What shows most of what the network does: the same without one, or with one where there was none. */
  get #other() {
    return this.engine.runs[0]?.settings["baseline"] === "none" ? "pca" : "none";
  }

  #tryAnother() {
    const [first] = this.engine.runs;
    const begins = this.page.tryAnother({ baseline: this.#other });
    this.#waiting = begins && first ? first : null;
    this.#offer();
  }

  /** @param {Run} run */
  #ran(run) {
    const before = this.#waiting;
    this.#waiting = null;
    if (before && this.engine.runs.includes(before) && this.engine.runs.includes(run)) this.choice.set([before, run]);
    else this.#offer();
  }

  /** @param {boolean} clips */
  #drawGroups(clips) {
    const heads = this.#sides.map(({ run }) => make("th", { scope: "col" }, make("bdi", { text: runsWords.name(run) })));
    const rows = groupTable(this.#sides).map(({ label, sizes }) => make("tr", {},
      make("th", { scope: "row" }, this.page.signs.mark(label), words.group(label)), ...sizes.map((size) => make("td", { text: String(size) }))));
    need("compare-groups-title", HTMLElement).textContent = clips ? compareWords.groupsTitleClips : compareWords.groupsTitle;
    need("compare-groups", HTMLElement).replaceChildren(make("table", { class: "compare-table" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col", text: compareWords.group }), ...heads)), make("tbody", {}, ...rows)));
  }

  /** A song is pointed at in a list. @param {string | null} id */
  #point(id) {
    this.maps.point(id);
    this.#tell(id, false);
  }

  /** Names a song, and where it lies in each run. @param {string | null} id @param {boolean} aloud */
  #tell(id, aloud) {
    const side = id === null ? undefined : this.#sides.find(({ places }) => places.has(id));
    if (id === null || !side) {
      this.#now.replaceChildren(compareWords.pointHere);
      return;
    }
    const where = this.#sides.map(({ run, scene, places }) => ({ run, label: scene.labels[places.get(id) ?? -1] ?? null }));
    const title = this.#title(id, side.run);
    this.#now.replaceChildren(make("bdi", { class: "compare-song", text: title }),
      ...where.map(({ run, label }) => make("span", {}, ...(label === null ? [] : [this.page.signs.mark(label)]), compareWords.at(run, label))));
    if (aloud) this.#said.textContent = `${title}. ${where.map(({ run, label }) => compareWords.at(run, label)).join(", ")}`;
  }

  /** @param {string} id @param {Run} run */
  #title(id, run) {
    const track = this.page.track(id, run);
    if (!track) return id.slice(0, 200);
    const title = (track.title || track.name).slice(0, 200);
    return words.facts([title, this.#clips ? compareWords.clip(clock(startOf(id, track.id, run))) : ""]);
  }

  /** @param {string} id @param {Run} run */
  #choose(id, run) {
    const track = this.page.track(id, run);
    if (track) this.page.choose(track, startOf(id, track.id, run));
  }
}
