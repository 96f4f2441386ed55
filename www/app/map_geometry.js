// @ts-check
/** Arithmetic of the map: ranges, nearest dots, ways between two scenes. No document here. */

/** @typedef {{x: [number, number], y: [number, number]}} Range */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Rect */

/**
 * What the map shows: songs in an order, where each lies, and its group; the first `known` of them were there before, the
 * others get a ring; `strengths` say how strongly each belongs to its group, 0 … 1.
 * @typedef {{ids: string[], map: Float32Array, labels: Int32Array, known?: number, strengths?: Float32Array | null}} Scene
 */

/** @typedef {{fromX: number, fromY: number, toX: number, toY: number}} Side of a loop */

/** Room around the outermost songs, as a part of the spread. */
const MARGIN = 0.12;
/** Bands that the sides of a loop are sorted into. */
const BANDS = 64;

/**
 * The smallest range that holds every song with room around, one scale for both axes.
 * @param {Float32Array} map n×2
 * @param {number} aspect width / height of the plot
 * @returns {Range}
 */
export function fitRange(map, aspect) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at + 1 < map.length; at += 2) {
    const [x, y] = [map[at], map[at + 1]];
    if (!Number.isFinite(x + y)) continue;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < low) low = y;
    if (y > high) high = y;
  }
  const some = left <= right;
  const middle = some ? [(left + right) / 2, (low + high) / 2] : [0, 0];
  const spread = some ? [right - left, high - low] : [0, 0];
  const needed = Math.max(spread[1], spread[0] / aspect);
  // No song, one song, or all in one place: any scale is as good as another.
  const height = needed > 1e-9 ? needed * (1 + 2 * MARGIN) : 2;
  const width = height * aspect;
  return { x: [middle[0] - width / 2, middle[0] + width / 2], y: [middle[1] - height / 2, middle[1] + height / 2] };
}

/**
 * @param {Range} range
 * @param {number} factor above 1 = closer
 * @param {[number, number]} fixed the place that stays where it is, in the map's units
 * @returns {Range}
 */
export function zoomRange(range, factor, fixed) {
  const about = (/** @type {[number, number]} */ [low, high], /** @type {number} */ at) =>
    /** @type {[number, number]} */ ([at - (at - low) / factor, at + (high - at) / factor]);
  return { x: about(range.x, fixed[0]), y: about(range.y, fixed[1]) };
}

/**
 * From the map's units to pixels in the canvas.
 * @param {Range} range
 * @param {Rect} rect
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
export function toPixels(range, rect, x, y) {
  return [
    rect.left + ((x - range.x[0]) / (range.x[1] - range.x[0])) * (rect.right - rect.left),
    rect.bottom - ((y - range.y[0]) / (range.y[1] - range.y[0])) * (rect.bottom - rect.top),
  ];
}

/**
 * And back.
 * @param {Range} range
 * @param {Rect} rect
 * @param {number} left
 * @param {number} top
 * @returns {[number, number]}
 */
export function fromPixels(range, rect, left, top) {
  return [
    range.x[0] + ((left - rect.left) / (rect.right - rect.left)) * (range.x[1] - range.x[0]),
    range.y[0] + ((rect.bottom - top) / (rect.bottom - rect.top)) * (range.y[1] - range.y[0]),
  ];
}

/**
 * @param {Range} from
 * @param {Range} to
 * @param {number} part 0 … 1
 * @returns {Range}
 */
export function betweenRanges(from, to, part) {
  const mix = (/** @type {number} */ one, /** @type {number} */ other) => one + (other - one) * part;
  return {
    x: [mix(from.x[0], to.x[0]), mix(from.x[1], to.x[1])],
    y: [mix(from.y[0], to.y[0]), mix(from.y[1], to.y[1])],
  };
}

/**
 * Where the songs of one scene stand in another one.
 * @param {Scene} from
 * @param {Scene} to
 * @returns {Int32Array | null} for each song of `to` its row in `from`, −1 for a new one; null when both have the same songs in the same order
 */
export function rowsBetween(from, to) {
  if (from.ids === to.ids || (from.ids.length === to.ids.length && from.ids.every((id, index) => id === to.ids[index]))) return null;
  const rows = new Map(from.ids.map((id, index) => [id, index]));
  return Int32Array.from(to.ids, (id) => rows.get(id) ?? -1);
}

/**
 * The scene on its way to another one. Songs that are new are where they will be.
 * @param {Scene} from
 * @param {Scene} to
 * @param {number} part 0 … 1
 * @param {Int32Array | null} [rows] what `rowsBetween` says of them
 * @returns {Float32Array} places, in the order of `to`
 */
