//! `logarium grade`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lab::{Lab, Problem, Problems, Row, Rubric, Sheet, link, points};

use super::find::{self, Found};
use super::table::Table;
use super::{Failure, counted};

/// Arguments of `grade`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What was handed in: files, folders of files, or links.
    #[arg(required = true)]
    work: Vec<String>,
    /// What the steps are worth; see docs/grading.md. Without it each lab is worth 10 points, shared by its steps.
    #[arg(long, value_name = "FILE")]
    rubric: Option<PathBuf>,
    /// A lab's folder, or a folder of such folders, that was set besides the built-in labs; may be given several times.
    #[arg(long = "lab", value_name = "FOLDER")]
    labs: Vec<String>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// How grades are printed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let set = set(&arguments.labs)?;
    let rubric = match &arguments.rubric {
        Some(file) => rubric(file, &set)?,
        None => Rubric::default(),
    };
    let mut sheet = Sheet::new(rubric);
    for (source, text) in handed_in(&arguments.work)? {
        match text {
            Ok(text) => {
                if let Some(begun) = sheet.begin(&source, &text, &set) {
                    sheet.finish(begun);
                }
            }
            Err(problems) => sheet.unread(&source, problems),
        }
    }
    match arguments.format {
        Format::Table => print(&sheet, out)?,
        Format::Csv => write!(out, "{}", sheet.to_csv())?,
        Format::Json => writeln!(out, "{}", sheet.to_json())?,
    }
    Ok(ExitCode::from(u8::from(!sheet.is_clean())))
}

/// The labs that were set besides the built-in ones.
fn set(folders: &[String]) -> Result<Vec<Lab>, Problems> {
    let mut problems = Problems::default();
    let mut set = Vec::new();
    for folder in folders {
        for Found { name, lab } in find::labs(folder)? {
            let within = |problem: &Problem| Problem::of(&*name, problem.to_string());
            match lab {
                Ok(lab) => set.push(lab),
                Err(found) => problems.0.extend(found.iter().map(within)),
            }
        }
    }
    problems.or(set)
}

fn rubric(file: &Path, set: &[Lab]) -> Result<Rubric, Problems> {
    let name = file.display().to_string();
    let within = |problem: &Problem| Problem::of(&*name, problem.to_string());
    Rubric::parse(&find::read(file)?, set)
        .map_err(|problems| Problems(problems.iter().map(within).collect()))
}

/// What came, and its text as far as it can be read.
type HandedIn = Vec<(String, Result<String, Problems>)>;

fn handed_in(work: &[String]) -> Result<HandedIn, Problems> {
    let mut found = Vec::new();
    for name in work {
        let path = Path::new(name);
        if path.is_dir() {
            let before = found.len();
            within(path, &mut found)?;
            if found.len() == before {
                let message = "holds nothing that was handed in: no file ends in .json or .txt";
                return Err(Problem::of(name, message).into());
            }
        } else if link::is_submission(name) {
            found.push((shortened(name), Ok(name.clone())));
        } else {
            found.push((name.clone(), find::read(path)));
        }
    }
    Ok(found)
}

/// All files of a folder and those below, as schools' servers pack them: a folder a student.
fn within(folder: &Path, found: &mut HandedIn) -> Result<(), Problems> {
    for path in find::entries(folder)? {
        let name = path.display().to_string();
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension {
            _ if path.is_dir() => within(&path, found)?,
            Some("json" | "txt") => found.push((name, find::read(&path))),
            _ => {
                // There is nowhere left to say that standard error is closed.
                let _ = writeln!(io::stderr(), "not looked at: {name}");
            }
        }
    }
    Ok(())
}

fn shortened(link: &str) -> String {
    const SHOWN: usize = 24;
    let start: String = link.chars().take(SHOWN).collect();
    format!("{start}…")
}

fn print(sheet: &Sheet, out: &mut impl Write) -> io::Result<()> {
    let mut table = Table::new(&[
        "source",
        "learner",
        "lab",
        "points",
        "of",
        "reached",
        "wrong*",
        "min*",
        "not reached",
    ]);
    for row in sheet.rows() {
        let [
            source,
            learner,
            lab,
            points,
            of,
            reached,
            steps,
            not_reached,
            wrong,
            minutes,
            _,
        ] = row.cells();
        let reached = match row.result {
            Ok(_) => format!("{reached}/{steps}"),
            Err(_) => "cannot be read".to_owned(),
        };
        table.row(vec![
            source,
            learner,
            lab,
            points,
            of,
            reached,
            wrong,
            minutes,
            not_reached,
        ]);
    }
    write!(out, "{table}")?;
    writeln!(
        out,
        "* self-reported: nothing but the learner's own browser says so"
    )?;
    problems(sheet.rows(), out)?;
    let mut table = Table::new(&["learner", "points", "of", "not handed in"]);
    for total in sheet.totals() {
        table.row(vec![
            total.learner.clone(),
            points(total.points),
            points(total.of),
            total.missing.join(" "),
        ]);
    }
    write!(out, "\n{table}")
}

/// What does not come to what it claims, by what it came as.
fn problems(rows: &[Row], out: &mut impl Write) -> io::Result<()> {
    for row in rows {
        let told: Vec<String> = match &row.result {
            Ok(grade) => grade.problems.clone(),
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
        };
        if !told.is_empty() {
            writeln!(out, "\n{}: {}", row.source, counted(told.len(), "problem"))?;
        }
        for problem in told {
            writeln!(out, "  {problem}")?;
        }
    }
    Ok(())
}
