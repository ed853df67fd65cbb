//! Sentences about files.

use super::codec::unpack;
use super::*;
use crate::avro::{Schema, Value};

fn ride() -> Schema {
    Schema::parse(
        r#"{"type":"record","name":"Ride","fields":[{"name":"id","type":"long"},{"name":"note","type":["null","string"]}]}"#,
    )
    .unwrap()
}

fn value(id: i64) -> Value {
    let note = Value::Union(1, Box::new(Value::String(format!("ride {}", id % 7))));
    Value::Record(vec![
        ("id".to_owned(), Value::Long(id)),
        ("note".to_owned(), note),
    ])
}

fn file(codec: Codec, count: i64) -> Vec<u8> {
    let mut writer = FileWriter::with_blocks(ride(), codec, 1_000);
    for id in 0..count {
        writer.append(&value(id)).unwrap();
    }
    writer.finish()
}

fn read(bytes: &[u8]) -> Result<Vec<Value>, FileProblem> {
    let mut reader = FileReader::new(bytes)?;
    let mut values = Vec::new();
    while let Some(block) = reader.next_block()? {
        values.extend(reader.values(&block)?);
    }
    Ok(values)
}

#[test]
fn what_was_written_with_any_codec_is_read_back() {
    for codec in Codec::ALL {
        let expected: Vec<Value> = (0..500).map(value).collect();
        assert_eq!(
            read(&file(codec, 500)).unwrap(),
            expected,
            "{}",
            codec.name()
        );
        assert_eq!(read(&file(codec, 0)).unwrap(), [], "an empty file");
    }
}

#[test]
fn packed_blocks_are_smaller() {
    let sizes = Codec::ALL.map(|codec| file(codec, 500).len());
    assert!(sizes[1] < sizes[0] / 2 && sizes[2] < sizes[0], "{sizes:?}");
}

#[test]
fn a_reader_can_begin_in_the_middle_at_the_next_sync_marker() {
    let bytes = file(Codec::Null, 500);
    let (_, blocks) = outline(&bytes).unwrap();
    assert!(blocks.len() > 3);
    let mut reader = FileReader::new(&bytes[..]).unwrap();
    reader.next_block().unwrap();
    assert!(reader.skip_to_sync().unwrap());
    let block = reader.next_block().unwrap().unwrap();
    assert_eq!((block.number, block.offset), (2, blocks[2].offset));
}

#[test]
fn a_damaged_block_is_told_and_the_ones_behind_it_are_not_lost() {
    for codec in [Codec::Deflate, Codec::Snappy] {
        let mut bytes = file(codec, 500);
        let (_, blocks) = outline(&bytes).unwrap();
        let middle = usize::try_from(blocks[1].offset).unwrap() + 20;
        bytes[middle] ^= 0xff;
        let problem = read(&bytes).unwrap_err().to_string();
        assert!(problem.starts_with("block 1, byte "), "{problem}");
        let mut reader = FileReader::new(&bytes[..]).unwrap();
        let mut whole = 0;
        while let Some(block) = reader.next_block().unwrap() {
            whole += reader
                .values(&block)
                .map_or(0, |values| values.len() as u64);
        }
        assert_eq!(whole, 500 - blocks[1].count);
    }
}

#[test]
fn a_file_that_is_no_such_file_or_ends_too_early_says_where() {
    let told = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(told(b"").starts_with("byte 0: this is no Avro file"));
    assert!(told(b"PAR1").starts_with("byte 0: this is no Avro file"));
    let bytes = file(Codec::Null, 500);
    assert!(told(&bytes[..30]).contains("the header is damaged"));
    let cut = &bytes[..bytes.len() - 3];
    assert!(
        told(cut).contains("the file ends within its sync marker: 13 of 16 bytes"),
        "{}",
        told(cut)
    );
    let mut other = bytes.clone();
    let last = other.len() - 1;
    other[last] ^= 1;
    assert!(told(&other).contains("not the file's sync marker"));
}

#[test]
fn an_unknown_codec_is_named_with_those_that_are_known() {
    let mut bytes = file(Codec::Null, 1);
    let place = bytes
        .windows(5)
        .position(|window| window == b"\x08null")
        .unwrap();
    bytes.splice(place..place + 5, *b"\x04xz");
    let problem = read(&bytes).unwrap_err().to_string();
    assert_eq!(
        problem,
        "byte 0: the codec \"xz\" is not known here; there are null, deflate, snappy"
    );
}

#[test]
fn a_small_block_that_unpacks_to_gigabytes_is_refused() {
    let zeros = miniz_oxide::deflate::compress_to_vec(&vec![0; 300 * 1024 * 1024], 9);
    assert!(zeros.len() < 1024 * 1024);
    assert!(unpack(Codec::Deflate, zeros).is_err());
}

#[test]
fn every_byte_of_a_file_belongs_to_a_part() {
    let bytes = file(Codec::Snappy, 100);
    let parts = dissect_file(&bytes).unwrap();
    let leaves = parts
        .iter()
        .filter(|part| part.encoding != engine::model::Encoding::Group);
    let mut at = 0;
    for part in leaves {
        assert_eq!(part.start, at, "{part:?}");
        at = part.end;
    }
    assert_eq!(at, bytes.len());
}
