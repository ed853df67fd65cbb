//! What a log is when its process starts again.

use engine::log::{Checkpoints, Io, Log, RecordBatch, Tickets, stored_partitions};
use engine::model::{LeaderEpoch, Offset};
use engine::node::{DiskImage, Effects, File};
use proptest::prelude::*;

use crate::partition::{Partition, numbered, partition, record, tombstone, with};
use crate::segments::of_batches;

#[test]
fn a_kill_loses_nothing_and_a_power_cut_what_was_not_flushed() {
    let mut partition = of_batches(2, |_| {});
    for _ in 0..5 {
        partition.write("k");
    }
    partition.kill();
    assert_eq!(partition.start_and_end(), (0, 5));
    assert_eq!(partition.bases(), [0, 2, 4]);
    partition.write("k").write("k").flushes_done();
    partition.cut_power(0);
    assert_eq!(partition.start_and_end(), (0, 6), "the roll has flushed");
}

#[test]
fn a_torn_tail_ends_with_a_whole_batch_and_everything_is_cut_to_it() {
    let mut partition = of_batches(1, |_| {});
    for epoch in 0..6 {
        partition.epoch = epoch;
        partition.append(&numbered(7, 0, epoch, 1)).unwrap();
        if epoch == 2 {
            partition.flushes_done();
        }
    }
    partition.cut_power(2);
    assert_eq!(partition.start_and_end(), (0, 4));
    assert_eq!(partition.bases(), [0, 1, 2, 3, 4]);
    assert_eq!(partition.log.last_epoch(), LeaderEpoch(3));
    assert!(partition.log.producer_snapshots().all(|at| at <= Offset(4)));
    partition.append(&numbered(7, 0, 4, 1)).expect("the next");
}

#[test]
fn after_a_power_cut_only_what_survived_counts_as_flushed_once_it_is_flushed_again() {
    let mut partition = partition();
    partition.write("a").write("b");
    partition.kill();
    assert_eq!(partition.log.flushed_to(), Offset(0));
    partition.checkpoints.recovery_point = Some(Offset(1));
    partition.kill();
    assert_eq!(partition.log.flushed_to(), Offset(1));
    partition.restart();
    assert_eq!(partition.log.flushed_to(), Offset(2));
}

#[test]
fn a_clean_shutdown_writes_what_is_known_of_producers_whose_records_are_gone() {
    let known = |partition: &Partition| partition.log.producers().entry(7).is_some();
    let mut partition = of_batches(1, |config| config.retention_ms = 0);
    partition.append(&numbered(7, 0, 0, 1)).unwrap();
    partition.commit().wait_ms(1).retain();
    partition.write("k").restart();
    assert_eq!(partition.offsets(), [1]);
    assert!(known(&partition));
}

#[test]
fn the_snapshot_of_a_shutdown_is_replaced_by_the_next() {
    let mut partition = partition();
    for sequence in 0..3 {
        partition.append(&numbered(7, 0, sequence, 1)).unwrap();
        partition.restart();
    }
    let files = partition.files();
    let snapshots = files.filter(|file| matches!(file, File::ProducerSnapshot(..)));
    assert_eq!(snapshots.count(), 1);
    assert!(partition.log.producer_snapshots().eq([Offset(3)]));
}

#[test]
fn the_log_start_offset_comes_from_its_checkpoint() {
    let mut partition = partition();
    partition.append(&numbered(-1, -1, -1, 5)).unwrap();
    partition.commit().delete_records(3).unwrap();
    partition.checkpoints.log_start_offset = Some(Offset(3));
    partition.kill();
    assert_eq!(partition.start_and_end(), (3, 5));
    partition.checkpoints.log_start_offset = None;
    partition.kill();
    assert_eq!(partition.start_and_end(), (0, 5), "never written down");
}

#[test]
fn records_before_the_log_start_offset_lie_on_the_disk_until_their_segment_goes() {
    let mut partition = partition();
    partition.write("a").write("b");
    partition.commit().delete_records(2).unwrap();
    partition.checkpoints.log_start_offset = Some(Offset(2));
    partition.kill();
    assert_eq!(partition.start_and_end(), (2, 2));
    assert_eq!(partition.offsets(), [0, 1]);
}

