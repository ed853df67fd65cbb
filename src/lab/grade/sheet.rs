//! The grades of a class.

use std::collections::BTreeMap;

use csv::Writer;
use engine::model::Instant;
use serde::Serialize;
use serde_json::json;

use super::{Grade, Rubric};
use crate::lab::Lab;
use crate::problem::Problems;
use crate::submission::{Marking, Submission};
use crate::work::Work;

/// Everything that was handed in, and what it is worth.
#[derive(Clone, Debug)]
pub struct Sheet {
    rubric: Rubric,
    rows: Vec<Row>,
    /// What was handed in, by row, to be compared.
    works: Vec<Option<Submission>>,
}

/// Something that was handed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it came as: a file's name, or a link.
    pub source: String,
    /// What it is worth; or why it cannot be read.
    pub result: Result<Grade, Problems>,
}

/// What a learner has in all.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Total {
    /// Who.
    pub learner: String,
    /// The points of the best submission of each lab.
    pub points: f64,
    /// What could be had.
    pub of: f64,
    /// The labs that were set and not handed in.
    pub missing: Vec<String>,
}

impl Sheet {
    /// An empty sheet.
    #[must_use]
    pub const fn new(rubric: Rubric) -> Self {
        Self {
            rubric,
            rows: Vec::new(),
            works: Vec::new(),
        }
    }

    /// What was handed in, in order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Reads something that was handed in, to be played; `None`: it cannot be read, which the sheet tells.
    pub fn begin(&mut self, source: &str, text: &str, set: &[Lab]) -> Option<Begun> {
        let read = || -> Result<(Submission, Lab), Problems> {
            let submission = Submission::read(text)?;
            let lab = submission.lab_of(set)?;
            Ok((submission, lab))
        };
        match read() {
            Ok((submission, lab)) => Some(Begun {
                source: source.to_owned(),
                marking: Marking::new(&lab, submission.clone()),
                submission,
                lab,
            }),
            Err(problems) => {
                self.unread(source, problems);
                None
            }
        }
    }

    /// Takes down that something cannot be read.
    pub fn unread(&mut self, source: &str, problems: Problems) {
        self.works.push(None);
        self.rows.push(Row {
            source: source.to_owned(),
            result: Err(problems),
        });
    }

    /// Plays what is left of something that was handed in, and takes down what it is worth.
    pub fn finish(&mut self, begun: Begun) {
        let marked = begun.marking.finish();
        let mut grade = Grade::of(&self.rubric, &begun.lab, &begun.submission, &marked);
        if !self.rubric.is_set(&grade.lab) {
            let problem = format!("lab: {:?} was not set: it counts for nothing", grade.lab);
            grade.problems.push(problem);
        }
        let copied = |(_, other): &(usize, &Option<Submission>)| {
            let other = other.as_ref();
            other.is_some_and(|other| other.is_copied_by(&begun.submission))
        };
        if let Some((place, Some(other))) = self.works.iter().enumerate().find(copied) {
            let source = &self.rows[place].source;
            grade.problems.push(format!(
                "sittings: entry by entry what {} handed in ({source})",
                other.learner
            ));
        }
        self.works.push(Some(begun.submission));
        self.rows.push(Row {
            source: begun.source,
            result: Ok(grade),
        });
    }

    /// What each learner has in all, by name.
    #[must_use]
    pub fn totals(&self) -> Vec<Total> {
        let mut best: BTreeMap<String, BTreeMap<&str, (f64, f64)>> = BTreeMap::new();
        let grades = self.rows.iter().filter_map(|row| row.result.as_ref().ok());
        for grade in grades {
            let labs = best.entry(grade.learner.to_lowercase()).or_default();
            if self.rubric.is_set(&grade.lab) {
                let found = labs.entry(&grade.lab).or_insert((0.0, grade.of));
                found.0 = found.0.max(grade.points);
            }
        }
        let total = |(learner, labs): (String, BTreeMap<&str, (f64, f64)>)| {
            let set = self.rubric.labs.keys();
            let missing = set.filter(|lab| !labs.contains_key(lab.as_str()));
            let missing: Vec<String> = missing.cloned().collect();
            let unseen: f64 = missing.iter().map(|lab| self.rubric.worth(lab)).sum();
            Total {
                learner,
                points: labs.values().map(|(points, _)| points).sum(),
                of: labs.values().map(|(_, of)| of).sum::<f64>() + unseen,
                missing,
            }
        };
        best.into_iter().map(total).collect()
    }

    /// Whether everything could be read and comes to what it claims.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let clean = |row: &Row| matches!(&row.result, Ok(grade) if grade.problems.is_empty());
        self.rows.iter().all(clean)
    }

    /// The sheet as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let row = |row: &Row| match &row.result {
            Ok(grade) => json!({ "source": row.source, "grade": grade }),
            Err(problems) => {
                let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
                json!({ "source": row.source, "problems": told })
            }
        };
        let rows: Vec<_> = self.rows.iter().map(row).collect();
        format!("{:#}", json!({ "rows": rows, "totals": self.totals() }))
    }

    /// The sheet as CSV, a line for everything that was handed in.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut writer = Writer::from_writer(Vec::new());
        let lines = [Row::HEADINGS.map(str::to_owned)];
        let lines = lines.into_iter().chain(self.rows.iter().map(Row::cells));
        for line in lines {
            // A vector takes whatever is written, and all lines are as long as the first.
            let _ = writer.write_record(line.map(|cell| as_text(&cell)));
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Row {
    /// The headings of what [`cells`](Self::cells) has.
    pub const HEADINGS: [&'static str; 11] = [
        "source",
        "learner",
        "lab",
        "points",
        "of",
        "reached",
        "steps",
        "not reached",
        "wrong tries (self-reported)",
        "minutes (self-reported)",
        "problems",
    ];

    /// The row as text.
    #[must_use]
    pub fn cells(&self) -> [String; 11] {
        let grade = match &self.result {
            Ok(grade) => grade,
            Err(problems) => {
                let mut cells: [String; 11] = Default::default();
                cells[0].clone_from(&self.source);
                cells[10] = problems.to_string();
                return cells;
            }
        };
        let reported = grade.self_reported;
        let minutes = reported
            .seconds
            .map(|seconds| seconds.div_ceil(60).to_string());
        let not_reached: Vec<&str> = grade.not_reached().collect();
        [
            self.source.clone(),
            grade.learner.clone(),
            grade.lab.clone(),
            points(grade.points),
            points(grade.of),
            grade.reached().to_string(),
            grade.steps.len().to_string(),
            not_reached.join(" "),
            reported.wrong.to_string(),
            minutes.unwrap_or_default(),
            grade.problems.join("\n"),
        ]
    }
}

/// Something that was handed in and is being played.
#[derive(Clone, Debug)]
pub struct Begun {
    source: String,
    lab: Lab,
    submission: Submission,
    marking: Marking,
}

impl Work for Begun {
    fn slice(&mut self, steps: u32) -> bool {
        self.marking.slice(steps)
    }

    fn progress(&self) -> (Instant, Instant) {
        self.marking.progress()
    }
}

/// Points, to the hundredth.
#[must_use]
pub fn points(points: f64) -> String {
    let text = format!("{points:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A cell that no spreadsheet takes for a formula.
fn as_text(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
