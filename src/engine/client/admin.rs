//! An admin client: it asks brokers what it is told to ask (`org.apache.kafka.clients.admin.KafkaAdminClient`).

use std::collections::VecDeque;
use std::sync::Arc;

use super::network::{NetworkClient, NetworkEvent, Patience};
use super::{ClientCommand, Observation};
use crate::model::{BrokerId, Duration, NodeId};
use crate::node::{Effect, Effects, Input, Lane, Node, Now};
use crate::protocol::{Body, Request};

/// What an admin client is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AdminSetup {
    /// Its id.
    pub id: NodeId,
    /// `bootstrap.servers`.
    pub bootstrap: Vec<BrokerId>,
    /// `request.timeout.ms`.
    pub request_timeout: Duration,
}

/// An admin client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Admin {
    setup: Arc<AdminSetup>,
    network: NetworkClient<u64>,
    asked: u64,
    /// What waits for a connection, in the order in which it was asked.
    waiting: VecDeque<Question>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Question {
    number: u64,
    to: Option<BrokerId>,
    request: Request,
}

impl Admin {
    /// A client whose process has not started.
    #[must_use]
    pub fn new(setup: AdminSetup) -> Self {
        let patience = Patience {
            request_timeout: setup.request_timeout,
            reconnect_backoff: Duration::from_millis(50),
            reconnect_backoff_max: Duration::from_millis(1000),
            connection_setup_timeout: Duration::from_secs(10),
        };
        Self {
            network: NetworkClient::new(patience, Lane::default()),
            setup: Arc::new(setup),
            asked: 0,
            waiting: VecDeque::new(),
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &AdminSetup {
        &self.setup
    }

    fn pump(&mut self, now: Now, effects: &mut Effects) {
        for question in std::mem::take(&mut self.waiting) {
            let ready = match question.to {
                Some(broker) => self.network.ready(broker, effects).then_some(broker),
                None => self.network.least_loaded(&self.setup.bootstrap, effects),
            };
            match ready {
                Some(broker) => {
                    let Question {
                        number, request, ..
                    } = question;
                    self.network.send(now, broker, request, number, effects);
                }
                None => self.waiting.push_back(question),
            }
        }
    }
}

impl Node for Admin {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        for event in self.network.handle(now, &input, effects) {
            let (number, response) = match event {
                NetworkEvent::Answered { context, body, .. } => (context, Some(body)),
                NetworkEvent::Lost { context, .. } => (context, None),
                NetworkEvent::Changed | NetworkEvent::Disconnected(_) => continue,
            };
            let response = response.and_then(|body| match &*body {
                Body::Response(response) => Some(Arc::new(response.clone())),
                Body::Request(_) => None,
            });
            effects.observe(Observation::Answered { number, response });
        }
        match input {
            Input::Command(ClientCommand::Ask { to, request }) => {
                let number = self.asked;
                self.asked += 1;
                self.waiting.push_back(Question {
                    number,
                    to,
                    request: *request,
                });
            }
            Input::Command(ClientCommand::Close | ClientCommand::CloseWithin(_)) => {
                self.network.close_all(effects);
                effects.push(Effect::Exit);
                return;
            }
            _ => {}
        }
        self.pump(now, effects);
    }
}
