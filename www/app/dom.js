// @ts-check
/** Small hands for the document. Text goes in as text; nothing here reads HTML. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * The element with this id, of the kind it must be.
 * @template {Element} T
 * @param {string} id
 * @param {new (...args: never[]) => T} kind
 * @returns {T}
 */
export function need(id, kind) {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new TypeError(`the page has no ${kind.name} called ${id}`);
}

/**
 * A new element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{class?: string, text?: string, [attribute: string]: string | undefined}} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/**
 * A new SVG element.
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function draw(tag, attributes = {}, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * One of the icons at the top of index.html.
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  return draw("svg", { class: "icon", "aria-hidden": "true" }, draw("use", { href: `#icon-${name}` }));
}

/**
 * Changes which icon an icon shows.
 * @param {Element} within
 * @param {string} name
 */
export function changeIcon(within, name) {
  within.querySelector("use")?.setAttribute("href", `#icon-${name}`);
}

/**
 * A round button with an icon only.
 * @param {string} name the icon
 * @param {string} label what it does, for those who do not see it
 * @param {() => void} action
 * @returns {HTMLButtonElement}
 */
export function iconButton(name, label, action) {
  const button = make("button", { type: "button", class: "quiet icon-button", "aria-label": label, title: label }, icon(name));
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    action();
  });
  return button;
}

/**
 * Gathers calls: the last of them runs at the next frame, once.
 * @param {() => void} action
 * @returns {() => void}
 */
export function onceAFrame(action) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      action();
    });
  };
}

/** Whether the visitor asked their system for less motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
