//! A schema registry: its calls with their answers, and its log.

mod calls;
mod deleting;
mod levels;
mod log;
mod referring;

use std::sync::Arc;

use engine::client::registry::RegistryAnswer;
use engine::registry::{RegistryRequest, RegistryResponse, SchemaEntity};

use crate::cluster::{Builder, Cluster, cluster};

/// A ride with these fields besides its id.
pub fn ride(fields: &str) -> String {
    format!(
        r#"{{"type":"record","name":"Ride","namespace":"taxi","fields":[{{"name":"id","type":"int"}}{fields}]}}"#
    )
}

pub const WITH_TIP: &str = r#",{"name":"tip","type":"int","default":0}"#;
pub const WITH_NEEDED_TIP: &str = r#",{"name":"tip","type":"int"}"#;

/// Three brokers and a registry that has started.
pub fn building(configs: &[(&str, &str)]) -> Builder {
    cluster(3).registry(schema::schemas(), configs)
}

pub fn registry() -> Cluster {
    let mut kafka = building(&[]).start();
    kafka.until_ms(3_000);
    kafka
}

pub fn register(subject: &str, schema: &str) -> RegistryRequest {
    RegistryRequest::Register {
        subject: subject.into(),
        schema: SchemaEntity::alone(schema),
    }
}

/// What a registry that can be reached says.
pub fn said(kafka: &mut Cluster, request: RegistryRequest) -> Arc<RegistryResponse> {
    let line = request.line();
    match kafka.call(request) {
        RegistryAnswer::Said(response) => response,
        other => panic!("{line}: {other:?}"),
    }
}

/// The JSON that it says, with the status before it.
pub fn body(kafka: &mut Cluster, request: RegistryRequest) -> String {
    let response = said(kafka, request);
    format!("{} {}", response.status(), response.body())
}

/// The status and the error code of what it refuses.
pub fn refused(kafka: &mut Cluster, request: RegistryRequest) -> (u16, i32) {
    let response = said(kafka, request);
    let error = response.error().expect("it is refused");
    (error.status, error.error_code)
}
