//! Compatibility, of a subject and of all.

use engine::registry::{Level, RegistryRequest, SchemaEntity, VersionId};

use super::{WITH_NEEDED_TIP, WITH_TIP, body, building, refused, register, registry, ride, said};

fn set(subject: Option<&str>, level: &str) -> RegistryRequest {
    RegistryRequest::SetConfig {
        subject: subject.map(Into::into),
        level: level.into(),
    }
}

fn get(subject: Option<&str>, default_to_global: bool) -> RegistryRequest {
    RegistryRequest::Config {
        subject: subject.map(Into::into),
        default_to_global,
    }
}

fn test(version: Option<VersionId>, schema: &str, verbose: bool) -> RegistryRequest {
    RegistryRequest::Test {
        subject: "s".into(),
        version,
        schema: SchemaEntity::alone(schema),
        verbose,
    }
}

#[test]
fn a_level_is_that_of_the_subject_or_that_of_all() {
    let mut kafka = registry();
    assert_eq!(
        body(&mut kafka, get(None, false)),
        r#"200 {"compatibilityLevel":"BACKWARD"}"#
    );
    assert_eq!(refused(&mut kafka, get(Some("s"), false)), (404, 40408));
    assert_eq!(
        body(&mut kafka, set(None, "full")),
        r#"200 {"compatibility":"FULL"}"#
    );
    assert_eq!(
        body(&mut kafka, get(Some("s"), true)),
        r#"200 {"compatibilityLevel":"FULL"}"#
    );
    said(&mut kafka, set(Some("s"), "NONE"));
    assert_eq!(kafka.registry().level("s"), Level::None);
    assert_eq!(kafka.registry().level("t"), Level::Full);
    let back = RegistryRequest::DeleteConfig {
        subject: Some("s".into()),
    };
    assert_eq!(
        body(&mut kafka, back.clone()),
        r#"200 {"compatibilityLevel":"NONE"}"#
    );
    assert_eq!(kafka.registry().level("s"), Level::Full);
    assert_eq!(refused(&mut kafka, back), (404, 40401));
    assert_eq!(refused(&mut kafka, set(None, "SIDEWARD")), (422, 42203));
}

#[test]
fn the_level_of_a_registry_nobody_has_told_anything_is_its_own_config() {
    let mut kafka = building(&[("schema.compatibility.level", "none")]).start();
    kafka.until_ms(3_000);
    said(&mut kafka, register("s", "\"int\""));
    assert_eq!(
        body(&mut kafka, register("s", "\"string\"")),
        r#"200 {"id":2}"#
    );
}

/// Which of adding a field with a default, adding one without, and taking one away each level lets pass.
#[test]
fn each_level_lets_pass_what_its_name_says() {
    let cases = [
        ("BACKWARD", [true, false, true]),
        ("FORWARD", [true, true, false]),
        ("FULL", [true, false, false]),
        ("NONE", [true, true, true]),
    ];
    for (level, expected) in cases {
        let mut kafka = registry();
        said(&mut kafka, set(None, level));
        said(&mut kafka, register("added", &ride("")));
        said(&mut kafka, register("needed", &ride("")));
        said(&mut kafka, register("taken", &ride(WITH_NEEDED_TIP)));
        let changes = [
            ("added", ride(WITH_TIP)),
            ("needed", ride(WITH_NEEDED_TIP)),
            ("taken", ride("")),
        ];
        let passed = changes
            .map(|(subject, schema)| said(&mut kafka, register(subject, &schema)).status() == 200);
        assert_eq!(passed, expected, "{level}");
    }
}

#[test]
fn only_a_transitive_level_looks_further_back_than_the_latest_version() {
    for (level, expected) in [("BACKWARD", 200), ("BACKWARD_TRANSITIVE", 409)] {
        let mut kafka = registry();
        said(&mut kafka, register("s", &ride("")));
        said(&mut kafka, register("s", &ride(WITH_TIP)));
        said(&mut kafka, set(Some("s"), level));
        let answer = said(&mut kafka, register("s", &ride(WITH_NEEDED_TIP)));
        assert_eq!(answer.status(), expected, "{level}");
    }
}

#[test]
fn what_could_be_registered_can_be_asked_without_registering_it() {
    let mut kafka = registry();
    said(&mut kafka, register("s", &ride("")));
    assert_eq!(
        body(&mut kafka, test(None, &ride(WITH_TIP), false)),
        r#"200 {"is_compatible":true}"#
    );
    let told = body(
        &mut kafka,
        test(Some(VersionId::Number(1)), &ride(WITH_NEEDED_TIP), true),
    );
    assert!(
        told.starts_with(r#"200 {"is_compatible":false,"messages":["{errorType:'READER_FIELD"#),
        "{told}"
    );
    let number = Some(VersionId::Number(2));
    assert_eq!(
        refused(&mut kafka, test(number, "\"int\"", false)),
        (404, 40402)
    );
    assert_eq!(refused(&mut kafka, test(None, "{", false)), (422, 42201));
    assert_eq!(kafka.registry().store().versions("s", true).count(), 1);
}
