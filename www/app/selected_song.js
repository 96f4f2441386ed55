// @ts-check
/** The chosen song, and those most like it. */

import { icon, make, need } from "./dom.js";
import { projectWords } from "./project_words.js";
import { songView } from "./rows.js";
import { kindIcon } from "./song_row.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Track} Track */

const HOW_MANY = 5;

/**
 * @param {import("./songscape.js").Songscape} engine
 * @param {import("./signs.js").Signs} signs
 * @param {(track: Track) => void} choose
 * @returns {(track: Track | null, run: Run | null, tracks: Map<string, Track>) => void}
 */
export function startSelected(engine, signs, choose) {
  const box = need("selected", HTMLElement);
  const near = need("selected-near", HTMLElement);
  return (track, run, tracks) => {
    box.hidden = track === null;
    if (!track) return;
    const { run: map, places } = run ? songView(run) : { run: null, places: null };
    const index = places?.get(track.id) ?? -1;
    need("selected-title", HTMLElement).textContent = (track.title || track.name).slice(0, 400);
    need("selected-facts", HTMLElement).textContent = trackFacts(track, index >= 0 ? map?.clusters[index] : undefined);
    const silent = need("selected-silent", HTMLElement);
    silent.hidden = track.file !== null;
    silent.textContent = track.away ? projectWords.awayWhy : words.silent;
    const found = map && index >= 0 ? engine.neighbours(map, index, HOW_MANY) : [];
    near.parentElement?.querySelector("h4")?.toggleAttribute("hidden", found.length === 0);
    near.replaceChildren(...found.flatMap(({ index: other, distance }) => {
      const neighbour = tracks.get(map?.ids[other] ?? "");
      if (!neighbour) return [];
      const title = neighbour.title || neighbour.name;
      const heard = neighbour.file !== null;
      const button = make("button", { type: "button", "aria-label": heard ? words.play(title) : words.show(title) },
        icon(heard ? "play" : kindIcon(neighbour)), signs.mark(map?.clusters[other] ?? -2), make("bdi", { text: title.slice(0, 300) }), make("small", { text: words.distance(distance) }));
      button.addEventListener("click", () => choose(neighbour));
      return [make("li", {}, button)];
    }));
  };
}

/**
 * @param {Track} track
 * @param {number} [label]
 */
export function trackFacts(track, label) {
  const own = Object.values(track.columns).filter((value) => value.length <= 60).slice(0, 2);
  return words.facts([track.artist.slice(0, 80), label === undefined || label === -2 ? "" : words.group(label), ...own]);
}
