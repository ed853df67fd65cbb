//! Schemas that name types of other subjects.

use engine::registry::{Reference, RegistryRequest, SchemaEntity, VersionId};

use super::{body, refused, register, registry, said};
use crate::cluster::Cluster;

const CUSTOMER: &str = r#"{"type":"record","name":"shop.Customer","fields":[]}"#;
const ORDER: &str =
    r#"{"type":"record","name":"shop.Order","fields":[{"name":"by","type":"shop.Customer"}]}"#;

fn order(version: i32) -> RegistryRequest {
    RegistryRequest::Register {
        subject: "orders-value".into(),
        schema: SchemaEntity {
            text: ORDER.into(),
            references: vec![Reference {
                name: "shop.Customer".into(),
                subject: "customer".into(),
                version,
            }],
        },
    }
}

fn both() -> Cluster {
    let mut kafka = registry();
    said(&mut kafka, register("customer", CUSTOMER));
    assert_eq!(body(&mut kafka, order(-1)), r#"200 {"id":2}"#);
    kafka
}

fn delete_customer(permanent: bool) -> RegistryRequest {
    RegistryRequest::DeleteVersion {
        subject: "customer".into(),
        version: VersionId::Number(1),
        permanent,
    }
}

fn delete_orders(permanent: bool) -> RegistryRequest {
    RegistryRequest::DeleteSubject {
        subject: "orders-value".into(),
        permanent,
    }
}

#[test]
fn a_schema_may_name_a_type_of_another_subject_and_keeps_the_version() {
    let mut kafka = both();
    let schema = body(&mut kafka, RegistryRequest::Schema(2));
    assert!(
        schema.contains(
            r#""references":[{"name":"shop.Customer","subject":"customer","version":1}]"#
        ),
        "{schema}"
    );
    let by = RegistryRequest::ReferencedBy {
        subject: "customer".into(),
        version: VersionId::Latest,
    };
    assert_eq!(body(&mut kafka, by), "200 [2]");
}

#[test]
fn what_a_schema_refers_to_has_to_be_there() {
    let mut kafka = registry();
    assert_eq!(refused(&mut kafka, order(1)), (422, 42201));
    said(&mut kafka, register("customer", CUSTOMER));
    assert_eq!(refused(&mut kafka, order(2)), (422, 42201));
    assert_eq!(
        refused(&mut kafka, register("orders-value", ORDER)),
        (422, 42201)
    );
    said(&mut kafka, delete_customer(false));
    assert_eq!(refused(&mut kafka, order(1)), (422, 42201));
}

#[test]
fn what_is_referred_to_cannot_be_deleted_and_not_be_forgotten_while_deleted_schemas_refer_to_it() {
    let mut kafka = both();
    assert_eq!(refused(&mut kafka, delete_customer(false)), (422, 42206));
    let subject = RegistryRequest::DeleteSubject {
        subject: "customer".into(),
        permanent: false,
    };
    assert_eq!(refused(&mut kafka, subject), (422, 42206));
    said(&mut kafka, delete_orders(false));
    assert_eq!(body(&mut kafka, delete_customer(false)), "200 1");
    assert_eq!(refused(&mut kafka, delete_customer(true)), (422, 42206));
    said(&mut kafka, delete_orders(true));
    assert_eq!(body(&mut kafka, delete_customer(true)), "200 1");
}
