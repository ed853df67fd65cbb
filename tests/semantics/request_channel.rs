//! From socket to socket: what a request waits for in a broker, in microseconds.

use std::sync::Arc;

use engine::log::{Record, RecordBatch};
use engine::metadata::{ConfigResource, MetadataRecord};
use engine::model::{Duration, NodeId, Payload, Timestamp};
use engine::protocol::MetadataRequest;

use crate::cluster::set;
use crate::lone_broker::{CLIENT, LoneBroker, TOPIC_ID};

const BROKER: NodeId = NodeId(1);
const FOLLOWER: NodeId = NodeId(2);
/// A handler needs 30 µs for a request, a network thread 5 µs for an answer.
const HANDLED: u64 = 30;
const SENT: u64 = 5;

/// A leader with these configs, whose clients are connected; from now on things happen at the same moment.
fn serving(configs: &[(&str, &str)]) -> LoneBroker {
    let mut kafka = LoneBroker::started(BROKER, |setup| {
        set(Arc::make_mut(&mut setup.config), configs);
    });
    kafka.lead(&[BROKER], &[BROKER], 1);
    for client in 0..4 {
        ask(&mut kafka, client);
    }
    kafka.wait_ms(10);
    kafka.answers.clear();
    kafka.pace = Duration::ZERO;
    kafka
}

fn ask(kafka: &mut LoneBroker, client: u32) {
    let request = MetadataRequest {
        topics: Some(Vec::new()),
        allow_auto_topic_creation: false,
    };
    kafka.ask(NodeId(CLIENT.0 + client), request);
}

/// How long each answer takes to leave, from the moment that a handler took the request.
fn after(kafka: &LoneBroker) -> Vec<u64> {
    let answers = kafka.answers.iter();
    answers.map(|(_, _, after)| after.0).collect()
}

fn metric(kafka: &LoneBroker, name: &str, attribute: &str) -> f64 {
    let metrics = kafka.broker.metrics(kafka.now());
    let found = metrics
        .iter()
        .find(|metric| metric.name.ends_with(name) && metric.attribute == attribute);
    found.unwrap_or_else(|| panic!("no {name}")).value
}

/// The longest that a Metadata request has spent in this part, in µs.
fn longest(kafka: &LoneBroker, part: &str) -> u64 {
    let name = format!("name={part},request=Metadata");
    (metric(kafka, &name, "Max") * 1e3).round() as u64
}

#[test]
fn a_request_waits_for_a_free_handler() {
    let mut kafka = serving(&[("num.io.threads", "1")]);
    for client in 0..3 {
        ask(&mut kafka, client);
    }
    assert_eq!(after(&kafka), [HANDLED + SENT]);
    assert_eq!(metric(&kafka, "RequestQueueSize", "Value"), 2.0);
    kafka.wait_ms(1);
    assert_eq!(after(&kafka), [HANDLED + SENT; 3]);
    assert_eq!(longest(&kafka, "RequestQueueTimeMs"), 2 * HANDLED);
    assert_eq!(longest(&kafka, "LocalTimeMs"), HANDLED);
    assert_eq!(longest(&kafka, "RemoteTimeMs"), 0);
    assert_eq!(longest(&kafka, "ResponseSendTimeMs"), SENT);
}

#[test]
fn an_answer_waits_for_a_free_network_thread() {
    let mut kafka = serving(&[("num.network.threads", "1")]);
    for client in 0..3 {
        ask(&mut kafka, client);
    }
    let last = HANDLED + 3 * SENT;
    assert_eq!(after(&kafka), [last - 2 * SENT, last - SENT, last]);
    assert_eq!(longest(&kafka, "ResponseQueueTimeMs"), 2 * SENT);
    assert_eq!(longest(&kafka, "TotalTimeMs"), last);
}

#[test]
fn one_request_of_a_connection_is_handled_at_a_time_however_many_handlers_are_free() {
    let mut kafka = serving(&[]);
    ask(&mut kafka, 0);
    ask(&mut kafka, 0);
    assert_eq!(kafka.answers.len(), 1);
    let begun = kafka.now();
    // The second is read when the first answer is out.
    kafka.wait_ms(1);
    assert_eq!(after(&kafka), [HANDLED + SENT; 2]);
    assert_eq!(longest(&kafka, "RequestQueueTimeMs"), 0);
    assert_eq!(kafka.now(), begun + Duration::from_millis(1));
}

#[test]
fn who_was_ready_first_is_handled_first() {
    let mut kafka = serving(&[("num.io.threads", "1")]);
    for client in [3, 1, 2] {
        ask(&mut kafka, client);
    }
    kafka.wait_ms(1);
    let order = kafka.answers.iter().map(|(to, ..)| to.0 - CLIENT.0);
    assert!(order.eq([3, 1, 2]));
}

#[test]
fn beyond_queued_max_requests_a_request_waits_outside_and_its_time_in_the_queue_begins_later() {
    let mut kafka = serving(&[("num.io.threads", "1"), ("queued.max.requests", "1")]);
    for client in 0..4 {
        ask(&mut kafka, client);
    }
    assert_eq!(metric(&kafka, "RequestQueueSize", "Value"), 1.0);
    kafka.wait_ms(1);
    assert_eq!(kafka.answers.len(), 4);
    assert_eq!(longest(&kafka, "RequestQueueTimeMs"), HANDLED);
}

