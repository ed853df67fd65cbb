//! Requests of the protocol as they are, for whoever wants to see what a broker answers: sent once, never again.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Context;
use crate::client::Observation;
use crate::client::network::NetworkClient;
use crate::model::BrokerId;
use crate::node::{Effects, Now};
use crate::protocol::{Request, Response};

/// What waits for a connection, in the order in which it was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Questions {
    asked: u64,
    waiting: VecDeque<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Question {
    number: u64,
    to: Option<BrokerId>,
    request: Request,
}

impl Questions {
    /// One more question, to a broker or to any.
    pub fn add(&mut self, to: Option<BrokerId>, request: Request) {
        let number = self.asked;
        self.asked += 1;
        self.waiting.push_back(Question {
            number,
            to,
            request,
        });
    }

    /// Sends what can be sent.
    pub fn pump(
        &mut self,
        now: Now,
        network: &mut NetworkClient<Context>,
        bootstrap: &[BrokerId],
        effects: &mut Effects,
    ) {
        for question in std::mem::take(&mut self.waiting) {
            let ready = match question.to {
                Some(broker) => network.ready(broker, effects).then_some(broker),
                None => network.least_loaded(bootstrap, effects),
            };
            match ready {
                Some(broker) => {
                    let context = Context::Raw(question.number);
                    network.send(now, broker, question.request, context, effects);
                }
                None => self.waiting.push_back(question),
            }
        }
    }
}

/// Tells the application what came of its question; nothing, when the connection was lost.
pub(super) fn answered(number: u64, response: Option<&Response>, effects: &mut Effects) {
    effects.observe(Observation::Answered {
        number,
        response: response.map(|response| Arc::new(response.clone())),
    });
}
