//! The admin client (`org.apache.kafka.clients.admin.KafkaAdminClient`): a command becomes requests to whoever can carry
//! them out, is tried again where another try may help, and ends in one observation with an outcome of each resource.

mod api;
mod call;
mod command;
mod group_offsets;
mod groups;
mod outcome;
mod partitions;
mod raw;
mod route;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use call::Call;
pub use command::AdminCommand;
pub use outcome::{AdminAnswer, GroupDescription, MemberDescription, Outcome, Resource};
use route::Route;
pub use text::cluster_text;

use super::metadata::{ClientMetadata, MetadataPatience};
use super::network::{NetworkClient, NetworkEvent, Patience};
use super::registry::{OF_SERIALIZERS, RegistryClient, RegistryPatience, Told};
use super::{ClientCommand, Observation};
use crate::config::AdminConfig;
use crate::model::{BrokerId, Instant, NodeId};
use crate::node::{Effect, Effects, Input, Lane, Node, Now};
use crate::protocol::{Body, Response};

/// What an admin client is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AdminSetup {
    /// Its id.
    pub id: NodeId,
    /// `bootstrap.servers`.
    pub bootstrap: Vec<BrokerId>,
    /// Its configs.
    pub config: AdminConfig,
    /// The schema registry, if there is one.
    pub registry: Option<NodeId>,
}

/// The timers of an admin client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdminTimer {
    /// Something is tried again, or given up.
    Calls,
}

/// An admin client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Admin {
    setup: Arc<AdminSetup>,
    network: NetworkClient<Context>,
    metadata: ClientMetadata,
    /// Counts commands.
    given: u64,
    calls: BTreeMap<u64, Call>,
    last: Option<Ended>,
    raw: raw::Questions,
    registry: Option<RegistryClient>,
    last_told: Option<Arc<Told>>,
    /// What the timer was last set to; the past once it ran out.
    wakes_at: Option<Instant>,
}

/// A command that has come to its end: what was asked, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ended {
    /// The command.
    pub command: Arc<AdminCommand>,
    /// What became of each resource.
    pub outcomes: Arc<Vec<Outcome>>,
}

/// Why a request was sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Context {
    Metadata,
    /// A question of the application's own.
    Raw(u64),
    /// To find out whom to ask about these resources of a call.
    Lookup(u64, Vec<Resource>),
    /// To carry out the call for these resources.
    Call(u64, Vec<Resource>),
}

impl Admin {
    /// A client whose process has not started.
    #[must_use]
    pub fn new(setup: AdminSetup) -> Self {
        let config = &setup.config;
        let patience = Patience {
            request_timeout: config.request_timeout,
            reconnect_backoff: config.reconnect_backoff,
            reconnect_backoff_max: config.reconnect_backoff_max,
            connection_setup_timeout: config.connection_setup_timeout,
        };
        let trust = MetadataPatience {
            max_age: config.metadata_max_age,
            retry_backoff: config.retry_backoff,
            recovery: config.metadata_recovery,
            rebootstrap_trigger: config.metadata_rebootstrap_trigger,
        };
        let registry = setup.registry;
        Self {
            network: NetworkClient::new(patience, Lane::default()),
            metadata: ClientMetadata::new(setup.bootstrap.clone(), Vec::new(), trust),
            setup: Arc::new(setup),
            given: 0,
            calls: BTreeMap::new(),
            last: None,
            raw: raw::Questions::default(),
            registry: registry
                .map(|id| RegistryClient::new(id, RegistryPatience::ONCE, OF_SERIALIZERS)),
            last_told: None,
            wakes_at: None,
        }
    }

    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &AdminSetup {
        &self.setup
    }

