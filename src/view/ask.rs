//! What can be asked of the cluster, with what has to be said for that: forms whose fields and bounds are those of lab
//! files.

use lab::form::{Field, Kind};
use lab::scenario::Edit;
use lab::{Action, Path, Problem, Problems, Session};
use serde::Serialize;
use serde_json::{Value, json};

use crate::saying::Saying;

/// Something that can be asked as soon as it is filled in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ask {
    /// What it does, in words.
    pub text: Saying,
    /// What is filled in already.
    pub draft: Draft,
}

/// A request as somebody has filled it in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Draft {
    /// The action's name in lab files.
    verb: &'static str,
    /// The action as far as it is filled in; nothing or null is not said.
    action: Value,
}

impl Draft {
    fn new(verb: &'static str, about: &Value) -> Self {
        Self {
            verb,
            action: json!({ verb: about }),
        }
    }

    /// Its name in texts and tests.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        self.verb
    }

    /// What has to be said, and can be.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let field = Field::of_action(&self.action, &Path::ROOT.key(self.verb));
        match field.map(|field| field.kind) {
            Some(Kind::Parts(parts)) => parts,
            _ => Vec::new(),
        }
    }

    /// Fills something in.
    ///
    /// # Errors
    /// When there is no such place.
    pub fn edit(&mut self, edit: &Edit) -> Result<(), Problem> {
        edit.apply(&mut self.action)
    }

    /// The action that it means.
    ///
    /// # Errors
    /// When something is missing, of a wrong kind, or out of its bounds: where, and what is allowed.
    pub fn action(&self) -> Result<Action, Problems> {
        Action::read(&self.action)
    }

    /// Asks it now.
    ///
    /// # Errors
    /// As of [`Draft::action`], and when it names what is not there.
    pub fn ask(&self, session: &mut Session) -> Result<(), Problems> {
        let action = self.action()?;
        session.act(action).map_err(|refused| match refused {
            lab::Refused::Wrong(problem) => problem.into(),
            refused => Problem::of("", refused.to_string()).into(),
        })
    }
}

/// A topic that there is not.
pub(crate) fn create_topic() -> Ask {
    Ask {
        text: Saying::new("ask-create-topic"),
        draft: Draft::new("create_topic", &json!({ "topic": "" })),
    }
}

/// More partitions for a topic that has so many.
pub(crate) fn add_partitions(topic: &str, partitions: i32) -> Ask {
    let more = json!({ "topic": topic, "partitions": partitions.saturating_add(1) });
    Ask {
        text: Saying::new("ask-add-partitions").with("topic", topic),
        draft: Draft::new("add_partitions", &more),
    }
}

/// The first records of a partition go.
pub(crate) fn delete_records(topic: &str, partition: i32) -> Ask {
    let place = json!({ "topic": topic, "partition": partition });
    Ask {
        text: Saying::new("ask-delete-records").with("partition", format!("{topic}-{partition}")),
        draft: Draft::new("delete_records", &place),
    }
}

/// Leaders for a partition, in sync or not.
pub(crate) fn elect_leaders(topic: &str, partition: i32) -> Ask {
    let place = json!({ "topic": topic, "partition": partition });
    Ask {
        text: Saying::new("ask-elect-leaders").with("partition", format!("{topic}-{partition}")),
        draft: Draft::new("elect_leaders", &place),
    }
}

/// From where a group reads on in a topic; which one, as far as it is known.
pub(crate) fn reset_offsets(group: &str, topic: &str) -> Ask {
    Ask {
        text: Saying::new("ask-reset-offsets").with("group", group),
        draft: Draft::new(
            "reset_offsets",
            &json!({ "group": group, "topic": topic, "to": 0 }),
        ),
    }
}

/// A schema for the registry: one of the lab's, under a subject that it has already if it has one.
pub(crate) fn register_schema(subject: &str, schema: &str) -> Ask {
    Ask {
        text: Saying::new("ask-register-schema"),
        draft: Draft::new(
            "register_schema",
            &json!({ "subject": subject, "schema": schema }),
        ),
    }
}

