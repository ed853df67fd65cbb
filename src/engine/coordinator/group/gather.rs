//! Answers that have several parts: a request can be about groups of several partitions.

use super::{Answer, GroupCoordinator};
use crate::node::{ConnectionId, Reply};
use crate::protocol::Response;

impl GroupCoordinator {
    /// Puts the parts of an answer together; says the whole once it is there.
    pub fn gather(&mut self, answer: Answer) -> Option<(Reply, Response)> {
        let Answer {
            reply,
            response,
            parts,
        } = answer;
        if parts <= 1 {
            return Some((reply, response));
        }
        let key: (ConnectionId, i32) = (reply.connection, reply.correlation_id);
        let (whole, missing) = match self.gathering.remove(&key) {
            None => (response, parts - 1),
            Some((whole, missing)) => (joined(whole, response), missing - 1),
        };
        if missing == 0 {
            return Some((reply, whole));
        }
        self.gathering.insert(key, (whole, missing));
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
        (whole, _) => whole,
    }
}