    /// How many commands it has still no outcome of.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.calls.len() as u64
    }

    /// These commands, in the order in which they were given.
    pub fn open(&self) -> impl Iterator<Item = &AdminCommand> {
        self.calls.values().map(|call| &*call.command)
    }

    /// The last command that this process has an outcome of.
    #[must_use]
    pub fn last(&self) -> Option<&Ended> {
        self.last.as_ref()
    }

    /// The last call of the schema registry that has come to its end.
    #[must_use]
    pub fn last_told(&self) -> Option<&Told> {
        self.last_told.as_deref()
    }

    /// How many calls of the schema registry have no answer yet.
    #[must_use]
    pub fn calls_of_registry(&self) -> u64 {
        self.registry.as_ref().map_or(0, RegistryClient::pending)
    }

    fn hear_registry(&mut self, now: Now, input: &Input, effects: &mut Effects) {
        let told = self
            .registry
            .as_mut()
            .map(|registry| registry.handle(now, input, effects));
        for told in told.into_iter().flatten() {
            let told = Arc::new(told);
            self.last_told = Some(Arc::clone(&told));
            effects.observe(Observation::RegistryAnswered(told));
        }
    }

    fn became(&mut self, now: Now, event: NetworkEvent<Context>, effects: &mut Effects) {
        let (peer, context, body) = match event {
            NetworkEvent::Answered {
                peer,
                context,
                body,
            } => (peer, context, Some(body)),
            NetworkEvent::Lost { peer, context, .. } => (peer, context, None),
            NetworkEvent::Disconnected(_) => {
                self.metadata.request_update();
                return;
            }
            NetworkEvent::Changed => return,
        };
        let response = match body.as_deref() {
            Some(Body::Response(response)) => Some(response),
            _ => None,
        };
        match (context, response) {
            (Context::Raw(number), response) => raw::answered(number, response, effects),
            (Context::Metadata, Some(Response::Metadata(response))) => {
                self.metadata.update(now.mono, response);
            }
            (Context::Metadata, _) => self.metadata.failed(now.mono),
            (Context::Lookup(number, asked), response) => {
                self.settle(now, number, &asked, response, |_, response| {
                    route::found(&asked, response)
                });
            }
            (Context::Call(number, asked), response) => {
                self.settle(now, number, &asked, response, |call, response| {
                    api::read(&call.command, &asked, peer, response)
                });
            }
        }
    }

    /// Takes in what became of a request for a call, unless the call was given up before.
    fn settle(
        &mut self,
        now: Now,
        number: u64,
        asked: &[Resource],
        response: Option<&Response>,
        read: impl Fn(&Call, &Response) -> Vec<(Resource, call::Verdict)>,
    ) {
        let Some(call) = self.calls.get_mut(&number) else {
            return;
        };
        let config = &self.setup.config;
        match response {
            Some(response) => {
                let verdicts = read(call, response);
                let is_stale = |(_, verdict): &(_, call::Verdict)| {
                    matches!(verdict, call::Verdict::Unmapped(_))
                };
                if verdicts.iter().any(is_stale) {
                    self.metadata.request_update();
                }
                call.answered(now.mono, asked, verdicts, config);
            }
            None => call.lost(now.mono, asked, config),
        }
    }

    /// Sends what can be sent, and tells the application what has come to an end.
    fn pump(&mut self, now: Now, effects: &mut Effects) {
        self.raw
            .pump(now, &mut self.network, &self.setup.bootstrap, effects);
        self.finish(now, false, effects);
        if self.calls.is_empty() {
            return;
        }
        if self.metadata.is_ready() {
            let numbers: Vec<u64> = self.calls.keys().copied().collect();
            for number in numbers {
                self.ask(now, number, effects);
            }
        }
        // Last, since whoever could not be asked wants newer metadata.
        self.metadata
            .refresh(now, &mut self.network, Context::Metadata, effects);
        self.sleep(now, effects);
    }

    fn finish(&mut self, now: Now, is_closing: bool, effects: &mut Effects) {
        let last = &mut self.last;
        self.calls.retain(|number, call| {
            call.give_up(now.mono, is_closing);
            let Some(outcomes) = call.finished() else {
                return true;
            };
            let outcomes = Arc::new(outcomes);
            *last = Some(Ended {
                command: Arc::clone(&call.command),
                outcomes: Arc::clone(&outcomes),
            });
            effects.observe(Observation::Administered {
                number: *number,
                command: Arc::clone(&call.command),
                outcomes,
            });
            false
        });
    }

    /// Asks about what is due, whatever goes to the same broker in one request.
    fn ask(&mut self, now: Now, number: u64, effects: &mut Effects) {
        let Some(call) = self.calls.get_mut(&number) else {
            return;
        };
        let mut together: BTreeMap<(Route, Option<BrokerId>, Option<Resource>), Vec<Resource>> =
            BTreeMap::new();
        for (resource, place) in call.due(now.mono) {
            let route = Route::of(&call.command, resource);
            // FindCoordinator is about one group at a time.
            let is_lookup = route == Route::Coordinator && place.is_none();
            let alone = is_lookup.then(|| resource.clone());
            together
                .entry((route, place, alone))
                .or_default()
                .push(resource.clone());
        }
        let left = call.deadline.since(now.mono);
        let timeout = self.setup.config.request_timeout.min(left);
        for ((route, place, _), resources) in together {
            let is_lookup = route.needs_lookup() && place.is_none();
            let broker = match (route, place) {
                (_, Some(broker)) | (Route::Broker(broker), None) => Some(broker),
                (Route::Controller, None) => self.metadata.controller(),
                (Route::LeastLoaded | Route::Leader | Route::Coordinator, None) => {
                    let candidates = self.metadata.candidates();
                    let ready = self.network.least_loaded(candidates, effects);
                    if ready.is_none() {
                        continue;
                    }
                    ready
                }
            };
            let reachable = |id: &BrokerId| {
                self.metadata.is_online(*id)
                    && !(place.is_some() && self.network.is_backing_off(*id))
            };
            let Some(broker) = broker.filter(reachable) else {
                self.metadata.request_update();
                // Somebody else may have taken over from whoever was found.
                if place.is_some() {
                    call.lost(now.mono, &resources, &self.setup.config);
                }
                continue;
            };
            if !self.network.ready(broker, effects) {
                continue;
            }
            let (request, context) = if is_lookup {
                let context = Context::Lookup(number, resources.clone());
                (Route::lookup(&resources), context)
            } else {
                let context = Context::Call(number, resources.clone());
                (api::request(&call.command, &resources, timeout), context)
            };
            if let Some(request) = request {
                call.asked(&resources);
                self.network
                    .send_within(now, broker, request, context, timeout, effects);
            }
        }
    }

    /// Wakes up when something is to be tried again or given up, or when metadata may be asked for.
    fn sleep(&mut self, now: Now, effects: &mut Effects) {
        let calls = self.calls.values().map(|call| call.wakes_at(now.mono));
        let metadata = self.metadata.due_at().filter(|at| *at > now.mono);
        let wakes_at = calls.chain(metadata).min();
        if wakes_at != self.wakes_at {
            self.wakes_at = wakes_at;
            match wakes_at {
                Some(at) => effects.set_timer(AdminTimer::Calls, at.since(now.mono)),
                None => effects.cancel_timer(AdminTimer::Calls),
            }
        }
    }
}

impl Node for Admin {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        for event in self.network.handle(now, &input, effects) {
            self.became(now, event, effects);
        }
        self.hear_registry(now, &input, effects);
        match input {
            Input::Command(ClientCommand::AskRegistry(request)) => {
                if let Some(registry) = &mut self.registry {
                    registry.ask(now, *request, effects);
                }
            }
            Input::Command(ClientCommand::Ask { to, request }) => self.raw.add(to, *request),
            Input::Command(ClientCommand::Administer(command)) => {
                let call = Call::new(now.mono, *command, &self.setup.config);
                self.calls.insert(self.given, call);
                self.given += 1;
            }
            Input::Command(ClientCommand::Close | ClientCommand::CloseWithin(_)) => {
                self.finish(now, true, effects);
                self.network.close_all(effects);
                if let Some(registry) = &mut self.registry {
                    registry.close(effects);
                }
                effects.push(Effect::Exit);
                return;
            }
            _ => {}
        }
        self.pump(now, effects);
    }
}
