//! `logarium link`.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use lab::link::{self, Opened};
use lab::{Problem, Problems};

use super::table::Table;
use super::{Failure, LinkArguments};

pub(super) fn run(arguments: &LinkArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let opened = link::open(&text(&arguments.link)?)?;
    if arguments.json {
        writeln!(out, "{}", opened.to_json())?;
    } else {
        print(&opened, out)?;
    }
    Ok(ExitCode::from(opened.status()))
}

/// The link that was given, or that stands in standard input.
fn text(argument: &str) -> Result<String, Problems> {
    /// Longer than any link.
    const INPUT_MAX: u64 = 2 * 1024 * 1024;
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let mut text = String::new();
    let read = io::stdin().lock().take(INPUT_MAX).read_to_string(&mut text);
    read.map(|_| text)
        .map_err(|error| Problem::of("standard input", error.to_string()).into())
}

fn print(opened: &Opened, out: &mut impl Write) -> io::Result<()> {
    let session = &opened.session;
    let (lab, reached) = (session.lab(), session.reached());
    writeln!(
        out,
        "{} · seed {} · {} steps · {} of {}",
        lab.id(),
        lab.seed(),
        reached.step,
        session.playhead(),
        reached.at
    )?;
    if !lab.prose("en").title.is_empty() {
        writeln!(out, "{}", lab.prose("en").title)?;
    }
    if !session.journal().is_empty() {
        let mut table = Table::new(&["at", "step", "what"]);
        for entry in session.journal() {
            let what = link::words(&entry.action);
            table.row(vec![entry.at.to_string(), entry.step.to_string(), what]);
        }
        write!(out, "\n{table}")?;
    }
    let said = match opened.digest_said() {
        Some(said) if said == reached.digest.to_string() => "as the link says".to_owned(),
        Some(said) => format!("the link says {said}"),
        None => "the link does not say which".to_owned(),
    };
    writeln!(out, "\ndigest {}, {said}", reached.digest)?;
    match opened.losses.len() {
        0 => return Ok(()),
        1 => writeln!(out, "\n1 thing was not restored as it was:")?,
        count => writeln!(out, "\n{count} things were not restored as they were:")?,
    }
    for loss in &opened.losses {
        writeln!(out, "  {loss}")?;
    }
    Ok(())
}
