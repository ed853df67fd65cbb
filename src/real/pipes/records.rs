//! The records of a source on standard output, one a line, at its times.

use engine::app::Source;

use crate::quote::shell;
use crate::template::{Piece, Records, Templates, Values};
use crate::text::{Lines, seconds};

/// What stands between a key and its value: no text that somebody types has it.
pub(super) const AFTER_KEY: char = '\u{1f}';

/// A loop that writes the records, with a text that stands for null.
pub(super) fn write(source: &Source, records: &Records, null: &str, out: &mut Lines) {
    let (tick, between) = (source.per_tick, source.between.0);
    if let Values::Bytes(length) = records.values {
        out.line(format!("value=$(head -c {length} /dev/zero | tr '\\0' x)"));
    }
    out.line(format!("for ((n = 0; n < {}; n++)); do", source.len()))
        .block(|out| {
            let key = records
                .keys
                .as_ref()
                .map(|keys| in_turn("keys", keys, null, out));
            let value = match &records.values {
                Values::Said(values) => in_turn("values", values, null, out),
                Values::Bytes(_) => "\"$value\"".to_owned(),
            };
            match key {
                Some(key) => out.line(format!("printf '%s\\037%s\\n' {key} {value}")),
                None => out.line(format!("printf '%s\\n' {value}")),
            };
            out.line_if(between > 0, format!("sleep {}", seconds(between)));
            let every = seconds(source.every.0);
            if tick == 1 {
                out.line(format!("sleep {every}"));
            } else {
                out.line(format!(
                    "if (((n + 1) % {tick} == 0)); then sleep {every}; fi"
                ));
            }
        });
    out.line("done");
}

/// The word of the key or the value of the nth record.
fn in_turn(name: &str, templates: &Templates, null: &str, out: &mut Lines) -> String {
    if let [one] = &templates.0[..] {
        return word(one.as_deref(), null);
    }
    let words: Vec<String> = templates
        .0
        .iter()
        .map(|template| word(template.as_deref(), null))
        .collect();
    out.line(format!("{name}=({})", words.join(" ")));
    format!("\"${{{name}[n % {}]}}\"", words.len())
}

fn word(pieces: Option<&[Piece]>, null: &str) -> String {
    let Some(pieces) = pieces else {
        return shell(null);
    };
    let words = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => shell(text),
        Piece::Number => "\"$n\"".to_owned(),
    });
    let word: String = words.collect();
    if word.is_empty() {
        "''".to_owned()
    } else {
        word
    }
}

/// Whether a tombstone is among the values.
pub(super) fn has_null(records: &Records) -> bool {
    said(&records.values).any(Option::is_none)
}

/// Whether a record is more than one line.
pub(super) fn has_line_break(records: &Records) -> bool {
    let keys = records.keys.iter().flat_map(|keys| &keys.0);
    let mut pieces = keys.chain(said(&records.values)).flatten().flatten();
    pieces.any(|piece| matches!(piece, Piece::Text(text) if text.contains('\n')))
}

fn said(values: &Values) -> impl Iterator<Item = &Option<Vec<Piece>>> {
    let said = match values {
        Values::Said(templates) => &templates.0[..],
        Values::Bytes(_) => &[],
    };
    said.iter()
}