#[test]
fn a_log_that_ends_before_its_log_start_offset_begins_anew_there() {
    let mut partition = partition();
    for _ in 0..5 {
        partition.write("k");
    }
    partition.commit().delete_records(4).unwrap();
    partition.checkpoints.log_start_offset = Some(Offset(4));
    partition.cut_power(2);
    assert_eq!(partition.start_and_end(), (4, 4));
    assert!(partition.offsets().is_empty());
}

#[test]
fn what_is_known_of_producers_is_read_from_the_last_snapshot_and_what_follows() {
    let mut partition = partition();
    for sequence in 0..6 {
        partition.append(&numbered(7, 0, sequence, 1)).unwrap();
        if sequence == 2 {
            partition.roll();
        }
    }
    partition.kill();
    let entry = partition.log.producers().entry(7).expect("known");
    // One of the snapshot, three that follow.
    assert_eq!(entry.batches().len(), 4);
    assert_eq!(entry.last_sequence(), 5);
}

#[test]
fn producers_that_are_idle_for_a_day_are_not_loaded() {
    let mut partition = partition();
    partition.append(&numbered(7, 0, 0, 1)).unwrap();
    partition.wait_ms(86_400_000 - 1).restart();
    assert!(partition.log.producers().entry(7).is_some());
    partition.wait_ms(1).restart();
    assert!(partition.log.producers().entry(7).is_none());
}

#[test]
fn a_log_that_is_found_in_order_asks_nothing_of_its_disk() {
    let mut partition = of_batches(1, |_| {});
    partition.append(&numbered(7, 0, 0, 1)).unwrap();
    for disk in [
        partition.image(),
        partition.write("k").image(),
        DiskImage::new(),
    ] {
        let (mut effects, mut tickets) = (Effects::default(), Tickets::default());
        let io = &mut Io {
            effects: &mut effects,
            tickets: &mut tickets,
        };
        let name = partition.log.partition().clone();
        let (checkpoints, now) = (Checkpoints::default(), partition.now);
        Log::recover(
            name,
            &disk,
            checkpoints,
            now,
            &partition.config,
            86_400_000,
            io,
        );
        assert_eq!(effects.as_slice(), []);
    }
}

#[test]
fn an_empty_disk_makes_an_empty_log() {
    let mut partition = partition();
    partition.kill();
    assert_eq!(partition.start_and_end(), (0, 0));
    partition.write("k");
    assert_eq!(partition.offsets(), [0]);
}

#[test]
fn an_empty_active_segment_is_still_there_after_a_kill() {
    let mut partition = partition();
    partition.write("k").roll().kill();
    assert_eq!(partition.bases(), [0, 1]);
}

#[test]
fn a_log_that_never_got_a_batch_is_found_where_it_begins() {
    let mut partition = partition();
    partition.act(|log, now, _, io| log.truncate_fully_and_start_at(now, Offset(100), io));
    partition.kill();
    assert_eq!(partition.start_and_end(), (100, 100));
    let name = partition.log.partition().clone();
    let mut disk = DiskImage::new();
    for file in partition.files() {
        disk.insert(file.clone(), Default::default());
    }
    assert!(stored_partitions(&disk).contains(&name));
}

/// What can be done to a log.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Append(u8),
    Transact(i64, u8),
    End(i64, bool),
    Roll,
    Commit,
    Clean,
    Retain,
    DeleteRecords(i64),
    Truncate(i64),
    Wait(i64),
    Flushed,
    Restart,
    Kill,
    CutPower(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => (0..6u8).prop_map(Deed::Append),
        4 => (0..3i64, 0..6u8).prop_map(|(producer, key)| Deed::Transact(producer, key)),
        3 => (0..3i64, any::<bool>()).prop_map(|(producer, commit)| Deed::End(producer, commit)),
        2 => Just(Deed::Roll),
        3 => Just(Deed::Commit),
        3 => Just(Deed::Clean),
        1 => Just(Deed::Retain),
        1 => (0..40i64).prop_map(Deed::DeleteRecords),
        1 => (1..4i64).prop_map(Deed::Truncate),
        2 => (0..100_000_000i64).prop_map(Deed::Wait),
        1 => Just(Deed::Flushed),
        1 => Just(Deed::Restart),
        1 => Just(Deed::Kill),
        1 => (0..4usize).prop_map(Deed::CutPower),
    ]
}