#[test]
fn a_large_request_takes_a_handler_and_a_large_answer_a_network_thread_longer() {
    let mut kafka = serving(&[]);
    let value = Payload::from(vec![b'x'; 500_000]);
    let record = Record::new(Timestamp(1), None, Some(value));
    kafka.produce(RecordBatch::new(-1, -1, -1, vec![record]), 1);
    assert_eq!(after(&kafka), [HANDLED + 500 + SENT]);
    kafka.wait_ms(10);
    let fetch = kafka.fetch_request(0);
    kafka.ask(CLIENT, fetch);
    assert_eq!(after(&kafka)[1], HANDLED + SENT + 250);
}

#[test]
fn a_request_without_an_answer_keeps_its_connection_no_longer_than_its_handler() {
    let mut kafka = serving(&[]);
    let record = Record::new(Timestamp(1), None, Some(Payload::from("x")));
    kafka.produce(RecordBatch::new(-1, -1, -1, vec![record]), 0);
    ask(&mut kafka, 0);
    assert_eq!(kafka.answers, []);
    let begun = kafka.now();
    kafka.wait_ms(1);
    assert_eq!(after(&kafka), [HANDLED + SENT]);
    assert_eq!(kafka.now(), begun + Duration::from_millis(1));
}

#[test]
fn an_answer_that_comes_by_itself_does_not_wait_for_a_handler_that_is_at_work() {
    let mut kafka = serving(&[]);
    kafka.publish(&[MetadataRecord::Partition {
        topic_id: TOPIC_ID,
        partition: 1,
        replicas: vec![BROKER],
        isr: vec![BROKER],
    }]);
    let mut fetch = kafka.fetch_request(0);
    fetch.max_wait_ms = 1;
    fetch.partitions[0].partition.partition = 1;
    assert_eq!(kafka.ask(NodeId(CLIENT.0 + 1), fetch), None);
    kafka.pace = Duration(700);
    let value = Payload::from(vec![b'x'; 500_000]);
    let record = Record::new(Timestamp(1), None, Some(value));
    kafka.produce(RecordBatch::new(-1, -1, -1, vec![record]), 1);
    kafka.wait_ms(1);
    assert_eq!(after(&kafka), [HANDLED + 500 + SENT, SENT]);
}

#[test]
fn acks_0_that_fails_closes_the_connection() {
    let mut kafka = serving(&[]);
    let closes = |kafka: &LoneBroker| {
        let effects = kafka.effects.iter();
        effects
            .filter(|effect| matches!(effect, engine::node::Effect::Close(_)))
            .count()
    };
    let record = Record::new(Timestamp(1), None, Some(Payload::from("x")));
    let batch = RecordBatch::new(-1, -1, -1, vec![record]);
    kafka.produce(batch.clone(), 0);
    assert_eq!(closes(&kafka), 0);
    kafka.wait_ms(1);
    kafka.produce(
        batch.at(engine::model::Offset(1), engine::model::LeaderEpoch(0)),
        0,
    );
    assert_eq!(closes(&kafka), 1);
}

#[test]
fn the_time_that_handlers_are_idle_is_what_they_are_not_at_work() {
    let mut kafka = serving(&[("num.io.threads", "2")]);
    let value = Payload::from(vec![b'x'; 1_000_000]);
    let record = Record::new(Timestamp(1), None, Some(value));
    let batch = RecordBatch::new(-1, -1, -1, vec![record]);
    for _ in 0..300 {
        kafka.produce(batch.clone(), 1);
        kafka.wait_ms(2);
    }
    // One of two handlers is busy for one of two milliseconds, but for the time before.
    let idle = metric(&kafka, "RequestHandlerAvgIdlePercent", "Value");
    assert!((0.74..0.80).contains(&idle), "{idle}");
}

#[test]
fn num_io_threads_may_change_while_the_broker_works() {
    let mut kafka = serving(&[("num.io.threads", "1")]);
    kafka.publish(&[MetadataRecord::Config {
        resource: ConfigResource::Broker(None),
        name: "num.io.threads".into(),
        value: Some("3".into()),
    }]);
    assert_eq!(kafka.broker.config().num_io_threads, 3);
    for client in 0..3 {
        ask(&mut kafka, client);
    }
    assert_eq!(kafka.answers.len(), 3);
}

#[test]
fn fetches_of_followers_and_of_consumers_are_told_apart() {
    let mut kafka = LoneBroker::leading(BROKER, &[BROKER, FOLLOWER], &[BROKER, FOLLOWER], 1);
    kafka.fetch(FOLLOWER, 0);
    kafka.fetch(FOLLOWER, 0);
    let fetch = kafka.fetch_request(0);
    kafka.ask(CLIENT, fetch);
    let count = |kind: &str| metric(&kafka, &format!("name=TotalTimeMs,request={kind}"), "Count");
    assert_eq!((count("FetchFollower"), count("FetchConsumer")), (2.0, 1.0));
}
