//! What applications made of records, so that two sends can be told to be the same result.

use std::ops::Range;

use engine::model::TopicPartition;
use imbl::OrdMap;

use super::intervals::{Intervals, rest_of};
use super::places::Life;
use super::reader::Reader;

/// Which sends were made of which records, and whose results readers have handled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Results {
    /// By the number of the first send.
    made: OrdMap<(Life, u64), Made>,
    /// The offsets of the records of which a reader has handled results.
    handled: OrdMap<(Reader, Source), Intervals>,
}

/// Where results come from: the partition that an application reads, and for whom it does.
pub(super) type Source = (Reader, TopicPartition);

/// Sends that follow each other, made of records that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Made {
    source: Source,
    offset: u64,
    count: u64,
}

impl Results {
    /// A send was made of the record at an offset.
    pub(super) fn made(&mut self, life: Life, number: u64, source: Source, offset: u64) {
        if let Some((key, last)) = self.made.get_prev(&(life, number))
            && key.0 == life
            && key.1 + last.count == number
            && last.offset + last.count == offset
            && last.source == source
        {
            let key = *key;
            if let Some(last) = self.made.get_mut(&key) {
                last.count += 1;
            }
            return;
        }
        let count = 1;
        let made = Made {
            source,
            offset,
            count,
        };
        self.made.insert((life, number), made);
    }

    /// A reader has handled sends for the first time: which of them are results of records of which it had handled a
    /// result before.
    pub(super) fn handled(
        &mut self,
        reader: &Reader,
        life: Life,
        numbers: &[Range<u64>],
    ) -> Vec<Range<u64>> {
        let mut again = Vec::new();
        if self.made.is_empty() {
            return again;
        }
        for numbers in numbers {
            for (first, made) in self.within(life, numbers) {
                let begin = first.max(numbers.start);
                let end = (first + made.count).min(numbers.end);
                let at = made.offset + (begin - first);
                let offsets = at..at + (end - begin);
                let handled = self
                    .handled
                    .entry((reader.clone(), made.source))
                    .or_default();
                let new = handled.insert(offsets.clone());
                let known = rest_of(&offsets, &new).into_iter();
                again.extend(
                    known.map(|known| begin + (known.start - at)..begin + (known.end - at)),
                );
            }
        }
        again
    }

    /// What some sends were made of, by the number of the first.
    fn within(&self, life: Life, numbers: &Range<u64>) -> Vec<(u64, Made)> {
        let before = self.made.get_prev(&(life, numbers.start));
        let before =
            before.filter(|((of, first), made)| *of == life && first + made.count > numbers.start);
        let first = before.map_or(numbers.start, |((_, first), _)| *first);
        let made = self.made.range((life, first)..(life, numbers.end));
        made.map(|((_, first), made)| (*first, made.clone()))
            .collect()
    }
}
