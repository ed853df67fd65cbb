//! Letting brokers in, and forgetting them (`ClusterControlManager`).

use super::{Controller, ControllerTimer, refuse};
use crate::metadata::MetadataRecord;
use crate::model::{BrokerEpoch, BrokerId};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    BrokerRegistrationRequest, BrokerRegistrationResponse, ErrorCode, UnregisterBrokerRequest,
    UnregisterBrokerResponse,
};

impl Controller {
    /// A new incarnation of a broker is let in, fenced, unless the session of another incarnation lives.
    ///
    /// A broker that does not name its last epoch was not shut down in order. It may have lost what it had not flushed,
    /// so it is no longer in sync with anything, nor eligible to lead (KIP-966, KAFKA-18106).
    pub(super) fn register_broker(
        &mut self,
        now: Now,
        reply: Reply,
        request: &BrokerRegistrationRequest,
        effects: &mut Effects,
    ) {
        let broker = request.broker_id;
        let known = self.image.brokers.get(&broker);
        let same = known.filter(|known| known.incarnation_id == request.incarnation_id);
        if same.is_none()
            && known.is_some_and(|known| !known.fenced && !known.in_controlled_shutdown)
        {
            let response = BrokerRegistrationResponse {
                error: ErrorCode::DuplicateBrokerRegistration,
                broker_epoch: BrokerEpoch::NONE,
            };
            refuse(reply, response, effects);
            return;
        }
        let epoch = same.map_or(BrokerEpoch(self.log.end_offset().0), |same| same.epoch);
        let registration = MetadataRecord::RegisterBroker {
            broker,
            incarnation_id: request.incarnation_id,
            epoch,
            rack: request.rack.clone(),
            fenced: same.is_none_or(|same| same.fenced),
            in_controlled_shutdown: same.is_some_and(|same| same.in_controlled_shutdown),
        };
        let mut records = Vec::new();
        if same.is_none() {
            let was_clean = known.is_some_and(|known| known.epoch == request.previous_broker_epoch);
            records = if was_clean {
                self.without_broker(broker)
            } else {
                self.after_unclean_shutdown(broker)
            };
            effects.cancel_timer(ControllerTimer::BrokerSession(broker));
        }
        records.push(registration);
        let response = BrokerRegistrationResponse {
            error: ErrorCode::None,
            broker_epoch: epoch,
        };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    /// A broker that will not come back is forgotten, and its replicas with it.
    pub(super) fn unregister_broker(
        &mut self,
        now: Now,
        reply: Reply,
        request: UnregisterBrokerRequest,
        effects: &mut Effects,
    ) {
        let broker = request.broker_id;
        let Some(known) = self.image.brokers.get(&broker) else {
            let error = ErrorCode::BrokerIdNotRegistered;
            refuse(reply, UnregisterBrokerResponse { error }, effects);
            return;
        };
        let epoch = known.epoch;
        let mut records = self.without_broker(broker);
        records.push(MetadataRecord::UnregisterBroker { broker, epoch });
        self.heartbeats.remove(&broker);
        effects.cancel_timer(ControllerTimer::BrokerSession(broker));
        let error = ErrorCode::None;
        let response = UnregisterBrokerResponse { error };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    /// Whether this is the epoch of a broker that is registered (`checkBrokerEpoch`).
    pub(super) fn check_broker_epoch(
        &self,
        broker: BrokerId,
        epoch: BrokerEpoch,
    ) -> Result<(), ErrorCode> {
        let known = self.image.brokers.get(&broker);
        if known.is_some_and(|known| known.epoch == epoch) {
            Ok(())
        } else {
            Err(ErrorCode::StaleBrokerEpoch)
        }
    }
}
