//! A set of numbers, kept as the stretches that it is made of.

use std::ops::Range;

use imbl::OrdMap;

/// A set of numbers. What lies close together costs no more than one number, and a copy costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Intervals {
    /// Where each stretch begins and ends. No two overlap or touch.
    ends: OrdMap<u64, u64>,
}

impl Intervals {
    /// Adds a stretch, and says which parts of it are new.
    pub(super) fn insert(&mut self, numbers: Range<u64>) -> Vec<Range<u64>> {
        let new = self.absent(&numbers);
        if new.is_empty() {
            return new;
        }
        let (mut start, mut end) = (numbers.start, numbers.end);
        while let Some((from, to)) = self.ends.get_prev(&end).map(|(from, to)| (*from, *to))
            && to >= start
        {
            end = end.max(to);
            if from <= start {
                start = from;
                break;
            }
            self.ends.remove(&from);
        }
        self.ends.insert(start, end);
        new
    }

    /// Which parts of a stretch are not in the set.
    pub(super) fn absent(&self, numbers: &Range<u64>) -> Vec<Range<u64>> {
        let mut absent = Vec::new();
        let mut from = numbers.start;
        for there in self.overlapping(numbers) {
            if there.start > from {
                absent.push(from..there.start);
            }
            from = from.max(there.end);
        }
        if from < numbers.end {
            absent.push(from..numbers.end);
        }
        absent
    }

    /// Which parts of a stretch are in the set.
    pub(super) fn present(&self, numbers: &Range<u64>) -> Vec<Range<u64>> {
        let clipped = self
            .overlapping(numbers)
            .map(|there| there.start.max(numbers.start)..there.end.min(numbers.end));
        clipped.collect()
    }

    /// Whether a number is in the set.
    pub(super) fn contains(&self, number: u64) -> bool {
        let before = self.ends.get_prev(&number);
        before.is_some_and(|(_, end)| *end > number)
    }

    fn overlapping(&self, numbers: &Range<u64>) -> impl Iterator<Item = Range<u64>> {
        let wanted = numbers.clone();
        let before = self.ends.get_prev(&wanted.start);
        let first = before.map_or(wanted.start, |(start, _)| *start);
        let near = (!wanted.is_empty()).then(|| self.ends.range(first..wanted.end));
        let stretches = near.into_iter().flatten();
        stretches
            .map(|(start, end)| *start..*end)
            .filter(move |there| there.end > wanted.start)
    }
}

/// How many numbers there are in stretches.
pub(super) fn total(stretches: &[Range<u64>]) -> u64 {
    stretches.iter().map(|part| part.end - part.start).sum()
}

/// What is left of a stretch without those parts of it, which are in order.
pub(super) fn rest_of(numbers: &Range<u64>, without: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut rest = Vec::new();
    let mut from = numbers.start;
    for part in without {
        if part.start > from {
            rest.push(from..part.start);
        }
        from = part.end;
    }
    if from < numbers.end {
        rest.push(from..numbers.end);
    }
    rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn stretches_are_what_their_numbers_are(
            added in prop::collection::vec((0_u64..60, 0_u64..12), 0..40),
            (from, length) in (0_u64..70, 0_u64..20),
        ) {
            let (mut stretches, mut numbers) = (Intervals::default(), BTreeSet::new());
            for (start, length) in added {
                let wanted = start..start + length;
                let new = stretches.insert(wanted.clone());
                let told: Vec<u64> = new.iter().cloned().flatten().collect();
                let expected: Vec<u64> = wanted.clone().filter(|number| !numbers.contains(number)).collect();
                prop_assert_eq!(&told, &expected);
                prop_assert_eq!(total(&new), expected.len() as u64);
                let again: Vec<u64> = rest_of(&wanted, &new).into_iter().flatten().collect();
                prop_assert_eq!(again, wanted.clone().filter(|number| numbers.contains(number)).collect::<Vec<_>>());
                numbers.extend(wanted);
            }
            let asked = from..from + length;
            let inside: Vec<u64> = stretches.present(&asked).into_iter().flatten().collect();
            prop_assert_eq!(inside, asked.clone().filter(|number| numbers.contains(number)).collect::<Vec<_>>());
            let outside: Vec<u64> = stretches.absent(&asked).into_iter().flatten().collect();
            prop_assert_eq!(outside, asked.filter(|number| !numbers.contains(number)).collect::<Vec<_>>());
            prop_assert_eq!(stretches.contains(from), numbers.contains(&from));
            let joined = numbers.iter().filter(|number| !numbers.contains(&(*number + 1))).count();
            prop_assert_eq!(stretches.ends.len(), joined, "what touches is one stretch");
        }
    }
}
