//! Subjects, versions and ids.

use engine::registry::{RegistryRequest, SchemaEntity, VersionId};

use super::{WITH_NEEDED_TIP, WITH_TIP, body, refused, register, registry, ride, said};

fn version(subject: &str, version: VersionId) -> RegistryRequest {
    RegistryRequest::Version {
        subject: subject.into(),
        version,
        deleted: false,
    }
}

fn look_up(subject: &str, schema: &str) -> RegistryRequest {
    RegistryRequest::LookUp {
        subject: subject.into(),
        schema: SchemaEntity::alone(schema),
        deleted: false,
    }
}

#[test]
fn ids_count_up_and_versions_count_within_a_subject() {
    let mut kafka = registry();
    let answers = [
        body(&mut kafka, register("rides-value", &ride(""))),
        body(&mut kafka, register("rides-value", &ride(WITH_TIP))),
        body(&mut kafka, register("trips-value", "\"string\"")),
    ];
    assert_eq!(
        answers,
        [r#"200 {"id":1}"#, r#"200 {"id":2}"#, r#"200 {"id":3}"#]
    );
    let latest = body(&mut kafka, version("rides-value", VersionId::Latest));
    let schema = ride(WITH_TIP).replace('"', "\\\"");
    let expected =
        format!(r#"200 {{"subject":"rides-value","version":2,"id":2,"schema":"{schema}"}}"#);
    assert_eq!(latest, expected);
    let subjects = RegistryRequest::Subjects { deleted: false };
    assert_eq!(
        body(&mut kafka, subjects),
        r#"200 ["rides-value","trips-value"]"#
    );
}

#[test]
fn the_same_schema_under_another_subject_has_the_same_id_and_a_version_of_its_own() {
    let mut kafka = registry();
    said(&mut kafka, register("a", "\"int\""));
    said(&mut kafka, register("b", "\"string\""));
    assert_eq!(refused(&mut kafka, register("b", "\"int\"")), (409, 40901));
    assert_eq!(
        body(&mut kafka, register("c", " \"int\" ")),
        r#"200 {"id":1}"#
    );
    let versions = RegistryRequest::VersionsOf(1);
    assert_eq!(
        body(&mut kafka, versions),
        r#"200 [{"subject":"a","version":1},{"subject":"c","version":1}]"#
    );
}

#[test]
fn the_same_schema_once_more_is_the_same_version() {
    let mut kafka = registry();
    let spaced = ride("").replace(':', " : ");
    for schema in [ride(""), ride(WITH_TIP), spaced] {
        said(&mut kafka, register("s", &schema));
    }
    let versions = RegistryRequest::Versions {
        subject: "s".into(),
        deleted: false,
    };
    assert_eq!(body(&mut kafka, versions), "200 [1,2]");
}

#[test]
fn what_is_not_there_is_told_apart() {
    let mut kafka = registry();
    said(&mut kafka, register("s", "\"int\""));
    let asked = [
        (version("t", VersionId::Latest), (404, 40401)),
        (version("s", VersionId::Number(2)), (404, 40402)),
        (version("s", VersionId::Number(0)), (422, 42202)),
        (RegistryRequest::Schema(9), (404, 40403)),
        (look_up("s", "\"long\""), (404, 40403)),
        (look_up("t", "\"long\""), (404, 40401)),
    ];
    for (request, expected) in asked {
        let line = request.line();
        assert_eq!(refused(&mut kafka, request), expected, "{line}");
    }
    assert_eq!(
        body(&mut kafka, look_up("s", "\"int\"")),
        r#"200 {"subject":"s","version":1,"id":1,"schema":"\"int\""}"#
    );
}

#[test]
fn what_is_no_schema_is_refused() {
    let mut kafka = registry();
    for schema in ["{", "\"ride\"", "", r#"{"type":"record","name":"R"}"#] {
        assert_eq!(
            refused(&mut kafka, register("s", schema)),
            (422, 42201),
            "{schema}"
        );
    }
}

#[test]
fn an_incompatible_schema_is_told_with_the_reason_and_the_schema_that_is_in_the_way() {
    let mut kafka = registry();
    said(&mut kafka, register("rides-value", &ride("")));
    let answer = said(&mut kafka, register("rides-value", &ride(WITH_NEEDED_TIP)));
    let error = answer.error().expect("nothing can be read for the tip");
    assert_eq!((error.status, error.error_code), (409, 40901));
    let old = ride("");
    assert_eq!(
        error.message,
        format!(
            "Schema being registered is incompatible with an earlier schema for subject \"rides-value\", details: \
             [{{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'tip' at path '/fields/1' in the new \
             schema has no default value and is missing in the old schema', additionalInfo:'tip'}}, {{oldSchemaVersion: 1}}, \
             {{oldSchema: '{old}'}}, {{validateFields: 'false', compatibility: 'BACKWARD'}}]"
        )
    );
}
