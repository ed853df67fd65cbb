//! The one grammar of paths: `clients.consumer-1.config["auto.offset.reset"]`, `steps[2].choices[0].value`.

use std::fmt;

use serde_json::Value;

use crate::nearest::suggestion;
use crate::problem::Problem;

/// A place in a JSON document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<Segment>);

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Into a field of an object.
    Key(String),
    /// Into an item of an array.
    Index(usize),
}

impl Path {
    /// The whole document.
    pub const ROOT: Self = Self(Vec::new());

    /// The field `key` of this place.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.down(Segment::Key(key.to_owned()))
    }

    /// The item `index` of this place.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.down(Segment::Index(index))
    }

    /// The steps down to this place.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    fn down(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// Reads a path.
    ///
    /// # Errors
    /// When it does not follow the grammar: what was expected, and where.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (segment, after) = segment(rest, segments.is_empty()).map_err(|expected| {
                let column = text.chars().count() - rest.chars().count() + 1;
                Problem::of(text, format!("not a path: expected {expected} at column {column}; a path looks like clients.consumer-1.config[\"group.id\"] or steps[2].id"))
            })?;
            segments.push(segment);
            rest = after;
        }
        if segments.is_empty() {
            return Err(Problem::of(
                "",
                "the path is empty; a path looks like clients.consumer-1.start_ms",
            ));
        }
        Ok(Self(segments))
    }

    /// Puts a value at this place. Only the last step may lead to something new, and only in an object.
    ///
    /// # Errors
    /// When the way there does not exist: what there is instead.
    pub fn set(&self, document: &mut Value, value: Value) -> Result<(), Problem> {
        let Some((last, way)) = self.0.split_last() else {
            return Err(Problem::at(self, "the whole lab cannot be set"));
        };
        let mut place = document;
        let mut walked = Self::ROOT;
        for segment in way {
            place = segment.get_mut(place, &walked)?;
            walked.0.push(segment.clone());
        }
        if let (Segment::Key(key), Value::Object(fields)) = (last, &mut *place) {
            fields.insert(key.clone(), value);
            return Ok(());
        }
        *last.get_mut(place, &walked)? = value;
        Ok(())
    }
}

impl Path {
    /// What a document has at this place.
    #[must_use]
    pub fn get<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        self.0
            .iter()
            .try_fold(document, |place, segment| match segment {
                Segment::Key(key) => place.get(key),
                Segment::Index(index) => place.get(*index),
            })
    }

    /// Takes away what is at this place: a field, or an item of a list, whose followers move up.
    ///
    /// # Errors
    /// When there is nothing: what there is instead.
    pub fn unset(&self, document: &mut Value) -> Result<(), Problem> {
        let Some((last, way)) = self.0.split_last() else {
            return Err(Problem::at(self, "the whole lab cannot be taken away"));
        };
        let mut place = document;
        let mut walked = Self::ROOT;
        for segment in way {
            place = segment.get_mut(place, &walked)?;
            walked.0.push(segment.clone());
        }
        last.get_mut(place, &walked)?;
        match (last, place) {
            (Segment::Key(key), Value::Object(fields)) => drop(fields.shift_remove(key)),
            (Segment::Index(index), Value::Array(items)) => drop(items.remove(*index)),
            _ => {}
        }
        Ok(())
    }
}

impl fmt::Display for Segment {
    /// Its name, or its number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => key.fmt(f),
            Self::Index(index) => index.fmt(f),
        }
    }
}

impl Segment {
    fn get_mut<'v>(&self, place: &'v mut Value, walked: &Path) -> Result<&'v mut Value, Problem> {
        match (self, place) {
            (Self::Key(key), Value::Object(fields)) => {
                if !fields.contains_key(key) {
                    let known = suggestion(key, fields.keys().map(String::as_str));
                    return Err(Problem::at(
                        &walked.key(key),
                        format!("there is no {key:?} here{known}"),
                    ));
                }
                Ok(&mut fields[key])
            }
            (Self::Index(index), Value::Array(items)) => {
                let count = items.len();
                items.get_mut(*index).ok_or_else(|| {
                    Problem::at(
                        &walked.index(*index),
                        format!("there is no item {index} here; there are {count}, from 0"),
                    )
                })
            }
            (Self::Key(key), other) => {
                Err(Problem::at(&walked.key(key), "what is above it has no fields").with(other))
            }
            (Self::Index(index), other) => {
                Err(Problem::at(&walked.index(*index), "what is above it is no list").with(other))
            }
        }
    }
}

