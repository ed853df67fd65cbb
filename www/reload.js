// While the page is being worked on: loads it again as soon as there is another build. `cargo xtask serve` says which
// build there is; a page that is published has no such script.
(async () => {
  "use strict";
  const EVERY = 500; // ms

  const build = async () => (await fetch("build.txt", { cache: "no-store" })).text();
  const shown = await build();
  const look = async () => {
    try {
      if ((await build()) !== shown) location.reload();
    } catch {
      // Nobody serves just now.
    }
  };
  setInterval(look, EVERY);
})();
