//! Takes a prose file apart, line by line.

use super::ChoiceProse;
use crate::problem::{Problem, Problems};

/// A section as it is written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The line of its heading, from 1.
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) heading: String,
    pub(super) body: String,
}

/// The text before the first section, and the sections. Code blocks are left alone.
pub(super) fn split(text: &str) -> (String, Vec<Draft>) {
    let mut preface = String::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut in_code = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if let Some(head) = line.strip_prefix("## ").filter(|_| !in_code) {
            let (id, heading) = head.split_once(':').unwrap_or((head, ""));
            let (id, heading) = (id.trim().to_owned(), heading.trim().to_owned());
            drafts.push(Draft {
                line: index + 1,
                id,
                heading,
                body: String::new(),
            });
            continue;
        }
        let body = drafts
            .last_mut()
            .map_or(&mut preface, |draft| &mut draft.body);
        body.push_str(line);
        body.push('\n');
    }
    (preface, drafts)
}

/// The title and the summary.
pub(super) fn preface(file: &str, text: &str, problems: &mut Problems) -> (String, String) {
    let text = text.trim();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let title = first.strip_prefix("# ").unwrap_or_default().trim();
    if title.is_empty() {
        problems.push(Problem::of(
            format!("{file}:1"),
            "must begin with a title: `# Title`",
        ));
    }
    let summary = rest.trim();
    if summary.is_empty() {
        problems.push(Problem::of(
            format!("{file}:1"),
            "a summary must follow the title: one or two sentences",
        ));
    }
    (title.to_owned(), summary.to_owned())
}

/// The body, and the choices in the list at its end: `- id: text`, each with a `  > hint` below.
pub(super) fn choices(body: &str) -> (String, Vec<(String, ChoiceProse)>) {
    let lines: Vec<&str> = body.trim_end().lines().collect();
    let of_list = |line: &&str| line.starts_with("- ") || line.starts_with("  ");
    let length = lines.iter().rev().take_while(|line| of_list(line)).count();
    let (body, list) = lines.split_at(lines.len() - length);
    let mut choices: Vec<(String, ChoiceProse)> = Vec::new();
    for line in list {
        if let Some(item) = line.strip_prefix("- ") {
            let (id, text) = item.split_once(':').unwrap_or((item, ""));
            choices.push((
                id.trim().to_owned(),
                ChoiceProse {
                    text: text.trim().to_owned(),
                    hint: None,
                },
            ));
            continue;
        }
        let Some((_, choice)) = choices.last_mut() else {
            continue;
        };
        match line.trim().strip_prefix('>') {
            Some(hint) => join(choice.hint.get_or_insert_default(), hint.trim()),
            None => join(&mut choice.text, line.trim()),
        }
    }
    (body.join("\n").trim().to_owned(), choices)
}

fn join(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}
