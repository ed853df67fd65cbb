//! When and how offsets are committed.

use std::sync::Arc;

use engine::app::processor::{Commits, ProcessorSetup};
use engine::client::consumer::{ConsumerCommand, Membership, PollState};
use engine::config::{ConfigError, Configs, ConsumerConfig};
use engine::coordinator::group::GroupState;
use engine::model::{LeaderEpoch, NodeId, Offset};
use engine::protocol::{CommittedOffset, ErrorCode};
use sim::Fault;

use crate::apps::{
    MEMBER, READER, SIX, app, commit_failures, commit_times, committed, committed_offset,
    guarantee, is_running, processed, tell,
};
use crate::cluster::{Cluster, cluster, ms, partition, set};

const AUTO: [(&str, &str); 2] = [
    ("enable.auto.commit", "true"),
    ("auto.commit.interval.ms", "2000"),
];

fn started(setup: ProcessorSetup) -> Cluster {
    let mut builder = cluster(1).topic("t", 1, 1, &[]).producer("t", &SIX, &[]);
    builder.processor(setup, Some(500));
    builder.start()
}

#[test]
fn a_waiting_poll_commits_each_time_the_interval_is_over() {
    let mut kafka = started(app(1, &[&MEMBER, &AUTO]));
    kafka.until_ms(12_000);
    let times = commit_times(&kafka);
    assert!(times.len() >= 3, "{times:?}");
    for pair in times.windows(2) {
        let apart = pair[1] - pair[0];
        assert!((1_990..=2_010).contains(&apart), "{times:?}");
    }
}

#[test]
fn the_interval_begins_anew_with_the_assignment() {
    let mut kafka = started(app(1, &[&MEMBER, &AUTO]));
    let assigned = kafka.until(|world, _| {
        matches!(world.slot(NodeId(READER)).map(sim::Slot::node),
            Some(sim::AnyNode::Consumer(node)) if node.consumer().assignment().count() == 1)
    });
    kafka.until_ms(12_000);
    let first = commit_times(&kafka)[0] - assigned.at.0 / 1_000;
    assert!((2_000..=2_010).contains(&first), "after {first} ms");
}

#[test]
fn nothing_is_committed_while_the_application_is_busy() {
    let mut kafka = started(ProcessorSetup {
        process_time: ms(1_000),
        ..app(1, &[&MEMBER, &AUTO])
    });
    kafka.until_ms(9_000);
    assert_eq!(processed(&kafka, READER).len(), 5, "all six in one poll");
    assert_eq!(committed_offset(&kafka), None, "the interval is long over");
    kafka.until_ms(10_500);
    assert_eq!(
        committed_offset(&kafka),
        Some(6),
        "the next poll commits, once they are processed"
    );
}

#[test]
fn a_poll_commits_the_positions_of_the_polls_before_it() {
    let mut kafka = started(ProcessorSetup {
        process_time: ms(1_500),
        ..app(1, &[&MEMBER, &AUTO, &[("max.poll.records", "2")]])
    });
    let mut checked = 0;
    for at in (4_000..14_000).step_by(100) {
        kafka.until_ms(at);
        let done = processed(&kafka, READER).len() as i64;
        if let Some(offset) = committed_offset(&kafka) {
            assert!(offset <= done, "{offset} committed, {done} processed");
            checked += 1;
        }
    }
    assert!(checked > 20);
}

#[test]
fn close_commits_and_a_kill_does_not() {
    let until_the_end = |closes: bool| {
        let mut kafka = started(app(1, &[&MEMBER, &[("enable.auto.commit", "true")]]));
        kafka.until_ms(5_000);
        assert_eq!(committed_offset(&kafka), None, "the interval is 5 s");
        if closes {
            kafka.close(READER);
        } else {
            kafka.fault(Fault::Crash(NodeId(READER)));
        }
        kafka.until_ms(20_000);
        committed_offset(&kafka)
    };
    assert_eq!(until_the_end(true), Some(6));
    assert_eq!(until_the_end(false), None);
}

