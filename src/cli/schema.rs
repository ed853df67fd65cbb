//! `logarium schema`: of lab files and rubrics, and whether schemas of Avro get on with each other.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use lab::{Problem, Problems};
use schema::avro::{Conflict, Incompatibility, Level, Schema, can_read, conflicts};
use serde_json::{Value, json};

use super::Failure;
use super::avro::text_of;

/// What can be asked about schemas.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the JSON Schema of lab files, by which an editor completes and checks them.
    Lab,
    /// Print the JSON Schema of rubrics.
    Rubric,
    /// Say whether an Avro schema reads what was written with others, as Avro for Java and the schema registry judge it.
    ///
    /// With --level the first schema is the new one, and the others are a subject's versions, the oldest first: whether a
    /// registry would let it in.
    ///
    /// Exit status: 0 when it does, 1 when it does not, 2 when a schema cannot be read.
    Check(Arguments),
}

/// Arguments of `schema check`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The file of the schema that reads, or of the new one; - reads standard input.
    reader: PathBuf,
    /// The files of the schemas that wrote, or of the earlier versions.
    #[arg(required = true)]
    writers: Vec<PathBuf>,
    /// NONE, BACKWARD, FORWARD, FULL, or one of these with _TRANSITIVE.
    #[arg(long, value_parser = level)]
    level: Option<Level>,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

fn level(text: &str) -> Result<Level, String> {
    Level::named(text).ok_or_else(|| {
        let names = Level::ALL.map(Level::name).join(", ");
        format!("there is no such level; there are {names}")
    })
}

/// One direction in which something cannot be read.
struct Refusal<'a> {
    reader: &'a PathBuf,
    writer: &'a PathBuf,
    reasons: Vec<Incompatibility>,
}

pub(super) fn run(command: &Command, out: &mut impl Write) -> Result<ExitCode, Failure> {
    match command {
        Command::Lab => write!(out, "{}", lab::schema())?,
        Command::Rubric => write!(out, "{}", lab::rubric_schema())?,
        Command::Check(arguments) => return check(arguments, out),
    }
    Ok(ExitCode::SUCCESS)
}

fn check(arguments: &Arguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let reader = read(&arguments.reader)?;
    let writers: Vec<Schema> = arguments
        .writers
        .iter()
        .map(|file| read(file))
        .collect::<Result<_, _>>()?;
    let refusals = match arguments.level {
        None => {
            let each = arguments.writers.iter().zip(&writers);
            let each = each.map(|(name, writer)| Refusal {
                reader: &arguments.reader,
                writer: name,
                reasons: can_read(&reader, writer),
            });
            each.filter(|refusal| !refusal.reasons.is_empty()).collect()
        }
        Some(level) => {
            let conflicts = conflicts(level, &reader, &writers);
            conflicts
                .into_iter()
                .map(|conflict| refusal(arguments, conflict))
                .collect::<Vec<_>>()
        }
    };
    if arguments.json {
        writeln!(out, "{}", report(arguments, &refusals))?;
    } else {
        print(arguments, &refusals, out)?;
    }
    Ok(ExitCode::from(u8::from(!refusals.is_empty())))
}

fn refusal(arguments: &Arguments, conflict: Conflict) -> Refusal<'_> {
    let (new, old) = (&arguments.reader, &arguments.writers[conflict.version]);
    let (reader, writer) = if conflict.new_reads {
        (new, old)
    } else {
        (old, new)
    };
    Refusal {
        reader,
        writer,
        reasons: conflict.reasons,
    }
}

fn print(
    arguments: &Arguments,
    refusals: &[Refusal<'_>],
    out: &mut impl Write,
) -> Result<(), Failure> {
    let level = arguments
        .level
        .map_or_else(String::new, |level| format!("{}: ", level.name()));
    if refusals.is_empty() {
        writeln!(out, "{level}compatible")?;
    }
    for refusal in refusals {
        let (reader, writer) = (refusal.reader.display(), refusal.writer.display());
        writeln!(out, "{level}{reader} cannot read what {writer} wrote:")?;
        for reason in &refusal.reasons {
            writeln!(out, "  {reason}")?;
        }
    }
    Ok(())
}

fn report(arguments: &Arguments, refusals: &[Refusal<'_>]) -> Value {
    let conflicts = refusals.iter().map(|refusal| {
        let reasons = refusal.reasons.iter().map(|reason| {
            json!({ "type": reason.kind.name(), "path": reason.path, "message": reason.message })
        });
        json!({
            "reader": refusal.reader,
            "writer": refusal.writer,
            "reasons": reasons.collect::<Vec<_>>(),
        })
    });
    json!({
        "level": arguments.level.map(Level::name),
        "compatible": refusals.is_empty(),
        "conflicts": conflicts.collect::<Vec<_>>(),
    })
}

/// A schema in a file.
pub(super) fn read(file: &Path) -> Result<Schema, Problems> {
    let text = text_of(file)?;
    Schema::parse(&text).map_err(|problems| {
        let place = file.display().to_string();
        let told = problems
            .0
            .iter()
            .map(|problem| Problem::of(&place, problem.to_string()));
        Problems(told.collect())
    })
}
