//! Requests that only the controller can decide: a broker passes them on and brings back the answer
//! (`ForwardingManager`, KIP-590).

use super::{Broker, Context};
use crate::model::Instant;
use crate::node::{Effect, Effects, Now, Reply};
use crate::protocol::{Request, Response};

/// A request for the controller.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Forwarded {
    reply: Reply,
    request: Request,
    /// `request.timeout.ms` after it came.
    until: Instant,
}

impl Broker {
    pub(super) fn forward(&mut self, now: Now, reply: Reply, request: &Request) {
        self.forwarding.push(Forwarded {
            reply,
            request: request.clone(),
            until: now.mono + self.config.request_timeout,
        });
    }

    /// Passes on what waits.
    pub(super) fn pass_on(&mut self, now: Now, effects: &mut Effects) {
        if self.forwarding.is_empty() || !self.control.ready(self.setup.controller, effects) {
            return;
        }
        let controller = self.setup.controller;
        for forwarded in std::mem::take(&mut self.forwarding) {
            let request = forwarded.request.clone();
            let context = Context::Forwarded(Box::new(forwarded));
            self.control
                .send(now, controller, request, context, effects);
        }
    }

    /// The controller has decided; or the connection to it broke, and the request is passed on once more, though it may
    /// have been carried out. When it is too late for that, the client's connection breaks too.
    pub(super) fn brought_back(
        &mut self,
        now: Now,
        forwarded: Forwarded,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let connection = forwarded.reply.connection;
        match response {
            Some(response) => self.answer(now, forwarded.reply, response.clone(), effects),
            None if !self.channel.is_open(connection) => {}
            None if forwarded.until > now.mono => self.forwarding.push(forwarded),
            None => {
                effects.push(Effect::Close(connection));
                self.channel.closed(connection);
            }
        }
    }
}
