//! Request handlers, network threads and the page cache: where time goes.

use engine::metrics::Metric;
use engine::model::{Duration, Instant, NodeId};
use sim::DiskSetup;

use crate::cluster::{Cluster, cluster};

fn metric(kafka: &Cluster, broker: u32, name: &str, attribute: &str) -> f64 {
    let metrics: Vec<Metric> = kafka.broker(broker).metrics(kafka.world.now());
    metrics
        .iter()
        .find(|metric| metric.name == name && metric.attribute == attribute)
        .unwrap_or_else(|| panic!("no {name} {attribute}"))
        .value
}

const FETCH_QUEUE: &str =
    "kafka.network:type=RequestMetrics,name=RequestQueueTimeMs,request=FetchConsumer";
const PRODUCE_TOTAL: &str = "kafka.network:type=RequestMetrics,name=TotalTimeMs,request=Produce";

/// Many consumers wait for one producer: whatever it writes, they all fetch again at the same time.
fn crowded(io_threads: &str) -> Cluster {
    let mut builder = cluster(1)
        .broker_config(&[("num.io.threads", io_threads)])
        .topic("t", 1, 1, &[])
        .bulk_producer("t", 20_000, 1_000, 10);
    for consumer in 3000..3060 {
        builder = builder.consumer(consumer, "t", Some(500), &[]);
    }
    let mut kafka = builder.start();
    kafka.until_ms(1_200);
    kafka
}

#[test]
fn requests_queue_when_all_request_handlers_are_at_work() {
    let (one, many) = (crowded("1"), crowded("8"));
    let (alone, shared) = (
        metric(&one, 1, FETCH_QUEUE, "Mean"),
        metric(&many, 1, FETCH_QUEUE, "Mean"),
    );
    assert!(
        alone > 0.1 && shared < 0.01,
        "{alone} ms with one handler, {shared} ms with eight"
    );
    let idle = "kafka.server:type=KafkaRequestHandlerPool,name=RequestHandlerAvgIdlePercent";
    assert!(metric(&one, 1, idle, "Value") < metric(&many, 1, idle, "Value"));
}

#[test]
fn the_total_time_of_a_request_is_the_sum_of_its_parts() {
    let mut kafka = cluster(3)
        .topic("t", 1, 3, &[])
        .producer("t", &["a", "b", "c"], &[])
        .start();
    kafka.until_ms(4_000);
    let leader = kafka.leader("t", 0).expect("the partition has a leader");
    let part = |name: &str| {
        let bean = format!("kafka.network:type=RequestMetrics,name={name},request=Produce");
        metric(&kafka, leader, &bean, "Mean")
    };
    let parts = [
        "RequestQueueTimeMs",
        "LocalTimeMs",
        "RemoteTimeMs",
        "ResponseQueueTimeMs",
        "ResponseSendTimeMs",
    ];
    let sum: f64 = parts.iter().map(|name| part(name)).sum();
    let total = metric(&kafka, leader, PRODUCE_TOTAL, "Mean");
    assert!((sum - total).abs() < 1e-6, "{sum} is not {total}");
    assert!(
        part("RemoteTimeMs") > 1.0,
        "acks=all waits for the followers"
    );
    assert!(metric(&kafka, leader, PRODUCE_TOTAL, "Count") >= 1.0);
}

#[test]
fn a_reader_at_the_tail_is_served_from_the_page_cache_and_a_late_one_from_the_disk() {
    let mut kafka = cluster(1)
        .page_cache(1_000_000)
        .disk(DiskSetup {
            seek: Duration(20_000),
            ..DiskSetup::default()
        })
        .topic("t", 1, 1, &[])
        .bulk_producer("t", 5_000, 1_000, 50)
        .consumer(3000, "t", Some(500), &[("auto.offset.reset", "earliest")])
        .consumer(3001, "t", None, &[("auto.offset.reset", "earliest")])
        .start();
    kafka.until_ms(6_000);
    let misses = |kafka: &Cluster| metric(kafka, 1, "logarium:type=PageCache,name=Misses", "Count");
    assert_eq!(misses(&kafka), 0.0);
    let begun = kafka.world.now();
    kafka.start(3001);
    kafka.until(|world, step| {
        step.node == Some(NodeId(3001))
            && matches!(
                &step.what,
                sim::What::Message {
                    api_key: engine::protocol::ApiKey::Fetch,
                    ..
                }
            )
            && world.now() > begun
    });
    assert!(misses(&kafka) > 0.0);
    assert!(
        kafka.world.now().since(begun) >= Duration(20_000),
        "the disk had to seek"
    );
    let caught_up = Instant(20_000_000);
    kafka.world.run_until(caught_up);
    assert_eq!(kafka.printed(3001).len(), 5_000);
}

