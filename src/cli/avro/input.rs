//! Rows out of a file that somebody names.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lab::{Problem, Problems};
use schema::avro::container::{Codec, FileProblem, FileReader};
use schema::avro::{Schema, Value};
use schema::table::{self, Format, Guess};

use super::super::schema::read;

/// A file of rows, and how to read it.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Input {
    /// The file: its name ends in .avro, .csv, .tsv, .json, .jsonl or .ndjson.
    pub(super) file: PathBuf,
    /// The file of the schema to read the rows by; of an Avro file it is a reader's schema.
    #[arg(long, value_name = "FILE")]
    pub(super) schema: Option<PathBuf>,
    /// What the record is called where the schema is guessed.
    #[arg(long, default_value = "Row")]
    pub(super) name: String,
    /// Go on behind the next sync marker where a block is damaged, and say how many were left out.
    #[arg(long)]
    pub(super) skip_damaged: bool,
}

impl Input {
    pub(super) fn format(&self) -> Result<Format, Problems> {
        let name = self.file.display().to_string();
        Format::of(&name).map_err(|message| Problem::of(name, message).into())
    }
}

/// The rows of a file.
pub(super) struct Rows {
    rows: table::Rows<File>,
    file: PathBuf,
    skips: bool,
    skipped: u64,
}

impl Rows {
    /// Opens a file. Where no schema was given and it has none, all its rows are looked at first.
    pub(super) fn open(input: &Input) -> Result<Self, Problems> {
        let given = input.schema.as_deref().map(read).transpose()?;
        let format = input.format()?;
        let rows = match (format, given) {
            (Format::Avro, given) => table::Rows::of_avro(open(&input.file)?, given.as_ref()),
            (format, Some(given)) => table::Rows::of_text(format, open(&input.file)?, given),
            (format, None) => {
                table::Rows::of_text(format, open(&input.file)?, guessed(input, format)?)
            }
        };
        Ok(Self {
            rows: rows.map_err(|problem| of(&input.file, &problem))?,
            file: input.file.clone(),
            skips: input.skip_damaged,
            skipped: 0,
        })
    }

    pub(super) fn schema(&self) -> &Schema {
        self.rows.schema()
    }

    pub(super) fn codec(&self) -> Codec {
        self.rows
            .file()
            .map_or(Codec::default(), |file| file.header().codec)
    }

    /// The next row; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Value>, Problems> {
        loop {
            match self.rows.next().transpose() {
                Ok(row) => return Ok(row),
                Err(problem) if self.skips => {
                    let told = of(&self.file, &problem);
                    eprintln!("{told}");
                    self.skipped += 1;
                    let found = self
                        .rows
                        .skip_damaged()
                        .map_err(|problem| of(&self.file, &problem))?;
                    if !found {
                        return Ok(None);
                    }
                }
                Err(problem) => return Err(of(&self.file, &problem)),
            }
        }
    }

    /// What became of it: 1 where something was left out.
    pub(super) fn status(&self) -> ExitCode {
        ExitCode::from(u8::from(self.skipped > 0))
    }
}

/// The schema that all rows of a file fit.
pub(super) fn guessed(input: &Input, format: Format) -> Result<Schema, Problems> {
    const ROWS_AT_ONCE: usize = 10_000;
    let told = |problem: &table::RowProblem| of(&input.file, problem);
    let mut guess = Guess::new(format, open(&input.file)?).map_err(|problem| told(&problem))?;
    while guess.look(ROWS_AT_ONCE).map_err(|problem| told(&problem))? {}
    guess.schema(&input.name).map_err(|problems| {
        let place = input.file.display().to_string();
        let each = problems
            .0
            .iter()
            .map(|problem| Problem::of(&place, problem.to_string()));
        Problems(each.collect())
    })
}

/// The whole of a small file; - is standard input.
pub(in crate::cli) fn text_of(file: &Path) -> Result<String, Problems> {
    let read = if file == Path::new("-") {
        io::read_to_string(io::stdin().lock())
    } else {
        fs::read_to_string(file)
    };
    read.map_err(|error| Problem::of(file.display().to_string(), error.to_string()).into())
}

pub(super) fn length(file: &Path) -> Result<u64, Problems> {
    let metadata = fs::metadata(file);
    metadata
        .map(|metadata| metadata.len())
        .map_err(|error| Problem::of(file.display().to_string(), error.to_string()).into())
}

pub(super) fn container(file: &Path) -> Result<FileReader<BufReader<File>>, Problems> {
    FileReader::new(BufReader::new(open(file)?)).map_err(|problem| damaged(file, &problem))
}

pub(super) fn damaged(file: &Path, problem: &FileProblem) -> Problems {
    Problem::of(file.display().to_string(), problem.to_string()).into()
}

fn open(file: &Path) -> Result<File, Problems> {
    let opened = File::open(file).and_then(|mut opened| opened.read(&mut []).map(|_| opened));
    opened.map_err(|error| Problem::of(file.display().to_string(), error.to_string()).into())
}

fn of(file: &Path, problem: &table::RowProblem) -> Problems {
    Problem::of(file.display().to_string(), problem.to_string()).into()
}
