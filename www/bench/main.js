// @ts-check
/** The bench page: measures on request, line by line, and shows what it finds. */
import { LINES, measureAll } from "./plan.js";

/** @typedef {import("./plan.js").Measured} Measured */

/** What the address may change, with what it is otherwise. */
const DEFAULTS = { seconds: 30, songs: 500, batches: 7, batch: 400 };

const words = new URLSearchParams(location.search);

/** A number of the address. @param {keyof typeof DEFAULTS} name */
function number(name) {
  const value = Number(words.get(name) ?? NaN);
  return Number.isFinite(value) && value >= 0 ? value : DEFAULTS[name];
}

/** @type {import("./plan.js").Options} */
export const options = {
  seconds: Math.max(1, number("seconds")),
  songs: Math.max(2, number("songs")),
  batches: Math.max(1, number("batches")),
  batch: number("batch"),
  warm: words.get("warm") !== "no",
  rivals: Object.fromEntries(words.getAll("rival").map((rival) => rival.split("=", 2))),
  cpuSeconds: undefined,
};

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {number} value */
function figures(value) {
  if (value > 0 && value < 0.001) return value.toExponential(0);
  return value.toLocaleString("en", value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}

/** A figure in words. @param {Measured} measured */
function sentence({ by, workers, figure, same, distance }) {
  if (figure === null) return `${by}: not here`;
  const speed = `${figures(figure.wall)} ms, ${figures(figure.rate)} a second`;
  const crew = workers > 1 ? ` on ${workers} workers` : "";
  const agreement = distance === null ? "" : `, farthest number ${figures(distance)} from ours`;
  return `${by}${crew}: ${speed}${agreement}${same ? "" : ", and the workers disagree"}`;
}

function showLines() {
  for (const { task, label, unit } of LINES) {
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = `${label} (${unit === "seconds" ? `${options.seconds}\u00a0s` : `${options.songs}\u00a0songs`})`;
    const cell = document.createElement("td");
    cell.id = `found-${task}`;
    row.append(name, cell);
    element("lines").append(row);
  }
}

/** @param {Measured} measured */
function show(measured) {
  const line = document.createElement("p");
  line.textContent = sentence(measured);
  element(`found-${measured.task}`).append(line);
}

showLines();
const button = /** @type {HTMLButtonElement} */ (element("measure"));
button.addEventListener("click", async () => {
  button.disabled = true;
  for (const { task } of LINES) element(`found-${task}`).replaceChildren();
  element("state").textContent = "Measuring. This takes a minute or two; leave this tab in front.";
  try {
    await measureAll(options, show);
    element("state").textContent = "Done.";
  } catch (error) {
    element("state").textContent = `It could not be measured: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    button.disabled = false;
  }
});
