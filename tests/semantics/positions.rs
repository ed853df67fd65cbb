//! Where a consumer begins, and where it goes on.

use engine::client::PositionedBy;
use engine::client::admin::AdminCommand;
use engine::client::consumer::{FetchState, PartitionState, SeekTo};
use engine::config::{Configs, ConsumerConfig};
use engine::model::{NodeId, Offset};
use engine::protocol::{ApiKey, ElectionType, ErrorCode};
use sim::{Fault, Step, What};

use crate::administering::administer;
use crate::apps::{
    MEMBER, READER, SIX, app, committed, delete_records_before, is_running, positioned, processed,
    seek, thrown,
};
use crate::cluster::{Cluster, cluster, ms, partition};

const EARLIEST: (&str, &str) = ("auto.offset.reset", "earliest");

fn reset(to: &'static str) -> [(&'static str, &'static str); 1] {
    [("auto.offset.reset", to)]
}

/// Six records are there, from 1 s on every 100 ms; the consumer starts at 3 s.
fn six(configs: &[&[(&str, &str)]]) -> Cluster {
    let mut builder = cluster(1)
        .topic("t", 1, 1, &[])
        .admin()
        .producer("t", &SIX, &[]);
    builder.processor(app(1, configs), Some(3_000));
    builder.start()
}

#[test]
fn a_committed_offset_goes_before_auto_offset_reset() {
    let mut kafka = six(&[&MEMBER, &[("enable.auto.commit", "true")]]);
    kafka.until_ms(8_000).close(READER).until_ms(9_000);
    kafka.send("t", None, "7").until_ms(9_500);
    kafka.start(READER).until_ms(20_000);
    assert_eq!(
        positioned(&kafka),
        [(0, PositionedBy::Reset), (6, PositionedBy::Committed)]
    );
    assert_eq!(processed(&kafka, READER).len(), 7);
}

#[test]
fn none_throws_for_all_partitions_without_a_committed_offset_together() {
    let mut builder = cluster(1).topic("t", 2, 1, &[]);
    builder.processor(app(1, &[&MEMBER, &reset("none")]), Some(500));
    let mut kafka = builder.start();
    kafka.until_ms(10_000);
    assert_eq!(
        thrown(&kafka),
        [(ErrorCode::OffsetOutOfRange, "t-0, t-1".into())]
    );
    assert!(!is_running(&kafka, READER), "the application ended");
}

#[test]
fn by_duration_begins_at_the_first_record_that_is_not_older() {
    let mut kafka = six(&[&reset("by_duration:PT1.75S")]);
    kafka.until_ms(5_000);
    let begun = positioned(&kafka)[0].0;
    assert!((3..=5).contains(&begun), "{begun}");
    assert_eq!(processed(&kafka, READER), SIX[begun as usize..]);
}

#[test]
fn by_duration_takes_what_java_takes() {
    let set = |text: &str| {
        let mut config = ConsumerConfig::default();
        let outcome = config.set("auto.offset.reset", &format!("by_duration:{text}"));
        outcome.ok().and_then(|()| config.get("auto.offset.reset"))
    };
    let shown = |text: &str| Some(format!("by_duration:{text}"));
    assert_eq!(set("P3D"), shown("PT72H"));
    assert_eq!(set("P1DT2H3M4.5S"), shown("PT26H3M4.5S"));
    assert_eq!(set("pt5m"), shown("PT5M"));
    assert_eq!(set("PT0S"), shown("PT0S"));
    for wrong in [
        "", "P", "PT", "P1DT", "5m", "-PT5M", "PT-5M", "PT5M3H", "PT1.5M", "P1W", "PTS",
    ] {
        assert_eq!(set(wrong), None, "{wrong}");
    }
}

#[test]
fn a_consumer_that_is_too_slow_goes_on_where_the_log_begins() {
    let mut kafka = slow("earliest");
    kafka.until_ms(3_500);
    delete_records_before(&mut kafka, 5);
    kafka.until_ms(12_000);
    assert_eq!(
        processed(&kafka, READER),
        ["1", "2", "3", "4", "6"],
        "what had been fetched is processed, and 5 is lost"
    );
    assert_eq!(
        positioned(&kafka),
        [(0, PositionedBy::Reset), (5, PositionedBy::Reset)]
    );
}

/// The application takes 1 s for a record, and fetches hold one batch, which is one record.
fn slow(policy: &'static str) -> Cluster {
    let mut builder =
        cluster(1)
            .topic("t", 1, 1, &[])
            .admin()
            .producer("t", &SIX, &[("linger.ms", "0")]);
    let mut setup = app(1, &[&reset(policy), &[("max.partition.fetch.bytes", "1")]]);
    setup.process_time = ms(1_000);
    builder.processor(setup, Some(900));
    let mut kafka = builder.start();
    kafka.until_ms(1_300);
    kafka
}

