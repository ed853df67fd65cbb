//! `logarium avro`: what is in a file of rows, and the same in another form.

mod input;
mod output;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use lab::scenario::{FirstRows, Production};
use lab::{Problem, Problems};
use schema::avro::container::{Codec, FileWriter};
use schema::avro::{Schema, Value, to_json, to_plain};
use schema::table::{Format, Sizes};
use serde_json::Value as Json;

use super::table::Table;
use super::{Failure, counted};
pub(super) use input::text_of;
use input::{Input, Rows, guessed};
use output::{Destination, Output};

/// What can be done with files of rows: Avro, CSV, JSON, JSON Lines.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print rows as people write them: a JSON object a line, unions as their values, dates and decimals as text.
    Cat {
        #[command(flatten)]
        input: Input,
        /// Leave out so many rows first.
        #[arg(long, default_value_t = 0)]
        skip: usize,
        /// Print at most so many rows.
        #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
        rows: usize,
    },
    /// Print rows as Avro's JSON encoding has them: a line each, unions named by their branch, bytes as letters.
    ToJson {
        #[command(flatten)]
        input: Input,
    },
    /// Make an Avro file of rows in JSON (in either form) or in CSV.
    FromJson {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        output: Output,
    },
    /// Print the schema of a file: its own, or the one that all its rows fit.
    Schema {
        #[command(flatten)]
        input: Input,
        /// Print the Parsing Canonical Form instead.
        #[arg(long)]
        canonical: bool,
    },
    /// Write an Avro file anew, packed another way or by another schema.
    Recode {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        output: Output,
    },
    /// Write a lab in which the first rows are sent to a topic, with a schema registry and a consumer: `logarium run` runs it, and
    /// the page opens it.
    Produce {
        #[command(flatten)]
        input: Input,
        /// The topic.
        #[arg(long)]
        topic: String,
        /// The field that is the key, as text.
        #[arg(long, value_name = "FIELD")]
        key: Option<String>,
        /// Send at most so many rows.
        #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
        rows: usize,
        /// The file to write; it must not be there yet.
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
    },
    /// Print how many bytes a file's rows take in JSON and in Avro with each codec.
    Sizes {
        #[command(flatten)]
        input: Input,
    },
    /// Print the blocks of an Avro file, and which of several readers reads each: the one in whose share of the bytes the sync
    /// marker before it begins.
    Blocks {
        /// The file.
        file: PathBuf,
        /// How many readers share the file.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
        readers: u64,
    },
}

