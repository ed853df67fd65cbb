//! What survives.

use engine::model::{Instant, NodeId};
use engine::node::File;

use super::toy::{Toy, connected, fault, list, network, pair, saw, tell};
use crate::{Fault, FileState, World};

fn file(world: &World<Toy>) -> FileState {
    let slot = world.slot(NodeId(2)).expect("it has a slot");
    slot.disk()
        .file(&File::HighWatermarks)
        .expect("it was written")
        .clone()
}

#[test]
fn a_kill_keeps_what_was_written() {
    let mut world = pair();
    tell(&mut world, 2, "append 1; append 2");
    world.step();
    fault(&mut world, Fault::Restart(NodeId(2)));
    world.run_until(Instant(200));
    assert_eq!(saw(&world, 2), list(&[(100, "booted 1 with [1, 2]")]));
}

#[test]
fn a_power_cut_keeps_what_was_flushed_and_maybe_a_prefix_of_the_rest() {
    let mut survivals = Vec::new();
    for seed in 0..40 {
        let mut world = connected(2, network(10, 0, 0), seed);
        tell(&mut world, 2, "append 1; append 2; flush 1");
        world.run_until(Instant(110));
        tell(&mut world, 2, "append 3; append 4; flush 2");
        world.run_until(Instant(112));
        fault(&mut world, Fault::PowerCut(NodeId(2)));
        fault(&mut world, Fault::Restart(NodeId(2)));
        world.run_until(Instant(200));
        let seen = saw(&world, 2);
        assert_eq!(seen[0], (105, "disk done 1".to_owned()));
        survivals.push(seen[1].1.clone());
    }
    survivals.sort();
    survivals.dedup();
    let prefixes = [
        "booted 1 with [1, 2, 3, 4]",
        "booted 1 with [1, 2, 3]",
        "booted 1 with [1, 2]",
    ]
    .map(str::to_owned);
    assert_eq!(survivals, prefixes);
}

#[test]
fn a_power_cut_after_a_crash_takes_what_the_crash_left() {
    let mut world = pair();
    let numbers: Vec<String> = (0..200).map(|number| format!("append {number}")).collect();
    tell(&mut world, 2, &numbers.join("; "));
    world.step();
    fault(&mut world, Fault::Crash(NodeId(2)));
    assert_eq!(file(&world).chunks().len(), 200);
    fault(&mut world, Fault::PowerCut(NodeId(2)));
    assert!(
        file(&world).chunks().len() < 200,
        "all of 200 survive with a chance of 1 in 201"
    );
    assert_eq!(
        file(&world).flushed(world.now()),
        file(&world).chunks().len() as u64
    );
}

#[test]
fn a_flush_covers_what_was_written_before_it_and_is_still_there() {
    let mut world = pair();
    tell(
        &mut world,
        2,
        "append 1; append 2; append 3; flush 1; truncate 1; append 4",
    );
    world.run_until(Instant(200));
    assert_eq!(saw(&world, 2), list(&[(105, "disk done 1")]));
    assert_eq!(
        (
            file(&world).chunks().len(),
            file(&world).flushed(world.now())
        ),
        (2, 1)
    );
}

#[test]
fn trimming_keeps_count() {
    let mut world = pair();
    tell(
        &mut world,
        2,
        "append 1; append 2; append 3; flush 1; trim 2; append 4",
    );
    world.run_until(Instant(200));
    assert_eq!(
        (
            file(&world).trimmed(),
            file(&world).chunks().len(),
            file(&world).flushed(world.now())
        ),
        (2, 2, 1)
    );
    tell(&mut world, 2, "trim 9; truncate 7");
    world.step();
    assert_eq!(
        (
            file(&world).trimmed(),
            file(&world).chunks().len(),
            file(&world).flushed(world.now())
        ),
        (4, 0, 0)
    );
}

#[test]
fn replacing_is_durable_at_once() {
    let mut world = pair();
    tell(&mut world, 2, "append 1; append 2; flush 1; replace 7");
    world.step();
    fault(&mut world, Fault::PowerCut(NodeId(2)));
    fault(&mut world, Fault::Restart(NodeId(2)));
    world.run_until(Instant(200));
    assert_eq!(saw(&world, 2), list(&[(100, "booted 1 with [7]")]));
}

#[test]
fn a_flush_of_a_deleted_file_is_still_answered() {
    let mut world = pair();
    tell(&mut world, 2, "append 1; flush 1; delete; append 2");
    world.run_until(Instant(200));
    assert_eq!(saw(&world, 2), list(&[(105, "disk done 1")]));
    assert_eq!(
        (
            file(&world).chunks().len(),
            file(&world).flushed(world.now())
        ),
        (1, 0)
    );
}
