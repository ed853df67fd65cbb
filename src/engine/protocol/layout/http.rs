//! What is said to a schema registry, and what it says: HTTP 1.1 and JSON.

use super::Layout;
use crate::model::{Encoding, Part};
use crate::registry::{RegistryRequest, RegistryResponse};

/// Where the registry listens: at the port that Confluent gives it.
const HOST: &str = "schema-registry:8081";
/// Of requests and answers alike (`Versions.SCHEMA_REGISTRY_V1_JSON`).
const CONTENT_TYPE: &str = "application/vnd.schemaregistry.v1+json";

pub(super) fn request(asked: &RegistryRequest) -> Layout {
    let mut page = Page::default();
    page.write("requestLine", &format!("{} HTTP/1.1\r\n", asked.line()));
    page.header("Host", HOST);
    page.header("Content-Type", CONTENT_TYPE);
    page.body(asked.body().as_deref());
    page.finish()
}

pub(super) fn response(said: &RegistryResponse) -> Layout {
    let mut page = Page::default();
    let status = said.status();
    page.write(
        "statusLine",
        &format!("HTTP/1.1 {status} {}\r\n", reason(status)),
    );
    page.header("Content-Type", CONTENT_TYPE);
    page.body(Some(&said.body()));
    page.finish()
}

/// What a status is called (RFC 9110).
const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        404 => "Not Found",
        409 => "Conflict",
        422 => "Unprocessable Entity",
        _ => "Internal Server Error",
    }
}

/// Lines of text.
#[derive(Default)]
struct Page {
    text: String,
    parts: Vec<Part>,
}

impl Page {
    fn header(&mut self, name: &str, value: &str) {
        self.write(name, &format!("{name}: {value}\r\n"));
    }

    /// An empty line, and what follows it.
    fn body(&mut self, body: Option<&str>) {
        if let Some(body) = body {
            self.header("Content-Length", &body.len().to_string());
        }
        self.write("emptyLine", "\r\n");
        if let Some(body) = body {
            self.write("body", body);
        }
    }

    fn write(&mut self, name: &str, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.parts.push(Part {
            path: name.to_owned(),
            start,
            end: self.text.len(),
            depth: 0,
            encoding: Encoding::Text,
            value: format!("{text:?}"),
        });
    }

    fn finish(self) -> Layout {
        Layout {
            bytes: self.text.into_bytes(),
            parts: self.parts,
            version: None,
            batches: Vec::new(),
        }
    }
}
