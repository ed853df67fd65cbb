//! The ids that members are given (`ClassicGroup.generateMemberId`).

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::model::uuid;

/// Makes ids that no two members share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct MemberIds {
    entropy: u64,
    given: u64,
}

impl MemberIds {
    pub const fn new(entropy: u64) -> Self {
        Self { entropy, given: 0 }
    }

    /// A new id for a member that has none of its own (KIP-848).
    pub fn next_uuid(&mut self) -> Arc<str> {
        self.given += 1;
        uuid(self.entropy, self.given - 1)
    }

    /// A new id: the `group.instance.id` or else the `client.id`, and a random UUID.
    pub fn next(&mut self, name: &str) -> Arc<str> {
        let half = |i: u64| xxh3_64_with_seed(&(2 * self.given + i).to_le_bytes(), self.entropy);
        let (high, low) = (half(0), half(1));
        self.given += 1;
        let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
        let (d, e) = (low >> 48 & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
        format!("{name}-{a:08x}-{b:04x}-4{c:03x}-{d:04x}-{e:012x}").into()
    }
}
