//! The same seed and the same actions are the same run.

use engine::model::Instant;

use super::toy::{Toy, connected, network, pair, tell};
use crate::dice::{Concern, draw};
use crate::digest::Fold;
use crate::stable_hash::stable_hash;
use crate::{Digest, World};

fn run(seed: u64) -> World<Toy> {
    let mut world = connected(3, network(10, 60, 1_000_000), seed);
    tell(
        &mut world,
        2,
        "service 7; echo; timer 10 90; append 1; append 2; flush 1",
    );
    for number in 0..50 {
        tell(
            &mut world,
            1,
            &format!("send 2 {number}; send 3 {number}; timer 5 500"),
        );
        world.run_until(Instant(1_000 + number * 13));
    }
    world
}

#[test]
fn the_same_seed_is_the_same_run() {
    let (mut one, mut other) = (run(7), run(7));
    assert_eq!(
        (one.digest(), one.state_digest()),
        (other.digest(), other.state_digest())
    );
    one.run_until(Instant(1_000_000));
    other.run_until(Instant(1_000_000));
    assert_eq!(
        (one.digest(), one.state_digest()),
        (other.digest(), other.state_digest())
    );
}

#[test]
fn another_seed_is_another_run() {
    assert_ne!(run(7).digest(), run(8).digest());
    assert_ne!(run(7).state_digest(), run(8).state_digest());
}

#[test]
fn a_clone_goes_on_as_its_original_and_neither_disturbs_the_other() {
    let mut world = run(7);
    let checkpoint = world.clone();
    let (digest, state) = (checkpoint.digest(), checkpoint.state_digest());
    world.run_until(Instant(1_000_000));
    assert_eq!(
        (checkpoint.digest(), checkpoint.state_digest()),
        (digest, state)
    );
    let mut again = checkpoint;
    let mut steps = 0;
    while again.step().is_some() {
        steps += 1;
    }
    again.run_until(Instant(1_000_000));
    assert!(steps > 0);
    assert_eq!(
        (again.digest(), again.state_digest()),
        (world.digest(), world.state_digest())
    );
}

#[test]
fn an_action_changes_the_digest_and_counts_as_a_step() {
    let mut world = pair();
    let (steps, digest) = (world.steps(), world.digest());
    tell(&mut world, 1, "nothing");
    assert_eq!(world.steps(), steps.next());
    assert_ne!(world.digest(), digest);
}

#[test]
fn worlds_can_run_on_all_cores() {
    const fn goes_to_another_thread<T: Send + Sync>() {}
    goes_to_another_thread::<World>();
}

#[test]
fn digests_are_sixteen_hexadecimal_digits() {
    assert_eq!(Digest(0xab).to_string(), "00000000000000ab");
}

/// Known answers: a machine that differs, fails here.
#[test]
fn hashes_and_dice_are_the_same_on_every_machine() {
    let state = (1_usize, -1_isize, 2_u16, Some("text"), vec![3_u32]);
    assert_eq!(Digest(stable_hash(&state)).to_string(), "1585d3a78b44d1ad");
    let draws: Vec<u64> = (0..5)
        .map(|count| draw(7, Concern::Timer, [1, 2, 3], count, 10..=60))
        .collect();
    assert_eq!(draws, [25, 57, 14, 24, 34]);
    let mut fold = Fold::from(Digest(7));
    (0..100).for_each(|word| fold.word(word));
    assert_eq!(fold.hashed().to_string(), "321f2c95fa904671");
}
