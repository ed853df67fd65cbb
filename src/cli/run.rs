//! `logarium run`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use lab::{Count, CountedReport, Counts, Lab, Options, Problem, Problems, Report, Session};

use super::table::Table;
use super::{Failure, RunArguments, find};

pub(super) fn run(arguments: &RunArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let (lab, journal) = inputs(arguments)?;
    let title = lab.prose("en").title.clone();
    let options = Options {
        seed: arguments.seed,
        until_ms: arguments.until,
        set: arguments.set.clone(),
        journal,
    };
    let session = lab::run_session(lab, &options)?;
    let report = Report::of(&session);
    match arguments.history.as_deref() {
        Some(file) if file == Path::new("-") => {
            judge::write(&lab::operations(session.world()), out)?;
            return Ok(ExitCode::from(report.status));
        }
        Some(file) => save(&session, file)?,
        None => {}
    }
    if arguments.json {
        writeln!(out, "{}", report.to_json())?;
    } else {
        print(&report, &title, out)?;
    }
    Ok(ExitCode::from(report.status))
}

/// Writes what clients saw.
fn save(session: &Session, file: &Path) -> Result<(), Problems> {
    let written = File::create(file).map(BufWriter::new).and_then(|mut out| {
        judge::write(&lab::operations(session.world()), &mut out)?;
        out.flush()
    });
    written.map_err(|error| Problem::of(file.display().to_string(), error.to_string()).into())
}

/// The lab and the journal, with what is wrong with both.
fn inputs(arguments: &RunArguments) -> Result<(Lab, Option<String>), Problems> {
    let journal = arguments.journal.as_deref().map(find::read).transpose();
    match (find::lab(&arguments.lab), journal) {
        (Ok(lab), Ok(journal)) => Ok((lab, journal)),
        (Err(problems), Ok(_)) | (Ok(_), Err(problems)) => Err(problems),
        (Err(mut problems), Err(more)) => {
            problems.0.extend(more.0);
            Err(problems)
        }
    }
}

fn print(report: &Report, title: &str, out: &mut impl Write) -> io::Result<()> {
    let until = lab_time(report.until_ms);
    writeln!(
        out,
        "{} · seed {} · {until} · {} steps · digest {}",
        report.lab, report.seed, report.steps, report.digest
    )?;
    if !title.is_empty() {
        writeln!(out, "{title}")?;
    }
    writeln!(out)?;
    write!(out, "{}", producers(report))?;
    for (name, consumer) in &report.consumers {
        let group = consumer
            .group
            .as_ref()
            .map_or("no group".to_owned(), |group| format!("group {group}"));
        let count = consumer.records.len();
        writeln!(
            out,
            "\n{name} ({group}, {}, started {}x) printed {count}",
            consumer.life, consumer.starts
        )?;
        if count > 0 {
            write!(out, "{}", printed(consumer))?;
        }
    }
    writeln!(out)?;
    write!(out, "{}", partitions(report))?;
    for (group, offsets) in &report.groups {
        let list: Vec<String> = offsets
            .iter()
            .map(|(partition, offset)| format!("{partition} at {offset}"))
            .collect();
        let list = if list.is_empty() {
            "nothing".to_owned()
        } else {
            list.join(", ")
        };
        writeln!(out, "\ngroup {group} has committed {list}")?;
    }
    writeln!(out)?;
    judge(report, out)?;
    writeln!(out, "\n{}", report.link)
}

fn producers(report: &Report) -> Table {
    let mut table = Table::new(&["producer", "life", "sent", "acknowledged"]);
    for (name, producer) in &report.producers {
        let counts = [producer.sent, producer.acknowledged].map(|count| count.to_string());
        table.row(
            [name.clone(), producer.life.to_owned()]
                .into_iter()
                .chain(counts)
                .collect(),
        );
    }
    table
}

