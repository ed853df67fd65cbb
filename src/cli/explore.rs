//! `logarium explore`.

use std::io::{self, Write};
use std::num::NonZero;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

use lab::Claim;
use lab::explore::{Attempt, ExploreOptions, Explored, Found, Search};

use super::table::Table;
use super::{ExploreArguments, Failure, find};

pub(super) fn run(arguments: &ExploreArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let options = ExploreOptions {
        runs: arguments.runs,
        first_seed: arguments.first_seed,
        claim: arguments.claim,
        shard: arguments.shard,
        set: arguments.set.clone(),
    };
    let search = Search::new(find::lab(&arguments.lab)?, &options)?;
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let threads = arguments.threads.map_or_else(cores, usize::from);
    let explored = explore(&search, &options, threads)?;
    if arguments.json {
        writeln!(out, "{}", explored.to_json())?;
    } else {
        print(&explored, out)?;
    }
    Ok(ExitCode::from(explored.status()))
}

/// Reads the name of a claim.
pub(super) fn claim(name: &str) -> Result<Claim, String> {
    let known = Claim::ALL.into_iter();
    let found = known.clone().find(|claim| claim.name() == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = known.map(Claim::name).collect();
        format!("must be one of {}", names.join(", "))
    })
}

/// Makes all attempts, and then shows those that are wanted.
fn explore(
    search: &Search,
    options: &ExploreOptions,
    threads: usize,
) -> Result<Explored, lab::Problems> {
    let seeds: Vec<u64> = options.seeds().collect();
    let attempts = spread(&seeds, threads, |seed| search.attempt(*seed));
    let mut explored = Explored::begin(search, options);
    let mut wanted: Vec<&Attempt> = Vec::new();
    for attempt in &attempts {
        if explored.wants(attempt) {
            wanted.push(attempt);
        }
        explored.count(attempt);
    }
    for shown in spread(&wanted, threads, |attempt| search.show(attempt)) {
        explored.broken.extend(shown?);
    }
    Ok(explored)
}

/// Does the same with each of many things, on several threads. The answers are in the order of the things.
fn spread<T: Sync, R: Send>(things: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        while let place = next.fetch_add(1, Ordering::Relaxed)
            && let Some(thing) = things.get(place)
        {
            done.push((place, work(thing)));
        }
        done
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let finished = workers.into_iter().map(ScopedJoinHandle::join);
        finished
            .flat_map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, answer)| answer).collect()
}

fn print(explored: &Explored, out: &mut impl Write) -> io::Result<()> {
    let tried = &explored.tried;
    writeln!(
        out,
        "{} · {} · {} of {}, seeds from {}: {} of them broke the claim",
        explored.lab,
        explored.claim,
        counted(explored.runs, "run"),
        lab_time(tried.model_ms / explored.runs.max(1)),
        explored.first_seed,
        explored.broken_runs
    )?;
    writeln!(
        out,
        "tried {}, {}, {} acknowledged, {}",
        counted(tried.steps, "step"),
        counted(tried.sent, "record"),
        tried.acknowledged,
        counted(tried.faults_done(), "fault"),
    )?;
    if tried.unfinished > 0 {
        writeln!(
            out,
            "{} took too many steps and were not judged",
            counted(tried.unfinished, "run")
        )?;
    }
    let mut faults = Table::new(&["fault", "done", "could not be", "withheld"]);
    for (verb, fates) in &tried.faults {
        let numbers = [fates.done, fates.refused, fates.withheld].map(|number| number.to_string());
        let cells = std::iter::once(verb.clone()).chain(numbers);
        faults.row(cells.collect());
    }
    write!(out, "\n{faults}")?;
    found(explored, out)
}

fn found(explored: &Explored, out: &mut impl Write) -> io::Result<()> {
    const SHOWN_MAX: usize = 5;
    if explored.broken.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(&["seed", "anomaly", "records", "what was done"]);
    for found in explored.broken.iter().take(SHOWN_MAX) {
        let records = found.reasons.first().map_or(0, |reason| reason.number);
        for (place, deed) in found.told().enumerate() {
            let first = |text: String| if place == 0 { text } else { String::new() };
            table.row(vec![
                first(found.seed.to_string()),
                first(found.anomaly().to_owned()),
                first(records.to_string()),
                deed,
            ]);
        }
    }
    write!(out, "\n{table}")?;
    for Found { seed, link, .. } in explored.broken.iter().take(SHOWN_MAX) {
        writeln!(out, "\nseed {seed}: {link}")?;
    }
    let more = explored.broken_runs.saturating_sub(SHOWN_MAX as u64);
    if more > 0 {
        writeln!(out, "\n… and {more} more; --json has the first hundred")?;
    }
    Ok(())
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn lab_time(ms: u64) -> String {
    format!("{}.{:03} s", ms / 1_000, ms % 1_000)
}
