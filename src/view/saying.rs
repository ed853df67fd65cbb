//! What to say, before it has a language.

use serde::Serialize;

use crate::clock::Time;

/// A sentence by its key in `www/i18n`, with what goes into it. Kafka's own names are never translated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saying {
    /// The message's key.
    pub key: &'static str,
    /// Its arguments by name.
    pub args: Vec<(&'static str, String)>,
    /// The moments and lengths of time among its arguments.
    pub times: Vec<(&'static str, Time)>,
    /// Sentences within it, by the names of the arguments that they are.
    pub parts: Vec<(&'static str, Saying)>,
}

impl Saying {
    /// A sentence without arguments.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
            times: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// The same about another sentence.
    #[must_use]
    pub fn about(self, about: Self) -> Self {
        self.part("about", about)
    }

    /// The same with one more sentence within it.
    #[must_use]
    pub fn part(mut self, name: &'static str, part: Self) -> Self {
        self.parts.push((name, part));
        self
    }

    /// The same with one more argument, which is a time.
    #[must_use]
    pub fn time(mut self, name: &'static str, time: Time) -> Self {
        self.times.push((name, time));
        self
    }

    /// The same with one more argument.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over numbers, names and references alike"
    )]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Saying;

    #[test]
    fn arguments_keep_their_order() {
        let saying = Saying::new("note-elected")
            .with("node", "broker-1")
            .with("epoch", 3);
        assert_eq!(
            saying.args,
            [("node", "broker-1".to_owned()), ("epoch", "3".to_owned())]
        );
    }
}
