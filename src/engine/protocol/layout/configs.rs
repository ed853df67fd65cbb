//! DescribeConfigs (32) and IncrementalAlterConfigs (44).

use super::pen::Pen;
use crate::config::ConfigType;
use crate::metadata::ConfigResource;
use crate::protocol::{
    AlterConfigOp, ConfigEntry, ConfigSource, DescribeConfigsRequest, DescribeConfigsResponse,
    IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse,
};

pub(super) fn describe_request(pen: &mut Pen<'_>, asked: &DescribeConfigsRequest) {
    pen.array("resources", &asked.resources, |pen, (whose, names)| {
        resource(pen, whose);
        pen.nullable_strings("configurationKeys", names.as_ref());
    });
    pen.boolean("includeSynonyms", asked.include_synonyms);
    pen.boolean("includeDocumentation", false);
}

pub(super) fn describe_response(pen: &mut Pen<'_>, said: &DescribeConfigsResponse) {
    pen.not_throttled();
    pen.array("results", &said.resources, |pen, (whose, result)| {
        pen.outcome(result);
        resource(pen, whose);
        let entries = result.as_ref().map_or(&[][..], Vec::as_slice);
        pen.array("configs", entries, entry);
    });
}

fn entry(pen: &mut Pen<'_>, said: &ConfigEntry) {
    pen.string("name", &said.name);
    pen.nullable_string("value", value(&said.value));
    pen.boolean("readOnly", said.read_only);
    source(pen, "configSource", said.source);
    pen.boolean("isSensitive", false);
    pen.array("synonyms", &said.synonyms, |pen, synonym| {
        pen.string("name", &synonym.name);
        pen.nullable_string("value", value(&synonym.value));
        source(pen, "source", synonym.source);
    });
    config_type(pen, said.config_type);
    pen.nullable_string("documentation", None);
}

/// Empty is Kafka's null.
fn value(value: &str) -> Option<&str> {
    Some(value).filter(|value| !value.is_empty())
}

pub(super) fn alter_request(pen: &mut Pen<'_>, asked: &IncrementalAlterConfigsRequest) {
    pen.array("resources", &asked.resources, |pen, (whose, changes)| {
        resource(pen, whose);
        pen.array("configs", changes, |pen, change| {
            pen.string("name", &change.name);
            operation(pen, change.operation);
            pen.nullable_string("value", change.value.as_deref());
        });
    });
    pen.boolean("validateOnly", asked.validate_only);
}

pub(super) fn alter_response(pen: &mut Pen<'_>, said: &IncrementalAlterConfigsResponse) {
    pen.not_throttled();
    pen.array("responses", &said.resources, |pen, (whose, result)| {
        pen.outcome(result);
        resource(pen, whose);
    });
}

/// `ConfigResource.Type`, and the name; all brokers have none.
fn resource(pen: &mut Pen<'_>, resource: &ConfigResource) {
    match resource {
        ConfigResource::Topic(name) => {
            pen.int8_for("resourceType", 2, "TOPIC");
            pen.string("resourceName", name.as_str());
        }
        ConfigResource::Broker(id) => {
            pen.int8_for("resourceType", 4, "BROKER");
            let name = id.map(|id| id.to_string()).unwrap_or_default();
            pen.string("resourceName", &name);
        }
    }
}

/// `DescribeConfigsResponse.ConfigSource`.
fn source(pen: &mut Pen<'_>, name: &str, source: ConfigSource) {
    let (number, meaning) = match source {
        ConfigSource::DynamicTopicConfig => (1, "TOPIC_CONFIG"),
        ConfigSource::DynamicBrokerConfig => (2, "DYNAMIC_BROKER_CONFIG"),
        ConfigSource::DynamicDefaultBrokerConfig => (3, "DYNAMIC_DEFAULT_BROKER_CONFIG"),
        ConfigSource::StaticBrokerConfig => (4, "STATIC_BROKER_CONFIG"),
        ConfigSource::DefaultConfig => (5, "DEFAULT_CONFIG"),
    };
    pen.int8_for(name, number, meaning);
}

/// `DescribeConfigsResponse.ConfigType`.
fn config_type(pen: &mut Pen<'_>, config_type: ConfigType) {
    let (number, meaning) = match config_type {
        ConfigType::Boolean => (1, "BOOLEAN"),
        ConfigType::String => (2, "STRING"),
        ConfigType::Int => (3, "INT"),
        ConfigType::Short => (4, "SHORT"),
        ConfigType::Long => (5, "LONG"),
        ConfigType::Double => (6, "DOUBLE"),
        ConfigType::List => (7, "LIST"),
        ConfigType::Class => (8, "CLASS"),
    };
    pen.int8_for("configType", number, meaning);
}

/// `AlterConfigOp.OpType`.
fn operation(pen: &mut Pen<'_>, operation: AlterConfigOp) {
    let (number, meaning) = match operation {
        AlterConfigOp::Set => (0, "SET"),
        AlterConfigOp::Delete => (1, "DELETE"),
        AlterConfigOp::Append => (2, "APPEND"),
        AlterConfigOp::Subtract => (3, "SUBTRACT"),
    };
    pen.int8_for("configOperation", number, meaning);
}