#[test]
fn the_metrics_of_replication_follow_the_isr() {
    let mut kafka = cluster(3)
        .broker_config(&[("replica.lag.time.max.ms", "2000")])
        .topic("t", 2, 3, &[("min.insync.replicas", "3")])
        .start();
    kafka.until_ms(3_000);
    let leader = kafka.leader("t", 0).expect("the partition has a leader");
    let manager = |name: &str| format!("kafka.server:type=ReplicaManager,name={name}");
    let sum = |kafka: &Cluster, name: &str, attribute: &str| -> f64 {
        (1..=3)
            .filter(|id| {
                kafka
                    .world
                    .slot(NodeId(*id))
                    .is_some_and(|slot| slot.life().is_running())
            })
            .map(|id| metric(kafka, id, &manager(name), attribute))
            .sum()
    };
    assert_eq!(sum(&kafka, "UnderReplicatedPartitions", "Value"), 0.0);
    let down = (1..=3)
        .find(|id| *id != leader)
        .expect("there are followers");
    kafka
        .fault(sim::Fault::Pause(NodeId(down)))
        .until_ms(14_000);
    let running: f64 = (1..=3)
        .filter(|id| *id != down)
        .map(|id| metric(&kafka, id, &manager("UnderReplicatedPartitions"), "Value"))
        .sum();
    assert_eq!(running, 2.0);
    let under: f64 = (1..=3)
        .filter(|id| *id != down)
        .map(|id| metric(&kafka, id, &manager("UnderMinIsrPartitionCount"), "Value"))
        .sum();
    assert_eq!(under, 2.0);
    kafka
        .fault(sim::Fault::Resume(NodeId(down)))
        .until_ms(40_000);
    assert_eq!(sum(&kafka, "UnderReplicatedPartitions", "Value"), 0.0);
    assert!(sum(&kafka, "IsrExpandsPerSec", "Count") > 0.0);
}

#[test]
fn bytes_in_are_what_was_produced_and_bytes_out_what_was_consumed() {
    let mut kafka = cluster(1)
        .topic("t", 1, 1, &[])
        .producer("t", &["a", "b", "c"], &[])
        .consumer(3000, "t", Some(500), &[("auto.offset.reset", "earliest")])
        .consumer(3001, "t", Some(500), &[("auto.offset.reset", "earliest")])
        .start();
    kafka.until_ms(4_000);
    let bytes = kafka.replica(1, "t", 0).log().size() as f64;
    let topic = |name: &str| format!("kafka.server:type=BrokerTopicMetrics,name={name},topic=t");
    assert_eq!(metric(&kafka, 1, &topic("BytesInPerSec"), "Count"), bytes);
    assert_eq!(
        metric(&kafka, 1, &topic("BytesOutPerSec"), "Count"),
        2.0 * bytes
    );
    assert_eq!(metric(&kafka, 1, &topic("MessagesInPerSec"), "Count"), 3.0);
}

#[test]
fn the_controller_counts_partitions_without_a_leader_and_times_its_elections() {
    let mut kafka = cluster(2).topic("t", 4, 1, &[]).start();
    kafka.until_ms(3_000);
    let value = |kafka: &Cluster, name: &str, attribute: &str| {
        let metrics = kafka.controller().metrics(kafka.world.now());
        let wanted =
            |metric: &&Metric| metric.name.ends_with(name) && metric.attribute == attribute;
        metrics.iter().find(wanted).expect("it is measured").value
    };
    assert_eq!(value(&kafka, "name=OfflinePartitionsCount", "Value"), 0.0);
    kafka.fault(sim::Fault::Crash(NodeId(1))).until_ms(14_000);
    assert_eq!(value(&kafka, "name=OfflinePartitionsCount", "Value"), 2.0);
    assert_eq!(value(&kafka, "name=ActiveBrokerCount", "Value"), 1.0);
    let elections = "name=LeaderElectionRateAndTimeMs";
    assert_eq!(value(&kafka, elections, "Count"), 0.0, "nobody was elected");
    kafka.fault(sim::Fault::Restart(NodeId(1))).until_ms(30_000);
    assert_eq!(value(&kafka, "name=OfflinePartitionsCount", "Value"), 0.0);
    assert_eq!(value(&kafka, elections, "Count"), 2.0);
    assert!(
        value(&kafka, elections, "Mean") >= 2.0,
        "a flush takes 2 ms"
    );
}
