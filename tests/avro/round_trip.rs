//! Whatever can be written is read back, byte for byte and value for value.

use apache_avro::Schema as Other;
use apache_avro::types::Value as OtherValue;
use engine::model::Encoding;
use proptest::prelude::*;
use schema::avro::container::{Codec, FileReader, FileWriter, dissect_file};
use schema::avro::{
    Schema, Value, can_read, decode, dissect, encode, from_json, resolve, to_json, to_plain,
};

use super::config;
use super::kinds::{Names, dice, kind, reader_of, record};

proptest! {
    #![proptest_config(config(400, 20_000))]

    #[test]
    fn a_value_is_read_back_from_its_bytes_and_from_its_json(seed: u64, depth in 0_u32..4) {
        let mut dice = dice(seed);
        let kind = kind(&mut dice, &mut Names::default(), depth);
        let (schema, value) = (kind.schema(), kind.value(&mut dice));
        let bytes = encode(&schema, &value).unwrap();
        prop_assert_eq!(decode(&schema, &bytes).unwrap(), value.clone());
        prop_assert_eq!(from_json(&schema, &to_json(&schema, &value)).unwrap(), value.clone());
        let plain = to_plain(&schema, &value);
        let again = from_json(&schema, &plain).unwrap();
        prop_assert_eq!(to_plain(&schema, &again), plain);
    }

    #[test]
    fn every_byte_of_a_value_belongs_to_one_part(seed: u64, depth in 0_u32..4) {
        let mut dice = dice(seed);
        let kind = kind(&mut dice, &mut Names::default(), depth);
        let (schema, value) = (kind.schema(), kind.value(&mut dice));
        let bytes = encode(&schema, &value).unwrap();
        let anatomy = dissect(&schema, &bytes);
        prop_assert_eq!(anatomy.value, Ok(value));
        let mut at = 0;
        for part in anatomy.parts.iter().filter(|part| part.encoding != Encoding::Group) {
            prop_assert_eq!(part.start, at);
            at = part.end;
        }
        prop_assert_eq!(at, bytes.len());
    }

    #[test]
    fn another_implementation_reads_the_same_from_the_same_bytes(seed: u64, depth in 0_u32..4) {
        let mut dice = dice(seed);
        let kind = kind(&mut dice, &mut Names::default(), depth);
        let (schema, value) = (kind.schema(), kind.value(&mut dice));
        let bytes = encode(&schema, &value).unwrap();
        let other = Other::parse_str(schema.text()).unwrap();
        let reader = apache_avro::reader::datum::GenericDatumReader::builder(&other).build().unwrap();
        let read = reader.read_value(&mut &bytes[..]).unwrap();
        prop_assert!(is_same(&value, &read), "{:?} {:?}", value, read);
    }

    #[test]
    fn a_schema_says_the_same_when_its_text_is_read_again(seed: u64, depth in 0_u32..4) {
        let kind = kind(&mut dice(seed), &mut Names::default(), depth);
        let schema = kind.schema();
        let again = Schema::parse(schema.text()).unwrap();
        prop_assert_eq!(again.text(), schema.text());
        prop_assert_eq!(again.canonical(), schema.canonical());
        prop_assert_eq!(can_read(&schema, &again), vec![]);
    }

    #[test]
    fn what_is_compatible_is_read_whatever_was_written(seed: u64, depth in 0_u32..3) {
        let mut dice = dice(seed);
        let mut names = Names::default();
        let writer = record(&mut dice, &mut names, depth);
        let reader = reader_of(&mut dice, &mut names, &writer);
        let (from, to) = (writer.schema(), reader.schema());
        prop_assert_eq!(can_read(&to, &from), vec![], "{} {}", from.text(), to.text());
        let value = writer.value(&mut dice);
        let resolved = resolve(&from, &to, &value).unwrap();
        prop_assert!(encode(&to, &resolved.value).is_ok());
    }
}

proptest! {
    #![proptest_config(config(60, 2_000))]

    #[test]
    fn a_file_is_read_back_with_every_codec(seed: u64, count in 0_usize..80, block in 1_usize..2_000) {
        let mut dice = dice(seed);
        let kind = record(&mut dice, &mut Names::default(), 2);
        let values: Vec<Value> = (0..count).map(|_| kind.value(&mut dice)).collect();
        for codec in Codec::ALL {
            let mut writer = FileWriter::with_blocks(kind.schema(), codec, block);
            for value in &values {
                writer.append(value).unwrap();
            }
            let bytes = writer.finish();
            let mut reader = FileReader::new(&bytes[..]).unwrap();
            let mut read = Vec::new();
            while let Some(block) = reader.next_block().unwrap() {
                read.extend(reader.values(&block).unwrap());
            }
            prop_assert_eq!(&read, &values);
            prop_assert_eq!(dissect_file(&bytes).unwrap()[0].end, bytes.len());
        }
    }
}

/// Whether two values of two implementations are the same.
fn is_same(value: &Value, other: &OtherValue) -> bool {
    match (value, other) {
        (Value::Null, OtherValue::Null) => true,
        (Value::Boolean(a), OtherValue::Boolean(b)) => a == b,
        (Value::Int(a), OtherValue::Int(b) | OtherValue::Date(b) | OtherValue::TimeMillis(b)) => {
            a == b
        }
        (
            Value::Long(a),
            OtherValue::Long(b)
            | OtherValue::TimeMicros(b)
            | OtherValue::TimestampMillis(b)
            | OtherValue::TimestampMicros(b)
            | OtherValue::LocalTimestampMillis(b)
            | OtherValue::LocalTimestampMicros(b),
        ) => a == b,
        (Value::Float(a), OtherValue::Float(b)) => a == b,
        (Value::Double(a), OtherValue::Double(b)) => a == b,
        (Value::Bytes(a), OtherValue::Bytes(b)) | (Value::Fixed(a), OtherValue::Fixed(_, b)) => {
            a == b
        }
        (Value::Bytes(a) | Value::Fixed(a), OtherValue::Decimal(b)) => {
            Vec::<u8>::try_from(b).is_ok_and(|b| *a == b)
        }
        (Value::String(a), OtherValue::String(b)) => a == b,
        (Value::String(a), OtherValue::Uuid(b)) => *a == b.to_string(),
        (Value::Enum(a, symbol), OtherValue::Enum(b, other)) => a == b && symbol == other,
        (Value::Union(a, value), OtherValue::Union(b, other)) => a == b && is_same(value, other),
        (Value::Array(a), OtherValue::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Map(a), OtherValue::Map(b)) => {
            let found = |(key, value): &(String, Value)| {
                b.get(key).is_some_and(|other| is_same(value, other))
            };
            a.len() == b.len() && a.iter().all(found)
        }
        (Value::Record(a), OtherValue::Record(b)) => {
            let same = |((a, value), (b, other)): (&(String, Value), &(String, OtherValue))| {
                a == b && is_same(value, other)
            };
            a.len() == b.len() && a.iter().zip(b).all(same)
        }
        _ => false,
    }
}
