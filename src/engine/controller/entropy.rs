//! The controller's own random choices, from the entropy that it was given at boot.

/// Draws numbers: SplitMix64 over a counter, so that a checkpoint holds two words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Entropy {
    entropy: u64,
    drawn: u64,
}

impl Entropy {
    /// Entropy that are given this entropy.
    pub const fn new(entropy: u64) -> Self {
        Self { entropy, drawn: 0 }
    }

    /// A number below `bound`; 0 when there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        self.drawn += 1;
        let mut z = self
            .entropy
            .wrapping_add(self.drawn.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (z % (bound.max(1) as u64)) as usize
    }

    /// Puts a list into another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}
