//! What a place in a lab file holds and may hold, for whoever lets people edit it: read from the schema, so that a form and
//! the check of a file know the same.

mod blank;
mod choose;

use serde_json::{Map, Value};

use crate::path::{Path, Segment};
use crate::shape::{Schema, number, types};
use choose::Branch;

/// A place in a lab file.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where it is.
    pub path: Path,
    /// What it is called: the last step of its path, or its number in a list, from 1.
    pub name: String,
    /// What it means, in a line or two of English; empty where its parts say all.
    pub doc: String,
    /// What names that text among all of its kind: the type and field of the schema, such as `TopicFile.partitions`.
    pub key: String,
    /// What is there; `None`: nothing, so that the default holds.
    pub value: Option<Value>,
    /// What holds if nothing is there.
    pub default: Option<Value>,
    /// Whether something must be there.
    pub required: bool,
    /// What may be there.
    pub kind: Kind,
}

/// What a place may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// True or false.
    Flag,
    /// A number.
    Number {
        /// The smallest.
        least: Option<f64>,
        /// The largest.
        most: Option<f64>,
        /// Whether it is whole.
        whole: bool,
    },
    /// Text.
    Text,
    /// One of some words.
    Word(Vec<Word>),
    /// Any JSON.
    Json,
    /// Configs by Kafka's names.
    Configs,
    /// A list.
    List {
        /// What is in it.
        items: Vec<Field>,
        /// What a new item is at first.
        blank: Value,
    },
    /// Things by name.
    Named {
        /// What is in it.
        entries: Vec<Field>,
        /// What a new entry is at first.
        blank: Value,
    },
    /// Fields.
    Parts(Vec<Field>),
    /// Fields, some of which must be there, and none is.
    Absent {
        /// What is there when it is added.
        blank: Value,
    },
    /// One of several things.
    Either {
        /// What there is to choose from.
        options: Vec<Choice>,
        /// Which of them is there.
        chosen: Option<usize>,
        /// What it consists of.
        inner: Vec<Field>,
    },
}

/// A word that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word.
    pub value: Value,
    /// What it means.
    pub doc: String,
    /// What names that text.
    pub key: String,
}

/// Something that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it is called.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// What names that text.
    pub key: String,
    /// What is there when it is chosen.
    pub blank: Value,
}

impl Field {
    /// The place at `path` of a lab file; `None` where a lab file has none.
    #[must_use]
    pub fn of(document: &Value, path: &Path) -> Option<Self> {
        let schema = Schema::of_labs();
        let form = Form {
            root: schema.root(),
        };
        form.walk("LabFile", schema.root(), document, path)
    }

    /// The place at `path` of an action; `None` where that action has none.
    #[must_use]
    pub fn of_action(action: &Value, path: &Path) -> Option<Self> {
        let schema = Schema::of_labs();
        let form = Form {
            root: schema.root(),
        };
        let (_, part) = schema.definitions().find(|(name, _)| *name == "Action")?;
        form.walk("Action", part, action, path)
    }

    /// Every place of lab files that has a text, with that text: what languages translate.
    #[must_use]
    pub fn docs() -> Vec<(String, String)> {
        let schema = Schema::of_labs();
        let mut docs = Vec::new();
        choose::docs(schema.root(), "LabFile", &mut docs);
        for (name, definition) in schema.definitions() {
            choose::docs(definition, name, &mut docs);
        }
        docs
    }
}

/// The schema, read as forms.
struct Form<'a> {
    root: &'a Value,
}

/// A part of the schema with what names its texts.
#[derive(Clone)]
struct Place<'a> {
    schema: &'a Value,
    key: String,
}

impl<'a> Form<'a> {
    /// The place at `path` of a document of this schema, whose name is `key`.
    fn walk(&self, key: &str, schema: &'a Value, document: &Value, path: &Path) -> Option<Field> {
        let mut place = Place {
            schema,
            key: key.to_owned(),
        };
        let (mut value, mut walked, mut required) = (Some(document), Path::ROOT, true);
        for segment in path.segments() {
            (place, required) = self.down(&place, value, segment)?;
            walked = match segment {
                Segment::Key(key) => walked.key(key),
                Segment::Index(index) => walked.index(*index),
            };
            value = value.and_then(|value| match segment {
                Segment::Key(key) => value.get(key),
                Segment::Index(index) => value.get(*index),
            });
        }
        let name = path.segments().last().map(ToString::to_string);
        Some(self.field(&place, value, &walked, name.unwrap_or_default(), required))
    }