/// Whether the registry would take a schema.
pub(crate) fn test_schema(subject: &str, schema: &str) -> Ask {
    Ask {
        text: Saying::new("ask-test-schema"),
        draft: Draft::new(
            "test_schema",
            &json!({ "subject": subject, "schema": schema }),
        ),
    }
}

/// How new versions have to get on with earlier ones.
pub(crate) fn set_compatibility(subject: &str, level: &str) -> Ask {
    Ask {
        text: Saying::new("ask-set-compatibility"),
        draft: Draft::new(
            "set_compatibility",
            &json!({ "subject": subject, "level": level }),
        ),
    }
}

/// A subject goes, or one of its versions.
pub(crate) fn delete_schema(subject: &str) -> Ask {
    Ask {
        text: Saying::new("ask-delete-schema"),
        draft: Draft::new("delete_schema", &json!({ "subject": subject })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(verb: &str, field: &str) -> Path {
        Path::ROOT.key(verb).key(field)
    }

    fn filled(mut ask: Ask, fields: &[(&str, Value)]) -> Draft {
        for (name, value) in fields {
            let edit = Edit::Set(at(ask.draft.verb, name), value.clone());
            ask.draft.edit(&edit).expect("there is such a field");
        }
        ask.draft
    }

    fn problems(draft: &Draft) -> Vec<String> {
        let problems = draft.action().expect_err("something is wrong");
        problems.0.into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn a_topic_is_asked_for_with_what_was_filled_in() {
        let fields = [
            ("topic", json!("orders")),
            ("partitions", json!(2)),
            ("replication.factor", Value::Null),
            ("config", json!({ "retention.ms": "5" })),
        ];
        let draft = filled(create_topic(), &fields);
        let said = json!(draft.action().expect("it is filled in"));
        let config = json!({ "retention.ms": "5" });
        let topic = json!({ "topic": "orders", "partitions": 2, "config": config });
        assert_eq!(said, json!({ "create_topic": topic }));
    }

    #[test]
    fn the_fields_are_those_of_lab_files() {
        let names = |ask: Ask| -> Vec<String> {
            let fields = ask.draft.fields().into_iter();
            fields.map(|field| field.name).collect()
        };
        assert_eq!(
            names(create_topic()),
            ["topic", "partitions", "replication.factor", "config"]
        );
        assert_eq!(names(add_partitions("t", 1)), ["topic", "partitions"]);
        assert_eq!(
            names(delete_records("t", 0)),
            ["topic", "partition", "before"]
        );
        assert_eq!(
            names(reset_offsets("g", "t")),
            ["group", "topic", "partition", "to"]
        );
        assert_eq!(
            names(elect_leaders("t", 0)),
            ["topic", "partition", "unclean"]
        );
    }

    #[test]
    fn what_the_registry_is_asked_has_the_fields_of_lab_files_too() {
        let names = |ask: Ask| -> Vec<String> {
            let fields = ask.draft.fields().into_iter();
            fields.map(|field| field.name).collect()
        };
        assert_eq!(names(register_schema("s", "a")), ["subject", "schema"]);
        assert_eq!(
            names(test_schema("s", "a")),
            ["subject", "schema", "version"]
        );
        assert_eq!(names(set_compatibility("s", "FULL")), ["subject", "level"]);
        assert_eq!(
            names(delete_schema("s")),
            ["subject", "version", "permanent"]
        );
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let much = filled(create_topic(), &[("partitions", json!(20_000))]);
        assert_eq!(problems(&much), ["create_topic.partitions"]);
        let word = filled(add_partitions("t", 1), &[("partitions", json!("two"))]);
        assert_eq!(problems(&word), ["add_partitions.partitions"]);
        let nothing = filled(reset_offsets("g", "t"), &[("to", json!(""))]);
        assert_eq!(problems(&nothing), ["reset_offsets.to"]);
    }
}
