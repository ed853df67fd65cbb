//! A set of numbers, kept as the stretches that it is made of.

use std::ops::Range;

use imbl::OrdMap;

/// A set of numbers. What lies close together costs no more than one number, and a copy costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Intervals {
    /// The last stretch, where most numbers are added and looked for; empty while there is none.
    last: Range<u64>,
    /// Where each one before it begins and ends. No two overlap or touch.
    earlier: OrdMap<u64, u64>,
}

impl Intervals {
    /// Adds a stretch, and says which parts of it are new.
    pub(super) fn insert(&mut self, numbers: Range<u64>) -> Vec<Range<u64>> {
        let new = self.absent(&numbers);
        if new.is_empty() {
            return new;
        }
        if self.last.is_empty() {
            self.last = numbers;
        } else if numbers.start > self.last.end {
            self.earlier.insert(self.last.start, self.last.end);
            self.last = numbers;
        } else if numbers.start >= self.last.start {
            self.last.end = self.last.end.max(numbers.end);
        } else if numbers.end >= self.last.start {
            self.last.end = self.last.end.max(numbers.end);
            let joined = self.take_touching(numbers.start..self.last.start);
            self.last.start = joined.start;
        } else {
            let joined = self.take_touching(numbers);
            self.earlier.insert(joined.start, joined.end);
        }
        new
    }

    /// Which parts of a stretch are not in the set.
    pub(super) fn absent(&self, numbers: &Range<u64>) -> Vec<Range<u64>> {
        rest_of(numbers, &self.present(numbers))
    }

    /// Which parts of a stretch are in the set.
    pub(super) fn present(&self, numbers: &Range<u64>) -> Vec<Range<u64>> {
        let mut present = Vec::new();
        let mut clip = |there: Range<u64>| {
            let part = there.start.max(numbers.start)..there.end.min(numbers.end);
            if !part.is_empty() {
                present.push(part);
            }
        };
        if numbers.start < self.last.start && !numbers.is_empty() {
            let before = self.earlier.get_prev(&numbers.start);
            match before {
                // It is all there, as most often.
                Some((start, end)) if *end >= numbers.end => clip(*start..*end),
                _ => {
                    let first = before.map_or(numbers.start, |(start, _)| *start);
                    for (start, end) in self.earlier.range(first..numbers.end) {
                        clip(*start..*end);
                    }
                }
            }
        }
        clip(self.last.clone());
        present
    }

    /// The stretches that the set is made of.
    pub(super) fn stretches(&self) -> Vec<Range<u64>> {
        self.present(&(0..u64::MAX))
    }

    /// Whether there is nothing in the set.
    pub(super) fn is_empty(&self) -> bool {
        self.last.is_empty()
    }

    /// Whether a number is in the set.
    pub(super) fn contains(&self, number: u64) -> bool {
        let before = || self.earlier.get_prev(&number);
        self.last.contains(&number) || before().is_some_and(|(_, end)| *end > number)
    }

    /// Takes out every earlier stretch that overlaps or touches this one, and says what all of them are together.
    fn take_touching(&mut self, numbers: Range<u64>) -> Range<u64> {
        let Range { mut start, mut end } = numbers;
        while let Some((from, to)) = self.earlier.get_prev(&end).map(|(from, to)| (*from, *to))
            && to >= start
        {
            self.earlier.remove(&from);
            start = start.min(from);
            end = end.max(to);
        }
        start..end
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
            prop_assert_eq!(stretches.earlier.len() + usize::from(!stretches.last.is_empty()), joined, "what touches is one stretch");
        }
    }
}
