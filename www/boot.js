// What must work before, and after, the WebAssembly module: the chosen theme, and the page shown when it has stopped.
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
  // Traps that run no hook, such as an overflow of the stack.
  addEventListener("error", (event) => {
    if (event.error instanceof WebAssembly.RuntimeError) stopped(String(event.error));
  });
  // A module that could not be loaded at all.
  let started = false;
  addEventListener("TrunkApplicationStarted", () => {
    started = true;
  });
  addEventListener("unhandledrejection", (event) => {
    if (!started) stopped(`The page could not be loaded: ${event.reason}`);
  });
})();
