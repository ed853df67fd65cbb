//! The scorecard and the verdict as a report has them.

use std::collections::BTreeMap;

use engine::model::gather;
use serde::Serialize;

use crate::claim::Claim;
use crate::lab::Lab;
use crate::scorecard::{Count, Counted, Counts, Scope, evidence};
use crate::session::Session;

/// How many records of each count a report lists.
const LISTED_MAX: usize = 100;

/// What came of a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct VerdictReport {
    pub claim: Claim,
    pub holds: bool,
    pub sent: u64,
    pub acknowledged: u64,
    pub failed: u64,
    pub delivered: u64,
    pub lost: u64,
    pub duplicated: u64,
    pub expired: u64,
    pub anomalies: Vec<AnomalyReport>,
    /// Which counts break the claim.
    pub reasons: Vec<ReasonReport>,
}

/// One record that was lost (`lost-write`) or delivered again (`duplicate`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct AnomalyReport {
    pub kind: &'static str,
    pub reader: String,
    pub producer: Option<String>,
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
}

/// A count that a claim forbids.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ReasonReport {
    pub count: Count,
    pub number: u64,
    /// The first record of it.
    pub first: Option<CountedReport>,
}

/// The scorecard. Producers and partitions are by name, readers as `group g` or `consumer, start n`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ScorecardReport {
    pub total: Counts,
    pub producers: BTreeMap<String, Counts>,
    pub partitions: BTreeMap<String, Counts>,
    pub readers: BTreeMap<String, Counts>,
    /// The records of each count that is not zero.
    pub evidence: BTreeMap<&'static str, EvidenceReport>,
    /// What the judge finds in the same history, by published names (docs/history.md).
    pub anomalies: BTreeMap<&'static str, PublishedReport>,
}

/// How often the judge finds an anomaly.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PublishedReport {
    pub count: u64,
    /// Whether Kafka may do this.
    pub legal: bool,
}

/// The first records that a count is made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct EvidenceReport {
    pub records: Vec<CountedReport>,
    /// How many more there are.
    pub left_out: u64,
}

/// One record that was counted; what nobody knows is `null`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CountedReport {
    pub topic: Option<String>,
    pub partition: Option<i32>,
    pub offset: Option<i64>,
    pub producer: Option<String>,
    /// In which start of the producer it was sent, from 1.
    pub start: Option<u32>,
    /// Which `send()` of that start it is, from 0.
    pub number: Option<u64>,
    pub reader: Option<String>,
}

/// The verdict and the scorecard of a session at its playhead.
pub(super) fn judged(session: &Session) -> (VerdictReport, ScorecardReport) {
    let (lab, scorecard) = (session.lab(), session.scorecard());
    let found = evidence(session.world(), &Scope::Total, LISTED_MAX);
    let listed = |count: Count| found.get(&count).map_or(&[][..], Vec::as_slice);
    let verdict = scorecard.verdict(lab.claim());
    let counts = verdict.counts;
    let reasons = verdict.reasons.iter().map(|reason| ReasonReport {
        count: reason.count,
        number: reason.number,
        first: listed(reason.count).first().map(|one| record(lab, one)),
    });
    let lost = listed(Count::Lost).iter().map(|one| ("lost-write", one));
    let again = listed(Count::Duplicated)
        .iter()
        .map(|one| ("duplicate", one));
    let anomalies = lost.chain(again).take(LISTED_MAX);
    let verdict = VerdictReport {
        claim: verdict.claim,
        holds: verdict.holds,
        sent: counts.sent,
        acknowledged: counts.acknowledged,
        failed: counts.failed,
        delivered: counts.delivered,
        lost: counts.lost,
        duplicated: counts.duplicated,
        expired: counts.expired,
        anomalies: anomalies
            .filter_map(|(kind, one)| anomaly(lab, kind, one))
            .collect(),
        reasons: reasons.collect(),
    };
    let name = |id| lab.name(id).unwrap_or_default().to_owned();
    let producers = scorecard.producers().into_iter();
    let partitions = scorecard.partitions().into_iter();
    let readers = scorecard.readers().into_iter();
    let evidence = found.iter().map(|(count, records)| {
        let records: Vec<CountedReport> = records.iter().map(|one| record(lab, one)).collect();
        let left_out = counts.get(*count).saturating_sub(records.len() as u64);
        (count.name(), EvidenceReport { records, left_out })
    });
    let scorecard = ScorecardReport {
        total: counts,
        producers: gather(producers.map(|(id, counts)| (name(id), counts))),
        partitions: gather(partitions.map(|(place, counts)| (place.to_string(), counts))),
        readers: gather(readers.map(|(reader, counts)| (reader.to_string(), counts))),
        evidence: gather(evidence),
        anomalies: published(session),
    };
    (verdict, scorecard)
}

fn published(session: &Session) -> BTreeMap<&'static str, PublishedReport> {
    let report = crate::operations::judge(session.world());
    let found = report.anomalies.iter().map(|(anomaly, found)| {
        let told = PublishedReport {
            count: found.count,
            legal: found.legal,
        };
        (anomaly.name(), told)
    });
    gather(found)
}

fn anomaly(lab: &Lab, kind: &'static str, one: &Counted) -> Option<AnomalyReport> {
    let partition = one.partition.as_ref()?;
    Some(AnomalyReport {
        kind,
        reader: one.reader.as_ref()?.to_string(),
        producer: producer(lab, one),
        topic: partition.topic.to_string(),
        partition: partition.partition,
        offset: one.offset?.0,
    })
}

fn record(lab: &Lab, one: &Counted) -> CountedReport {
    CountedReport {
        topic: one.partition.as_ref().map(|place| place.topic.to_string()),
        partition: one.partition.as_ref().map(|place| place.partition),
        offset: one.offset.map(|offset| offset.0),
        producer: producer(lab, one),
        start: one.send.map(|send| send.incarnation + 1),
        number: one.send.map(|send| send.number),
        reader: one.reader.as_ref().map(ToString::to_string),
    }
}

fn producer(lab: &Lab, one: &Counted) -> Option<String> {
    lab.name(one.send?.producer).map(str::to_owned)
}