/// Takes one segment off the front, or says what was expected there.
fn segment(text: &str, first: bool) -> Result<(Segment, &str), &'static str> {
    if let Some(inner) = text.strip_prefix('[') {
        if inner.starts_with('"') {
            let mut stream = serde_json::Deserializer::from_str(inner).into_iter::<String>();
            let Some(Ok(key)) = stream.next() else {
                return Err("a name in double quotes");
            };
            let after = &inner[stream.byte_offset()..];
            return after
                .strip_prefix(']')
                .map(|rest| (Segment::Key(key), rest))
                .ok_or("`]` after the name");
        }
        let (digits, rest) = inner.split_once(']').ok_or("`]`")?;
        let index = digits
            .parse()
            .map_err(|_| "a number or a name in double quotes after `[`")?;
        return Ok((Segment::Index(index), rest));
    }
    let bare = if first {
        text
    } else {
        text.strip_prefix('.').ok_or("`.` or `[`")?
    };
    let end = bare.find(|c| !is_bare(c)).unwrap_or(bare.len());
    if end == 0 {
        return Err("a name");
    }
    Ok((Segment::Key(bare[..end].to_owned()), &bare[end..]))
}

fn is_bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '$'
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) if !key.is_empty() && key.chars().all(is_bare) => {
                    write!(f, "{}{key}", if position == 0 { "" } else { "." })?;
                }
                Segment::Key(key) => write!(f, "[{}]", Value::from(key.as_str()))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_reads_as_it_is_written() {
        for text in [
            "clients.consumer-1.config[\"auto.offset.reset\"]",
            "steps[2].choices[0].value",
            "[\"a \\\"b\\\"]\"].c",
        ] {
            assert_eq!(Path::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_path_that_is_none_says_where() {
        for (text, expected) in [
            ("clients..a", "a name at column 8"),
            (
                "steps[x]",
                "a number or a name in double quotes after `[` at column 6",
            ),
            ("steps[2", "`]` at column 6"),
            ("a[\"b", "a name in double quotes at column 2"),
            ("a[\"b\".c", "`]` after the name at column 2"),
            ("a b", "`.` or `[` at column 2"),
        ] {
            let problem = Path::parse(text).unwrap_err();
            assert!(problem.message.contains(expected), "{text}: {problem}");
        }
        assert!(Path::parse("").is_err());
    }

    #[test]
    fn only_the_last_step_may_lead_to_something_new() {
        let mut document = json!({ "clients": { "consumer-1": { "config": {} } }, "steps": [1] });
        let path = Path::parse("clients.consumer-1.config[\"group.id\"]").unwrap();
        path.set(&mut document, json!("g")).unwrap();
        assert_eq!(document["clients"]["consumer-1"]["config"]["group.id"], "g");

        let problem = Path::parse("clients.consumer1.config.x")
            .unwrap()
            .set(&mut document, json!(1))
            .unwrap_err();
        assert!(
            problem.message.contains("did you mean \"consumer-1\"?"),
            "{problem}"
        );
        let problem = Path::parse("steps[7]")
            .unwrap()
            .set(&mut document, json!(1))
            .unwrap_err();
        assert_eq!(problem.path, "steps[7]");
        assert!(
            Path::parse("steps.a")
                .unwrap()
                .set(&mut document, json!(1))
                .is_err()
        );
        assert!(
            Path::parse("clients[0]")
                .unwrap()
                .set(&mut document, json!(1))
                .is_err()
        );
    }
}
