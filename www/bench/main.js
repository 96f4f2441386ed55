// @ts-check
/** The bench page: measures on request, line by line, and shows what it finds. */
import { measureGroups } from "./grouping_plan.js";
import { SIZES, TASKS } from "./groupings.js";
import { LINES, measureAll } from "./plan.js";
import { measureTraining, problems } from "./training_plan.js";
import { described, grouped, learned, verdicts } from "./words.js";

/** What the address may change, with what it is otherwise. */
const DEFAULTS = { seconds: 30, songs: 500, most: Infinity, batches: 7, batch: 400, rounds: 3, round: 500 };

const words = new URLSearchParams(location.search);

/** A number of the address. @param {keyof typeof DEFAULTS} name */
function number(name) {
  const value = Number(words.get(name) ?? NaN);
  return Number.isFinite(value) && value >= 0 ? value : DEFAULTS[name];
}

/** Names and addresses, an `=` between them. @param {string} name @returns {Record<string, string>} */
const pairs = (name) => Object.fromEntries(words.getAll(name).map((pair) => {
  const equals = pair.indexOf("=");
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}));

/** Numbers of songs, a comma between them. */
function sizes() {
  const given = (words.get("rows") ?? "").split(",").map(Number).filter((rows) => Number.isInteger(rows) && rows > 1);
  return given.length > 0 ? given : SIZES;
}

/** Whether the address asks for a table: `only=` names one of them. @param {"features" | "training" | "groups"} table */
const isWanted = (table) => (words.get("only") ?? table) === table;

/** @type {import("./plan.js").Options & import("./training_plan.js").Options & import("./grouping_plan.js").Options} */
export const options = {
  seconds: Math.max(1, number("seconds")),
  songs: Math.max(2, number("songs")),
  most: Math.max(1, number("most")),
  batches: Math.max(1, number("batches")),
  batch: number("batch"),
  warm: words.get("warm") !== "no",
  rivals: pairs("rival"),
  learners: pairs("learner"),
  outside: {},
  sizes: sizes(),
  rounds: number("rounds"),
  round: number("round"),
  groupers: pairs("grouper"),
  natives: {},
  cpuSeconds: undefined,
};

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** A row whose cell is filled later. @param {string} table @param {string} id @param {string} label */
function addRow(table, id, label) {
  const row = document.createElement("tr");
  const name = document.createElement("th");
  name.scope = "row";
  name.textContent = label;
  const cell = document.createElement("td");
  cell.id = id;
  row.append(name, cell);
  element(table).append(row);
}

/** @param {string} id @param {string} text */
function say(id, text) {
  const line = document.createElement("p");
  line.textContent = text;
  element(id).append(line);
}

for (const { task, label, unit } of LINES) {
  const size = unit === "seconds" ? `${options.seconds}\u00a0s` : `${options.songs}\u00a0songs`;
  addRow("lines", `found-${task}`, `${label} (${size})`);
}
const tasks = problems(options);
for (const { name, label } of tasks) addRow("problems", `found-${name}`, label);
for (const { task, label } of TASKS) addRow("groupings", `found-${task}`, label);

const button = /** @type {HTMLButtonElement} */ (element("measure"));
button.addEventListener("click", async () => {
  button.disabled = true;
  for (const { task } of [...LINES, ...TASKS]) element(`found-${task}`).replaceChildren();
  for (const { name } of tasks) element(`found-${name}`).replaceChildren();
  element("state").textContent = "Measuring. This takes a few minutes; leave this tab in front.";
  try {
    if (isWanted("features")) await measureAll(options, (measured) => say(`found-${measured.task}`, described(measured)));
    if (isWanted("training")) {
      await measureTraining(options, (measured, problem) => {
        const found = measured.map((trained) => learned(trained, problem));
        for (const line of [...found, ...verdicts(measured, problem)]) say(`found-${problem.name}`, line);
      });
    }
    if (isWanted("groups")) {
      await measureGroups(options, (measured, { task }) => {
        for (const one of measured) say(`found-${task}`, grouped(one, measured[0]));
      });
    }
    element("state").textContent = "Done.";
  } catch (error) {
    element("state").textContent = `It could not be measured: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    button.disabled = false;
  }
});
