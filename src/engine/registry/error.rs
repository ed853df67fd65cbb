//! What a schema registry refuses, with its numbers and words (`io.confluent.kafka.schemaregistry.rest.exceptions.Errors`).

use super::response::RegistryError;

fn error(status: u16, error_code: i32, message: impl Into<String>) -> RegistryError {
    RegistryError {
        status,
        error_code,
        message: message.into(),
    }
}

fn not_found(error_code: i32, message: impl Into<String>) -> RegistryError {
    error(404, error_code, message)
}

fn unprocessable(error_code: i32, message: impl Into<String>) -> RegistryError {
    error(422, error_code, message)
}

pub(super) fn subject_not_found(subject: &str) -> RegistryError {
    not_found(40401, format!("Subject '{subject}' not found."))
}

pub(super) fn version_not_found(version: i32) -> RegistryError {
    not_found(40402, format!("Version {version} not found."))
}

pub(super) fn schema_not_found() -> RegistryError {
    not_found(40403, "Schema not found")
}

pub(super) fn id_not_found(id: i32) -> RegistryError {
    not_found(40403, format!("Schema {id} not found"))
}

pub(super) fn subject_soft_deleted(subject: &str) -> RegistryError {
    let message =
        format!("Subject '{subject}' was soft deleted.Set permanent=true to delete permanently");
    not_found(40404, message)
}

pub(super) fn subject_not_soft_deleted(subject: &str) -> RegistryError {
    let message =
        format!("Subject '{subject}' was not deleted first before being permanently deleted");
    not_found(40405, message)
}

pub(super) fn version_soft_deleted(subject: &str, version: i32) -> RegistryError {
    let message = format!(
        "Subject '{subject}' Version {version} was soft deleted.Set permanent=true to delete permanently"
    );
    not_found(40406, message)
}

pub(super) fn version_not_soft_deleted(subject: &str, version: i32) -> RegistryError {
    let message = format!(
        "Subject '{subject}' Version {version} was not deleted first before being permanently deleted"
    );
    not_found(40407, message)
}

pub(super) fn level_not_configured(subject: &str) -> RegistryError {
    let message =
        format!("Subject '{subject}' does not have subject-level compatibility configured");
    not_found(40408, message)
}

pub(super) fn incompatible(subject: &str, details: &[String]) -> RegistryError {
    let message = format!(
        "Schema being registered is incompatible with an earlier schema for subject \"{subject}\", details: [{}]",
        details.join(", ")
    );
    error(409, 40901, message)
}

pub(super) fn invalid_schema(details: &str) -> RegistryError {
    unprocessable(42201, details)
}

pub(super) fn invalid_version(version: i32) -> RegistryError {
    let message = format!(
        "The specified version '{version}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\""
    );
    unprocessable(42202, message)
}

pub(super) fn invalid_level() -> RegistryError {
    let message = "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive";
    unprocessable(42203, message)
}

/// The schema as `SchemaKey.toString` has it.
pub(super) fn reference_exists(subject: &str, version: i32) -> RegistryError {
    let message = format!(
        "One or more references exist to the schema {{magic=1,keytype=SCHEMA,subject={subject},version={version}}}."
    );
    unprocessable(42206, message)
}

pub(super) fn store(what: &str) -> RegistryError {
    error(500, 50001, what)
}

pub(super) fn timed_out(what: &str) -> RegistryError {
    error(500, 50002, format!("{what} operation timed out"))
}
