//! Whose turn it is to get a partition, or to give one up (`MemberAssignmentBalancer`).

/// Some members in the order of how much they have. From the left those with the least get more, level by level; from the
/// right those with the most give up, level by level.
pub(super) struct Balancer<'a> {
    /// How much each member has when it begins, by its number.
    sizes: &'a [usize],
    sorted: Vec<usize>,
    /// The least loaded are those before this place.
    least_end: usize,
    least_level: isize,
    next_least: usize,
    /// The most loaded are those from the first place to before the second; the rest of them has nothing to give.
    most: std::ops::Range<usize>,
    most_level: isize,
    /// One more than the place of whoever gives next.
    next_most: usize,
}

impl<'a> Balancer<'a> {
    /// Begins with these members, of which there is at least one.
    pub fn new(sizes: &'a [usize], members: &[usize]) -> Self {
        let mut sorted = members.to_vec();
        sorted.sort_by_key(|member| (sizes[*member], *member));
        let level = |place: usize| sizes[sorted[place]].cast_signed();
        let count = sorted.len();
        Self {
            least_end: 0,
            least_level: level(0) - 1,
            next_least: 0,
            most: count..count,
            most_level: level(count - 1) + 1,
            next_most: count,
            sizes,
            sorted,
        }
    }

    /// How far the most and the least loaded are apart.
    pub fn imbalance(&self) -> usize {
        let size = |member: Option<&usize>| member.map_or(0, |member| self.sizes[*member]);
        size(self.sorted.last()) - size(self.sorted.first())
    }

    /// Who gets the next partition.
    pub fn next_least(&mut self) -> usize {
        if self.next_least >= self.least_end {
            self.least_level += 1;
            while self.least_end < self.sorted.len()
                && self.level(self.least_end) == self.least_level
            {
                self.least_end += 1;
            }
            self.next_least = 0;
        }
        let member = self.sorted[self.next_least];
        self.next_least += 1;
        member
    }

    /// Who gives up the next partition; `None` when nobody is left who could.
    pub fn next_most(&mut self) -> Option<usize> {
        if self.next_most <= self.most.start {
            if self.most.is_empty() && self.most.start > 0 {
                self.most_level = self.level(self.most.start - 1);
            } else {
                self.most_level -= 1;
            }
            while self.most.start > 0 && self.level(self.most.start - 1) == self.most_level {
                self.most.start -= 1;
            }
            self.next_most = self.most.end;
        }
        self.next_most = self.next_most.checked_sub(1)?;
        Some(self.sorted[self.next_most])
    }

    /// Whoever was named last has nothing to give.
    pub fn exclude(&mut self) {
        self.most.end -= 1;
        self.sorted.swap(self.next_most, self.most.end);
    }

    /// Whether no further move would make it more even.
    pub const fn is_balanced(&self) -> bool {
        self.most_level - self.least_level <= 1
    }

    fn level(&self, place: usize) -> isize {
        self.sizes[self.sorted[place]].cast_signed()
    }
}
