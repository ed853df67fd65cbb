//! What each byte of a file says.

use engine::model::{Encoding, Part};

use super::FileProblem;
use super::header::SCHEMA;
use super::reader::outline;
use crate::avro::anatomy::dissect_first;

/// Takes a file apart: its header field by field, and of each block its numbers, its values, packed, and its sync marker.
///
/// # Errors
/// When it is damaged, where it is.
pub fn dissect_file(bytes: &[u8]) -> Result<Vec<Part>, FileProblem> {
    let (header, blocks) = outline(bytes)?;
    let mut parts = dissect_first(&SCHEMA, bytes);
    for part in &mut parts {
        part.depth += 1;
        match part.path.as_str() {
            "magic" => part.encoding = Encoding::Magic,
            "sync" => part.encoding = Encoding::Sync,
            _ => {}
        }
        part.path = if part.path.is_empty() {
            "header".to_owned()
        } else {
            format!("header.{}", part.path)
        };
    }
    let whole = Part {
        path: String::new(),
        start: 0,
        end: bytes.len(),
        depth: 0,
        encoding: Encoding::Group,
        value: String::new(),
    };
    parts.insert(0, whole);
    let place = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    for (number, block) in blocks.iter().enumerate() {
        let (start, end) = (place(block.offset), place(block.end));
        let sync = end - header.sync.len();
        let packed = sync - place(block.packed);
        let count = start + number_bytes(&bytes[start..]);
        let named = |name: &str| format!("blocks[{number}]{name}");
        let pieces = [
            ("", start, end, Encoding::Group, String::new()),
            (
                ".count",
                start,
                count,
                Encoding::Count,
                block.count.to_string(),
            ),
            (
                ".bytes",
                count,
                packed,
                Encoding::BlockBytes,
                block.packed.to_string(),
            ),
            (
                ".values",
                packed,
                sync,
                Encoding::Packed,
                header.codec.name().to_owned(),
            ),
            (".sync", sync, end, Encoding::Sync, String::new()),
        ];
        parts.extend(pieces.map(|(name, start, end, encoding, value)| Part {
            path: named(name),
            start,
            end,
            depth: if name.is_empty() { 1 } else { 2 },
            encoding,
            value,
        }));
    }
    Ok(parts)
}

/// Bytes of the number that others begin with: all but the last have their highest bit set.
fn number_bytes(bytes: &[u8]) -> usize {
    1 + bytes.iter().take_while(|byte| **byte & 0x80 != 0).count()
}
