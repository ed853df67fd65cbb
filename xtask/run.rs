//! Running other programs: seen, logged or overheard.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::say::{self, Heartbeat};

/// How much of a failed program's log is shown.
const TAIL: usize = 40;

/// Runs a program whose output the person sees; fails if it does.
pub fn seen(doing: &str, command: &mut Command) -> Result<()> {
    let heartbeat = Heartbeat::start(doing);
    let status = command.status().with_context(|| cannot_start(command))?;
    drop(heartbeat);
    if !status.success() {
        bail!("{doing} failed ({status})");
    }
    Ok(())
}

/// Runs a program whose output goes to a file; its end is shown if the program fails.
pub fn logged(doing: &str, command: &mut Command, log: &Path) -> Result<()> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::create(log).with_context(|| log.display().to_string())?;
    command.stdin(Stdio::null());
    command.stdout(file.try_clone()?).stderr(file);
    let heartbeat = Heartbeat::start(doing);
    let status = command.status().with_context(|| cannot_start(command))?;
    drop(heartbeat);
    if !status.success() {
        let text = fs::read_to_string(log)?;
        let lines: Vec<&str> = text.lines().collect();
        for line in &lines[lines.len().saturating_sub(TAIL)..] {
            say::line(line);
        }
        bail!("{doing} failed ({status}); all of it: {}", log.display());
    }
    Ok(())
}

/// Runs a program whose output the person sees, and hands each line of its stdout on.
///
/// Whether it succeeded is the answer; an error means that it could not run at all.
pub fn overheard(doing: &str, command: &mut Command, mut hear: impl FnMut(&str)) -> Result<bool> {
    let heartbeat = Heartbeat::start(doing);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command))?;
    let stdout = child.stdout.take().context("a piped stdout")?;
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        hear(&line);
    }
    let status = child.wait()?;
    drop(heartbeat);
    Ok(status.success())
}

/// What a program prints to stdout, if it exists and succeeds.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_string())
}

fn cannot_start(command: &Command) -> String {
    format!("{} does not start", command.get_program().display())
}