fn perform(partition: &mut Partition, deed: Deed) {
    use engine::log::ControlRecordType::{Abort, Commit};
    match deed {
        Deed::Append(5) => {
            let mut record = tombstone("k0");
            record.timestamp = partition.now.wall;
            let _ = partition.append(&RecordBatch::new(-1, -1, -1, vec![record]));
        }
        Deed::Append(key) => {
            let mut records = vec![record(&format!("k{key}"), 0), record("k1", 0)];
            for record in &mut records {
                record.timestamp = partition.now.wall;
            }
            let _ = partition.append(&RecordBatch::new(-1, -1, -1, records));
        }
        Deed::Transact(producer, key) => {
            let mut record = record(&format!("k{key}"), 0);
            record.timestamp = partition.now.wall;
            let entry = partition.log.producers().entry(producer);
            let next = entry.map_or(0, |entry| entry.last_sequence() + 1);
            let batch = RecordBatch::new(producer, 0, next, vec![record]).transactional();
            partition.append(&batch).expect("in order");
        }
        Deed::End(producer, commit) => {
            let kind = if commit { Commit } else { Abort };
            let marker = crate::partition::marker(kind, producer, 0, 0);
            partition.coordinate(&marker).expect("in order");
        }
        Deed::Roll => drop(partition.roll()),
        Deed::Commit => drop(partition.commit()),
        Deed::Clean => drop(partition.clean()),
        Deed::Retain => drop(partition.retain()),
        Deed::DeleteRecords(before) => drop(partition.delete_records(before)),
        Deed::Truncate(back) => {
            let end = partition.log.log_end_offset().0 - back;
            let end = end.max(partition.high_watermark.0);
            partition.truncate_to(end);
            let end = partition.log.log_end_offset();
            partition.high_watermark = partition.high_watermark.min(end);
        }
        Deed::Wait(ms) => drop(partition.wait_ms(ms)),
        Deed::Flushed => drop(partition.flushes_done()),
        Deed::Restart => drop(partition.restart()),
        Deed::Kill => drop(partition.kill()),
        Deed::CutPower(torn) => drop(partition.cut_power(torn)),
    }
}

fn check(partition: &Partition) {
    let log = &partition.log;
    let (start, end) = (log.log_start_offset(), log.log_end_offset());
    let stable = log.last_stable_offset(partition.high_watermark);
    assert!(start <= end);
    assert!(stable <= partition.high_watermark && partition.high_watermark <= end);
    let sizes = log.batches().map(|batch| u64::from(batch.size()));
    assert_eq!(log.size(), sizes.sum::<u64>());
    assert_eq!(log.batch_count(), log.batches().count() as u64);
    assert!(
        log.batches()
            .is_sorted_by(|a, b| a.last_offset() < b.base_offset)
    );
    assert!(
        log.batches()
            .next_back()
            .is_none_or(|last| last.next_offset() <= end)
    );
    let bases = partition.bases();
    assert!(bases.is_sorted_by(|a, b| a < b));
    for (segment, next) in log.segments().zip(bases[1..].iter().chain([&end.0])) {
        assert!(segment.next_offset().0 <= *next);
        let first = segment.batches().front();
        assert!(first.is_none_or(|batch| batch.base_offset >= segment.base_offset()));
    }
    let epochs = log.leader_epochs().entries();
    assert!(epochs.iter().all(|entry| entry.start_offset <= end));
    assert!(log.flushed_to() <= end);
    assert_eq!(log.producers().map_end_offset(), end);
}

/// Every batch is as large as its bytes, and these make the same batch again.
fn check_bytes(partition: &Partition) {
    for batch in partition.log.batches() {
        let bytes = batch.encode().expect("not compressed");
        assert_eq!(bytes.len(), batch.size() as usize);
        assert_eq!(RecordBatch::decode(&bytes).as_ref(), Ok(batch));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn whatever_happens_to_a_log_it_stays_in_order(
        deeds in proptest::collection::vec(deed(), 0..60),
    ) {
        let mut partition = with(|config| {
            config.segment_bytes = 400;
            config.index_interval_bytes = 50;
            config.retention_bytes = 600;
            config.retention_ms = -1;
            config.cleanup_policy = engine::config::CleanupPolicy::CompactDelete;
        });
        for deed in deeds {
            perform(&mut partition, deed);
            partition.checkpoints.log_start_offset = Some(partition.log.log_start_offset());
            check(&partition);
        }
        check_bytes(&partition);
    }
}