#[test]
fn latest_skips_to_the_end_when_the_records_are_gone() {
    let mut kafka = slow("latest");
    kafka.until_ms(3_500);
    delete_records_before(&mut kafka, 5);
    kafka.until_ms(8_000).send("t", None, "7").until_ms(12_000);
    let all = processed(&kafka, READER);
    assert_eq!(all.last().map(String::as_str), Some("7"));
    assert!(!all.contains(&"6".to_owned()), "{all:?}");
}

#[test]
fn none_throws_when_the_records_are_gone() {
    let mut builder = cluster(1)
        .topic("t", 1, 1, &[])
        .admin()
        .producer("t", &SIX[..3], &[])
        .consumer(3001, "t", Some(500), &[("group.id", "g"), EARLIEST]);
    builder.processor(app(1, &[&MEMBER, &reset("none")]), None);
    let mut kafka = builder.start();
    kafka.until_ms(5_000).close(3001).until_ms(6_000);
    for value in &SIX[3..] {
        kafka.send("t", None, value);
    }
    kafka.until_ms(7_000);
    delete_records_before(&mut kafka, 5);
    kafka.start(READER).until_ms(15_000);
    assert_eq!(positioned(&kafka)[1..], [(3, PositionedBy::Committed)]);
    assert_eq!(
        thrown(&kafka),
        [(ErrorCode::OffsetOutOfRange, "t-0".into())]
    );
    assert!(processed(&kafka, READER).is_empty());
}

#[test]
fn seek_goes_back_and_forth() {
    let mut kafka = six(&[&reset("earliest")]);
    kafka.until_ms(4_000);
    seek(&mut kafka, SeekTo::Offset(Offset(4))).until_ms(5_000);
    let state = kafka.consumer(READER).partition(&partition("t", 0));
    let position = state.and_then(PartitionState::position);
    assert_eq!(position.map(|position| position.offset), Some(Offset(6)));
    assert_eq!(
        processed(&kafka, READER),
        ["1", "2", "3", "4", "5", "6", "5", "6"]
    );
    seek(&mut kafka, SeekTo::Beginning).until_ms(6_000);
    assert_eq!(processed(&kafka, READER).len(), 14);
    seek(&mut kafka, SeekTo::End).until_ms(7_000);
    assert_eq!(processed(&kafka, READER).len(), 14);
}

#[test]
fn a_seek_beyond_the_end_is_out_of_range() {
    let mut kafka = six(&[&reset("earliest")]);
    kafka.until_ms(4_000);
    seek(&mut kafka, SeekTo::Offset(Offset(100))).until_ms(6_000);
    assert_eq!(
        positioned(&kafka)[1..],
        [(100, PositionedBy::Seek), (0, PositionedBy::Reset)]
    );
    assert_eq!(processed(&kafka, READER).len(), 12);
}

#[test]
fn a_seek_throws_away_what_was_fetched_before() {
    let mut builder = cluster(1).topic("t", 1, 1, &[]).producer("t", &SIX, &[]);
    let mut setup = app(1, &[&reset("earliest"), &[("max.poll.records", "1")]]);
    setup.process_time = ms(500);
    builder.processor(setup, Some(3_000));
    let mut kafka = builder.start();
    kafka.until_ms(3_700);
    assert!(kafka.consumer(READER).buffered(&partition("t", 0)) > 0);
    seek(&mut kafka, SeekTo::Offset(Offset(5))).until_ms(6_000);
    assert_eq!(processed(&kafka, READER), ["1", "2", "6"]);
}

fn is_request(step: &Step, wanted: ApiKey) -> bool {
    match step.what {
        What::Message {
            api_key,
            is_request,
            from,
            ..
        } => is_request && api_key == wanted && from == NodeId(READER),
        _ => false,
    }
}

/// Requests of this kind that left the consumer so far, counted where they arrive.
fn requests(kafka: &mut Cluster, until: u64, api: ApiKey) -> usize {
    let mut count = 0;
    while kafka.world.now().0 < until * 1_000 {
        let step = kafka.world.step().expect("something happens");
        count += usize::from(is_request(&step, api));
    }
    count
}

