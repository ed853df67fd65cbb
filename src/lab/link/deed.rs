//! Actions in words: `9.2s:crash:broker-1`, `12s:slow:from=broker-1,to=broker-2,extra_ms=200`.
//!
//! An action with several fields lists each with its path, in the one grammar of paths: `value.number=10`,
//! `config["retention.ms"]=1000`, `do.crash=broker-1`.

use serde_json::{Map, Value};

use super::moment::Moment;
use super::quoted;
use crate::action::Action;
use crate::path::{Path, Segment};

/// No field lies deeper: what is nested without end is a trap.
const DEPTH_MAX: usize = 16;

/// An action and its moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Deed {
    pub(crate) moment: Moment,
    pub(crate) action: Action,
}

impl Deed {
    /// Reads an action with its moment.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ':');
        let (Some(moment), Some(verb), Some(about)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(
                "must be a moment, what is done, and to whom, as in 9.2s:crash:broker-1".to_owned(),
            );
        };
        let action = [(verb.to_owned(), argument(about)?)];
        let action: Map<String, Value> = action.into_iter().collect();
        Ok(Self {
            moment: Moment::parse(moment)?,
            action: serde_json::from_value(action.into()).map_err(|error| error.to_string())?,
        })
    }

    /// The same in words; `None` for what has none.
    pub(super) fn write(&self) -> Option<String> {
        let text = format!("{}:{}", self.moment, words(&self.action));
        // Whatever does not come back as it was has to be written in another form.
        (Self::parse(&text).as_ref() == Ok(self)).then_some(text)
    }
}

/// An action in words, without its moment.
#[must_use]
pub fn words(action: &Action) -> String {
    let action = serde_json::to_value(action).unwrap_or_default();
    let fields = action.as_object().and_then(|action| action.iter().next());
    let Some((verb, about)) = fields else {
        return String::new();
    };
    let mut fields = Vec::new();
    match about {
        Value::Object(inner) if !inner.is_empty() => flatten(about, &Path::ROOT, &mut fields),
        _ => fields.push(quoted::write(about)),
    }
    format!("{verb}:{}", fields.join(","))
}

fn argument(text: &str) -> Result<Value, String> {
    if quoted::split_once(text, '=').is_none() {
        return Ok(quoted::read(text));
    }
    let mut fields = Value::Object(Map::new());
    for field in quoted::split(text, ',') {
        let (path, value) = quoted::split_once(field, '=')
            .ok_or_else(|| format!("{field:?} must be a field and its value, as in to=broker-2"))?;
        let path = Path::parse(path).map_err(|problem| problem.to_string())?;
        put(&mut fields, path.segments(), quoted::read(value))
            .ok_or_else(|| format!("{path} has no place here, or is there twice"))?;
    }
    Ok(fields)
}

/// Puts a value where nothing was, and makes the way there. Lists grow by one item at a time.
fn put(place: &mut Value, way: &[Segment], value: Value) -> Option<()> {
    if way.len() > DEPTH_MAX {
        return None;
    }
    let Some((first, rest)) = way.split_first() else {
        let free = place.is_null();
        *place = value;
        return free.then_some(());
    };
    let next = match first {
        Segment::Key(key) => {
            let fields = made(place, Value::Object(Map::new())).as_object_mut()?;
            fields.entry(key.as_str()).or_insert(Value::Null)
        }
        Segment::Index(index) => {
            let items = made(place, Value::Array(Vec::new())).as_array_mut()?;
            if *index == items.len() {
                items.push(Value::Null);
            }
            items.get_mut(*index)?
        }
    };
    put(next, rest, value)
}

fn made(place: &mut Value, empty: Value) -> &mut Value {
    if place.is_null() {
        *place = empty;
    }
    place
}

fn flatten(value: &Value, path: &Path, fields: &mut Vec<String>) {
    match value {
        Value::Object(inner) if !inner.is_empty() => {
            for (key, value) in inner {
                flatten(value, &path.key(key), fields);
            }
        }
        Value::Array(inner) if !inner.is_empty() => {
            for (index, value) in inner.iter().enumerate() {
                flatten(value, &path.index(index), fields);
            }
        }
        _ => fields.push(format!("{path}={}", quoted::write(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_reads_as_it_is_written() {
        for text in [
            "9.2s:crash:broker-1",
            "0s@0:hold:from=broker-1,to=everyone else,one_way=true",
            "12.5s:send:client=producer-1,topic=orders,key=\"7\",value.number=10,value.list[0]=a,value.list[1]={}",
            "1s:alter_config:topic=orders,config[\"retention.ms\"]=1000,delete[0]=segment.bytes",
            "1s:passing:do.partition.from=rack a,do.partition.to=broker-2,for_ms=500",
            "3s:send:client=p,topic=t,value=null",
            "3s:drop:flight=12",
            "3s:elect_leaders:{}",
        ] {
            let deed = Deed::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(deed.write().as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_action_says_why() {
        for (text, expected) in [
            ("crash:broker-1", "must be a moment"),
            ("9.2:crash:broker-1", "is no moment"),
            ("9.2s:crush:broker-1", "crush"),
            ("9.2s:crash:from=a", "expected a string"),
            ("9.2s:hold:from=a", "to"),
            ("9.2s:hold:from=a,b", "as in to=broker-2"),
            ("9.2s:hold:from=a,from=b,to=c", "is there twice"),
            ("9.2s:send:client=a,value[7]=1", "has no place here"),
            ("9.2s:send:client=a,client.x=1", "has no place here"),
            ("9.2s:send:a..b=1", "not a path"),
        ] {
            let why = Deed::parse(text).unwrap_err();
            assert!(why.contains(expected), "{text}: {why}");
        }
        let deep = format!("1s:send:value{}=1", ".a".repeat(100_000));
        assert!(Deed::parse(&deep).is_err());
    }
}