pub(super) fn run(command: &Command, out: &mut impl Write) -> Result<ExitCode, Failure> {
    match command {
        Command::Cat { input, skip, rows } => {
            let end = skip.saturating_add(*rows);
            let shown = |index: usize| *skip <= index && index < end;
            print(input, out, to_plain, shown, end)
        }
        Command::ToJson { input } => print(input, out, to_json, |_| true, usize::MAX),
        Command::FromJson { input, output } => {
            write_file(input, output, output.codec.unwrap_or_default(), out)
        }
        Command::Recode { input, output } => {
            let own = own_codec(input)?;
            write_file(input, output, output.codec.unwrap_or(own), out)
        }
        Command::Schema { input, canonical } => {
            let schema = schema_of(input)?;
            if *canonical {
                writeln!(out, "{}", schema.canonical())?;
            } else {
                let json: Json = serde_json::from_str(schema.text()).unwrap_or_default();
                writeln!(out, "{json:#}")?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Produce {
            input,
            topic,
            key,
            rows,
            out: file,
        } => produce(input, (topic, key.as_deref()), *rows, file, out),
        Command::Sizes { input } => sizes(input, out),
        Command::Blocks { file, readers } => blocks(file, *readers, out),
    }
}

/// Writes the lab that sends rows to a topic.
fn produce(
    input: &Input,
    (topic, key): (&str, Option<&str>),
    most: usize,
    file: &Path,
    out: &mut impl Write,
) -> Result<ExitCode, Failure> {
    let mut rows = Rows::open(input)?;
    let schema = rows.schema().clone();
    let mut first = FirstRows::default();
    while first.count() < most
        && let Some(row) = rows.next()?
        && first.take(to_plain(&schema, &row))
    {}
    if let Some(key) = key
        && first.fields().all(|field| field != key)
    {
        let fields: Vec<&str> = first.fields().collect();
        let message = format!("there is no field {key:?}; there is {}", fields.join(", "));
        return Err(Problems::from(Problem::of("--key", message)).into());
    }
    let title = input.file.file_name().unwrap_or_default().to_string_lossy();
    let schema = serde_json::from_str(schema.text()).unwrap_or_default();
    let scenario = first.produced(&Production {
        title: &title,
        topic,
        key,
        schema: &schema,
    });
    scenario.lab().map_err(Clone::clone)?;
    let mut destination = Destination::at(file)?;
    destination.write(scenario.text().as_bytes())?;
    destination.keep()?;
    let (file, count) = (file.display(), counted(first.count(), "row"));
    writeln!(out, "{file}: a lab that sends {count} to {topic}")?;
    Ok(rows.status())
}

/// Prints rows, a line each, up to the row `end`.
fn print(
    input: &Input,
    out: &mut impl Write,
    form: fn(&Schema, &Value) -> Json,
    shown: impl Fn(usize) -> bool,
    end: usize,
) -> Result<ExitCode, Failure> {
    let mut rows = Rows::open(input)?;
    let schema = rows.schema().clone();
    let mut index = 0;
    while index < end
        && let Some(row) = rows.next()?
    {
        if shown(index) {
            writeln!(out, "{}", form(&schema, &row))?;
        }
        index += 1;
    }
    Ok(rows.status())
}

fn write_file(
    input: &Input,
    output: &Output,
    codec: Codec,
    out: &mut impl Write,
) -> Result<ExitCode, Failure> {
    let mut rows = Rows::open(input)?;
    let mut file = FileWriter::new(rows.schema().clone(), codec);
    let mut destination = output.open()?;
    let (mut count, mut bytes) = (0_usize, 0_usize);
    while let Some(row) = rows.next()? {
        file.append(&row)
            .map_err(|problem| Problem::of(format!("row {count}"), problem.to_string()))
            .map_err(Problems::from)?;
        count += 1;
        let ready = file.take();
        bytes += ready.len();
        destination.write(&ready)?;
    }
    let rest = file.finish();
    bytes += rest.len();
    destination.write(&rest)?;
    destination.keep()?;
    writeln!(
        out,
        "{}: {}, {} with the codec {}",
        output.out.display(),
        counted(count, "row"),
        counted(bytes, "byte"),
        codec.name()
    )?;
    Ok(rows.status())
}

fn own_codec(input: &Input) -> Result<Codec, Failure> {
    match input.format()? {
        Format::Avro => {
            let rows = Rows::open(input)?;
            Ok(rows.codec())
        }
        Format::Csv | Format::Json => {
            let place = input.file.display().to_string();
            let message = "only Avro files can be recoded; from-json makes one of this file";
            Err(Problems::from(Problem::of(place, message)).into())
        }
    }
}

fn schema_of(input: &Input) -> Result<Schema, Failure> {
    match input.format()? {
        Format::Avro => Ok(Rows::open(input)?.schema().clone()),
        format => Ok(guessed(input, format)?),
    }
}

fn sizes(input: &Input, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let mut rows = Rows::open(input)?;
    let mut sizes = Sizes::new(rows.schema());
    while let Some(row) = rows.next()? {
        let place = input.file.display().to_string();
        sizes
            .add(&row)
            .map_err(|problem| Problems::from(Problem::of(place, problem.to_string())))?;
    }
    let count = sizes.rows();
    let found = sizes.finish();
    let largest = found.first().map_or(0, |json| json.bytes);
    let mut table = Table::new(&["written as", "bytes", "of json"]);
    for size in found {
        let name = size.codec.map_or("JSON, a row a line".to_owned(), |codec| {
            format!("Avro, {}", codec.name())
        });
        let share = (size.bytes * 100).checked_div(largest).unwrap_or(100);
        table.row(vec![name, size.bytes.to_string(), format!("{share} %")]);
    }
    writeln!(
        out,
        "{}\n{table}",
        counted(usize::try_from(count).unwrap_or(usize::MAX), "row")
    )?;
    Ok(rows.status())
}

fn blocks(file: &Path, readers: u64, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let length = input::length(file)?;
    let mut reader = input::container(file)?;
    let mut table = Table::new(&["block", "first byte", "values", "bytes", "reader"]);
    while let Some(block) = reader
        .next_block()
        .map_err(|problem| input::damaged(file, &problem))?
    {
        let marker = block.offset - reader.header().sync.len() as u64;
        let share = u128::from(marker) * u128::from(readers) / u128::from(length.max(1));
        table.row(vec![
            block.number.to_string(),
            block.offset.to_string(),
            block.count.to_string(),
            block.packed.len().to_string(),
            (share + 1).to_string(),
        ]);
    }
    let header = reader.header();
    let sync: Vec<String> = header
        .sync
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    writeln!(
        out,
        "codec {}, sync marker {}\n{table}",
        header.codec.name(),
        sync.join(" ")
    )?;
    Ok(ExitCode::SUCCESS)
}
