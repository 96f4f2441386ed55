// @ts-check
/** The page: brings its parts together. What each part does stands in its own file. */

import { need } from "./dom.js";
import { startDrop } from "./drop.js";
import { Desk } from "./desk.js";
import { startListReport } from "./list_report.js";
import { countRequests } from "./privacy.js";
import { asProblem } from "./thrown.js";
import { songscape } from "./songscape.js";
import { startTheme } from "./theme.js";
import { startUpdates } from "./updates.js";

const desk = new Desk(songscape);
startListReport(songscape);

startTheme(need("theme", HTMLElement), () => desk.recolour());
startDrop((files) => desk.session.add(files));
for (const way of [need("demo", HTMLButtonElement), document.querySelector(".demo-map")]) way?.addEventListener("click", () => desk.session.demo());

songscape.ready.then(() => {
  desk.begin();
  countRequests(need("requests-own", HTMLElement), need("requests-elsewhere", HTMLElement));
  startUpdates();
  if (new URLSearchParams(location.search).has("demo") && !desk.session.busy) desk.session.demo();
}, (problem) => desk.fail(asProblem(problem)));
