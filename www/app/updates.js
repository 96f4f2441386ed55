// @ts-check
/** Offline after the first visit, and never two builds at once: a newer build waits until the visitor takes it (see ../sw.js). */

import { toast } from "./toast.js";
import { words } from "./words.js";

/** Registers the service worker of a finished build; the sources and the single file have none. */
export function startUpdates() {
  const built = document.querySelector('meta[name="songscape-build"]');
  if (!built || !("serviceWorker" in navigator) || !location.protocol.startsWith("http")) return;
  // Without it the page works as well, online; some private windows refuse.
  navigator.serviceWorker.register("sw.js").then(watch, () => {});
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.type === "other-tabs") toast(words.updateOtherTabs(Number(event.data.count)));
  });
}

/** @param {ServiceWorkerRegistration} registration */
function watch(registration) {
  if (registration.waiting) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      // The first installation of all replaces nothing.
      if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
    });
  });
}

/** @param {ServiceWorker} worker */
function offer(worker) {
  toast(words.updateReady, {
    label: words.updateTake,
    run: () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      worker.postMessage({ type: "take-over" });
    },
  });
}
