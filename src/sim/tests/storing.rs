//! How full a disk is, how long it takes, and what the operating system does with it by itself.

use engine::model::{Duration, Instant, NodeId};
use engine::node::File;

use super::toy::{Toy, connected, fault, list, network, pair, saw, setup, tell};
use crate::{Disk, DiskSetup, Fault, World};

const TWO: NodeId = NodeId(2);

fn disk(world: &World<Toy>) -> &Disk {
    world.slot(TWO).expect("it has a slot").disk()
}

/// How many chunks node 2 has in its file, and how many of them are sure to survive.
fn chunks(world: &World<Toy>) -> (u64, u64) {
    let file = disk(world).file(&File::HighWatermarks);
    file.map_or((0, 0), |file| {
        (file.chunks().len() as u64, file.flushed(world.now()))
    })
}

/// A pair whose node 2 has room for so many chunks of 24 bytes.
fn room_for(chunks: u64) -> World<Toy> {
    let mut setup = setup(2, network(10, 0, 0), 1);
    setup.nodes[1].disk.capacity = chunks * 24;
    let mut world = World::new(setup);
    world.run_until(Instant(1));
    tell(&mut world, 1, "open 2");
    world.run_until(Instant(100));
    world
}

#[test]
fn a_disk_counts_the_bytes_of_all_its_files() {
    let mut world = pair();
    for (order, used) in [
        ("append 1; append 2; append 3", 3),
        ("truncate 2", 2),
        ("trim 1", 1),
        ("swap 0 1 8 9 10", 3),
        ("replace 7", 1),
        ("append 1; append 2", 3),
        ("delete", 0),
    ] {
        tell(&mut world, 2, order);
        world.step();
        assert_eq!(disk(&world).used(), used * 24, "{order}");
    }
    assert_eq!(disk(&world).capacity(), None);
}

#[test]
fn what_does_not_fit_does_not_happen_nor_what_was_asked_for_after_it() {
    let mut world = room_for(2);
    tell(
        &mut world,
        2,
        "append 1; append 2; append 3; send 1 7; append 4",
    );
    world.run_until(Instant(200));
    assert_eq!(chunks(&world).0, 2);
    assert_eq!(saw(&world, 2), list(&[(100, "disk failed")]));
    assert_eq!(saw(&world, 1), [], "nothing was sent");
}

#[test]
fn a_process_learns_of_its_full_disk_before_anything_that_waits() {
    let mut world = room_for(1);
    tell(&mut world, 2, "busy 50");
    tell(&mut world, 2, "busy 30; append 1; append 2");
    tell(&mut world, 1, "send 2 1");
    world.run_until(Instant(300));
    assert_eq!(
        saw(&world, 2),
        list(&[(180, "disk failed"), (180, "message 1")])
    );
}

#[test]
fn what_takes_the_place_of_something_is_written_beside_it_first() {
    for order in ["replace 9", "swap 0 1 9"] {
        let mut world = room_for(2);
        tell(&mut world, 2, &format!("append 1; append 2; {order}"));
        world.run_until(Instant(200));
        assert_eq!(saw(&world, 2), list(&[(100, "disk failed")]), "{order}");
        assert_eq!(chunks(&world).0, 2);
        tell(&mut world, 2, &format!("trim 1; {order}"));
        world.run_until(Instant(300));
        assert_eq!(saw(&world, 2).len(), 1, "{order}");
        assert_eq!(disk(&world).used(), 24);
    }
}

#[test]
fn deleting_makes_room() {
    for order in ["truncate 1", "trim 1", "delete"] {
        let mut world = room_for(2);
        tell(
            &mut world,
            2,
            &format!("append 1; append 2; {order}; append 3"),
        );
        world.run_until(Instant(200));
        assert_eq!(saw(&world, 2), [], "{order}");
    }
}

#[test]
fn a_disk_that_was_filled_takes_nothing_more_until_it_is_freed() {
    let mut world = pair();
    tell(&mut world, 2, "append 1");
    world.step();
    fault(&mut world, Fault::DiskFull(TWO));
    tell(&mut world, 2, "append 2");
    world.run_until(Instant(200));
    assert_eq!(saw(&world, 2), list(&[(100, "disk failed")]));
    fault(&mut world, Fault::DiskFreed(TWO));
    tell(&mut world, 2, "append 3");
    world.run_until(Instant(300));
    assert_eq!((chunks(&world).0, saw(&world, 2).len()), (2, 1));
}

#[test]
fn an_empty_disk_can_be_full_too() {
    let mut world = pair();
    fault(&mut world, Fault::DiskFull(TWO));
    tell(&mut world, 2, "append 1");
    world.run_until(Instant(200));
    assert_eq!(saw(&world, 2), list(&[(100, "disk failed")]));
}

#[test]
fn what_changed_in_memory_is_told_though_the_disk_is_full() {
    let mut world = pair();
    fault(&mut world, Fault::DiskFull(TWO));
    tell(&mut world, 2, "append 1; changed a");
    let step = world.step().expect("it was told something");
    assert_eq!(step.changed.len(), 1);
}

