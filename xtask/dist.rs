//! `cargo xtask build`: the site as it is published, in `dist/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::csp::{self, Sources};
use crate::module::Effort;
use crate::{licenses, offline, page, project, say, sizes, tools};

/// Builds the site: with relative paths, so that it works below any address; as small as the
/// tools at hand make it; with a policy that lets nothing else run.
pub fn build() -> Result<()> {
    tools::for_wasm()?;
    let dist = project::dist();
    say::step(
        "building the site",
        "4 to 6 minutes from nothing, else up to 4",
    );
    let new = project::target()?.join("site");
    remove(&new)?;
    page::build(&new, Effort::Small)?;
    let page = new.join("index.html");
    let text = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    let text = offline::named(&text);
    fs::write(&page, csp::with_policy(&text, Sources::OwnSite))?;
    licenses::write(&new)?;
    offline::keep(&new)?;
    replace(&dist, &new)?;
    sizes::report(&dist)
}

/// Puts a folder that is ready in the place of another; nobody finds half of it there.
pub fn replace(old: &Path, new: &Path) -> Result<()> {
    remove(old)?;
    fs::rename(new, old).with_context(|| old.display().to_string())
}

/// Removes a folder, if there is one.
pub fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(())
}
