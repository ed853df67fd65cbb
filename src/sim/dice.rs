//! Chance, keyed by what it decides, so that one more draw somewhere moves nothing elsewhere.

use std::convert::Infallible;
use std::ops::RangeInclusive;

use rand::{RngExt, TryRng};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// What a draw decides.
#[derive(Clone, Copy, Debug)]
pub enum Concern {
    /// How much longer than its latency a link takes.
    LinkJitter = 1,
    /// When a timer runs out within its range.
    Timer = 2,
    /// How much of what was not flushed survives a power cut.
    TornTail = 3,
    /// What a process has as the seed of its own random choices.
    Entropy = 4,
    /// Whether a flaky way loses a message.
    Loss = 5,
    /// What somebody who explores does to a run.
    Strike = 6,
}

/// Draws from `range` for the `counter`th time for this entity.
#[must_use]
pub fn draw(
    seed: u64,
    concern: Concern,
    entity: [u64; 3],
    counter: u64,
    range: RangeInclusive<u64>,
) -> u64 {
    Dice {
        seed,
        words: [concern as u64, entity[0], entity[1], entity[2], counter, 0],
    }
    .random_range(range)
}

/// A counter-based generator: the nth word is a hash of the key and n.
struct Dice {
    seed: u64,
    /// The key, and the number of the next word.
    words: [u64; 6],
}

impl TryRng for Dice {
    type Error = Infallible;

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 48];
        for (slot, word) in bytes.chunks_exact_mut(8).zip(self.words) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
        self.words[5] += 1;
        Ok(xxh3_64_with_seed(&bytes, self.seed))
    }

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| word as u32)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}
