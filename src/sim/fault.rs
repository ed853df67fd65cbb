//! What can be broken and mended.

use engine::model::{Duration, NodeId};
use engine::node::Message;
use engine::protocol::ApiKey;

use crate::flight::FlightId;

/// What can be broken and mended, in turmoil's verbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault<T = NodeId> {
    /// `kill -9`: the process is gone, its host answers for it and resets its connections; what was written stays.
    Crash(T),
    /// The host goes dark: silence for its peers; only what was flushed, and maybe some of the rest, stays.
    PowerCut(T),
    /// Starts a process again that is down; kills it first if it runs.
    Restart(T),
    /// `kill -STOP`: the process handles nothing, its connections stay up.
    Pause(T),
    /// `kill -CONT`: it goes on with all that has waited.
    Resume(T),
    /// The disk of a host whose process is down is emptied, as if it were a new one.
    Wipe(T),
    /// A host's disk holds no more than it does now: what is written from now on must fit into what is deleted.
    DiskFull(T),
    /// The disk holds as much as before it was filled.
    DiskFreed(T),
    /// What a host's disk is asked for from now on takes so many times as long as it should; 1 is as it should.
    SlowDisk {
        /// Whose.
        node: T,
        /// How many times as long.
        times: u32,
    },
    /// The way between two nodes is cut. What travels it waits.
    Partition {
        /// One of them.
        a: T,
        /// The other.
        b: T,
        /// Only what goes from `a` to `b` is held up.
        one_way: bool,
    },
    /// What is sent from now on between two nodes takes so much longer; zero is as the network has it.
    Slow {
        /// One of them.
        a: T,
        /// The other.
        b: T,
        /// How much longer, in place of what was said before.
        extra: Duration,
        /// Only what goes from `a` to `b`.
        one_way: bool,
    },
    /// The way between two nodes is in both directions as the network has it: neither cut nor held, slow or flaky. What
    /// waited goes on in order.
    Repair {
        /// One of them.
        a: T,
        /// The other.
        b: T,
    },
    /// One message in flight is lost, and with it its connection: TCP has no other way to lose one.
    Drop(FlightId),
    /// One message in flight takes longer, and with it what was sent behind it on its connection: TCP keeps the order.
    Delay {
        /// Which.
        flight: FlightId,
        /// How much longer.
        by: Duration,
    },
    /// A node's wall clock is off by this much from now on. Timeouts run on the steady clock and don't notice.
    SkewClock {
        /// Whose.
        node: T,
        /// How far ahead of the true time, in ms; negative is behind.
        offset_ms: i64,
    },
    /// The way between two nodes is no longer cut, and what waited goes on in order. It stays as slow as it is: Jepsen's
    /// `heal`.
    Heal {
        /// One of them.
        a: T,
        /// The other.
        b: T,
        /// Only what goes from `a` to `b` goes on.
        one_way: bool,
    },
    /// Everything on the way between two nodes stands still at once, where a cut way lets it come to its end first; what
    /// is sent from now on waits behind it. Turmoil's `hold`.
    Hold {
        /// One of them.
        a: T,
        /// The other.
        b: T,
        /// Only what goes from `a` to `b` is held.
        one_way: bool,
    },
    /// What is held between two nodes goes on in order, as if it were sent now.
    Release {
        /// One of them.
        a: T,
        /// The other.
        b: T,
        /// Only what goes from `a` to `b` goes on.
        one_way: bool,
        /// So many requests and responses go on, and what was sent before them; the rest stays held. `None`: everything
        /// goes on, and nothing is held any longer.
        messages: Option<u32>,
    },
    /// Of the requests and responses that arrive from now on between two nodes, so many are lost by chance; each breaks
    /// its connection, as a dropped one does.
    Flaky {
        /// One of them.
        a: T,
        /// The other.
        b: T,
        /// Only what goes from `a` to `b`.
        one_way: bool,
        /// So many, on the average. 0 is none.
        lost: u32,
        /// Out of so many.
        of: u32,
    },
    /// The next request or response that arrives from one node at another and is like this is lost, as a dropped one is.
    DropNext {
        /// Who sends it.
        from: T,
        /// Who never gets it.
        to: T,
        /// What is like it.
        like: Likeness,
    },
}

/// What a request or response is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Likeness {
    /// The API that it belongs to; `None`: any.
    pub api: Option<ApiKey>,
    /// Whether it asks, otherwise it answers; `None`: either.
    pub is_request: Option<bool>,
}

