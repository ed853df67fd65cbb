//! `logarium lab preview`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use lab::Problem;
use serde_json::json;
use site::{Made, Site};

use crate::cli::{Failure, find};

/// What the page asks for.
const FILE: &str = "preview.json";

/// Arguments of `lab preview`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The lab's folder.
    folder: PathBuf,
    /// The built page, as `cargo xtask build` makes it.
    #[arg(long, value_name = "FOLDER", default_value = "dist")]
    page: PathBuf,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let folder = arguments.folder.clone();
    find::entries(&folder)?;
    let page = arguments.page.join("index.html");
    if !page.is_file() {
        let message = "is not there: `cargo xtask build` makes the page";
        return Err(Failure::Input(
            Problem::of(page.display().to_string(), message).into(),
        ));
    }
    let made = Made {
        name: FILE,
        content: Box::new(move || files(&folder)),
    };
    let site = Site::with(&arguments.page, Some(made));
    let site = site.map_err(|error| Problem::of("preview", error.to_string()));
    let site = site.map_err(lab::Problems::from)?;
    writeln!(out, "{}/#/preview", site.url())?;
    writeln!(out, "What you save shows at once; Ctrl+C ends it.")?;
    out.flush()?;
    loop {
        thread::park();
    }
}

/// The files of a lab's folder, as they are now.
fn files(folder: &Path) -> String {
    let named = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        let is_lab = name == "lab.json" || name.ends_with(".md");
        Some((name, find::read(path).ok()?)).filter(|_| is_lab)
    };
    let entries = find::entries(folder).unwrap_or_default();
    let files: Vec<(String, String)> = entries.iter().filter_map(named).collect();
    json!({ "files": files }).to_string()
}
