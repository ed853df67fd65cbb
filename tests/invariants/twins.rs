//! What a step touched is all that has to be looked at: a sweep over everything says the same after every step, of
//! clusters that are fine and of clusters that are not.

use engine::model::{Instant, LeaderEpoch, NodeId, Offset, TopicPartition};
use lab::invariants::Invariants;
use sim::{Step, World};

use crate::case::{Case, Mildness};
use crate::dice::Dice;
use crate::lying::{Lying, Shown};

const SEEDS: u64 = 40;

/// Runs a case and shows it to both; answers how many violations they found.
fn run(case: &Case, mut lies: Option<Dice>) -> usize {
    let mut world = case.world();
    let mut shown = Vec::new();
    let (mut after, mut sweep) = (Invariants::new(), Invariants::new());
    let (mut at, mut found) = (1_000, 0);
    let mut deeds = case.deeds.iter();
    loop {
        let deed = deeds.next();
        at += deed.map_or(15_000, |(wait, _)| *wait);
        while world
            .next_at()
            .is_some_and(|next| next <= Instant(at * 1_000))
        {
            let step = world.step().expect("there is a next one");
            found += look(
                &world,
                &step,
                &mut shown,
                lies.as_mut(),
                (&mut after, &mut sweep),
            );
        }
        let _ = world.advance_clock(Instant(at * 1_000));
        let Some((_, action)) = deed else {
            return found;
        };
        if let Ok(step) = world.apply(action.clone()) {
            found += look(
                &world,
                &step,
                &mut shown,
                lies.as_mut(),
                (&mut after, &mut sweep),
            );
        }
    }
}

type Lies = Vec<((NodeId, TopicPartition), Shown)>;

fn look(
    world: &World,
    step: &Step,
    shown: &mut Lies,
    lies: Option<&mut Dice>,
    (after, sweep): (&mut Invariants, &mut Invariants),
) -> usize {
    // A lie is told and taken back in a step that names the partition anyway, as a broken engine would name it.
    shown.retain(|((node, partition), _)| {
        Some(*node) != step.node || !step.changed.contains(partition)
    });
    if let (Some(dice), Some(node), Some(partition)) = (lies, step.node, step.changed.first())
        && dice.percent(2)
        && lab::invariants::Cluster::replica(world, node, partition).is_some()
    {
        let lie = lie(dice, Shown::of(world, node, partition));
        shown.push(((node, partition.clone()), lie));
    }
    let mut lying = Lying::about(world);
    lying.replicas.extend(shown.iter().cloned());
    let seen = after.after(&lying, step);
    sweep.hear(step);
    assert_eq!(seen, sweep.sweep(&lying), "after {step:?}");
    seen.len()
}

fn lie(dice: &mut Dice, mut shown: Shown) -> Shown {
    match dice.below(6) {
        0 => shown.high_watermark = shown.high_watermark.plus(1_000),
        1 => shown.high_watermark = Offset(shown.high_watermark.0 / 2),
        2 => shown.last_stable_offset = shown.last_stable_offset.plus(1),
        3 => shown.leads = !shown.leads,
        4 => shown.state.leader_epoch = LeaderEpoch(shown.state.leader_epoch.0 - 1),
        _ => {
            let kept = shown.log.batch_count() / 2;
            let batches: Vec<_> = shown.log.batches().take(kept as usize).cloned().collect();
            shown = shown.with_batches(batches);
        }
    }
    shown
}

#[test]
fn a_sweep_says_the_same_of_a_cluster_that_is_fine() {
    for seed in 0..SEEDS {
        let case = Case::of(seed, Mildness::Anything);
        assert_eq!(run(&case, None), 0, "seed {seed}");
    }
}

#[test]
fn a_sweep_says_the_same_of_a_cluster_that_is_broken() {
    let found = |seed| run(&Case::of(seed, Mildness::Anything), Some(Dice::new(seed)));
    let found: usize = (0..SEEDS).map(found).sum();
    assert!(found > 100, "the lies are noticed: {found}");
}
