//! Reads what `#[derive(Debug)]` writes, so that each field of somebody else's message can be asked for by its name.

use std::collections::BTreeMap;

/// Something that was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    /// A structure, by the names of its fields; or a map.
    Fields(BTreeMap<String, Printed>),
    /// A list.
    List(Vec<Printed>),
    /// `None`.
    Nothing,
    /// A number, a bool, a text in quotes, a UUID.
    Plain(String),
}

impl Printed {
    /// Reads what was printed.
    pub fn of(value: &impl std::fmt::Debug) -> Self {
        let text = format!("{value:?}");
        let mut reader = Reader {
            rest: text.as_str(),
        };
        let read = reader.value();
        assert_eq!(reader.rest, "", "all of it is read");
        read
    }

    /// What is at a path of a message's part, whose names are Kafka's: `topicData[0].name`.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |outer, segment| {
            let (name, place) = match segment.split_once('[') {
                Some((name, place)) => (name, Some(place.trim_end_matches(']'))),
                None => (segment, None),
            };
            let Self::Fields(fields) = outer else {
                return None;
            };
            let field = fields.get(&snake(name))?;
            match (field, place) {
                (Self::List(items), Some(place)) => items.get(place.parse::<usize>().ok()?),
                (field, None) => Some(field),
                _ => None,
            }
        })
    }
}

/// `topicData` as `topic_data`, and `v3AndBelowTopics` as `v3_and_below_topics`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn value(&mut self) -> Printed {
        if self.skip("[") {
            return Printed::List(self.list("]", Self::value));
        }
        if self.skip("{") {
            return self.fields();
        }
        if self.rest.starts_with('"') || self.rest.starts_with("b\"") {
            return Printed::Plain(self.quoted());
        }
        let word = self.word();
        if self.skip(" { ") {
            return self.fields();
        }
        // `Some(...)`, or a number or a text that has a type of its own.
        if self.skip("(") {
            let inner = self.value();
            assert!(self.skip(")"), "{}", self.rest);
            return inner;
        }
        match word.as_str() {
            "None" => Printed::Nothing,
            _ => Printed::Plain(word),
        }
    }

    fn fields(&mut self) -> Printed {
        let named = self.list("}", |reader| {
            let name = reader.word();
            assert!(reader.skip(": "), "{}", reader.rest);
            (name, reader.value())
        });
        Printed::Fields(named.into_iter().collect())
    }

    fn list<T>(&mut self, end: &str, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        loop {
            if self.skip(end) || self.skip(&format!(" {end}")) {
                return items;
            }
            items.push(item(self));
            self.skip(", ");
        }
    }

    fn quoted(&mut self) -> String {
        let open = self.rest.find('"').map_or(0, |at| at + 1);
        let mut is_escaped = false;
        let end = self.rest[open..].find(|letter| {
            let closes = letter == '"' && !is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            closes
        });
        self.take(open + end.expect("the text is closed") + 1)
    }

    fn word(&mut self) -> String {
        let is_end = |letter: char| " ,:()[]{}".contains(letter);
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        self.take(end)
    }

    fn take(&mut self, end: usize) -> String {
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn skip(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}
