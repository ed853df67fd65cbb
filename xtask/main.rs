//! `cargo xtask`: everything the workspace does beyond `cargo build`.

mod axe;
mod bench;
mod bundle;
mod chromium;
mod csp;
mod dist;
mod fastavro;
mod files;
mod firefox;
mod glue;
mod html;
mod licenses;
mod module;
mod npm;
mod offline;
mod optimise;
mod page;
mod project;
mod run;
mod say;
mod scripting;
mod serve;
mod shots;
mod sizes;
mod style;
mod summary;
mod system;
mod test;
mod tools;

use std::process::ExitCode;

use clap::Parser;

/// Serves, builds and tests Logarium. Installs what it needs below `target/tools`.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Task {
    /// Serve the page on 127.0.0.1:8080, or the next free port; rebuild it when a file changes
    Serve,
    /// Build the site into dist/, as it is published, and weigh it
    Build,
    /// Build the site, then pack it into one file that works from disk: dist/logarium.html
    Bundle,
    /// Check formatting and lints, then run every test, in a browser too
    Test {
        /// Run also what takes longer
        #[arg(long)]
        long: bool,
    },
    /// Measure what has a budget
    Bench {
        /// Only these: `page`, or `page` and some of `starting`, `frames`, `scrubbing`, `memory`
        parts: Vec<String>,
    },
    /// Take pictures of the built page into target/shots/, and those of the README
    Shots,
}

fn main() -> ExitCode {
    let done = match Task::parse() {
        Task::Serve => serve::serve(),
        Task::Build => dist::build(),
        Task::Bundle => bundle::bundle(),
        Task::Test { long } => test::test(long),
        Task::Bench { parts } => bench::bench(&parts),
        Task::Shots => shots::shots(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
