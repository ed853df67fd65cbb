//! What can be done to a scenario.

use serde_json::Value;

use super::add;
use crate::path::{Path, Segment};
use crate::problem::Problem;

/// A change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Puts a value at a place; a field that is not there yet is made.
    Set(Path, Value),
    /// Takes away what is there.
    Unset(Path),
    /// Puts a value at the end of a list.
    Push(Path, Value),
    /// Gives what is there another name. Who subscribes to a topic, or sends to it, does so under its new name.
    Rename(Path, String),
    /// Adds a broker.
    AddBroker,
    /// Adds a topic.
    AddTopic,
    /// Adds a producer that sends a record a second, or one that is only ever told to.
    AddProducer,
    /// Adds a consumer to a group: the one that is there, or a new one.
    AddConsumer {
        /// Whether the group is a new one.
        new_group: bool,
    },
    /// Adds a client of this kind.
    AddClient(&'static str),
}

impl Edit {
    /// Does it to a draft.
    ///
    /// # Errors
    /// When there is nothing to change at that place, or a name is taken.
    pub fn apply(&self, draft: &mut Value) -> Result<(), Problem> {
        match self {
            Self::Set(path, value) => {
                make_way(draft, path).and_then(|()| path.set(draft, value.clone()))
            }
            Self::Unset(path) => path.unset(draft),
            Self::Push(path, value) => push(draft, path, value.clone()),
            Self::Rename(path, name) => rename(draft, path, name),
            Self::AddBroker => add::broker(draft),
            Self::AddTopic => add::topic(draft).map(drop),
            Self::AddProducer => add::producer(draft),
            Self::AddConsumer { new_group } => add::consumer(draft, *new_group),
            Self::AddClient(kind) => add::outside(draft, kind),
        }
    }
}

/// Objects on the way to a place that are not there yet.
fn make_way(draft: &mut Value, path: &Path) -> Result<(), Problem> {
    let Some((_, way)) = path.segments().split_last() else {
        return Ok(());
    };
    let mut walked = Path::ROOT;
    for segment in way {
        walked = match segment {
            Segment::Key(key) => walked.key(key),
            Segment::Index(index) => walked.index(*index),
        };
        if walked.get(draft).is_none_or(Value::is_null) && matches!(segment, Segment::Key(_)) {
            walked.set(draft, Value::Object(serde_json::Map::new()))?;
        }
    }
    Ok(())
}

fn push(draft: &mut Value, path: &Path, value: Value) -> Result<(), Problem> {
    make_way(draft, path)?;
    let mut list = match path.get(draft) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.clone(),
        Some(other) => return Err(Problem::at(path, "is no list").with(other)),
    };
    list.push(value);
    path.set(draft, Value::Array(list))
}

fn rename(draft: &mut Value, path: &Path, name: &str) -> Result<(), Problem> {
    let Some((Segment::Key(old), way)) = path.segments().split_last() else {
        return Err(Problem::at(path, "has no name"));
    };
    if old == name {
        return Ok(());
    }
    if name.is_empty() {
        return Err(Problem::at(path, "needs a name"));
    }
    let parent = way.iter().fold(Path::ROOT, |path, segment| match segment {
        Segment::Key(key) => path.key(key),
        Segment::Index(index) => path.index(*index),
    });
    let Some(Value::Object(fields)) = parent.get(draft) else {
        return Err(Problem::at(path, "has no name"));
    };
    if fields.contains_key(name) {
        let message = format!("cannot be called {name:?}: there is one of that name");
        return Err(Problem::at(path, message));
    }
    let renamed = fields.iter().map(|(key, value)| {
        let key = if key == old { name } else { key };
        (key.to_owned(), value.clone())
    });
    let renamed = Value::Object(renamed.collect());
    parent.set(draft, renamed)?;
    if parent == Path::ROOT.key("topics") {
        follow(draft, old, name);
    }
    Ok(())
}

/// Clients go on with a topic under its new name.
fn follow(draft: &mut Value, old: &str, name: &str) {
    let clients = draft.get_mut("clients").and_then(Value::as_object_mut);
    for client in clients.into_iter().flat_map(|clients| clients.values_mut()) {
        if let Some(topic) = client
            .pointer_mut("/source/topic")
            .filter(|topic| *topic == old)
        {
            *topic = name.into();
        }
        let subscribed = client.get_mut("subscribe").and_then(Value::as_array_mut);
        for topic in subscribed
            .into_iter()
            .flatten()
            .filter(|topic| *topic == old)
        {
            *topic = name.into();
        }
    }
}
