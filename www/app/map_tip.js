// @ts-check
/** Names the song under pointer or keyboard: a small sign beside its dot, and words for those who do not see it. */

/**
 * @param {import("./map_view.js").MapView} map
 * @param {{tip: HTMLElement, said: HTMLElement}} places
 * @param {(index: number) => {title: string, facts: string}} describe
 */
export function startTip(map, { tip, said }, describe) {
  const [name, facts] = [tip.querySelector("strong"), tip.querySelector("span")];
  if (!name || !facts) return;
  const put = () => {
    const index = map.hovered;
    // The chosen song is named beside the map; its sign would only hide its neighbours.
    tip.hidden = index < 0 || index >= map.scene.ids.length || index === map.selected;
    if (tip.hidden) return;
    const [x, y] = map.place(index);
    const { offsetWidth: width, offsetHeight: height } = tip;
    const left = Math.max(4, Math.min(x - width / 2, map.canvas.clientWidth - width - 4));
    const above = y - height - 18;
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(above < 4 ? y + 18 : above)}px)`;
  };
  map.addEventListener("hover", () => {
    if (map.hovered >= 0 && map.hovered < map.scene.ids.length) {
      const words = describe(map.hovered);
      name.textContent = words.title;
      facts.textContent = words.facts;
      if (document.activeElement === map.canvas) said.textContent = `${words.title}. ${words.facts}`;
    }
    put();
  });
  map.addEventListener("drawn", put);
}
