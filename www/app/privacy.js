// @ts-check
/** The counter of requests: what a promise of privacy looks like when one can watch it. */

/**
 * Counts what the page fetches from now on: from its own address, and from anywhere else.
 * @param {HTMLElement} own
 * @param {HTMLElement} elsewhere
 */
export function countRequests(own, elsewhere) {
  if (typeof PerformanceObserver === "undefined") return;
  const counts = { own: 0, elsewhere: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const url = new URL(entry.name, location.href);
      // Songs played and pictures saved come from memory; they are no requests.
      if (url.protocol === "blob:" || url.protocol === "data:") continue;
      if (url.origin === location.origin) counts.own += 1;
      else counts.elsewhere += 1;
    }
    own.textContent = String(counts.own);
    elsewhere.textContent = String(counts.elsewhere);
  }).observe({ type: "resource" });
}
