//! Registration, heartbeats, fencing (`ClusterControlManager`, `BrokerHeartbeatManager`).

use super::{Controller, ControllerTimer};
use crate::metadata::MetadataRecord;
use crate::model::{BrokerEpoch, BrokerId};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    BrokerHeartbeatRequest, BrokerHeartbeatResponse, BrokerRegistrationRequest,
    BrokerRegistrationResponse, ErrorCode,
};

impl Controller {
    /// A new incarnation of a broker is let in, fenced, unless another incarnation's session still lives.
    pub(super) fn register_broker(
        &mut self,
        now: Now,
        reply: Reply,
        request: &BrokerRegistrationRequest,
        effects: &mut Effects,
    ) {
        let known = self.image.brokers.get(&request.broker_id);
        if let Some(known) = known {
            let same = known.incarnation_id == request.incarnation_id;
            if same || !known.fenced {
                let (error, broker_epoch) = if same {
                    (ErrorCode::None, known.epoch)
                } else {
                    (ErrorCode::DuplicateBrokerRegistration, BrokerEpoch(-1))
                };
                reply.send(
                    BrokerRegistrationResponse {
                        error,
                        broker_epoch,
                    }
                    .into(),
                    effects,
                );
                return;
            }
        }
        let broker_epoch = BrokerEpoch(self.log.log_end_offset().0);
        let record = MetadataRecord::RegisterBroker {
            broker: request.broker_id,
            incarnation_id: request.incarnation_id,
            rack: request.rack.clone(),
        };
        self.shutting_down
            .retain(|broker| *broker != request.broker_id);
        effects.set_timer(
            ControllerTimer::BrokerSession(request.broker_id),
            self.setup.config.session_timeout,
        );
        let response = BrokerRegistrationResponse {
            error: ErrorCode::None,
            broker_epoch,
        };
        self.write(now, &[record], [(reply, response.into())], effects);
    }

    /// Keeps the session alive; unfences a broker that has caught up, and lets one go that wants to shut down.
    pub(super) fn broker_heartbeat(
        &mut self,
        now: Now,
        reply: Reply,
        request: &BrokerHeartbeatRequest,
        effects: &mut Effects,
    ) {
        let broker = request.broker_id;
        let known = self
            .image
            .brokers
            .get(&broker)
            .filter(|known| known.epoch == request.broker_epoch);
        let Some(fenced) = known.map(|known| known.fenced) else {
            let response = BrokerHeartbeatResponse {
                error: ErrorCode::StaleBrokerEpoch,
                is_caught_up: false,
                is_fenced: true,
                should_shut_down: false,
            };
            reply.send(response.into(), effects);
            return;
        };
        effects.set_timer(
            ControllerTimer::BrokerSession(broker),
            self.setup.config.session_timeout,
        );
        let is_caught_up = request.current_metadata_offset.0 >= request.broker_epoch.0;
        let epoch = request.broker_epoch;
        let mut records = Vec::new();
        let mut is_fenced = fenced;
        if request.want_shut_down {
            if !self.shutting_down.contains(&broker) {
                self.shutting_down.push(broker);
                records = self.without_broker(broker);
            }
        } else if fenced && !request.want_fence && is_caught_up {
            is_fenced = false;
            records.push(MetadataRecord::BrokerRegistrationChange {
                broker,
                epoch,
                fenced: false,
            });
            records.extend(self.with_broker(broker));
        }
        let response = BrokerHeartbeatResponse {
            error: ErrorCode::None,
            is_caught_up,
            is_fenced,
            should_shut_down: request.want_shut_down,
        };
        self.write(now, &records, [(reply, response.into())], effects);
        self.create_first_topics(now, effects);
    }

    /// A broker was silent for `broker.session.timeout.ms`: it is fenced, and others lead what it led.
    pub(super) fn session_over(&mut self, now: Now, broker: BrokerId, effects: &mut Effects) {
        let Some(known) = self
            .image
            .brokers
            .get(&broker)
            .filter(|known| !known.fenced)
        else {
            return;
        };
        let epoch = known.epoch;
        let mut records = vec![MetadataRecord::BrokerRegistrationChange {
            broker,
            epoch,
            fenced: true,
        }];
        records.extend(self.without_broker(broker));
        self.write(now, &records, [], effects);
    }
}
