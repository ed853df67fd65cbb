//! The controller works on one request of a connection at a time.

use engine::model::{BrokerEpoch, NodeId};
use engine::protocol::{AllocateProducerIdsRequest, BrokerRegistrationRequest};

use crate::control::controller;

fn registration(id: u32) -> BrokerRegistrationRequest {
    BrokerRegistrationRequest {
        broker_id: NodeId(id),
        incarnation_id: 1,
        rack: None,
        previous_broker_epoch: BrokerEpoch::NONE,
    }
}

#[test]
fn a_request_behind_one_that_waits_for_the_disk_is_answered_after_it() {
    let mut control = controller(&[]);
    control.flush_by_hand = true;
    let registration = control.send(registration(1));
    // No flush would be needed to refuse this.
    let refused = control.send(AllocateProducerIdsRequest {
        broker_id: NodeId(1),
        broker_epoch: BrokerEpoch::NONE,
    });
    assert_eq!(control.answer(registration), None);
    assert_eq!(control.answer(refused), None);
    control.flush();
    assert!(control.answer(registration).is_some());
    assert!(control.answer(refused).is_some());
}

#[test]
fn what_was_not_read_of_a_connection_before_it_broke_is_never_read() {
    let mut control = controller(&[]);
    control.flush_by_hand = true;
    control.send(registration(1));
    control.send(registration(2));
    control.hang_up();
    control.flush();
    let brokers = &control.controller.image().brokers;
    assert_eq!(brokers.keys().collect::<Vec<_>>(), [&NodeId(1)]);
}
