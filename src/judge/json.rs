//! JSON whose objects keep their fields in order and have none twice.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::scalar::{Decimal, Scalar};

/// A JSON value that borrows its texts where it can.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number beyond the whole numbers that 64 bits with a sign hold: what was written may be rounded.
    Beyond(f64),
    Decimal(Decimal),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// A field of an object; null where there is none.
    pub(crate) fn field(&self, name: &str) -> &Self {
        match self {
            Self::Object(fields) => fields
                .iter()
                .find_map(|(field, value)| (field == name).then_some(value))
                .unwrap_or(&Self::Null),
            _ => &Self::Null,
        }
    }

    /// The value if it has no parts and can be held.
    pub(crate) fn scalar(&self) -> Option<Scalar> {
        Some(match self {
            Self::Null => Scalar::Null,
            Self::Boolean(value) => Scalar::Boolean(*value),
            Self::Integer(value) => Scalar::Integer(*value),
            Self::Decimal(value) => Scalar::Decimal(*value),
            Self::Text(value) => Scalar::Text((**value).into()),
            Self::Beyond(_) | Self::List(_) | Self::Object(_) => return None,
        })
    }

    /// The value in a few words, for whoever has to find it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::List(items) => format!("a list of {}", items.len()),
            Self::Object(fields) => format!("an object with {} fields", fields.len()),
            Self::Beyond(value) => format!("{value:e}"),
            Self::Text(text) => shortened(text),
            other => other
                .scalar()
                .map_or_else(String::new, |scalar| scalar.to_string()),
        }
    }
}

/// A text in quotes, without what makes it longer than one can look at.
pub(crate) fn shortened(text: &str) -> String {
    const SHOWN_MAX: usize = 60;
    let begin: String = text.chars().take(SHOWN_MAX).collect();
    let rest = if begin.len() < text.len() { "…" } else { "" };
    format!("{begin:?}{rest}")
}

impl<'de: 'a, 'a> Deserialize<'de> for Json<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(value).map_or(Json::Beyond(value as f64), Json::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        let held = |value: &Decimal| value.abs() < i64::MAX as f64;
        let decimal = Decimal::new(value).filter(held);
        Ok(decimal.map_or(Json::Beyond(value), Json::Decimal))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut list: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        while let Some((Json::Text(name), value)) = fields.next_entry::<Json<'de>, _>()? {
            list.push((name, value));
        }
        let mut names = BTreeSet::new();
        match list.iter().find(|(name, _)| !names.insert(name)) {
            Some((name, _)) => Err(A::Error::custom(format!(
                "the field {} is there twice",
                shortened(name)
            ))),
            None => Ok(Json::Object(list)),
        }
    }
}
