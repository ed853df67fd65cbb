//! What is deleted can still be read by its id, until it is forgotten.

use engine::registry::{RegistryRequest, VersionId};

use super::{WITH_TIP, body, refused, register, registry, ride, said};
use crate::cluster::Cluster;

fn delete(subject: &str, permanent: bool) -> RegistryRequest {
    RegistryRequest::DeleteSubject {
        subject: subject.into(),
        permanent,
    }
}

fn delete_version(version: i32, permanent: bool) -> RegistryRequest {
    RegistryRequest::DeleteVersion {
        subject: "s".into(),
        version: VersionId::Number(version),
        permanent,
    }
}

fn versions(kafka: &mut Cluster, deleted: bool) -> String {
    let subject = "s".into();
    body(kafka, RegistryRequest::Versions { subject, deleted })
}

fn two_versions() -> Cluster {
    let mut kafka = registry();
    said(&mut kafka, register("s", &ride("")));
    said(&mut kafka, register("s", &ride(WITH_TIP)));
    kafka
}

#[test]
fn a_deleted_version_is_hidden_and_its_number_is_not_given_again() {
    let mut kafka = two_versions();
    assert_eq!(body(&mut kafka, delete_version(2, false)), "200 2");
    assert_eq!(versions(&mut kafka, false), "200 [1]");
    assert_eq!(versions(&mut kafka, true), "200 [1,2]");
    assert_eq!(said(&mut kafka, RegistryRequest::Schema(2)).status(), 200);
    assert_eq!(refused(&mut kafka, delete_version(2, false)), (404, 40406));
    said(&mut kafka, register("s", &ride(WITH_TIP)));
    assert_eq!(versions(&mut kafka, true), "200 [1,3]");
    let latest = RegistryRequest::Version {
        subject: "s".into(),
        version: VersionId::Latest,
        deleted: false,
    };
    assert!(body(&mut kafka, latest).contains(r#""version":3,"id":2"#));
}

#[test]
fn only_what_is_deleted_can_be_forgotten_and_then_its_id_means_nothing() {
    let mut kafka = two_versions();
    assert_eq!(refused(&mut kafka, delete_version(2, true)), (404, 40407));
    said(&mut kafka, delete_version(2, false));
    assert_eq!(body(&mut kafka, delete_version(2, true)), "200 2");
    assert_eq!(
        refused(&mut kafka, RegistryRequest::Schema(2)),
        (404, 40403)
    );
    assert_eq!(refused(&mut kafka, delete_version(2, true)), (404, 40402));
}

#[test]
fn a_subject_is_deleted_and_forgotten_in_two_steps_with_its_level() {
    let mut kafka = two_versions();
    let level = RegistryRequest::SetConfig {
        subject: Some("s".into()),
        level: "NONE".into(),
    };
    said(&mut kafka, level);
    assert_eq!(refused(&mut kafka, delete("t", false)), (404, 40401));
    assert_eq!(refused(&mut kafka, delete("s", true)), (404, 40405));
    assert_eq!(body(&mut kafka, delete("s", false)), "200 [1,2]");
    assert_eq!(refused(&mut kafka, delete("s", false)), (404, 40404));
    let subjects = |deleted| RegistryRequest::Subjects { deleted };
    assert_eq!(body(&mut kafka, subjects(false)), "200 []");
    assert_eq!(body(&mut kafka, subjects(true)), r#"200 ["s"]"#);
    assert_eq!(body(&mut kafka, delete("s", true)), "200 [1,2]");
    assert_eq!(body(&mut kafka, subjects(true)), "200 []");
    assert_eq!(kafka.registry().store().level(Some("s")), None);
    // Ids are never given twice.
    assert_eq!(
        body(&mut kafka, register("s", "\"int\"")),
        r#"200 {"id":3}"#
    );
}
