//! Requests that only the controller can decide: a broker passes them on and brings back the answer
//! (`ForwardingManager`, KIP-590).

use super::{Broker, Context};
use crate::node::{Effect, Effects, Now, Reply};
use crate::protocol::{Request, Response};

/// A request on its way to the controller, or waiting for the connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Forwarded {
    reply: Reply,
    request: Request,
}

impl Broker {
    pub(super) fn forward(&mut self, reply: Reply, request: &Request) {
        self.forwarding.push(Forwarded {
            reply,
            request: request.clone(),
        });
    }

    /// Passes on what waits.
    pub(super) fn pass_on(&mut self, now: Now, effects: &mut Effects) {
        if self.forwarding.is_empty() || !self.control.ready(self.setup.controller, effects) {
            return;
        }
        for Forwarded { reply, request } in std::mem::take(&mut self.forwarding) {
            let context = Context::Forwarded(reply);
            self.control
                .send(now, self.setup.controller, request, context, effects);
        }
    }

    /// The controller has decided. Without its answer nobody knows whether it has: the connection breaks.
    pub(super) fn brought_back(
        &mut self,
        now: Now,
        reply: Reply,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        match response {
            Some(response) => self.answer(now, reply, response.clone(), effects),
            None if self.channel.is_open(reply.connection) => {
                effects.push(Effect::Close(reply.connection));
                self.channel.closed(reply.connection);
            }
            None => {}
        }
    }
}
