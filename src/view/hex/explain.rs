//! How bytes come to say what they say.

use engine::model::Encoding;

use crate::saying::Saying;

/// Bytes of text that are shown letter by letter.
const LETTERS_MAX: usize = 8;

/// What kind of bytes these are.
pub(super) fn kind(encoding: Encoding) -> Saying {
    Saying::new(match encoding {
        Encoding::Group => "hex-kind-group",
        Encoding::Nothing => "hex-kind-nothing",
        Encoding::Boolean => "hex-kind-boolean",
        Encoding::ZigZag => "hex-kind-zigzag",
        Encoding::Length => "hex-kind-length",
        Encoding::Count => "hex-kind-count",
        Encoding::BlockBytes => "hex-kind-block-bytes",
        Encoding::Branch => "hex-kind-branch",
        Encoding::Symbol => "hex-kind-symbol",
        Encoding::BigEndian => "hex-kind-big-endian",
        Encoding::FixedLength => "hex-kind-fixed-length",
        Encoding::FixedCount => "hex-kind-fixed-count",
        Encoding::UnsignedVarint => "hex-kind-unsigned-varint",
        Encoding::CompactLength => "hex-kind-compact-length",
        Encoding::CompactCount => "hex-kind-compact-count",
        Encoding::TaggedFields => "hex-kind-tagged-fields",
        Encoding::Presence => "hex-kind-presence",
        Encoding::Uuid => "hex-kind-uuid",
        Encoding::Flags => "hex-kind-flags",
        Encoding::Float => "hex-kind-float",
        Encoding::Double => "hex-kind-double",
        Encoding::Text => "hex-kind-text",
        Encoding::Bytes => "hex-kind-bytes",
        Encoding::Packed => "hex-kind-packed",
        Encoding::Magic => "hex-kind-magic",
        Encoding::SchemaId => "hex-kind-schema-id",
        Encoding::Sync => "hex-kind-sync",
        Encoding::Crc32c => "hex-kind-crc32c",
        Encoding::Crc32 => "hex-kind-crc32",
    })
}

/// The steps from the bytes to what they say.
pub(super) fn steps(encoding: Encoding, bytes: &[u8]) -> Vec<Saying> {
    match encoding {
        Encoding::ZigZag
        | Encoding::Length
        | Encoding::Count
        | Encoding::BlockBytes
        | Encoding::Branch
        | Encoding::Symbol => zig_zag(bytes),
        Encoding::UnsignedVarint | Encoding::TaggedFields => groups(bytes).0.into(),
        Encoding::CompactLength | Encoding::CompactCount => compact(bytes),
        Encoding::BigEndian
        | Encoding::FixedLength
        | Encoding::FixedCount
        | Encoding::SchemaId
        | Encoding::Magic => big_endian(bytes),
        Encoding::Uuid => vec![Saying::new("hex-step-uuid").with("hex", uuid(bytes))],
        Encoding::Float => <[u8; 4]>::try_from(bytes).map_or_else(|_| Vec::new(), float),
        Encoding::Double => <[u8; 8]>::try_from(bytes).map_or_else(|_| Vec::new(), double),
        Encoding::Text => text(bytes),
        Encoding::Flags => vec![Saying::new("hex-step-bits").with("bits", bits(bytes))],
        Encoding::Crc32c | Encoding::Crc32 => {
            vec![Saying::new("hex-step-checksum").with("hex", format!("0x{}", hex(bytes)))]
        }
        Encoding::Group
        | Encoding::Nothing
        | Encoding::Boolean
        | Encoding::Presence
        | Encoding::Bytes
        | Encoding::Packed
        | Encoding::Sync => Vec::new(),
    }
}

/// The number that groups of seven bits make; even is half, odd is half and below zero.
fn zig_zag(bytes: &[u8]) -> Vec<Saying> {
    let (read, raw) = groups(bytes);
    let (half, odd) = (raw / 2, raw % 2 == 1);
    let turned = if odd {
        Saying::new("hex-step-odd")
            .with("raw", raw)
            .with("value", format!("-{}", half + 1))
    } else {
        Saying::new("hex-step-even")
            .with("raw", raw)
            .with("value", half)
    };
    read.into_iter().chain([turned]).collect()
}

/// The number that groups of seven bits make is one more than what is counted, so that 0 is left for null.
fn compact(bytes: &[u8]) -> Vec<Saying> {
    let (read, raw) = groups(bytes);
    let counted = match raw.checked_sub(1) {
        Some(counted) => Saying::new("hex-step-one-more")
            .with("raw", raw)
            .with("value", counted),
        None => Saying::new("hex-step-null"),
    };
    read.into_iter().chain([counted]).collect()
}

/// The bits of each byte; the highest says whether more follow; seven of each, the lowest first, make a number.
fn groups(bytes: &[u8]) -> ([Saying; 2], u128) {
    let groups: Vec<u8> = bytes.iter().map(|byte| byte & 0x7f).collect();
    let raw = groups
        .iter()
        .rev()
        .fold(0_u128, |raw, group| (raw << 7) | u128::from(*group));
    let joined: Vec<String> = groups
        .iter()
        .rev()
        .map(|group| format!("{group:07b}"))
        .collect();
    let read = [
        Saying::new("hex-step-more-bit").with("bits", bits(bytes)),
        Saying::new("hex-step-groups")
            .with("groups", joined.join(" "))
            .with("raw", raw),
    ];
    (read, raw)
}

