//! Bytes that anybody may have put into a topic: whoever reads them reads or refuses.

use engine::log::{RecordBatch, dissect_batch};
use engine::model::Payload;
use engine::registry::StoreRecord;
use engine::schemas::{Definition, Framing};
use proptest::prelude::*;

use crate::{bounded, config};

const RIDE: &str = r#"{"type":"record","name":"Ride","fields":[{"name":"id","type":"int"},{"name":"tags","type":{"type":"array","items":["null","string"]}}]}"#;

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..300)
}

proptest! {
    #![proptest_config(config(200, 20_000))]

    #[test]
    fn the_registry_s_reader_takes_any_record_of_its_topic_or_passes_over_it(
        keytype in prop::sample::select(vec!["SCHEMA", "CONFIG", "DELETE_SUBJECT", "NOOP", "MODE"]),
        key in bytes(),
        value in prop::option::of(bytes()),
        json in "\\PC{0,80}",
    ) {
        let value = value.map(Payload::from);
        bounded(|| StoreRecord::read(Some(&Payload::from(key)), value.as_ref()));
        let key = format!("{{\"keytype\":\"{keytype}\",\"subject\":{json:?},\"version\":1,\"magic\":1}}");
        bounded(|| StoreRecord::read(Some(&Payload::from(key.as_str())), Some(&Payload::from(json.as_str()))));
    }

    #[test]
    fn a_deserializer_reads_any_bytes_or_says_why_not(bytes in bytes()) {
        let ride = Definition::alone(RIDE);
        for framing in [Framing::Bare, Framing::BehindId] {
            let read = |bytes: &[u8]| schema::schemas().0.decode(&ride, Some(&ride), bytes, framing);
            let _ = bounded(|| read(&bytes));
            // What lies behind a value does not matter.
            let whole = [&[2, 0], &bytes[..]].concat();
            prop_assert_eq!(read(&whole), Ok(r#"{"id":1,"tags":[]}"#.to_owned()));
        }
    }

    #[test]
    fn any_bytes_are_a_batch_or_are_none(bytes in bytes(), at in any::<prop::sample::Index>(), byte: u8) {
        let _ = bounded(|| dissect_batch(&bytes));
        let mut whole = RecordBatch::new(-1, -1, -1, Vec::new()).encode().expect("it is not compressed");
        let place = at.index(whole.len());
        whole[place] = byte;
        let _ = bounded(|| dissect_batch(&whole));
    }
}
