//! What somebody else makes of the bytes: it has to read them to the end, find in each field what we say is there, and
//! write the same bytes again.

use bytes::{Bytes, BytesMut};
use engine::model::{Encoding, Part};
use engine::protocol::Body;
use engine::protocol::layout::Layout;
use kafka_protocol::messages::{ApiKey, RequestHeader, RequestKind, ResponseHeader, ResponseKind};
use kafka_protocol::protocol::{Decodable, Encodable};

use crate::debug::Printed;
use crate::{Case, newer};

/// Fails where somebody else disagrees.
pub fn agree(name: &str, case: &Case) {
    let layout = case.layout();
    assert_eq!(layout.version, Some(case.version()), "{name}");
    let (layout, version) = newer::as_known(&case.message, layout, case.version());
    agree_at(name, &case.message, &layout, version);
}

fn agree_at(name: &str, message: &Body, layout: &Layout, version: i16) {
    let api = ApiKey::try_from(message.api_key() as i16).expect("it is one of Kafka's");
    let mut rest = Bytes::copy_from_slice(&layout.bytes[4..]);
    let mut again = BytesMut::new();
    let (header, body) = match message {
        Body::Request(_) => {
            let version_of_header = api.request_header_version(version);
            let header = RequestHeader::decode(&mut rest, version_of_header)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let written = header.encode(&mut again, version_of_header);
            written.expect("a header can be written");
            let body = RequestKind::decode(api, &mut rest, version)
                .unwrap_or_else(|error| panic!("{name}: {error}\n{layout:#?}"));
            body.encode(&mut again, version)
                .expect("a body can be written");
            (Printed::of(&header), Printed::of(&body))
        }
        _ => {
            let version_of_header = api.response_header_version(version);
            let header = ResponseHeader::decode(&mut rest, version_of_header)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let written = header.encode(&mut again, version_of_header);
            written.expect("a header can be written");
            let body = ResponseKind::decode(api, &mut rest, version)
                .unwrap_or_else(|error| panic!("{name}: {error}\n{layout:#?}"));
            body.encode(&mut again, version)
                .expect("a body can be written");
            (Printed::of(&header), Printed::of(&body))
        }
    };
    assert!(rest.is_empty(), "{name}: {rest:?} is left over");
    assert_eq!(again[..], layout.bytes[4..], "{name}");
    for part in &layout.parts {
        let (whole, path) = match part.path.strip_prefix("header.") {
            Some(path) => (&header, path),
            None => (&body, part.path.as_str()),
        };
        // Somebody else does not look into records.
        if path.contains(".batches[") {
            continue;
        }
        let Some(wanted) = wanted(part, &layout.bytes) else {
            continue;
        };
        let found = whole.at(path);
        assert_eq!(found, Some(&wanted), "{name}: {part:?}");
    }
}

/// What somebody else prints of a field of which we say this; nothing of what is no field, and nothing of bytes.
fn wanted(part: &Part, bytes: &[u8]) -> Option<Printed> {
    match part.encoding {
        Encoding::BigEndian => {
            let number = part.value.split(' ').next().unwrap_or_default();
            Some(Printed::Plain(number.to_owned()))
        }
        Encoding::Boolean | Encoding::Text => Some(Printed::Plain(part.value.clone())),
        Encoding::Uuid => {
            let bytes = bytes[part.start..part.end].try_into();
            let bits = u128::from_be_bytes(bytes.expect("a UUID has sixteen bytes"));
            let digits = format!("{bits:032x}");
            let groups = [0..8, 8..12, 12..16, 16..20, 20..32];
            let groups = groups.map(|group| &digits[group]);
            Some(Printed::Plain(groups.join("-")))
        }
        Encoding::Nothing => Some(Printed::Nothing),
        _ => None,
    }
}
