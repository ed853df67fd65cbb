//! `wasm-opt`, where it can be had: binaryen has no crate, so it comes by npm or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{npm, run, say, sizes, tools};

/// The release of npm's `binaryen` that is installed.
const BINARYEN: &str = "132.0.0";
/// The oldest release that reads what the pinned rustc writes.
const OLDEST: u32 = 120;

/// Makes every wasm file of a site smaller.
pub fn optimise(site: &Path) -> Result<()> {
    let Some(program) = wasm_opt() else {
        return Ok(());
    };
    say::step("optimising the wasm for size", "30 s to 2 minutes");
    let is_wasm = |file: &&PathBuf| file.extension() == Some("wasm".as_ref());
    for file in sizes::files(site)?.iter().filter(is_wasm) {
        let before = fs::read(file)?;
        let mut wasm_opt = tools::program(program)?;
        wasm_opt.arg(file).arg("-o").arg(file).arg("-Oz");
        run::seen("optimising the wasm", &mut wasm_opt)?;
        let after = fs::read(file)?;
        let (was, is) = (say::bytes(before.len()), say::bytes(after.len()));
        say::line(&format!("{}: {was} to {is}", sizes::relative(file, site)));
    }
    Ok(())
}

/// The name of a program that is there and new enough, installed if need be.
fn wasm_opt() -> Option<&'static str> {
    if release().is_some_and(|release| release >= OLDEST) {
        return Some("wasm-opt");
    }
    match npm::install("binaryen", BINARYEN, &tools::folder()) {
        Ok(()) => Some("wasm-opt"),
        Err(error) => {
            say::line(&format!(
                "no wasm-opt, so the wasm stays larger than it could be: {error}"
            ));
            None
        }
    }
}

/// From "wasm-opt version 132 (version_132)".
fn release() -> Option<u32> {
    let text = run::answer(tools::program("wasm-opt").ok()?.arg("--version"))?;
    text.split_whitespace().nth(2)?.parse().ok()
}
