//! UUIDs as Kafka writes them (`org.apache.kafka.common.Uuid`).

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64_with_seed;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A UUID drawn from `entropy`, a different one for each number: 22 digits of base64, the first of them no hyphen.
#[must_use]
pub fn uuid(entropy: u64, number: u64) -> Arc<str> {
    let half = |i: u64| xxh3_64_with_seed(&(2 * number + i).to_le_bytes(), entropy);
    // Version 4 of variant 2.
    let high = half(0) & !0xf000 | 0x4000;
    let low = half(1) & !(0b11 << 62) | 0b10 << 62;
    let text = uuid_text(u128::from(high) << 64 | u128::from(low));
    if text.starts_with('-') {
        return text.replacen('-', "A", 1).into();
    }
    text.into()
}

/// A UUID as Kafka prints it (`Uuid.toString`): 22 digits of base64.
#[must_use]
pub fn uuid_text(bits: u128) -> String {
    // 22 digits hold 132 bits: the last four are empty.
    let digit = |place: u32| match 122_u32.checked_sub(6 * place) {
        Some(right) => (bits >> right) as usize & 63,
        None => (bits << 4) as usize & 63,
    };
    (0..22)
        .map(|place| char::from(DIGITS[digit(place)]))
        .collect()
}
