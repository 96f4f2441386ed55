// @ts-check
/** Mouse, pen and fingers on the map. With the lasso in hand one finger draws; two zoom as always. */

/** @typedef {{at: [number, number]}} Finger */

/** So far a pointer may move and still be a click. */
const STEADY = 5;

/**
 * @param {import("./map_view.js").MapView} map
 * @param {(index: number) => void} choose a song was clicked
 * @param {import("./map_lasso.js").Lasso} lasso
 */
export function startPointer(map, choose, lasso) {
  const { canvas } = map;
  /** @type {Map<number, Finger>} */
  const fingers = new Map();
  let travelled = 0;

  const at = (/** @type {MouseEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - box.left, event.clientY - box.top]);
  };
  const reach = (/** @type {PointerEvent} */ event) => (event.pointerType === "touch" ? 26 : 14);

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (fingers.size === 0) travelled = 0;
    if (lasso.active && fingers.size === 0) lasso.begin(at(event), event);
    else lasso.cancel();
    fingers.set(event.pointerId, { at: at(event) });
    canvas.setPointerCapture(event.pointerId);
  });

  canvas.addEventListener("pointermove", (event) => {
    const now = at(event);
    const finger = fingers.get(event.pointerId);
    if (!finger) {
      if (event.pointerType === "mouse" || event.pointerType === "pen") {
        const index = map.songAt(now, reach(event));
        canvas.classList.toggle("over", index >= 0);
        map.hover(index);
      }
      return;
    }
    const before = finger.at;
    const step = [now[0] - before[0], now[1] - before[1]];
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    finger.at = now;
    travelled += Math.hypot(step[0], step[1]);
    if (other) {
      const apart = (/** @type {[number, number]} */ one) => Math.max(8, Math.hypot(one[0] - other.at[0], one[1] - other.at[1]));
      map.zoom(apart(now) / apart(before), [(now[0] + other.at[0]) / 2, (now[1] + other.at[1]) / 2]);
      map.pan(step[0] / 2, step[1] / 2);
    } else if (lasso.drawing) {
      if (travelled > STEADY) lasso.move(now);
    } else if (lasso.active) {
      // A loop that was given up moves nothing until the finger is lifted.
    } else if (travelled > STEADY && (event.pointerType !== "touch" || map.zoomed)) {
      canvas.classList.add("dragging");
      map.hover(-1);
      map.pan(step[0], step[1]);
    }
  });

  const lift = (/** @type {PointerEvent} */ event, /** @type {boolean} */ meant) => {
    const alone = fingers.size === 1 && fingers.has(event.pointerId);
    fingers.delete(event.pointerId);
    canvas.classList.remove("dragging");
    const drawn = lasso.drawing;
    if (drawn && meant) lasso.end();
    else lasso.cancel();
    if (!alone || !meant || travelled > STEADY * (event.pointerType === "touch" ? 2 : 1)) return;
    const index = map.songAt(at(event), reach(event));
    if (drawn) lasso.pick(index);
    else if (index >= 0) choose(index);
    else map.select(-1);
  };
  canvas.addEventListener("pointerup", (event) => lift(event, true));
  canvas.addEventListener("pointercancel", (event) => lift(event, false));
  canvas.addEventListener("pointerleave", () => {
    if (document.activeElement !== canvas) map.hover(-1);
    canvas.classList.remove("over");
  });
  canvas.addEventListener("dblclick", (event) => {
    if (map.songAt(at(event), 14) < 0) map.whole();
  });

  // A wheel over the map scrolls the page, until the map is chosen; pinching on a touch pad arrives as a wheel with ctrl.
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== canvas) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
    map.zoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * (event.ctrlKey ? 0.008 : 0.0022)), at(event));
  }, { passive: false });
}
