//! `Hash` that agrees between machines of 32 and 64 bits.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::Xxh3;

/// XXH3 over integers as little-endian bytes, with `usize` and `isize` (lengths, enum discriminants) as 64 bits.
#[derive(Default)]
struct StableHasher(Xxh3);

/// The hash of a value, the same on every machine.
pub(crate) fn stable_hash(value: &impl Hash) -> u64 {
    let mut hasher = StableHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

macro_rules! little_endian {
    ($($method:ident($number:ty)),*) => {
        $(fn $method(&mut self, number: $number) {
            self.0.update(&number.to_le_bytes());
        })*
    };
}

impl Hasher for StableHasher {
    fn finish(&self) -> u64 {
        self.0.digest()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    little_endian!(
        write_u8(u8),
        write_u16(u16),
        write_u32(u32),
        write_u64(u64),
        write_u128(u128)
    );
    little_endian!(
        write_i8(i8),
        write_i16(i16),
        write_i32(i32),
        write_i64(i64),
        write_i128(i128)
    );

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_i64(number as i64);
    }
}