fn printed(consumer: &lab::ConsumerReport) -> Table {
    const ROWS_MAX: usize = 40;
    let mut table = Table::new(&["at", "start", "partition", "offset", "key", "value"]);
    for record in consumer.records.iter().take(ROWS_MAX) {
        table.row(vec![
            lab_time(record.at_ms),
            record.start.to_string(),
            format!("{}-{}", record.topic, record.partition),
            record.record.offset.to_string(),
            record
                .record
                .key
                .clone()
                .unwrap_or_else(|| "null".to_owned()),
            record
                .record
                .value
                .clone()
                .unwrap_or_else(|| "null".to_owned()),
        ]);
    }
    if let Some(more) = consumer
        .records
        .len()
        .checked_sub(ROWS_MAX)
        .filter(|more| *more > 0)
    {
        table.row(vec![format!("… and {more} more; --json has them all")]);
    }
    table
}

fn partitions(report: &Report) -> Table {
    let mut table = Table::new(&[
        "partition",
        "leader",
        "epoch",
        "isr",
        "log start",
        "high watermark",
        "log end",
    ]);
    let or_none = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
    for (topic, partitions) in &report.topics {
        for partition in partitions {
            let isr: Vec<String> = partition.isr.iter().map(ToString::to_string).collect();
            table.row(vec![
                format!("{topic}-{}", partition.partition),
                or_none(partition.leader.map(|leader| leader.to_string())),
                or_none(partition.leader_epoch.map(|epoch| epoch.to_string())),
                isr.join(","),
                or_none(partition.log_start_offset.map(|offset| offset.to_string())),
                or_none(partition.high_watermark.map(|offset| offset.to_string())),
                or_none(partition.log_end_offset.map(|offset| offset.to_string())),
            ]);
        }
    }
    table
}

fn judge(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let verdict = &report.verdict;
    let word = |holds: bool| if holds { "holds" } else { "does NOT hold" };
    let numbers = numbers(&report.scorecard.total);
    writeln!(
        out,
        "claim {} {}: {numbers}",
        verdict.claim,
        word(verdict.holds)
    )?;
    for reason in &verdict.reasons {
        let first = reason.first.as_ref().map_or_else(String::new, shown);
        writeln!(out, "  {} {}{first}", reason.count.name(), reason.number)?;
    }
    for (name, found) in &report.scorecard.anomalies {
        let legal = if found.legal { ", legal in Kafka" } else { "" };
        writeln!(out, "  the judge finds {name}: {}{legal}", found.count)?;
    }
    for goal in &report.goals {
        let measure = serde_json::to_string(&goal.goal.measure).unwrap_or_default();
        let bounds = match (goal.goal.at_least, goal.goal.at_most) {
            (Some(least), Some(most)) if least == most => format!("is {least}"),
            (Some(least), Some(most)) => format!("is from {least} to {most}"),
            (Some(least), None) => format!("is at least {least}"),
            (None, Some(most)) => format!("is at most {most}"),
            (None, None) => "is anything".to_owned(),
        };
        writeln!(
            out,
            "goal {measure} {bounds} {}: it is {}",
            word(goal.holds),
            goal.value
        )?;
    }
    Ok(())
}

/// The counts that are not zero; and the two that everybody looks for.
fn numbers(counts: &Counts) -> String {
    let told = Count::ALL.iter().filter(|count| {
        counts.get(**count) > 0 || matches!(count, Count::Lost | Count::Duplicated)
    });
    let told: Vec<String> = told
        .map(|count| format!("{} {}", count.name().replace('_', " "), counts.get(*count)))
        .collect();
    told.join(", ")
}

/// The first record of a count that breaks a claim, as far as it is known.
fn shown(record: &CountedReport) -> String {
    let mut text = String::from("; the first");
    if let (Some(topic), Some(partition)) = (&record.topic, record.partition) {
        text += &format!(" in {topic}-{partition}");
    }
    if let Some(offset) = record.offset {
        text += &format!(" at {offset}");
    }
    if let (Some(producer), Some(number)) = (&record.producer, record.number) {
        text += &format!(", send {number} of {producer}");
    }
    if let Some(reader) = &record.reader {
        text += &format!(", read by {reader}");
    }
    text
}

fn lab_time(ms: u64) -> String {
    format!("{}.{:03} s", ms / 1_000, ms % 1_000)
}
