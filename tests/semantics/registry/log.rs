//! The registry keeps what it knows in a topic, and nowhere else.

use engine::client::registry::RegistryAnswer;
use engine::registry::{RegistryRequest, RegistryState};
use sim::Fault;

use super::{WITH_TIP, body, building, refused, register, registry, ride, said};
use crate::cluster::{Cluster, REGISTRY, ms};

fn everything(kafka: &Cluster) -> String {
    format!("{:?}", kafka.registry().store())
}

#[test]
fn its_topic_is_compacted_and_has_one_partition_and_as_many_replicas_as_there_are_brokers_for() {
    for (brokers, replicas) in [(1, 1), (3, 3)] {
        let mut kafka = crate::cluster::cluster(brokers)
            .registry(schema::schemas(), &[])
            .start();
        kafka.until_ms(3_000);
        let image = kafka.controller().image();
        let partition = image.partition(&crate::cluster::partition("_schemas", 0));
        assert_eq!(partition.expect("it is there").replicas.len(), replicas);
        let second = image.partition(&crate::cluster::partition("_schemas", 1));
        assert!(second.is_none());
        assert_eq!(kafka.registry().state(), RegistryState::Serving);
    }
}

#[test]
fn a_write_is_a_record_of_json_in_the_topic() {
    let mut kafka = registry();
    said(&mut kafka, register("s", "\"int\""));
    kafka.run_ms(500);
    let log = kafka.log(kafka.leads("_schemas", 0), "_schemas", 0);
    assert_eq!(
        log,
        [r#"{"subject":"s","version":1,"id":1,"schema":"\"int\"","deleted":false}"#]
    );
}

#[test]
fn a_crash_forgets_nothing() {
    let mut kafka = registry();
    said(&mut kafka, register("s", &ride("")));
    said(&mut kafka, register("s", &ride(WITH_TIP)));
    let level = RegistryRequest::SetConfig {
        subject: Some("s".into()),
        level: "FULL".into(),
    };
    said(&mut kafka, level);
    let gone = RegistryRequest::DeleteSubject {
        subject: "s".into(),
        permanent: false,
    };
    said(&mut kafka, gone);
    let before = everything(&kafka);
    kafka.fault(Fault::Crash(REGISTRY)).run_ms(100);
    kafka.fault(Fault::Wipe(REGISTRY));
    kafka.fault(Fault::Restart(REGISTRY));
    kafka.run_ms(2_000);
    assert_eq!(kafka.registry().state(), RegistryState::Serving);
    assert_eq!(everything(&kafka), before);
    assert_eq!(
        body(&mut kafka, register("t", "\"int\"")),
        r#"200 {"id":3}"#
    );
}

#[test]
fn nobody_listens_before_the_registry_has_read_its_topic_and_after_it_is_gone() {
    let mut kafka = registry();
    kafka.fault(Fault::Crash(REGISTRY));
    let down = kafka.call(register("s", "\"int\""));
    assert_eq!(down, RegistryAnswer::Unreachable);
    kafka.fault(Fault::Restart(REGISTRY));
    let starting = kafka.call(register("s", "\"int\""));
    assert_eq!(starting, RegistryAnswer::Unreachable);
    kafka.run_ms(2_000);
    assert_eq!(
        body(&mut kafka, register("s", "\"int\"")),
        r#"200 {"id":1}"#
    );
}

#[test]
fn a_write_that_no_broker_takes_in_time_is_answered_with_a_timeout_and_reads_go_on() {
    let mut kafka = registry();
    said(&mut kafka, register("s", "\"int\""));
    for broker in 1..=3 {
        kafka.fault(Fault::Pause(engine::model::NodeId(broker)));
    }
    let before = kafka.world.now();
    assert_eq!(refused(&mut kafka, register("t", "\"long\"")), (500, 50002));
    let took = kafka.world.now().since(before);
    assert!(took >= ms(500) && took < ms(600), "{took:?}");
    assert_eq!(
        body(&mut kafka, RegistryRequest::Schema(1)),
        r#"200 {"schema":"\"int\""}"#
    );
}

#[test]
fn a_topic_that_is_not_compacted_is_refused() {
    let mut kafka = building(&[]).topic("_schemas", 1, 3, &[]).start();
    kafka.until_ms(3_000);
    assert!(
        !kafka
            .world
            .slot(REGISTRY)
            .expect("it is there")
            .life()
            .is_running()
    );
}

#[test]
fn a_registry_that_reaches_no_broker_gives_up() {
    let mut kafka = building(&[("kafkastore.init.timeout.ms", "5000")]).start();
    kafka.until_ms(10);
    for broker in 1..=3 {
        kafka.fault(Fault::Crash(engine::model::NodeId(broker)));
    }
    kafka.until_ms(4_900);
    assert_eq!(kafka.registry().state(), RegistryState::Preparing);
    kafka.until_ms(5_100);
    assert!(
        !kafka
            .world
            .slot(REGISTRY)
            .expect("it is there")
            .life()
            .is_running()
    );
}
