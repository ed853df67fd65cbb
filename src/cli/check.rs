//! `logarium check`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

use judge::{History, Report};
use lab::{Problem, Problems};

use super::table::Table;
use super::{CheckArguments, Failure};

pub(super) fn run(arguments: &CheckArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let options = judge::Options {
        with_subscribe: arguments.with_subscribe,
        ww_deps: arguments.ww_deps,
        ..judge::Options::default()
    };
    let report = judge::check(history(&arguments.history)?, &options);
    if arguments.json {
        writeln!(out, "{}", report.to_json())?;
    } else {
        print(&report, out)?;
    }
    Ok(ExitCode::from(report.status))
}

/// The history in a file, or in standard input.
fn history(name: &Path) -> Result<History, Problems> {
    if name == Path::new("-") {
        return read("standard input", io::stdin().lock());
    }
    let place = name.display().to_string();
    match File::open(name) {
        Ok(file) => read(&place, BufReader::new(file)),
        Err(error) => Err(Problem::of(place, error.to_string()).into()),
    }
}

fn read(place: &str, lines: impl BufRead) -> Result<History, Problems> {
    judge::read(lines).map_err(|problems| {
        let told = problems
            .iter()
            .map(|problem| Problem::of(place, problem.to_string()));
        Problems(told.collect())
    })
}

fn print(report: &Report, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{} of {}, {} of {}: {}",
        counted(report.operations, "operation"),
        counted(report.processes, "client"),
        counted(report.records, "record"),
        counted(report.keys, "key"),
        report.verdict
    )?;
    if report.anomalies.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(&["anomaly", "count", "in Kafka", "what it is"]);
    for (anomaly, found) in &report.anomalies {
        table.row(vec![
            anomaly.name().to_owned(),
            found.count.to_string(),
            if found.legal { "legal" } else { "an error" }.to_owned(),
            anomaly.meaning().to_owned(),
        ]);
    }
    writeln!(out, "\n{table}")?;
    writeln!(out, "the first of each; --json has more")?;
    for (anomaly, found) in &report.anomalies {
        for evidence in found.evidence.iter().take(1) {
            writeln!(out, "  {}: {evidence}", anomaly.name())?;
        }
    }
    Ok(())
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
