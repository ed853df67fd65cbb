//! What a broker asks itself: as coordinator of transactions it may lead their partitions, and the other way round.
//!
//! In Kafka that goes through a socket of its own host. Here nothing that could break lies between, but it takes a step.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::{Broker, BrokerTimer, Context};
use crate::client::network::NetworkEvent;
use crate::model::Duration;
use crate::node::{ConnectionId, Effects, Message, Now, Reply};
use crate::protocol::{Body, Request, Response};

/// The connection on which nothing leaves the host.
const LOOPBACK: ConnectionId = ConnectionId(u64::MAX);
/// From the question to the handler, and from the answer back.
const LATENCY: Duration = Duration(30);

/// Questions and answers that have not arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Loopback {
    next: i32,
    asked: VecDeque<(i32, Request)>,
    contexts: BTreeMap<i32, Context>,
    answered: VecDeque<(i32, Response)>,
}

impl Broker {
    /// Asks itself.
    pub(super) fn ask_itself(
        &mut self,
        request: impl Into<Request>,
        context: Context,
        effects: &mut Effects,
    ) {
        let loopback = &mut self.loopback;
        let number = loopback.next;
        loopback.next = number.wrapping_add(1);
        loopback.asked.push_back((number, request.into()));
        loopback.contexts.insert(number, context);
        effects.set_timer(BrokerTimer::Loopback, LATENCY);
    }

    /// Keeps an answer that is for itself; gives back one that is for others.
    pub(super) fn answer_itself(
        &mut self,
        reply: Reply,
        response: Response,
        effects: &mut Effects,
    ) -> Option<Response> {
        if reply.connection != LOOPBACK {
            return Some(response);
        }
        let answer = (reply.correlation_id, response);
        self.loopback.answered.push_back(answer);
        effects.set_timer(BrokerTimer::Loopback, LATENCY);
        None
    }

    /// What it has asked itself and answered itself arrives.
    pub(super) fn hear_itself(&mut self, now: Now, effects: &mut Effects) {
        for (number, response) in std::mem::take(&mut self.loopback.answered) {
            if let Some(context) = self.loopback.contexts.remove(&number) {
                let event = NetworkEvent::Answered {
                    peer: self.setup.id,
                    context,
                    body: Arc::new(Body::Response(response)),
                };
                self.became(now, event, effects);
            }
        }
        for (number, request) in std::mem::take(&mut self.loopback.asked) {
            let message = Message {
                connection: LOOPBACK,
                correlation_id: number,
                body: Arc::new(Body::Request(request)),
            };
            self.request(now, &message, effects);
        }
    }
}
