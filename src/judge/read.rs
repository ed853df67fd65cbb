//! Reading a history: JSON Lines, one operation a line.

use std::io::{self, BufRead, Read as _};

use crate::history::History;
use crate::operation::Operation;
use crate::parse;
use crate::problem::{PROBLEMS_MAX, Problem};

/// How long a line may be, in bytes.
pub const LINE_BYTES_MAX: u64 = 16 << 20;

/// Reads a history, a line at a time; blank lines are nothing.
///
/// # Errors
/// Everything that is wrong with it, at most the first [`PROBLEMS_MAX`] problems.
pub fn read(lines: impl BufRead) -> Result<History, Vec<Problem>> {
    let mut history = History::default();
    let mut problems = Vec::new();
    let mut last_index = None;
    for (line, operation) in operations(lines) {
        match operation {
            Ok(operation) => {
                if let Some(problem) = out_of_order(line, &operation, &mut last_index) {
                    problems.push(problem);
                }
                history.push(operation);
            }
            Err(wrong) => problems.extend(wrong),
        }
        if problems.len() >= PROBLEMS_MAX {
            problems.truncate(PROBLEMS_MAX);
            break;
        }
    }
    if problems.is_empty() {
        Ok(history)
    } else {
        Err(problems)
    }
}

/// The operations of a history with the numbers of their lines, from 1; or what is wrong with them.
pub fn operations(
    mut lines: impl BufRead,
) -> impl Iterator<Item = (u64, Result<Operation, Vec<Problem>>)> {
    let mut number = 0;
    let mut line = Vec::new();
    let mut broken = false;
    std::iter::from_fn(move || {
        while !broken {
            number += 1;
            match next_line(&mut lines, &mut line) {
                Ok(Next::End) => return None,
                Ok(Next::Line) if line.trim_ascii().is_empty() => {}
                Ok(Next::Line) => return Some((number, operation(number, &line))),
                Ok(Next::TooLong) => {
                    let message =
                        format!("is longer than {LINE_BYTES_MAX} bytes; one operation a line");
                    return Some((number, Err(vec![Problem::of_line(number, message)])));
                }
                Err(error) => {
                    let message = format!("cannot be read: {error}");
                    broken = true;
                    return Some((number, Err(vec![Problem::of_line(number, message)])));
                }
            }
        }
        None
    })
}

fn operation(number: u64, line: &[u8]) -> Result<Operation, Vec<Problem>> {
    let text = std::str::from_utf8(line)
        .map_err(|_| vec![Problem::of_line(number, "is not text in UTF-8")])?;
    parse::operation(number, text)
}

/// Numbers go up, or evidence would not say which operation is meant.
fn out_of_order(line: u64, operation: &Operation, last: &mut Option<u64>) -> Option<Problem> {
    let lowest = last.map_or(0, |last| last + 1);
    let index = operation.index.unwrap_or(lowest);
    *last = (*last).max(Some(index));
    (index < lowest).then(|| Problem {
        line: Some(line),
        field: "index".to_owned(),
        found: Some(index.to_string()),
        message: format!("must be at least {lowest}, one more than that of the operation before"),
    })
}

enum Next {
    Line,
    TooLong,
    End,
}

/// Fetches the next line. Of one that is too long it keeps nothing, and goes on behind it.
fn next_line(lines: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Next> {
    line.clear();
    lines
        .by_ref()
        .take(LINE_BYTES_MAX + 1)
        .read_until(b'\n', line)?;
    if line.is_empty() {
        return Ok(Next::End);
    }
    if line.len() as u64 <= LINE_BYTES_MAX || line.ends_with(b"\n") {
        return Ok(Next::Line);
    }
    while !line.is_empty() && !line.ends_with(b"\n") {
        line.clear();
        lines
            .by_ref()
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', line)?;
    }
    Ok(Next::TooLong)
}