/// The digits in groups of 8, 4, 4, 4 and 12, as UUIDs are written elsewhere (RFC 9562).
fn uuid(bytes: &[u8]) -> String {
    let ends = [4, 6, 8, 10, 16];
    let groups = ends.iter().zip([0].iter().chain(&ends));
    let groups = groups.map(|(end, start)| hex(bytes.get(*start..*end).unwrap_or_default()));
    groups.collect::<Vec<_>>().join("-")
}

fn big_endian(bytes: &[u8]) -> Vec<Saying> {
    if bytes.len() < 2 {
        return Vec::new();
    }
    vec![Saying::new("hex-step-big-endian").with("hex", format!("0x{}", hex(bytes)))]
}

fn float(bytes: [u8; 4]) -> Vec<Saying> {
    let raw = u32::from_le_bytes(bytes);
    let value = f64::from(f32::from_bits(raw));
    ieee(raw.into(), 8, 23, bytes.len(), value)
}

fn double(bytes: [u8; 8]) -> Vec<Saying> {
    let raw = u64::from_le_bytes(bytes);
    ieee(raw, 11, 52, bytes.len(), f64::from_bits(raw))
}

/// Sign, exponent and fraction of a number, and the number that they are exactly.
fn ieee(raw: u64, exponent_bits: u32, fraction_bits: u32, count: usize, value: f64) -> Vec<Saying> {
    let width = fraction_bits as usize;
    let fraction = raw & ((1 << fraction_bits) - 1);
    let exponent = raw >> fraction_bits & ((1 << exponent_bits) - 1);
    let sign = raw >> (fraction_bits + exponent_bits);
    let bias = (1_i64 << (exponent_bits - 1)) - 1;
    vec![
        Saying::new("hex-step-little-endian")
            .with("hex", format!("0x{raw:0digits$x}", digits = 2 * count)),
        Saying::new("hex-step-ieee")
            .with("sign", sign)
            .with("exponent", exponent.cast_signed() - bias)
            .with("fraction", format!("{fraction:0width$b}"))
            .with("bits", fraction_bits + 1),
        Saying::new("hex-step-nearest").with("value", value),
    ]
}

/// Letters that take more than a byte.
fn text(bytes: &[u8]) -> Vec<Saying> {
    let text = String::from_utf8_lossy(bytes);
    let wide = text.chars().filter(|letter| letter.len_utf8() > 1);
    let told = wide.take(LETTERS_MAX).map(|letter| {
        let mut buffer = [0; 4];
        let bytes = letter.encode_utf8(&mut buffer).as_bytes();
        Saying::new("hex-step-letter")
            .with("letter", letter)
            .with("hex", spaced(bytes))
    });
    told.collect()
}

fn bits(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    bytes.join(" ")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn spaced(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(encoding: Encoding, bytes: &[u8]) -> Vec<Vec<String>> {
        let steps = steps(encoding, bytes);
        let args = |saying: &Saying| saying.args.iter().map(|(_, value)| value.clone()).collect();
        steps.iter().map(args).collect()
    }

    #[test]
    fn a_zig_zag_number_is_told_from_its_bits_to_its_value() {
        assert_eq!(
            told(Encoding::ZigZag, &[0x94, 0x05]),
            [
                vec!["10010100 00000101"],
                vec!["0000101 0010100", "660"],
                vec!["660", "330"]
            ]
        );
        assert_eq!(told(Encoding::ZigZag, &[0x03])[2], ["3", "-2"]);
    }

    #[test]
    fn an_unsigned_varint_is_told_from_its_bits_to_what_it_counts() {
        let read = [vec!["10101100 00000010"], vec!["0000010 0101100", "300"]];
        assert_eq!(told(Encoding::UnsignedVarint, &[0xac, 0x02]), read);
        let length = told(Encoding::CompactLength, &[0xac, 0x02]);
        assert_eq!(length[..2], read);
        assert_eq!(length[2], ["300", "299"]);
    }

    #[test]
    fn a_compact_length_of_nothing_is_null() {
        let count = steps(Encoding::CompactCount, &[0]);
        assert_eq!(count.last(), Some(&Saying::new("hex-step-null")));
        let empty = told(Encoding::CompactCount, &[1]);
        assert_eq!(empty[2], ["1", "0"]);
    }

    #[test]
    fn a_uuid_is_told_in_its_groups() {
        assert_eq!(
            told(Encoding::Uuid, &0x0123_4567_89ab_cdef_u128.to_be_bytes()),
            [["00000000-0000-0000-0123-456789abcdef"]]
        );
    }

    #[test]
    fn a_float_is_told_as_the_number_that_it_is_exactly() {
        let steps = told(Encoding::Float, &1.9_f32.to_le_bytes());
        assert_eq!(steps[0], ["0x3ff33333"]);
        assert_eq!(steps[1], ["0", "0", "11100110011001100110011", "24"]);
        assert_eq!(steps[2], ["1.899999976158142"]);
        assert_eq!(told(Encoding::Double, &1.9_f64.to_le_bytes())[2], ["1.9"]);
    }

    #[test]
    fn a_letter_of_more_than_one_byte_is_told_with_its_bytes() {
        assert_eq!(told(Encoding::Text, "año".as_bytes()), [vec!["ñ", "c3 b1"]]);
    }
}
