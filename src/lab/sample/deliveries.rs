//! How long records take from `send()` to the application that is given them.

use std::cmp::Ordering;
use std::ops::Range;

use engine::client::Observation;
use engine::client::consumer::ConsumerRecords;
use engine::log::Origin;
use engine::model::{Instant, NodeId};
use imbl::{OrdMap, Vector};
use sim::History;

use super::Latencies;

/// When every record was sent, as far as the history was looked at. A copy shares it.
#[derive(Clone, Debug, Default)]
pub(super) struct Deliveries {
    /// How much of the history was looked at.
    seen: usize,
    /// By producer and start, in the order of the sends.
    sent: OrdMap<(NodeId, u32), Vector<Sends>>,
}

/// Sends that were made at once.
#[derive(Clone, Debug, PartialEq)]
struct Sends {
    numbers: Range<u64>,
    at: Instant,
}

impl Deliveries {
    /// Looks at what happened up to a moment, and answers how long the deliveries among that took.
    pub(super) fn take(&mut self, history: &History, until: Instant) -> Latencies {
        let mut latencies = Latencies::default();
        while let Some(entry) = history.get(self.seen)
            && entry.at <= until
        {
            self.seen += 1;
            match &entry.observation {
                Observation::Sent { numbers, .. } => {
                    self.sent((entry.node, entry.incarnation), numbers, entry.at);
                }
                Observation::Polled { records, .. } => {
                    self.delivered(records, entry.at, &mut latencies);
                }
                _ => {}
            }
        }
        latencies
    }

    /// The same as it was when everything up to a moment had been looked at.
    pub(super) fn up_to(&self, at: Instant, history: &History) -> Self {
        let until = |moment: Instant| {
            if moment <= at {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        };
        // Nothing compares as equal, so a search ends where the later ones begin.
        let place = |found: Result<usize, usize>| found.unwrap_or_else(|place| place);
        let earlier = self.sent.iter().map(|(life, sends)| {
            let count = place(sends.binary_search_by(|sends| until(sends.at)));
            (*life, sends.take(count))
        });
        Self {
            seen: place(history.binary_search_by(|entry| until(entry.at))),
            sent: engine::model::gather(earlier),
        }
    }

    fn sent(&mut self, life: (NodeId, u32), numbers: &Range<u64>, at: Instant) {
        let sends = self.sent.entry(life).or_default();
        match sends.back_mut() {
            Some(last) if last.at == at && last.numbers.end == numbers.start => {
                last.numbers.end = numbers.end;
            }
            _ => sends.push_back(Sends {
                numbers: numbers.clone(),
                at,
            }),
        }
    }

    fn delivered(&self, records: &ConsumerRecords, at: Instant, latencies: &mut Latencies) {
        // Records follow each other in a log much as they were sent, so the last answer is often the next one.
        let mut last: Option<((NodeId, u32), Sends)> = None;
        let mut waiting = (0, 0);
        for origin in records.iter().filter_map(|record| record.record.origin) {
            let life = (origin.producer, origin.incarnation);
            let known = last
                .as_ref()
                .filter(|(of, sends)| *of == life && sends.numbers.contains(&origin.number));
            if known.is_none() {
                last = self.sends_of(&origin).map(|sends| (life, sends.clone()));
            }
            let Some((_, sends)) = &last else { continue };
            let took = at.since(sends.at).0;
            if took != waiting.0 {
                latencies.record_many(waiting.0, waiting.1);
                waiting = (took, 0);
            }
            waiting.1 += 1;
        }
        latencies.record_many(waiting.0, waiting.1);
    }

    fn sends_of(&self, origin: &Origin) -> Option<&Sends> {
        let sends = self.sent.get(&(origin.producer, origin.incarnation))?;
        let place = sends.binary_search_by(|sends| {
            if sends.numbers.end <= origin.number {
                Ordering::Less
            } else if sends.numbers.start > origin.number {
                Ordering::Greater
            } else {
                Ordering::Equal
            }
        });
        sends.get(place.ok()?)
    }
}
