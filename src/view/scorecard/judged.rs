//! What the judge says of everything that clients saw: the published anomalies.

use judge::{Anomaly, Findings, Report, Verdict};
use lab::Session;
use serde::Serialize;

use crate::saying::Saying;

/// A longer history is not judged while somebody waits.
pub const JUDGED_MOST: usize = 250_000;

/// What the judge says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// Of which moment, in µs.
    pub at: u64,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of judging.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The history has more entries than can be judged while somebody waits.
    TooLong {
        /// So many.
        entries: usize,
    },
    /// It was judged.
    Told {
        /// Whether it is valid.
        verdict: Verdict,
        /// What was looked at.
        of: Saying,
        /// What was found, the gravest first.
        found: Vec<Finding>,
    },
}

/// One anomaly.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Its published name.
    pub name: &'static str,
    /// What it is, in English and without its end.
    pub meaning: &'static str,
    /// How often it is there.
    pub count: u64,
    /// Whether Kafka may do this.
    pub legal: bool,
    /// What shows the first, as the judge's report has it.
    pub evidence: Option<String>,
}

impl Judged {
    /// What the judge says at the playhead. It reads the whole history.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let entries = session.world().history().len();
        let outcome = if entries > JUDGED_MOST {
            Outcome::TooLong { entries }
        } else {
            Outcome::of(&lab::judge(session.world()))
        };
        Self {
            at: session.playhead().0,
            outcome,
        }
    }
}

impl Outcome {
    fn of(report: &Report) -> Self {
        Self::Told {
            verdict: report.verdict,
            of: Saying::new("judged-of")
                .with("operations", report.operations)
                .with("clients", report.processes)
                .with("records", report.records),
            found: report.anomalies.iter().map(Finding::of).collect(),
        }
    }
}

impl Finding {
    fn of((anomaly, findings): (&Anomaly, &Findings)) -> Self {
        Self {
            name: anomaly.name(),
            meaning: anomaly.meaning(),
            count: findings.count,
            legal: findings.legal,
            evidence: findings.evidence.first().map(ToString::to_string),
        }
    }
}
