//! Which leader wrote from where on, and where the logs of a leader and its follower part.

use engine::log::{Checkpoints, EndOffset, Io, Log, Tickets};
use engine::model::{LeaderEpoch, Offset};
use engine::node::{Effects, File};

use crate::partition::{Partition, numbered, partition};

/// A log in which every epoch from 0 on has written one record of the same key.
fn of_epochs(count: i32) -> Partition {
    let mut partition = partition();
    for epoch in 0..count {
        partition.epoch = epoch;
        partition.write("k");
    }
    partition
}

fn entries(log: &Log) -> Vec<(i32, i64)> {
    let entries = log.leader_epochs().entries().iter();
    entries
        .map(|entry| (entry.epoch.0, entry.start_offset.0))
        .collect()
}

#[test]
fn records_that_are_deleted_take_their_epochs_with_them_on_the_disk_too() {
    let mut partition = of_epochs(3);
    partition.commit().delete_records(1).unwrap();
    assert_eq!(entries(&partition.log), [(1, 1), (2, 2)]);
    partition.checkpoints.log_start_offset = Some(Offset(1));
    partition.kill();
    assert_eq!(entries(&partition.log), [(1, 1), (2, 2)]);
}

#[test]
fn an_epoch_whose_records_are_partly_deleted_begins_at_the_log_start_offset() {
    let mut partition = partition();
    partition.append(&numbered(-1, -1, -1, 5)).unwrap();
    partition.commit().delete_records(3).unwrap();
    assert_eq!(entries(&partition.log), [(0, 3)]);
}

#[test]
fn an_epoch_outlives_its_records_in_a_compacted_log() {
    let mut partition = of_epochs(3);
    partition.compact().restart();
    assert_eq!(partition.offsets(), [2]);
    assert_eq!(entries(&partition.log), [(0, 0), (1, 1), (2, 2)]);
}

#[test]
fn epochs_that_the_checkpoint_lacks_are_found_in_the_batches() {
    let partition = of_epochs(3);
    let name = partition.log.partition().clone();
    let mut disk = partition.image();
    disk.remove(&File::LeaderEpochs(name.clone()));
    let (mut effects, mut tickets) = (Effects::default(), Tickets::default());
    let io = &mut Io {
        effects: &mut effects,
        tickets: &mut tickets,
    };
    let (checkpoints, config) = (Checkpoints::default(), &partition.config);
    let log = Log::recover(name, &disk, checkpoints, partition.now, config, 1, io);
    assert_eq!(entries(&log), [(0, 0), (1, 1), (2, 2)]);
}

#[test]
fn logs_part_where_the_leader_does_not_know_the_followers_epoch_or_ended_it_earlier() {
    let mut partition = partition();
    partition.append(&numbered(-1, -1, -1, 5)).unwrap();
    partition.epoch = 5;
    partition.write("k");
    let asked = |epoch, offset| {
        let (epoch, offset) = (LeaderEpoch(epoch), Offset(offset));
        partition.log.diverging_epoch(epoch, offset)
    };
    let end = EndOffset {
        epoch: LeaderEpoch(0),
        end_offset: Offset(5),
    };
    assert_eq!(asked(3, 4), Ok(Some(end)), "it never saw epoch 3");
    assert_eq!(asked(0, 8), Ok(Some(end)), "epoch 0 ended at 5");
    assert_eq!(asked(0, 5), Ok(None));
    assert_eq!(asked(5, 6), Ok(None));
}
