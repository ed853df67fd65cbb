//! Answers of coordinators, of which some have several parts: a request can be about several partitions.

use std::collections::BTreeMap;

use crate::node::{ConnectionId, Reply};
use crate::protocol::Response;

/// A response and where it goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    /// Where.
    pub reply: Reply,
    /// What: all of it, or one of its parts.
    pub response: Response,
    /// How many parts the whole answer has.
    pub parts: u32,
}

impl Answer {
    /// An answer in one part.
    #[must_use]
    pub fn new(reply: Reply, response: impl Into<Response>) -> Self {
        Self {
            reply,
            response: response.into(),
            parts: 1,
        }
    }

    /// As one of so many parts.
    pub(super) const fn in_parts(mut self, parts: u32) -> Self {
        self.parts = parts;
        self
    }
}

/// Answers of which some parts are there, and how many are missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Gathering(BTreeMap<(ConnectionId, i32), (Response, u32)>);

impl Gathering {
    /// Puts the parts of an answer together; says the whole once it is there.
    pub fn add(&mut self, answer: Answer) -> Option<(Reply, Response)> {
        let Answer {
            reply,
            response,
            parts,
        } = answer;
        if parts <= 1 {
            return Some((reply, response));
        }
        let key: (ConnectionId, i32) = (reply.connection, reply.correlation_id);
        let (whole, missing) = match self.0.remove(&key) {
            None => (response, parts - 1),
            Some((whole, missing)) => (joined(whole, response), missing - 1),
        };
        if missing == 0 {
            return Some((reply, whole));
        }
        self.0.insert(key, (whole, missing));
        None
    }
}

/// Two parts of one answer.
fn joined(whole: Response, part: Response) -> Response {
    match (whole, part) {
        (Response::OffsetFetch(mut whole), Response::OffsetFetch(part)) => {
            whole.groups.extend(part.groups);
            whole.into()
        }
        (Response::DescribeGroups(mut whole), Response::DescribeGroups(part)) => {
            whole.groups.extend(part.groups);
            whole.into()
        }
        (Response::DeleteGroups(mut whole), Response::DeleteGroups(part)) => {
            whole.results.extend(part.results);
            whole.into()
        }
        (Response::AddPartitionsToTxn(mut whole), Response::AddPartitionsToTxn(part)) => {
            whole.transactions.extend(part.transactions);
            whole.into()
        }
        (whole, _) => whole,
    }
}