impl Likeness {
    /// Whether a message is like this.
    #[must_use]
    pub fn admits(&self, message: &Message) -> bool {
        let body = &message.body;
        self.api.is_none_or(|api| api == body.api_key())
            && self
                .is_request
                .is_none_or(|wanted| wanted == body.is_request())
    }
}

impl<T> Fault<T> {
    /// Whom it is about, in the order in which it names them.
    pub(crate) fn nodes(&self) -> Vec<&T> {
        match self {
            Self::Crash(node)
            | Self::PowerCut(node)
            | Self::Restart(node)
            | Self::Pause(node)
            | Self::Resume(node)
            | Self::Wipe(node)
            | Self::DiskFull(node)
            | Self::DiskFreed(node)
            | Self::SlowDisk { node, .. }
            | Self::SkewClock { node, .. } => vec![node],
            Self::Partition { a, b, .. }
            | Self::Slow { a, b, .. }
            | Self::Repair { a, b }
            | Self::Heal { a, b, .. }
            | Self::Hold { a, b, .. }
            | Self::Release { a, b, .. }
            | Self::Flaky { a, b, .. }
            | Self::DropNext { from: a, to: b, .. } => vec![a, b],
            Self::Drop(_) | Self::Delay { .. } => vec![],
        }
    }

    /// The fault that undoes this one and nothing else, if there is one.
    pub(crate) fn mending(&self) -> Option<Self>
    where
        T: Clone,
    {
        Some(match self.clone() {
            Self::Pause(node) => Self::Resume(node),
            Self::DiskFull(node) => Self::DiskFreed(node),
            Self::SlowDisk { node, .. } => Self::SlowDisk { node, times: 1 },
            Self::SkewClock { node, .. } => Self::SkewClock { node, offset_ms: 0 },
            Self::Partition { a, b, one_way } => Self::Heal { a, b, one_way },
            Self::Hold { a, b, one_way } => Self::Release {
                a,
                b,
                one_way,
                messages: None,
            },
            Self::Slow { a, b, one_way, .. } => Self::Slow {
                a,
                b,
                extra: Duration::ZERO,
                one_way,
            },
            Self::Flaky { a, b, one_way, .. } => Self::Flaky {
                a,
                b,
                one_way,
                lost: 0,
                of: 1,
            },
            _ => return None,
        })
    }

    /// The same about others.
    pub(crate) fn try_map<U, E>(
        self,
        to: &mut impl FnMut(T) -> Result<U, E>,
    ) -> Result<Fault<U>, E> {
        Ok(match self {
            Self::Crash(node) => Fault::Crash(to(node)?),
            Self::PowerCut(node) => Fault::PowerCut(to(node)?),
            Self::Restart(node) => Fault::Restart(to(node)?),
            Self::Pause(node) => Fault::Pause(to(node)?),
            Self::Resume(node) => Fault::Resume(to(node)?),
            Self::Wipe(node) => Fault::Wipe(to(node)?),
            Self::DiskFull(node) => Fault::DiskFull(to(node)?),
            Self::DiskFreed(node) => Fault::DiskFreed(to(node)?),
            Self::SlowDisk { node, times } => Fault::SlowDisk {
                node: to(node)?,
                times,
            },
            Self::Partition { a, b, one_way } => Fault::Partition {
                a: to(a)?,
                b: to(b)?,
                one_way,
            },
            Self::Slow {
                a,
                b,
                extra,
                one_way,
            } => Fault::Slow {
                a: to(a)?,
                b: to(b)?,
                extra,
                one_way,
            },
            Self::Repair { a, b } => Fault::Repair {
                a: to(a)?,
                b: to(b)?,
            },
            Self::Drop(flight) => Fault::Drop(flight),
            Self::Delay { flight, by } => Fault::Delay { flight, by },
            Self::SkewClock { node, offset_ms } => Fault::SkewClock {
                node: to(node)?,
                offset_ms,
            },
            Self::Heal { a, b, one_way } => Fault::Heal {
                a: to(a)?,
                b: to(b)?,
                one_way,
            },
            Self::Hold { a, b, one_way } => Fault::Hold {
                a: to(a)?,
                b: to(b)?,
                one_way,
            },
            Self::Release {
                a,
                b,
                one_way,
                messages,
            } => Fault::Release {
                a: to(a)?,
                b: to(b)?,
                one_way,
                messages,
            },
            Self::Flaky {
                a,
                b,
                one_way,
                lost,
                of,
            } => Fault::Flaky {
                a: to(a)?,
                b: to(b)?,
                one_way,
                lost,
                of,
            },
            Self::DropNext {
                from,
                to: whom,
                like,
            } => Fault::DropNext {
                from: to(from)?,
                to: to(whom)?,
                like,
            },
        })
    }
}