#[test]
fn close_without_auto_commit_commits_nothing() {
    let mut kafka = started(app(1, &[&MEMBER]));
    kafka.until_ms(5_000);
    assert_eq!(processed(&kafka, READER), SIX);
    kafka.close(READER).until_ms(10_000);
    assert_eq!(committed_offset(&kafka), None);
    assert!(!is_running(&kafka, READER));
}

#[test]
fn a_committed_offset_carries_the_epoch_of_the_last_record() {
    let mut kafka = started(app(1, &[&MEMBER, &AUTO]));
    kafka.until_ms(10_000);
    let expected = kafka.replica(1, "t", 0).leader_epoch();
    let found = committed(&kafka, 0).expect("committed");
    assert_eq!(found.leader_epoch, expected);
    assert_ne!(found.leader_epoch, LeaderEpoch::NONE);
}

#[test]
fn commit_sync_without_a_group_is_an_invalid_group_id() {
    let mut kafka = started(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, None),
        ..app(1, &[&[("auto.offset.reset", "earliest")]])
    });
    kafka.until_ms(5_000);
    assert!(!is_running(&kafka, READER), "the application ended");
    assert!(processed(&kafka, READER).len() < 6, "at its first commit");
}

#[test]
fn without_a_group_an_explicit_auto_commit_is_refused_and_the_default_gives_way() {
    let mut config = ConsumerConfig::default();
    assert_eq!(config.validate(), Ok(()));
    set(&mut config, &[("enable.auto.commit", "true")]);
    assert!(matches!(
        config.validate(),
        Err(ConfigError::Invalid {
            name: "enable.auto.commit",
            ..
        })
    ));
    set(&mut config, &[("group.id", "g")]);
    assert_eq!(config.validate(), Ok(()));
}

#[test]
fn a_member_that_beats_no_faster_than_its_session_ends_is_refused() {
    let mut config = ConsumerConfig::default();
    set(
        &mut config,
        &[
            ("heartbeat.interval.ms", "6000"),
            ("session.timeout.ms", "6000"),
        ],
    );
    assert_eq!(
        config.validate(),
        Ok(()),
        "there is no session without a group"
    );
    set(&mut config, &[("group.id", "g")]);
    assert!(config.validate().is_err());
}

/// Three brokers; the coordinator's is none of those that lead `t`.
fn on_three(setup: ProcessorSetup) -> Cluster {
    let mut builder = cluster(3).topic("t", 1, 3, &[]).producer("t", &[], &[]);
    builder.processor(setup, Some(500));
    let mut kafka = builder.start();
    kafka.until_ms(9_000);
    kafka
}

fn coordinator(kafka: &Cluster) -> NodeId {
    let membership = kafka.consumer(READER).membership();
    membership
        .and_then(Membership::coordinator)
        .expect("it is found")
}

#[test]
fn commit_sync_tries_again_until_another_coordinator_has_it() {
    let mut kafka = on_three(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, None),
        process_time: ms(1_000),
        ..app(3, &[&MEMBER, &[("session.timeout.ms", "45000")]])
    });
    kafka.send("t", None, "a").until_ms(9_500);
    let dies = coordinator(&kafka);
    kafka.fault(Fault::Crash(dies)).until_ms(11_000);
    assert_eq!(kafka.consumer(READER).poll_state(), PollState::Committing);
    assert_eq!(committed_offset(&kafka), None);
    kafka.until_ms(40_000);
    assert_eq!(committed_offset(&kafka), Some(1));
    assert_eq!(processed(&kafka, READER), ["a"]);
}

#[test]
fn commit_sync_gives_up_after_default_api_timeout_ms() {
    let mut kafka = on_three(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, None),
        process_time: ms(1_000),
        ..app(
            3,
            &[
                &MEMBER,
                &[
                    ("default.api.timeout.ms", "3000"),
                    ("session.timeout.ms", "45000"),
                ],
            ],
        )
    });
    kafka.send("t", None, "a").until_ms(9_500);
    for id in 1..=3 {
        kafka.fault(Fault::Crash(NodeId(id)));
    }
    kafka.until_ms(12_500);
    assert_eq!(kafka.consumer(READER).poll_state(), PollState::Committing);
    kafka.until_ms(14_000);
    assert_eq!(
        commit_failures(&kafka).last(),
        Some(&ErrorCode::RequestTimedOut)
    );
    assert!(!is_running(&kafka, READER));
}