export function betweenScenes(from, to, part, rows = rowsBetween(from, to)) {
  if (part >= 1) return to.map;
  const places = new Float32Array(to.map.length);
  for (let at = 0; at < places.length; at += 1) {
    const row = rows ? rows[at >> 1] ?? -1 : at >> 1;
    const end = to.map[at];
    const start = row < 0 ? end : from.map[2 * row + (at & 1)] ?? end;
    places[at] = start + (end - start) * part;
  }
  return places;
}

/**
 * The song under a place on the canvas.
 * @param {Float32Array} places
 * @param {Range} range
 * @param {Rect} rect
 * @param {[number, number]} at pixels
 * @param {number} reach pixels
 * @returns {number} its index, or −1
 */
export function songAt(places, range, rect, at, reach) {
  // As `toPixels` has it, multiplied out: this runs over all songs whenever the pointer moves.
  const across = (rect.right - rect.left) / (range.x[1] - range.x[0]);
  const along = (rect.bottom - rect.top) / (range.y[1] - range.y[0]);
  const x = range.x[0] + (at[0] - rect.left) / across;
  const y = range.y[0] + (rect.bottom - at[1]) / along;
  let nearest = -1;
  let least = reach * reach;
  for (let index = 0; 2 * index + 1 < places.length; index += 1) {
    const aside = (places[2 * index] - x) * across;
    const above = (places[2 * index + 1] - y) * along;
    const distance = aside * aside + above * above;
    if (distance <= least) {
      least = distance;
      nearest = index;
    }
  }
  return nearest;
}

/**
 * The songs inside a loop drawn by hand. The loop closes itself; where it crosses itself, what it goes around is inside.
 * @param {Float32Array} places
 * @param {[number, number][]} loop in the map's units
 * @returns {number[]} their indices
 */
export function songsInside(places, loop) {
  const [lefts, heights] = [loop.map(([x]) => x), loop.map(([, y]) => y)];
  const [left, right, low, high] = [Math.min(...lefts), Math.max(...lefts), Math.min(...heights), Math.max(...heights)];
  // A song can only be beside the sides that pass its height, so the sides are sorted into bands.
  const bands = Array.from({ length: BANDS }, () => /** @type {Side[]} */ ([]));
  const band = (/** @type {number} */ y) => Math.min(BANDS - 1, Math.floor(((y - low) / (high - low)) * BANDS));
  loop.forEach(([toX, toY], index) => {
    const [fromX, fromY] = loop.at(index - 1) ?? [toX, toY];
    // A level side is passed by nobody.
    if (fromY === toY) return;
    for (let at = band(Math.min(fromY, toY)); at <= band(Math.max(fromY, toY)); at += 1) bands[at].push({ fromX, fromY, toX, toY });
  });
  const inside = [];
  for (let index = 0; 2 * index + 1 < places.length; index += 1) {
    const [x, y] = [places[2 * index] ?? NaN, places[2 * index + 1] ?? NaN];
    if (x >= left && x <= right && y >= low && y < high && windings(bands[band(y)], x, y) !== 0) inside.push(index);
  }
  return inside;
}

/**
 * How often a loop goes around a place (Sunday's winding number).
 * @param {Side[]} sides those that pass the place's height, at least
 * @param {number} x
 * @param {number} y
 */
function windings(sides, x, y) {
  let turns = 0;
  for (const { fromX, fromY, toX, toY } of sides) {
    const side = (toX - fromX) * (y - fromY) - (x - fromX) * (toY - fromY);
    if (fromY <= y && toY > y && side > 0) turns += 1;
    else if (fromY > y && toY <= y && side < 0) turns -= 1;
  }
  return turns;
}

/**
 * The nearest song in a direction: within 60° of it, and songs straight ahead before those aside.
 * @param {Float32Array} places
 * @param {number} from index
 * @param {[number, number]} direction a unit vector, y upwards
 * @param {Range} range so that near means near on screen
 * @returns {number} its index; `from` when nothing lies there
 */
export function songTowards(places, from, direction, range) {
  const scale = [range.x[1] - range.x[0], range.y[1] - range.y[0]];
  const wide = scale[0] / scale[1];
  let nearest = from;
  let least = Infinity;
  for (let index = 0; 2 * index + 1 < places.length; index += 1) {
    if (index === from) continue;
    const x = ((places[2 * index] - places[2 * from]) / scale[0]) * (wide || 1);
    const y = (places[2 * index + 1] - places[2 * from + 1]) / scale[1];
    const ahead = x * direction[0] + y * direction[1];
    const aside = Math.abs(x * direction[1] - y * direction[0]);
    if (!(ahead > 0) || aside > ahead * 1.732) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) {
      least = cost;
      nearest = index;
    }
  }
  return nearest;
}
