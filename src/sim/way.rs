//! One direction between two hosts.

use engine::model::{Duration, Instant};

/// What there is to remember of one direction between two hosts.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Way {
    /// How often jitter was drawn for it.
    pub(crate) draws: u64,
    /// How often it was drawn whether it loses a message.
    pub(crate) losses: u64,
    /// When bytes are put on it, by all connections together: stretches in order, with gaps between them.
    taken: Vec<(Instant, Instant)>,
}

impl Way {
    /// Takes the way for so long, from `depart` on: in the first gap that is long enough, since who is still at work
    /// on what it sends keeps nobody waiting before that. Answers when the last byte has left.
    pub(crate) fn take(&mut self, now: Instant, depart: Instant, time: Duration) -> Instant {
        self.taken.retain(|(_, end)| *end > now);
        let (mut begin, mut place) = (depart, 0);
        for (from, to) in &self.taken {
            if begin + time <= *from {
                break;
            }
            begin = begin.max(*to);
            place += 1;
        }
        let end = begin + time;
        self.insert(place, (begin, end));
        end
    }

    /// Joins a stretch with its neighbours, so that a way under load remembers one.
    fn insert(&mut self, place: usize, (begin, end): (Instant, Instant)) {
        let joins_next = self.taken.get(place).is_some_and(|next| next.0 == end);
        let before = place
            .checked_sub(1)
            .and_then(|before| self.taken.get_mut(before));
        match before.filter(|before| before.1 == begin) {
            Some(before) => {
                before.1 = end;
                if joins_next {
                    let (_, end) = self.taken.remove(place);
                    self.taken[place - 1].1 = end;
                }
            }
            None if joins_next => self.taken[place].0 = begin,
            None => self.taken.insert(place, (begin, end)),
        }
    }
}
