//! From the start of the process to its end, as the controller sees it (`BrokerLifecycleManager`).

use super::{Broker, BrokerTimer, Context};
use crate::model::{BrokerEpoch, Duration, Offset};
use crate::node::{Boot, Chunk, Effect, Effects, File, Now};
use crate::protocol::{BrokerHeartbeatRequest, BrokerRegistrationRequest, ErrorCode, Response};

/// How far a broker is (`org.apache.kafka.metadata.BrokerState`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BrokerState {
    /// action: register. transition: registered -> `Recovery`.
    #[default]
    Starting,
    /// action: replay the metadata log up to its own registration. transition: unfenced -> `Running`.
    Recovery,
    /// action: serve. transition: the application asks it to close -> `PendingControlledShutdown`.
    Running,
    /// action: wait until others lead what it led. transition: the controller agrees -> `ShuttingDown`.
    PendingControlledShutdown,
    /// action: flush the logs, serve nobody. transition: flushed -> the process ends.
    ShuttingDown,
}

/// What a broker knows of its own registration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Lifecycle {
    pub state: BrokerState,
    pub fenced: bool,
    pub epoch: BrokerEpoch,
    /// The epoch at the last clean shutdown.
    pub previous_epoch: BrokerEpoch,
    pub heartbeat_due: bool,
    caught_up: bool,
    asked: bool,
    /// The controller was asked once whether the broker may go.
    shutdown_asked: bool,
}

/// How soon a broker that wants to go asks for the second time.
const SOON: Duration = Duration(50_000);

impl Default for Lifecycle {
    fn default() -> Self {
        Self {
            state: BrokerState::Starting,
            fenced: true,
            epoch: BrokerEpoch(-1),
            previous_epoch: BrokerEpoch(-1),
            heartbeat_due: true,
            caught_up: false,
            asked: false,
            shutdown_asked: false,
        }
    }
}

impl Lifecycle {
    /// Whether the broker has replayed its own registration, now that it has replayed the metadata log up to an offset.
    /// As soon as it has, it says so to the controller.
    pub fn catch_up(&mut self, end_offset: Offset) -> bool {
        let registered = self.epoch != BrokerEpoch::NONE;
        if !self.caught_up && registered && end_offset.0 > self.epoch.0 {
            self.caught_up = true;
            self.heartbeat_due = true;
        }
        self.caught_up
    }

    /// Asks the controller to move what it leads first, if `controlled`.
    pub fn shut_down(&mut self, controlled: bool) {
        self.state = match self.state {
            BrokerState::Recovery | BrokerState::Running if controlled => {
                BrokerState::PendingControlledShutdown
            }
            BrokerState::Starting | BrokerState::Recovery | BrokerState::Running => {
                BrokerState::ShuttingDown
            }
            already => already,
        };
        self.heartbeat_due = true;
    }
}

impl Broker {
    /// Registers, then sends heartbeats.
    pub(super) fn live(&mut self, now: Now, effects: &mut Effects) {
        let due = self.lifecycle.heartbeat_due && !self.lifecycle.asked;
        if !due || !self.control.ready(self.setup.controller, effects) {
            return;
        }
        self.lifecycle.asked = true;
        self.lifecycle.heartbeat_due = false;
        if self.lifecycle.state == BrokerState::Starting {
            let request = BrokerRegistrationRequest {
                broker_id: self.setup.id,
                incarnation_id: u64::from(self.incarnation),
                rack: self.setup.rack.clone(),
                previous_broker_epoch: self.lifecycle.previous_epoch,
            };
            self.control.send(
                now,
                self.setup.controller,
                request,
                Context::Registration,
                effects,
            );
        } else {
            let request = BrokerHeartbeatRequest {
                broker_id: self.setup.id,
                broker_epoch: self.lifecycle.epoch,
                current_metadata_offset: self.image.end_offset.plus(-1),
                want_fence: !self.lifecycle.caught_up,
                want_shut_down: self.lifecycle.state == BrokerState::PendingControlledShutdown,
            };
            self.control.send(
                now,
                self.setup.controller,
                request,
                Context::Heartbeat,
                effects,
            );
        }
    }

    pub(super) fn registered(&mut self, response: Option<&Response>, effects: &mut Effects) {
        self.lifecycle.asked = false;
        match response {
            Some(Response::BrokerRegistration(response)) if response.error == ErrorCode::None => {
                self.lifecycle.epoch = response.broker_epoch;
                self.lifecycle.state = BrokerState::Recovery;
            }
            // The session of the last incarnation lives still, or nobody answered.
            _ => {}
        }
        effects.set_timer(BrokerTimer::Heartbeat, self.config.heartbeat_interval);
    }

    pub(super) fn heartbeat_answered(
        &mut self,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        self.lifecycle.asked = false;
        let mut next = self.config.heartbeat_interval;
        if self.lifecycle.state == BrokerState::PendingControlledShutdown {
            // It may be a matter of milliseconds: the second question comes sooner than others.
            if !self.lifecycle.shutdown_asked {
                next = next.min(SOON);
            }
            self.lifecycle.shutdown_asked = true;
        }
        effects.set_timer(BrokerTimer::Heartbeat, next);
        let Some(Response::BrokerHeartbeat(response)) = response else {
            return;
        };
        if response.error != ErrorCode::None {
            return;
        }
        self.lifecycle.fenced = response.is_fenced;
        self.lifecycle.state = match self.lifecycle.state {
            BrokerState::Recovery if !response.is_fenced => BrokerState::Running,
            BrokerState::PendingControlledShutdown if response.should_shut_down => {
                BrokerState::ShuttingDown
            }
            state => state,
        };
    }

    /// A broker that shut down in order knows the epoch that it had; one that did not has lost it, and the controller
    /// takes it for unclean.
    pub(super) fn find_previous_epoch(&mut self, boot: &Boot, effects: &mut Effects) {
        let kept = boot.disk.get(&File::CleanShutdown);
        if let Some(Chunk::BrokerEpoch(epoch)) = kept.and_then(|chunks| chunks.last()) {
            self.lifecycle.previous_epoch = *epoch;
            effects.push(Effect::Delete(File::CleanShutdown));
        }
    }

    /// Flushes every log, and once that is done writes down where they end, and ends.
    pub(super) fn finish(&mut self, now: Now, effects: &mut Effects) {
        if !self.all_flushed(now, effects) {
            return;
        }
        self.checkpoint_all(effects);
        if self.lifecycle.epoch != BrokerEpoch(-1) {
            effects.push(Effect::Replace(
                File::CleanShutdown,
                Chunk::BrokerEpoch(self.lifecycle.epoch),
            ));
        }
        self.network.close_all(effects);
        self.control.close_all(effects);
        self.marker_channel.close_all(effects);
        self.coordinator_channel.close_all(effects);
        effects.push(Effect::Exit);
    }
}