    /// The place of a part, and whether it must be there.
    fn down(
        &self,
        place: &Place<'a>,
        value: Option<&Value>,
        segment: &Segment,
    ) -> Option<(Place<'a>, bool)> {
        let place = self.settled(place, value);
        match segment {
            Segment::Key(key) => {
                let known = place.schema.get("properties");
                match known.and_then(|known| known.get(key)) {
                    Some(schema) => Some((place.part(key, schema), place.requires(key))),
                    None => Some((place.each("additionalProperties")?, true)),
                }
            }
            Segment::Index(_) => Some((place.each("items")?, true)),
        }
    }

    /// The place without references, and of several that it may be the one that the value is.
    fn settled(&self, place: &Place<'a>, value: Option<&Value>) -> Place<'a> {
        let place = self.resolved(place);
        let branches = self.branches(&place);
        let chosen = value.and_then(|value| choose::chosen(&branches, value));
        match chosen.and_then(|index| branches.get(index)) {
            Some(branch) => self.settled(&branch.place, value),
            None => match branches.as_slice() {
                [only] => self.settled(&only.place, value),
                _ => place,
            },
        }
    }

    fn resolved(&self, place: &Place<'a>) -> Place<'a> {
        let mut place = place.clone();
        while let Some(reference) = place.schema.get("$ref").and_then(Value::as_str) {
            let Some(target) = reference
                .strip_prefix('#')
                .and_then(|pointer| self.root.pointer(pointer))
            else {
                return place;
            };
            place = Place {
                schema: target,
                key: reference.rsplit('/').next().unwrap_or_default().to_owned(),
            };
        }
        place
    }

    /// What a place may be, nothing aside.
    fn branches(&self, place: &Place<'a>) -> Vec<Branch<'a>> {
        let list = place
            .schema
            .get("oneOf")
            .or_else(|| place.schema.get("anyOf"));
        let list = list.and_then(Value::as_array).into_iter().flatten();
        let branches = list.enumerate().map(|(index, schema)| {
            let inner = Place {
                schema,
                key: format!("{}.{index}", place.key),
            };
            let resolved = self.resolved(&inner);
            Branch::of(resolved, schema, &place.key)
        });
        branches
            .filter(|branch| types(branch.place.schema) != ["null"])
            .collect()
    }

    fn field(
        &self,
        place: &Place<'a>,
        value: Option<&Value>,
        path: &Path,
        name: String,
        required: bool,
    ) -> Field {
        let resolved = self.resolved(place);
        let own = text(place.schema, "description");
        let doc = own.or_else(|| text(resolved.schema, "description"));
        let key = if own.is_some() {
            place.key.clone()
        } else {
            resolved.key.clone()
        };
        // Null is how files say that nothing is there.
        let value = value.filter(|value| !value.is_null());
        Field {
            kind: self.kind(&resolved, value, path),
            path: path.clone(),
            name,
            doc: doc.map(one_line).unwrap_or_default(),
            key,
            value: value.cloned(),
            default: place
                .schema
                .get("default")
                .filter(|d| !d.is_null())
                .cloned(),
            required,
        }
    }

    fn kind(&self, place: &Place<'a>, value: Option<&Value>, path: &Path) -> Kind {
        if choose::is_configs(place.schema) {
            return Kind::Configs;
        }
        let branches = self.branches(place);
        match branches.as_slice() {
            [] => self.plain(place, value, path),
            [only] => self.kind(&self.resolved(&only.place), value, path),
            several if several.iter().all(|branch| branch.words().is_some()) => {
                Kind::Word(several.iter().filter_map(Branch::words).flatten().collect())
            }
            several => self.either(several, value, path),
        }
    }

    fn either(&self, branches: &[Branch<'a>], value: Option<&Value>, path: &Path) -> Kind {
        let chosen = value.and_then(|value| choose::chosen(branches, value));
        let inner = chosen.and_then(|index| branches.get(index));
        let inner = inner.map(|branch| {
            let place = self.resolved(&branch.place);
            match self.kind(&place, value, path) {
                Kind::Parts(parts) => parts
                    .into_iter()
                    .filter(|part| Some(part.name.as_str()) != branch.tag())
                    .collect(),
                _ => vec![self.field(&place, value, path, String::new(), true)],
            }
        });
        Kind::Either {
            options: branches
                .iter()
                .map(|branch| Choice {
                    name: branch.name.clone(),
                    doc: branch.doc.clone(),
                    key: branch.key.clone(),
                    blank: blank::of(self, &branch.place),
                })
                .collect(),
            chosen,
            inner: inner.unwrap_or_default(),
        }
    }

    fn plain(&self, place: &Place<'a>, value: Option<&Value>, path: &Path) -> Kind {
        if let Some(words) = choose::words(place.schema, &place.key) {
            return Kind::Word(words);
        }
        let kinds = types(place.schema);
        let has = |kind: &str| kinds.contains(&kind);
        if has("object") {
            self.object(place, value, path)
        } else if has("array") {
            let items = value.and_then(Value::as_array).into_iter().flatten();
            let each = place.each("items");
            let item = |(index, item): (usize, &Value)| {
                let name = (index + 1).to_string();
                let each = each.as_ref()?;
                Some(self.field(each, Some(item), &path.index(index), name, true))
            };
            Kind::List {
                items: items.enumerate().filter_map(item).collect(),
                blank: each
                    .as_ref()
                    .map_or(Value::Null, |each| blank::of(self, each)),
            }
        } else if has("integer") || has("number") {
            Kind::Number {
                least: number(place.schema, "minimum"),
                most: number(place.schema, "maximum"),
                whole: has("integer"),
            }
        } else if has("boolean") {
            Kind::Flag
        } else if has("string") {
            Kind::Text
        } else {
            Kind::Json
        }
    }

    fn object(&self, place: &Place<'a>, value: Option<&Value>, path: &Path) -> Kind {
        let Some(known) = place.schema.get("properties").and_then(Value::as_object) else {
            return match place.each("additionalProperties") {
                Some(each) => self.named(&each, value, path),
                None => Kind::Json,
            };
        };
        let requires = place.schema.get("required").and_then(Value::as_array);
        if value.is_none() && requires.is_some_and(|list| !list.is_empty()) {
            let blank = blank::of(self, place);
            return Kind::Absent { blank };
        }
        let part = |(key, schema): (&String, &'a Value)| {
            let inner = value.and_then(|value| value.get(key));
            let place_of = place.part(key, schema);
            self.field(
                &place_of,
                inner,
                &path.key(key),
                key.clone(),
                place.requires(key),
            )
        };
        Kind::Parts(known.iter().map(part).collect())
    }

    fn named(&self, each: &Place<'a>, value: Option<&Value>, path: &Path) -> Kind {
        let empty = Map::new();
        let entries = value.and_then(Value::as_object).unwrap_or(&empty);
        let entry = |(key, inner): (&String, &Value)| {
            self.field(each, Some(inner), &path.key(key), key.clone(), true)
        };
        Kind::Named {
            entries: entries.iter().map(entry).collect(),
            blank: blank::of(self, each),
        }
    }
}

impl<'a> Place<'a> {
    fn part(&self, name: &str, schema: &'a Value) -> Self {
        Self {
            schema,
            key: format!("{}.{name}", self.key),
        }
    }

    fn each(&self, word: &str) -> Option<Self> {
        let schema = self.schema.get(word).filter(|schema| schema.is_object())?;
        Some(Self {
            schema,
            key: format!("{}.{word}", self.key),
        })
    }

    fn requires(&self, name: &str) -> bool {
        let list = self.schema.get("required").and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|required| required == name))
    }
}

fn text<'a>(schema: &'a Value, word: &str) -> Option<&'a str> {
    schema.get(word).and_then(Value::as_str)
}

/// A text that was broken into lines for its source.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
