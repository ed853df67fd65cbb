//! `cargo xtask build`: the site as it is published, in `dist/`.

use std::fs;

use anyhow::{Context, Result};

use crate::csp::{self, Sources};
use crate::{licenses, offline, optimise, project, run, say, sizes, tools};

/// Builds the site: with relative paths, so that it works below any address; as small as the
/// tools at hand make it; with a policy that lets nothing else run.
pub fn build() -> Result<()> {
    tools::for_wasm()?;
    let dist = project::dist();
    say::step(
        "building the site",
        "2 to 4 minutes from nothing, else seconds",
    );
    let mut trunk = tools::program("trunk")?;
    trunk
        .args(["build", "--release", "--offline", "--skip-version-check"])
        // Its integrity attributes would no longer hold once the wasm is optimised.
        .args(["--no-sri=true", "--public-url=./", "--dist"])
        .arg(&dist)
        // Trunk reads it as a flag with a value and refuses "1".
        .env_remove("NO_COLOR");
    run::seen("building the site", &mut trunk)?;
    optimise::optimise(&dist)?;
    let page = dist.join("index.html");
    let text = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    let text = offline::named(&text);
    fs::write(&page, csp::with_policy(&text, Sources::OwnSite))?;
    licenses::write(&dist)?;
    offline::keep(&dist)?;
    sizes::report(&dist)
}
