//! The yardstick: a loop that pops the earliest of some pending events and pushes another one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::Instant;

use crate::row::best;

const POPS: u64 = 5_000_000;

/// How often a second an event is popped and another one pushed, with so many pending.
pub fn pops_per_second(pending: u64) -> f64 {
    best(|| {
        let mut heap: BinaryHeap<Reverse<(u64, u64)>> = (0..pending)
            .map(|i| Reverse((i * 7 % pending, i)))
            .collect();
        let begun = Instant::now();
        for sequence in pending..pending + POPS {
            if let Some(Reverse((at, _))) = heap.pop() {
                heap.push(Reverse((at + 1 + sequence * 31 % pending, sequence)));
            }
        }
        black_box(&heap);
        POPS as f64 / begun.elapsed().as_secs_f64()
    })
}
