// What must work before, and after, the WebAssembly module: the chosen theme, the page shown when it has stopped, and
// the page itself where there is no network.
(() => {
  "use strict";
  const PREFIX = "logarium.1.";

  const read = (name) => {
    try {
      return localStorage.getItem(PREFIX + name);
    } catch {
      return null; // The browser keeps nothing for this page.
    }
  };

  const theme = read("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

  const stopped = (message) => {
    const page = document.getElementById("crash");
    if (!page || !page.hidden) return;
    document.getElementById("app").hidden = true;
    document.getElementById("crash-message").textContent = message;
    const journal = read("journal");
    const link = document.getElementById("crash-journal");
    if (journal) {
      link.href = URL.createObjectURL(new Blob([journal], { type: "application/json" }));
      link.hidden = false;
    }
    const reload = document.getElementById("crash-reload");
    reload.addEventListener("click", () => location.reload());
    page.hidden = false;
    reload.focus();
  };

  // Told by the module's panic hook.
  addEventListener("logarium-stopped", (event) => stopped(String(event.detail)));
  let started = false;
  addEventListener("logarium-started", () => {
    started = true;
  });
  const notLoaded = (why) => stopped(`The page could not be loaded: ${why}`);
  // Told by the module where its first texts cannot be had.
  addEventListener("logarium-not-loaded", (event) => notLoaded(event.detail));
  // Traps that run no hook, such as an overflow of the stack; and, before the start, a module without its WebAssembly.
  // A script that is not there is told to its element alone, which capturing hears.
  const failed = (event) => {
    if (event.error instanceof WebAssembly.RuntimeError) stopped(String(event.error));
    else if (!started && event.error) notLoaded(event.error);
    else if (!started && event.target instanceof HTMLScriptElement) notLoaded("a script is missing");
  };
  addEventListener("error", failed, true);
  addEventListener("unhandledrejection", (event) => {
    if (!started) notLoaded(event.reason);
  });

  // A build names its worker; a file on disk has none, and neither has one that is being worked on.
  addEventListener("load", () => {
    const worker = document.querySelector('link[rel="serviceworker"]');
    if (!worker || !location.protocol.startsWith("http")) return;
    // Where it may not be kept, the page works all the same.
    navigator.serviceWorker?.register(worker.href).then((kept) => kept.update()).catch(() => {});
  });
})();
