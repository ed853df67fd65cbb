//! `logarium real`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::real::{Kit, KitFile, Syntax};
use lab::{Problem, Problems};

use super::table::Table;
use super::{Failure, find};

/// Arguments of `real`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A built-in lab's id, a lab's folder, or a `lab.json`.
    lab: String,
    /// Write the files into this folder, which is made if need be, instead of printing them.
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// Write also over files that are there and say something else.
    #[arg(long, requires = "into")]
    force: bool,
    /// Change a value of the lab, such as topics.orders.partitions=2; may be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let mut lab = find::lab(&arguments.lab)?;
    lab.set_all(&arguments.set)?;
    let kit = ::real::kit(&lab);
    if let Some(folder) = &arguments.into {
        write(&kit, folder, arguments.force)?;
    }
    match (&arguments.into, arguments.json) {
        (_, true) => writeln!(out, "{}", kit.to_json())?,
        (None, false) => {
            for file in &kit.files {
                writeln!(out, "==> {} <==\n{}", file.name, file.text)?;
            }
            missing(&kit, out)?;
        }
        (Some(folder), false) => {
            for file in &kit.files {
                writeln!(out, "{}", folder.join(file.name).display())?;
            }
            writeln!(out)?;
            missing(&kit, out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What of the lab is not in the files.
fn missing(kit: &Kit, out: &mut impl Write) -> io::Result<()> {
    if kit.missing.is_empty() {
        return writeln!(out, "Everything in the lab is reproducible.");
    }
    let mut table = Table::new(&["not reproducible", "in", "since"]);
    for missing in &kit.missing {
        table.row(vec![
            missing.what.path.to_string(),
            missing.file.to_owned(),
            missing.why.sentence().to_owned(),
        ]);
    }
    write!(out, "{table}")
}

/// Writes all files, or none where one is in the way.
fn write(kit: &Kit, folder: &Path, force: bool) -> Result<(), Problems> {
    let mut problems = Problems::default();
    for file in &kit.files {
        let path = folder.join(file.name);
        match fs::read(&path) {
            Ok(there) if there != file.text.as_bytes() && !force => {
                let message = "is there and says something else; --force writes over it";
                problems.push(Problem::of(path.display().to_string(), message));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                problems.push(Problem::of(path.display().to_string(), error.to_string()));
            }
            Ok(_) | Err(_) => {}
        }
    }
    problems.or(())?;
    let told = |path: &Path, error: &io::Error| {
        Problems::from(Problem::of(path.display().to_string(), error.to_string()))
    };
    fs::create_dir_all(folder).map_err(|error| told(folder, &error))?;
    for file in &kit.files {
        let path = folder.join(file.name);
        fs::write(&path, &file.text).map_err(|error| told(&path, &error))?;
        allow(&path, file).map_err(|error| told(&path, &error))?;
    }
    Ok(())
}

/// A script can be run.
#[cfg(unix)]
fn allow(path: &Path, file: &KitFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if file.syntax != Syntax::Shell {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn allow(_: &Path, _: &KitFile) -> io::Result<()> {
    Ok(())
}