#[test]
fn commit_async_is_not_tried_again() {
    let mut kafka = on_three(app(3, &[&MEMBER]));
    kafka.send("t", None, "a").until_ms(9_500);
    let dies = coordinator(&kafka);
    tell(&mut kafka, ConsumerCommand::Commit(None));
    kafka.fault(Fault::Crash(dies)).until_ms(60_000);
    assert_eq!(commit_failures(&kafka), [ErrorCode::NetworkException]);
    assert_eq!(committed_offset(&kafka), None);
}

#[test]
fn an_automatic_commit_that_failed_is_tried_again_before_the_interval_is_over() {
    let mut kafka = on_three(app(
        3,
        &[
            &MEMBER,
            &[
                ("enable.auto.commit", "true"),
                ("auto.commit.interval.ms", "100000"),
                ("session.timeout.ms", "45000"),
            ],
        ],
    ));
    kafka.send("t", None, "a");
    let due = kafka
        .consumer(READER)
        .auto_commit_due()
        .expect("it commits");
    kafka.until_ms(due.0 / 1_000 - 1);
    let dies = coordinator(&kafka);
    kafka.until(|_, step| step.at >= due);
    kafka
        .fault(Fault::Crash(dies))
        .until_ms(due.0 / 1_000 + 40_000);
    assert_eq!(
        commit_failures(&kafka).first(),
        Some(&ErrorCode::NetworkException)
    );
    assert_eq!(committed_offset(&kafka), Some(1));
}

#[test]
fn a_note_beside_an_offset_may_be_only_so_long() {
    let mut kafka = started(app(1, &[&MEMBER]));
    kafka.until_ms(6_000);
    let commit = |text: String| {
        let committed = CommittedOffset {
            offset: Offset(3),
            leader_epoch: LeaderEpoch::NONE,
            metadata: Arc::from(text),
        };
        ConsumerCommand::Commit(Some(vec![(partition("t", 0), committed)]))
    };
    tell(&mut kafka, commit("x".repeat(4_097))).until_ms(7_000);
    assert_eq!(commit_failures(&kafka), [ErrorCode::OffsetMetadataTooLarge]);
    assert_eq!(committed_offset(&kafka), None);
    tell(&mut kafka, commit("x".repeat(4_096))).until_ms(8_000);
    assert_eq!(committed_offset(&kafka), Some(3));
}

#[test]
fn who_assigns_itself_commits_without_being_a_member() {
    let mut setup = app(1, &[&MEMBER, &AUTO]);
    setup.consumer.assigned = vec![partition("t", 0)];
    let mut kafka = started(setup);
    kafka.until_ms(8_000);
    assert_eq!(processed(&kafka, READER), SIX);
    assert_eq!(committed_offset(&kafka), Some(6));
    let group = kafka.broker(1).group_coordinator().group("g");
    let group = group.expect("the commit made it");
    assert_eq!(group.state(), GroupState::Empty);
}

#[test]
fn who_was_expelled_cannot_commit() {
    let mut kafka = started(ProcessorSetup {
        guarantee: guarantee(Commits::AfterPoll, None),
        process_time: ms(4_000),
        ..app(
            1,
            &[
                &MEMBER,
                &[("max.poll.interval.ms", "5000"), ("max.poll.records", "2")],
            ],
        )
    });
    kafka.until_ms(14_000);
    assert_eq!(processed(&kafka, READER)[..2], ["1", "2"], "in 8 s");
    assert_eq!(commit_failures(&kafka)[0], ErrorCode::UnknownMemberId);
    assert_eq!(committed_offset(&kafka), None);
    kafka.until_ms(40_000);
    assert_eq!(
        processed(&kafka, READER)[2..4],
        ["1", "2"],
        "it joined again, and the work begins anew for ever"
    );
}
