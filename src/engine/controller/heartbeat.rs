//! Heartbeats: who lives, who is let in, who may go (`BrokerHeartbeatManager`).

use super::{Controller, ControllerTimer, refuse};
use crate::metadata::{BrokerRegistration, MetadataRecord};
use crate::model::{BrokerId, Offset};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{BrokerHeartbeatRequest, BrokerHeartbeatResponse, ErrorCode};

/// What a broker's heartbeats said; not in the log, so a controller that restarts learns it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct BrokerHeartbeat {
    /// The highest metadata offset that it has replayed.
    pub metadata_offset: Offset,
    /// The offset at which its controlled shutdown was decided: it may stop once all others have replayed that.
    pub controlled_shutdown_offset: Option<Offset>,
}

/// What a broker is to the controller (`BrokerControlState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum ControlState {
    /// It may not serve. transition: it has caught up and wants to -> `Unfenced`; it wants to stop -> `ShutdownNow`.
    Fenced,
    /// It serves. transition: it wants to stop and leads -> `ControlledShutdown`; it leads nothing -> `ShutdownNow`.
    Unfenced,
    /// action: others lead what it led. transition: they have heard of it -> `ShutdownNow`.
    ControlledShutdown,
    /// It may stop, and is fenced.
    ShutdownNow,
}

impl Controller {
    /// Keeps the session alive; unfences a broker that has caught up, and lets one go that wants to shut down.
    pub(super) fn broker_heartbeat(
        &mut self,
        now: Now,
        reply: Reply,
        request: &BrokerHeartbeatRequest,
        effects: &mut Effects,
    ) {
        let broker = request.broker_id;
        let known = self.image.brokers.get(&broker);
        let Some(known) = known.filter(|known| known.epoch == request.broker_epoch) else {
            let response = BrokerHeartbeatResponse {
                error: ErrorCode::StaleBrokerEpoch,
                is_caught_up: false,
                is_fenced: true,
                should_shut_down: false,
            };
            refuse(reply, response, effects);
            return;
        };
        let is_caught_up = request.current_metadata_offset >= known.offset;
        let current = self.control_state(broker, known);
        let next = self.next_state(current, request, is_caught_up);
        let records = match next {
            _ if next == current || current == ControlState::Fenced && request.want_shut_down => {
                Vec::new()
            }
            ControlState::Fenced | ControlState::ShutdownNow => self.fence(broker),
            ControlState::Unfenced => self.unfence(broker),
            ControlState::ControlledShutdown => self.begin_controlled_shutdown(broker),
        };
        let is_fenced = matches!(next, ControlState::Fenced | ControlState::ShutdownNow);
        if is_fenced {
            effects.cancel_timer(ControllerTimer::BrokerSession(broker));
        } else {
            self.session_goes_on(broker, effects);
        }
        let response = BrokerHeartbeatResponse {
            error: ErrorCode::None,
            is_caught_up,
            is_fenced,
            should_shut_down: next == ControlState::ShutdownNow,
        };
        self.write(now, &records, [(reply, response.into())], effects);
        let decided = self.log.end_offset().plus(-1);
        let before = self.heartbeats.get(&broker);
        let shutdown = before.and_then(|heartbeat| heartbeat.controlled_shutdown_offset);
        let heartbeat = BrokerHeartbeat {
            metadata_offset: request.current_metadata_offset,
            controlled_shutdown_offset: (next == ControlState::ControlledShutdown)
                .then(|| shutdown.unwrap_or(decided)),
        };
        self.heartbeats.insert(broker, heartbeat);
        self.create_first_topics(now, effects);
    }

    /// The broker's session lasts `broker.session.timeout.ms` from now.
    pub(super) fn session_goes_on(&self, broker: BrokerId, effects: &mut Effects) {
        effects.set_timer(
            ControllerTimer::BrokerSession(broker),
            self.setup.config.session_timeout,
        );
    }

