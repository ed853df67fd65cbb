//! Damaged schemas, values and files: nothing panics, nothing goes on for ever, and memory stays within a bound.

use peak_alloc::PeakAlloc;
use proptest::prelude::*;
use schema::avro::container::{Codec, FileReader, FileWriter, dissect_file};
use schema::avro::{Schema, decode, dissect, from_json};
use schema::table::{Format, Guess, Rows};

use super::config;
use super::kinds::{Names, dice, kind, record};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most memory that one case may take, in bytes.
const MEMORY_MAX: usize = 1 << 29;

fn bounded<T>(work: impl FnOnce() -> T) -> T {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let done = work();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken < MEMORY_MAX, "{taken} bytes were taken");
    done
}

/// Changes, removes and inserts bytes.
fn damaged(bytes: &mut Vec<u8>, changes: &[(prop::sample::Index, u8, u8)]) {
    for (place, how, byte) in changes {
        let place = place.index(bytes.len() + 1);
        match how % 3 {
            0 if place < bytes.len() => bytes[place] = *byte,
            1 if place < bytes.len() => drop(bytes.remove(place)),
            _ => bytes.insert(place, *byte),
        }
    }
}

fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
    prop::collection::vec(any::<(prop::sample::Index, u8, u8)>(), 1..6)
}

proptest! {
    #![proptest_config(config(400, 50_000))]

    #[test]
    fn damaged_values_are_read_or_refused(seed: u64, depth in 0_u32..4, changes in changes()) {
        let mut dice = dice(seed);
        let kind = kind(&mut dice, &mut Names::default(), depth);
        let mut bytes = schema::avro::encode(&kind.schema(), &kind.value(&mut dice)).unwrap();
        damaged(&mut bytes, &changes);
        let schema = kind.schema();
        bounded(|| {
            let read = decode(&schema, &bytes);
            let anatomy = dissect(&schema, &bytes);
            assert_eq!(anatomy.value.is_ok(), read.is_ok());
            assert!(anatomy.parts.iter().all(|part| part.start <= part.end && part.end <= bytes.len()));
        });
    }

    #[test]
    fn any_bytes_are_read_or_refused(seed: u64, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let schema = kind(&mut dice(seed), &mut Names::default(), 3).schema();
        bounded(|| {
            let _ = decode(&schema, &bytes);
            let _ = FileReader::new(&bytes[..]);
            if let Ok(mut guess) = Guess::new(Format::Csv, &bytes[..]) {
                let _ = guess.look(1_000);
                let _ = guess.schema("Row");
            }
        });
    }

    #[test]
    fn damaged_schemas_are_read_or_refused_with_a_reason(seed: u64, depth in 1_u32..4, changes in changes()) {
        let mut text = kind(&mut dice(seed), &mut Names::default(), depth).json().to_string().into_bytes();
        damaged(&mut text, &changes);
        let text = String::from_utf8_lossy(&text);
        bounded(|| match Schema::parse(&text) {
            Ok(schema) => assert!(Schema::parse(schema.text()).is_ok()),
            Err(problems) => assert!(!problems.0.is_empty() && !problems.to_string().is_empty()),
        });
    }

    #[test]
    fn a_value_of_one_schema_is_taken_or_refused_by_another(seed: u64) {
        let mut dice = dice(seed);
        let mut names = Names::default();
        let (one, other) = (record(&mut dice, &mut names, 2), record(&mut dice, &mut names, 2));
        let value = one.value(&mut dice);
        let (one, other) = (one.schema(), other.schema());
        let _ = schema::avro::resolve(&one, &other, &value);
        let _ = schema::avro::encode(&other, &value);
        let _ = from_json(&other, &schema::avro::to_plain(&one, &value));
    }
}

proptest! {
    #![proptest_config(config(100, 10_000))]

    #[test]
    fn damaged_files_are_read_as_far_as_they_go(seed: u64, codec in 0_usize..3, changes in changes()) {
        let mut dice = dice(seed);
        let kind = record(&mut dice, &mut Names::default(), 2);
        let mut writer = FileWriter::with_blocks(kind.schema(), Codec::ALL[codec], 200);
        for _ in 0..40 {
            writer.append(&kind.value(&mut dice)).unwrap();
        }
        let mut bytes = writer.finish();
        damaged(&mut bytes, &changes);
        bounded(|| {
            let _ = dissect_file(&bytes);
            let Ok(mut rows) = Rows::of_avro(&bytes[..], None) else {
                return;
            };
            // Behind each damage the reader goes on, and comes to an end.
            let mut damages = 0;
            while let Some(row) = rows.next() {
                if row.is_err() {
                    damages += 1;
                    assert!(damages < 1_000);
                    if !rows.skip_damaged().unwrap() {
                        break;
                    }
                }
            }
        });
    }
}

#[test]
fn a_list_that_goes_on_for_ever_is_refused_before_the_memory_is_full() {
    let nulls = Schema::parse(r#"{"type":"array","items":"null"}"#).unwrap();
    let many = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    assert!(bounded(|| decode(&nulls, &many)).is_err());
}
