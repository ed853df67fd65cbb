//! A fault as somebody has filled it in.

use lab::{Action, Problems};
use serde_json::{Map, Value, json};

use super::condition::Moment;
use super::typed;
use super::verb::{Field, Verb};

/// Out of how many messages a flaky way loses some: the form asks for a percentage.
const OF: u32 = 100;

/// What the fields of the form hold; those that the verb does not need are left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is done.
    pub verb: Verb,
    /// To which node.
    pub node: String,
    /// The other end of the way.
    pub to: String,
    /// Whether only what goes to that end is meant.
    pub one_way: bool,
    /// How much; as typed.
    pub amount: String,
    /// The API of the message; empty: any.
    pub api: String,
    /// `request` or `response`; empty: either.
    pub is: String,
    /// After how many ms it is mended by itself, as typed; empty: not.
    pub lasts: String,
    /// When.
    pub moment: Moment,
}

impl Draft {
    /// The action that it means.
    ///
    /// # Errors
    /// When something is missing, no number, or out of its bounds: what, and what is allowed.
    pub fn action(&self) -> Result<Action, Problems> {
        let fields = self.verb.fields();
        let about = if fields.contains(&Field::To) {
            self.way()
        } else if let Some(Field::Amount(name)) = fields.first() {
            json!({ "node": self.node, *name: typed(&self.amount) })
        } else {
            Value::from(self.node.as_str())
        };
        let action = json!({ self.verb.key(): about });
        let lasts = self.lasts.trim();
        if lasts.is_empty() || !fields.contains(&Field::Lasts) {
            return Action::read(&action);
        }
        Action::read(&json!({ "passing": { "do": action, "for_ms": typed(lasts) } }))
    }

    /// The action as an entry of a script, if it is not wanted now.
    ///
    /// # Errors
    /// As of [`Draft::action`].
    pub fn order(&self) -> Result<Option<Value>, Problems> {
        let action = self.action()?;
        Ok(self.moment.entry(&json!(action)))
    }

    fn way(&self) -> Value {
        let mut way = Map::new();
        way.insert("from".to_owned(), self.node.as_str().into());
        for field in self.verb.fields() {
            let (name, value) = match field {
                Field::To => ("to", Value::from(self.to.as_str())),
                Field::OneWay if self.one_way => ("one_way", true.into()),
                Field::Amount("messages") if self.amount.trim().is_empty() => continue,
                Field::Amount(name) => (*name, typed(&self.amount)),
                Field::Api if !self.api.is_empty() => ("api", self.api.as_str().into()),
                Field::Is if !self.is.is_empty() => ("is", self.is.as_str().into()),
                Field::OneWay | Field::Api | Field::Is | Field::Lasts => continue,
            };
            way.insert(name.to_owned(), value);
        }
        if self.verb == Verb::Flaky {
            way.insert("of".to_owned(), OF.into());
        }
        Value::Object(way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(verb: Verb) -> Draft {
        Draft {
            verb,
            node: "broker-1".to_owned(),
            to: "producer-1".to_owned(),
            one_way: false,
            amount: "30".to_owned(),
            api: String::new(),
            is: String::new(),
            lasts: String::new(),
            moment: Moment::default(),
        }
    }

    fn said(draft: &Draft) -> Value {
        serde_json::to_value(draft.action().expect("it is filled in")).expect("an action is JSON")
    }

    #[test]
    fn every_verb_of_the_form_is_an_action_of_that_name() {
        for verb in Verb::ALL {
            let action = said(&draft(verb));
            assert!(action.get(verb.key()).is_some(), "{verb:?}: {action}");
            assert_eq!(Verb::of(verb.key()), Some(verb));
        }
    }

    #[test]
    fn a_way_is_cut_from_the_selected_node_to_the_other_end() {
        let both = json!({ "partition": { "from": "broker-1", "to": "producer-1" } });
        assert_eq!(said(&draft(Verb::Partition)), both);
        let one = Draft {
            one_way: true,
            lasts: " 500 ".to_owned(),
            ..draft(Verb::Partition)
        };
        let cut =
            json!({ "partition": { "from": "broker-1", "to": "producer-1", "one_way": true } });
        let passing = json!({ "passing": { "do": cut, "for_ms": 500 } });
        assert_eq!(said(&one), passing);
    }

    #[test]
    fn one_answer_can_be_lost() {
        let answer = Draft {
            api: "Produce".to_owned(),
            is: "response".to_owned(),
            ..draft(Verb::DropNext)
        };
        let lost = json!({ "drop_next": {
            "from": "broker-1", "to": "producer-1", "api": "Produce", "is": "response",
        } });
        assert_eq!(said(&answer), lost);
    }

    #[test]
    fn what_is_wanted_later_is_an_entry_of_a_script() {
        let crash = |when: &str, at_most: bool, bound: &str| {
            let draft = Draft {
                moment: Moment {
                    when: when.to_owned(),
                    at_most,
                    bound: bound.to_owned(),
                },
                ..draft(Verb::Crash)
            };
            draft.order().expect("it is filled in")
        };
        let deed = json!({ "crash": "broker-1" });
        assert_eq!(crash("", false, "5"), None, "now");
        assert_eq!(
            crash(Moment::AT, false, "9000"),
            Some(json!({ "at_ms": 9000, "do": deed }))
        );
        let measure = json!({ "sent": "producer-1" });
        let least = json!({ "measure": measure, "at_least": 5 });
        let most = json!({ "measure": measure, "at_most": -1 });
        assert_eq!(
            crash(&measure.to_string(), false, " 5 "),
            Some(json!({ "when": least, "do": deed }))
        );
        assert_eq!(
            crash(&measure.to_string(), true, "-1"),
            Some(json!({ "when": most, "do": deed }))
        );
    }

    #[test]
    fn some_or_all_of_what_is_held_can_be_let_go() {
        let some = json!({ "release": { "from": "broker-1", "to": "producer-1", "messages": 30 } });
        assert_eq!(said(&draft(Verb::Release)), some);
        let all = Draft {
            amount: String::new(),
            ..draft(Verb::Release)
        };
        let released = json!({ "release": { "from": "broker-1", "to": "producer-1" } });
        assert_eq!(said(&all), released);
    }

    #[test]
    fn what_is_no_number_or_too_much_is_told_with_what_is_allowed() {
        let wrong = |draft: &Draft| draft.action().expect_err("it is wrong").to_string();
        let typed = |amount: &str| Draft {
            amount: amount.to_owned(),
            ..draft(Verb::Slow)
        };
        let none = wrong(&typed("a while"));
        assert!(
            none.contains("slow.extra_ms") && none.contains("whole number"),
            "{none}"
        );
        let much = wrong(&typed("3600001"));
        assert!(
            much.contains("slow.extra_ms") && much.contains("3600000"),
            "{much}"
        );
        let never = Draft {
            lasts: "0".to_owned(),
            ..draft(Verb::Pause)
        };
        let never = wrong(&never);
        assert!(never.contains("passing.for_ms"), "{never}");
    }
}