    /// A broker was silent for `broker.session.timeout.ms`: it is fenced, and others lead what it led. Each broker has
    /// a timer of its own, so one is fenced at a time and the next sees what came of that.
    pub(super) fn session_over(&mut self, now: Now, broker: BrokerId, effects: &mut Effects) {
        if self.image.is_unfenced(broker) {
            self.write(now, &self.fence(broker), [], effects);
        }
    }

    fn control_state(&self, broker: BrokerId, known: &BrokerRegistration) -> ControlState {
        let heartbeat = self.heartbeats.get(&broker);
        if known.fenced {
            ControlState::Fenced
        } else if heartbeat.is_some_and(|h| h.controlled_shutdown_offset.is_some()) {
            ControlState::ControlledShutdown
        } else {
            ControlState::Unfenced
        }
    }

    /// `calculateNextBrokerState`.
    fn next_state(
        &self,
        current: ControlState,
        request: &BrokerHeartbeatRequest,
        is_caught_up: bool,
    ) -> ControlState {
        let (want_fence, want_shut_down) = (request.want_fence, request.want_shut_down);
        match current {
            ControlState::Fenced if want_shut_down => ControlState::ShutdownNow,
            ControlState::Fenced if !want_fence && is_caught_up => ControlState::Unfenced,
            ControlState::Unfenced if want_fence && want_shut_down => ControlState::ShutdownNow,
            ControlState::Unfenced if want_fence => ControlState::Fenced,
            ControlState::Unfenced if want_shut_down && self.leads(request.broker_id) => {
                ControlState::ControlledShutdown
            }
            ControlState::Unfenced if want_shut_down => ControlState::ShutdownNow,
            ControlState::ControlledShutdown
                if !self.leads(request.broker_id) && self.others_know(request.broker_id) =>
            {
                ControlState::ShutdownNow
            }
            state => state,
        }
    }

    fn leads(&self, broker: BrokerId) -> bool {
        self.image
            .partitions()
            .any(|(_, state)| state.leader == Some(broker))
    }

    /// Whether every active broker has replayed the decision that others lead now (`lowestActiveOffset`).
    fn others_know(&self, broker: BrokerId) -> bool {
        let decided = self
            .heartbeats
            .get(&broker)
            .and_then(|heartbeat| heartbeat.controlled_shutdown_offset);
        self.image.active_brokers().all(|other| {
            let replayed = self.heartbeats.get(&other).map(|h| h.metadata_offset);
            replayed >= decided
        })
    }

    fn begin_controlled_shutdown(&self, broker: BrokerId) -> Vec<MetadataRecord> {
        let mut records = Vec::new();
        if let Some(known) = self.image.brokers.get(&broker)
            && !known.in_controlled_shutdown
        {
            records.push(MetadataRecord::BrokerRegistrationChange {
                broker,
                epoch: known.epoch,
                fenced: None,
                in_controlled_shutdown: Some(true),
            });
        }
        records.extend(self.without_broker(broker));
        records
    }

    /// The broker leaves every ISR, others lead what it led, and it may serve no longer.
    fn fence(&self, broker: BrokerId) -> Vec<MetadataRecord> {
        let mut records = self.without_broker(broker);
        records.extend(self.fencing(broker, true));
        records
    }

    /// The broker may serve, and leads what nobody else can.
    fn unfence(&self, broker: BrokerId) -> Vec<MetadataRecord> {
        let mut records: Vec<_> = self.fencing(broker, false).into_iter().collect();
        records.extend(self.with_broker(broker));
        records
    }

    fn fencing(&self, broker: BrokerId, fenced: bool) -> Option<MetadataRecord> {
        let known = self.image.brokers.get(&broker)?;
        Some(MetadataRecord::BrokerRegistrationChange {
            broker,
            epoch: known.epoch,
            fenced: Some(fenced),
            in_controlled_shutdown: None,
        })
    }
}
