// @ts-check
/** Figures in tables, as Markdown has them. */

/** @param {number} value */
export const digits = (value) => (value >= 100 ? value.toFixed(0) : Number(value.toPrecision(2)).toString());

/** @param {number} ratio */
export const times = (ratio) => `${digits(ratio)} ×`;

/** @param {string[]} head @param {string[][]} rows @param {number} [texts]  columns that hold no figures, at the left */
export function markdown(head, rows, texts = 1) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column < texts ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
