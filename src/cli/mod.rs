//! The command line: what can be asked, and what becomes of the answer.
//!
//! Exit status 0: the goals and the claim hold, the history is valid, no run broke the claim, the link is restored whole.
//! 1: they do not, or it is not. 2: the input is bad, and standard error says where.

mod avro;
mod check;
mod digest;
mod explore;
mod find;
mod grade;
mod lab;
mod labs;
mod link;
mod real;
mod run;
mod schema;
mod table;
mod until;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use ::lab::{Problem, Problems};
use clap::{Parser, Subcommand};

/// A Kafka cluster in a glass tank, without the glass.
#[derive(Debug, Parser)]
#[command(name = "logarium", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the built-in labs.
    Labs {
        /// The language of titles and summaries, such as `es`.
        #[arg(long, default_value = "en")]
        language: String,
    },
    /// For whoever writes labs: see docs/authoring.md.
    #[command(subcommand)]
    Lab(lab::Command),
    /// Say what learners' work is worth: everything that was handed in is done again by the engine; see docs/grading.md.
    ///
    /// Exit status: 0 when all of it comes to what it claims, 1 when something does not or cannot be read, 2 when the rubric or
    /// a lab cannot be read.
    Grade(grade::Arguments),
    /// Schemas: of lab files and rubrics, and of Avro.
    #[command(subcommand)]
    Schema(schema::Command),
    /// Look into files of rows, and turn them into others: Avro, CSV and JSON.
    ///
    /// Exit status: 0 when all of a file was read, 1 when damaged blocks were left out, 2 when the input is bad.
    #[command(subcommand)]
    Avro(avro::Command),
    /// Run a lab to its end and say what came of it.
    ///
    /// Exit status: 0 when its goals and its claim hold, 1 when they do not, 2 when the input is bad.
    Run(RunArguments),
    /// Print the fingerprint of a run.
    Digest(DigestArguments),
    /// Judge a history of what clients saw, recorded anywhere: JSON Lines, see docs/history.md.
    ///
    /// Exit status: 0 when it is valid, 1 when it is not, 2 when the input is bad.
    Check(CheckArguments),
    /// Look for runs in which a lab's claim does not hold: many seeds, each with faults of its own.
    ///
    /// What may break is in the lab's field `explore`; without it, everything that mends itself may break on brokers.
    ///
    /// Exit status: 0 when no run broke the claim, 1 when one did, 2 when the input is bad.
    Explore(ExploreArguments),
    /// Open a link to a run, made by the page or by `run`, and say what it restores; see docs/links.md.
    ///
    /// Exit status: 0 when everything was restored, 1 when something was not, 2 when nothing was.
    Link(LinkArguments),
    /// Show what a lab would be with real tools: a compose file with the official image, the topics, clients in Python and
    /// in Java, commands for kcat and for Kafka's own tools, and those that do the lab's faults.
    ///
    /// What cannot be had that way is told in the end, with the reason.
    ///
    /// Exit status: 0 when there is such a lab, 2 when the input is bad, or a file is in the way.
    Real(real::Arguments),
}

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
struct RunArguments {
    /// A built-in lab's id, a lab's folder, or a `lab.json`.
    lab: String,
    /// What chance follows from, instead of the lab's own seed.
    #[arg(long, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// How far to run, such as 20s or 20000ms.
    #[arg(long, value_parser = until::parse, value_name = "TIME")]
    until: Option<u64>,
    /// Change a value of the lab, such as topics.numtest.partitions=2; may be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Replay a journal that was saved from the page.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Write what clients saw as JSON Lines, for `check`; - is standard output, where nothing else is printed then.
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// Print the whole report as JSON.
    #[arg(long)]
    json: bool,
}

/// Arguments of `digest`.
#[derive(Debug, clap::Args)]
struct DigestArguments {
    /// A built-in lab's id, a lab's folder, or a `lab.json`.
    lab: String,
    /// What chance follows from, instead of the lab's own seed.
    #[arg(long, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// How many steps to take; otherwise to the lab's end.
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=20_000_000))]
    steps: Option<u64>,
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
struct CheckArguments {
    /// The history's file; - reads standard input.
    history: PathBuf,
    /// Print the whole report as JSON.
    #[arg(long)]
    json: bool,
    /// The clients were members of groups, which may skip and go back from one poll to the next.
    #[arg(long)]
    with_subscribe: bool,
    /// Let the order of writes take part in all cycles.
    #[arg(long)]
    ww_deps: bool,
}

/// Arguments of `explore`.
#[derive(Debug, clap::Args)]
struct ExploreArguments {
    /// A built-in lab's id, a lab's folder, or a `lab.json`.
    lab: String,
    /// How many runs to make, over all shards.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=::lab::explore::RUNS_MAX))]
    runs: u64,
    /// The seed of the first run; each next run has the next seed.
    #[arg(long, default_value_t = 1, value_name = "SEED")]
    first_seed: u64,
    /// What the runs are held to instead of what the lab claims: in-order, at-most-once, at-least-once,
    /// effectively-once or exactly-once.
    #[arg(long, value_parser = explore::claim)]
    claim: Option<::lab::Claim>,
    /// Which part of the runs to make, such as 1/4 for the first of four.
    #[arg(long, default_value = "1/1", value_name = "PART/PARTS")]
    shard: ::lab::explore::Shard,
    /// How many threads work on it; as many as there are cores unless it is said. The answer is the same with any number.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Change a value of the lab, such as topics.orders.partitions=2; may be given several times.
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

/// Arguments of `link`.
#[derive(Debug, clap::Args)]
struct LinkArguments {
    /// The whole URL, or what follows its #; - reads standard input.
    link: String,
    /// Print what was restored as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command line.
pub(crate) fn main() -> ExitCode {
    // Wrong flags end with status 2 as well, which is clap's own.
    let cli = Cli::parse();
    let mut out = io::stdout().lock();
    let done = match &cli.command {
        Command::Labs { language } => labs::run(language, &mut out),
        Command::Lab(command) => lab::run(command, &mut out),
        Command::Grade(arguments) => grade::run(arguments, &mut out),
        Command::Schema(command) => schema::run(command, &mut out),
        Command::Avro(command) => avro::run(command, &mut out),
        Command::Run(arguments) => run::run(arguments, &mut out),
        Command::Digest(arguments) => digest::run(arguments, &mut out),
        Command::Check(arguments) => check::run(arguments, &mut out),
        Command::Explore(arguments) => explore::run(arguments, &mut out),
        Command::Link(arguments) => link::run(arguments, &mut out),
        Command::Real(arguments) => real::run(arguments, &mut out),
    };
    match done.and_then(|code| Ok(out.flush().map(|()| code)?)) {
        Ok(code) => code,
        // Whoever reads has had enough: `logarium labs | head -1`.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(Failure::Output(error)) => {
            complain(&Problem::of("standard output", error.to_string()).into())
        }
        Err(Failure::Input(problems)) => complain(&problems),
    }
}

fn complain(problems: &Problems) -> ExitCode {
    let count = counted(problems.iter().count(), "problem");
    // There is nowhere left to say that standard error is closed.
    let _ = writeln!(io::stderr(), "{count}:\n{problems}");
    ExitCode::from(2)
}

/// A number of things.
fn counted(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// Why a command has no answer.
enum Failure {
    Input(Problems),
    Output(io::Error),
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Input(problems)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
