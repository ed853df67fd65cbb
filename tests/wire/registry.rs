//! What is said to a schema registry, in HTTP.

use std::sync::Arc;

use engine::app::Letter;
use engine::protocol::Body;
use engine::protocol::layout::{Envelope, Layout, layout};
use engine::registry::{RegistryError, RegistryRequest, RegistryResponse, SchemaEntity, VersionId};

fn bytes(letter: Letter) -> Layout {
    let layout = layout(&Body::Outside(letter), &Envelope::new(1));
    layout.unwrap().expect("it is a message")
}

fn text(layout: &Layout) -> String {
    let leaves = layout.parts.iter().map(|part| {
        let own = &layout.bytes[part.start..part.end];
        std::str::from_utf8(own).expect("it is text")
    });
    leaves.collect()
}

fn paths(layout: &Layout) -> Vec<&str> {
    layout.parts.iter().map(|part| &*part.path).collect()
}

#[test]
fn a_schema_is_registered_with_its_text_in_the_body() {
    let layout = bytes(Letter::RegistryRequest(Arc::new(
        RegistryRequest::Register {
            subject: "größe-value".into(),
            schema: SchemaEntity::alone("\"long\""),
        },
    )));
    assert_eq!(
        text(&layout),
        "POST /subjects/gr%C3%B6%C3%9Fe-value/versions HTTP/1.1\r\n\
         Host: schema-registry:8081\r\n\
         Content-Type: application/vnd.schemaregistry.v1+json\r\n\
         Content-Length: 21\r\n\
         \r\n\
         {\"schema\":\"\\\"long\\\"\"}"
    );
    assert_eq!(
        paths(&layout),
        [
            "requestLine",
            "Host",
            "Content-Type",
            "Content-Length",
            "emptyLine",
            "body"
        ]
    );
    assert_eq!(layout.version, None);
}

#[test]
fn what_asks_without_a_body_ends_with_an_empty_line() {
    let layout = bytes(Letter::RegistryRequest(Arc::new(
        RegistryRequest::Version {
            subject: "s".into(),
            version: VersionId::Latest,
            deleted: false,
        },
    )));
    let text = text(&layout);
    assert!(text.starts_with("GET /subjects/s/versions/latest HTTP/1.1\r\n"));
    assert!(text.ends_with("+json\r\n\r\n"), "{text:?}");
    assert_eq!(text.len(), layout.bytes.len());
}

#[test]
fn an_answer_has_a_status_and_the_length_of_its_body_in_bytes() {
    let error = RegistryResponse::Error(RegistryError {
        status: 422,
        error_code: 42_203,
        message: "¡No!".to_owned(),
    });
    let layout = bytes(Letter::RegistryResponse(Arc::new(error)));
    assert_eq!(
        text(&layout),
        "HTTP/1.1 422 Unprocessable Entity\r\n\
         Content-Type: application/vnd.schemaregistry.v1+json\r\n\
         Content-Length: 38\r\n\
         \r\n\
         {\"error_code\":42203,\"message\":\"¡No!\"}"
    );
}

#[test]
fn what_applications_tell_each_other_has_no_bytes() {
    let told = Body::Outside(Letter::Delivered);
    assert_eq!(layout(&told, &Envelope::new(1)), Ok(None));
}