#[test]
fn a_wiped_disk_is_empty() {
    let mut world = pair();
    tell(&mut world, 2, "append 1; append 2; flush 1");
    world.run_until(Instant(200));
    fault(&mut world, Fault::Crash(TWO));
    fault(&mut world, Fault::Wipe(TWO));
    assert_eq!(disk(&world).used(), 0);
    fault(&mut world, Fault::Restart(TWO));
    world.run_until(Instant(300));
    let seen = list(&[(105, "disk done 1"), (200, "booted 1 with []")]);
    assert_eq!(saw(&world, 2), seen);
}

#[test]
fn one_arm_does_one_thing_after_the_other() {
    let mut world = pair();
    // A read of 3 bytes takes 7 µs and 3.
    tell(&mut world, 2, "append 1; read 3 1; flush 2; read 0 3");
    world.run_until(Instant(107));
    tell(&mut world, 2, "flush 4");
    world.run_until(Instant(300));
    let done = list(&[
        (110, "disk done 1"),
        (115, "disk done 2"),
        (122, "disk done 3"),
        (127, "disk done 4"),
    ]);
    assert_eq!(saw(&world, 2), done);
}

#[test]
fn a_disk_that_waited_for_nothing_begins_when_the_service_time_has_passed() {
    let mut world = pair();
    tell(&mut world, 2, "busy 50; read 0 1");
    world.run_until(Instant(300));
    assert_eq!(saw(&world, 2), list(&[(157, "disk done 1")]));
}

#[test]
fn a_read_is_forgotten_with_its_process_and_keeps_the_next_one_waiting_for_nothing() {
    let mut world = pair();
    tell(&mut world, 2, "read 1000 1");
    world.run_until(Instant(110));
    fault(&mut world, Fault::Restart(TWO));
    tell(&mut world, 2, "read 0 2");
    world.run_until(Instant(5_000));
    let seen = list(&[(110, "booted 1 with []"), (117, "disk done 2")]);
    assert_eq!(saw(&world, 2), seen);
}

#[test]
fn a_slow_disk_takes_so_many_times_as_long_until_it_is_mended() {
    let mut world = pair();
    let slow = |times| Fault::SlowDisk { node: TWO, times };
    tell(&mut world, 2, "append 1; flush 1");
    world.step();
    fault(&mut world, slow(10));
    tell(&mut world, 2, "flush 2; read 0 3");
    world.run_until(Instant(1_000));
    fault(&mut world, slow(1));
    tell(&mut world, 2, "flush 4");
    world.run_until(Instant(2_000));
    let done = list(&[
        (105, "disk done 1"),
        (155, "disk done 2"),
        (225, "disk done 3"),
        (1_005, "disk done 4"),
    ]);
    assert_eq!(saw(&world, 2), done);
}

#[test]
fn the_operating_system_writes_back_what_was_written_long_ago() {
    let mut world = pair();
    // Written back after 30 ms, give or take one.
    tell(&mut world, 2, "append 1; append 2");
    world.run_until(Instant(20_000));
    tell(&mut world, 2, "append 3");
    world.run_until(Instant(29_999));
    assert_eq!(chunks(&world), (3, 0));
    world.run_until(Instant(31_000));
    assert_eq!(chunks(&world), (3, 2));
    fault(&mut world, Fault::Crash(TWO));
    world.run_until(Instant(51_000));
    assert_eq!(chunks(&world), (3, 3), "also after a kill");
}

#[test]
fn a_power_cut_spares_what_was_written_back() {
    let mut least = u64::MAX;
    for seed in 0..40 {
        let mut world = connected(2, network(10, 0, 0), seed);
        tell(&mut world, 2, "append 1; append 2; append 3");
        world.run_until(Instant(40_000));
        tell(&mut world, 2, "append 4; append 5");
        world.step();
        fault(&mut world, Fault::PowerCut(TWO));
        least = least.min(chunks(&world).0);
    }
    assert_eq!(least, 3);
}

#[test]
fn what_was_truncated_is_not_written_back_in_the_place_of_what_came_after() {
    let mut world = pair();
    tell(&mut world, 2, "append 1; append 2; append 3");
    world.run_until(Instant(20_000));
    tell(&mut world, 2, "truncate 1; append 4; append 5");
    world.run_until(Instant(40_000));
    assert_eq!(chunks(&world), (3, 1));
}

#[test]
fn a_disk_without_write_back_keeps_only_what_is_flushed() {
    let mut setup = setup(2, network(10, 0, 0), 1);
    setup.nodes[1].disk.write_back = Duration::ZERO;
    let mut world = World::new(setup);
    world.run_until(Instant(1));
    tell(&mut world, 2, "append 1");
    world.run_until(Instant(1_000_000_000));
    assert_eq!(chunks(&world), (1, 0));
}

#[test]
fn a_disk_is_a_servers_hard_disk_unless_it_is_said() {
    let disk = DiskSetup::default();
    assert_eq!(disk.read_time(0), Duration::from_millis(5));
    assert_eq!(disk.read_time(200_000_000), Duration(1_005_000));
    let endless = DiskSetup {
        bandwidth: 0,
        ..disk
    };
    assert_eq!(endless.read_time(u64::MAX), Duration::from_millis(5));
}