#[test]
fn a_position_is_validated_when_the_leader_changes() {
    let mut builder = cluster(3).topic("t", 1, 3, &[]).producer("t", &SIX, &[]);
    builder.processor(app(3, &[&reset("earliest")]), Some(500));
    let mut kafka = builder.start();
    kafka.until_ms(3_000);
    let leader = kafka.leads("t", 0);
    assert_eq!(
        requests(&mut kafka, 4_000, ApiKey::OffsetForLeaderEpoch),
        0,
        "nothing has changed"
    );
    kafka.fault(Fault::Crash(NodeId(leader)));
    assert_eq!(
        requests(&mut kafka, 30_000, ApiKey::OffsetForLeaderEpoch),
        1
    );
    let state = kafka.consumer(READER).partition(&partition("t", 0));
    let state = state.expect("it is assigned");
    assert_eq!(state.state(), FetchState::Fetching);
    assert_ne!(
        state.position().and_then(|p| p.leader).map(|(id, _)| id.0),
        Some(leader)
    );
    kafka.send("t", None, "7").until_ms(35_000);
    assert_eq!(processed(&kafka, READER).len(), 7, "nothing twice");
}

#[test]
fn a_committed_offset_is_validated_before_it_is_read_from() {
    let mut kafka = six(&[&MEMBER, &[("enable.auto.commit", "true")]]);
    kafka.until_ms(8_000).close(READER).until_ms(9_000);
    assert!(committed(&kafka, 0).is_some());
    kafka.start(READER);
    assert_eq!(
        requests(&mut kafka, 20_000, ApiKey::OffsetForLeaderEpoch),
        1
    );
}

/// The consumer has read six records, three of which only the leader has; the other replica is elected all the same.
fn truncated(policy: &'static str) -> Cluster {
    let group = [("group.id", "g"), EARLIEST];
    let mut builder = cluster(2)
        .broker_config(&[("replica.lag.time.max.ms", "1000")])
        .topic("t", 1, 2, &[("unclean.leader.election.enable", "true")])
        .producer("t", &SIX[..3], &[])
        .consumer(3001, "t", Some(500), &group);
    // It assigns itself, so that it can do without a coordinator that is on the leader.
    let mut setup = app(2, &[&MEMBER, &reset(policy)]);
    setup.consumer.assigned = vec![partition("t", 0)];
    builder.processor(setup, None);
    let mut kafka = builder.start();
    kafka.until_ms(6_000).close(3001).until_ms(7_000);
    let leader = kafka.leads("t", 0);
    let other = 3 - leader;
    kafka.fault(Fault::Partition {
        a: NodeId(leader),
        b: NodeId(other),
        one_way: false,
    });
    kafka.start(READER).until_ms(20_000);
    for value in &SIX[3..] {
        kafka.send("t", None, value);
    }
    kafka.until_ms(40_000);
    assert_eq!(processed(&kafka, READER), SIX[3..]);
    kafka.fault(Fault::Crash(NodeId(leader))).until_ms(80_000);
    assert_eq!(kafka.leader("t", 0), Some(other), "by an unclean election");
    kafka
}

#[test]
fn a_consumer_notices_that_what_it_has_read_is_gone() {
    let mut kafka = truncated("earliest");
    assert_eq!(
        positioned(&kafka)[1..],
        [(3, PositionedBy::Committed), (3, PositionedBy::Truncation)]
    );
    kafka.send("t", None, "x").until_ms(90_000);
    let all = processed(&kafka, READER);
    assert_eq!(all[3..], ["x"], "at an offset that it had read before");
}

#[test]
fn without_a_policy_a_truncation_is_thrown() {
    let kafka = truncated("none");
    assert_eq!(
        thrown(&kafka),
        [(ErrorCode::OffsetOutOfRange, "t-0".into())]
    );
    assert!(!is_running(&kafka, READER));
}

#[test]
fn a_consumer_goes_at_once_to_the_leader_that_the_old_one_names() {
    // It would ask for metadata only after minutes.
    let patient = [
        ("retry.backoff.ms", "300000"),
        ("retry.backoff.max.ms", "300000"),
    ];
    let mut builder = cluster(3)
        .topic("t", 1, 3, &[])
        .admin()
        .producer("t", &SIX, &[]);
    builder.processor(app(3, &[&reset("earliest"), &patient]), Some(31_000));
    let mut kafka = builder.start();
    let preferred = kafka.until_ms(2_000).leads("t", 0);
    kafka.fault(Fault::Crash(NodeId(preferred)));
    kafka.until_ms(15_000).start(preferred).until_ms(35_000);
    assert_ne!(kafka.leads("t", 0), preferred);
    assert_eq!(processed(&kafka, READER).len(), 6);
    let elect = AdminCommand::ElectLeaders {
        election_type: ElectionType::Preferred,
        partitions: None,
    };
    administer(&mut kafka, elect);
    assert_eq!(kafka.leads("t", 0), preferred);
    kafka.send("t", None, "7").until_ms(40_000);
    assert_eq!(processed(&kafka, READER).len(), 7);
}
