//! Random types, values of them, and types that can read them. All of it follows from a seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use schema::avro::{Schema, Value};
use serde_json::{Value as Json, json};

pub(crate) type Dice = ChaCha8Rng;

/// The dice of a case.
pub(crate) fn dice(seed: u64) -> Dice {
    Dice::seed_from_u64(seed)
}

/// A type, as a test makes it up.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Fixed {
        name: String,
        size: usize,
    },
    Enum {
        name: String,
        symbols: Vec<String>,
        default: Option<String>,
    },
    Array(Box<Kind>),
    Map(Box<Kind>),
    /// Branches that differ in type.
    Union(Vec<Kind>),
    Record {
        name: String,
        fields: Vec<Field>,
    },
    /// A logical type over a primitive one: its name, with what else it needs, and the type.
    Logical(&'static str, Box<Kind>),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub name: String,
    pub alias: Option<String>,
    pub kind: Kind,
    pub default: Option<Json>,
}

const LOGICAL: [(&str, Kind); 10] = [
    ("date", Kind::Int),
    ("time-millis", Kind::Int),
    ("time-micros", Kind::Long),
    ("timestamp-millis", Kind::Long),
    ("timestamp-micros", Kind::Long),
    ("local-timestamp-millis", Kind::Long),
    ("local-timestamp-micros", Kind::Long),
    ("decimal", Kind::Bytes),
    ("uuid", Kind::String),
    ("decimal-fixed", Kind::Null),
];

/// Names of this case, none twice.
#[derive(Default)]
pub(crate) struct Names {
    count: u32,
    distinct: bool,
}

impl Names {
    /// No union will have two types of which one can be read as the other: fastavro takes the first that will do, where
    /// the reference takes the one that was written, and does not tell which it was.
    pub(crate) fn distinct() -> Self {
        Self {
            count: 0,
            distinct: true,
        }
    }

    fn next(&mut self, begin: &str) -> String {
        self.count += 1;
        format!("{begin}{}", self.count)
    }
}

/// A type that is at most so deep.
pub(crate) fn kind(dice: &mut Dice, names: &mut Names, depth: u32) -> Kind {
    let simple = [
        Kind::Null,
        Kind::Boolean,
        Kind::Int,
        Kind::Long,
        Kind::Float,
        Kind::Double,
        Kind::Bytes,
        Kind::String,
    ];
    let choices = if depth == 0 { 11 } else { 16 };
    match dice.random_range(0..choices) {
        index @ 0..8 => simple[index].clone(),
        8 => Kind::Fixed {
            name: names.next("F"),
            size: dice.random_range(0..20),
        },
        9 => {
            let symbols: Vec<String> = (0..dice.random_range(1..6))
                .map(|index| format!("S{index}"))
                .collect();
            let default = dice.random_bool(0.3).then(|| symbols[0].clone());
            Kind::Enum {
                name: names.next("E"),
                symbols,
                default,
            }
        }
        10 => {
            let (name, base) = LOGICAL[dice.random_range(0..LOGICAL.len())].clone();
            match name {
                "decimal-fixed" => Kind::Logical(
                    "decimal",
                    Box::new(Kind::Fixed {
                        name: names.next("D"),
                        size: 8,
                    }),
                ),
                name => Kind::Logical(name, Box::new(base)),
            }
        }
        11 => Kind::Array(Box::new(kind(dice, names, depth - 1))),
        12 => Kind::Map(Box::new(kind(dice, names, depth - 1))),
        13 => union(dice, names, depth - 1),
        _ => Kind::Record {
            name: names.next("R"),
            fields: (0..dice.random_range(0..6))
                .map(|_| field(dice, names, depth - 1))
                .collect(),
        },
    }
}

/// A record, as most files have it.
pub(crate) fn record(dice: &mut Dice, names: &mut Names, depth: u32) -> Kind {
    Kind::Record {
        name: names.next("R"),
        fields: (0..dice.random_range(1..7))
            .map(|_| field(dice, names, depth))
            .collect(),
    }
}

fn field(dice: &mut Dice, names: &mut Names, depth: u32) -> Field {
    let kind = kind(dice, names, depth);
    let has_default = dice.random_bool(0.3);
    Field {
        name: names.next("f"),
        alias: None,
        default: has_default.then(|| default(dice, &kind)),
        kind,
    }
}

/// Null and others of different types.
fn union(dice: &mut Dice, names: &mut Names, depth: u32) -> Kind {
    let mut branches = vec![Kind::Null];
    for _ in 0..dice.random_range(1..4) {
        let branch = kind(dice, names, depth);
        let family = |kind: &Kind| {
            if names.distinct {
                kind.family()
            } else {
                kind.type_name()
            }
        };
        let is_new = branches
            .iter()
            .all(|other| family(other) != family(&branch));
        if is_new && !matches!(branch, Kind::Union(_)) {
            branches.push(branch);
        }
    }
    let place = dice.random_range(0..branches.len());
    branches.swap(0, place);
    Kind::Union(branches)
}

impl Kind {
    pub(crate) fn schema(&self) -> Schema {
        let json = self.json();
        Schema::parse(&json.to_string()).unwrap_or_else(|problems| panic!("{json}: {problems}"))
    }

    pub(crate) fn json(&self) -> Json {
        match self {
            Self::Null => "null".into(),
            Self::Boolean => "boolean".into(),
            Self::Int => "int".into(),
            Self::Long => "long".into(),
            Self::Float => "float".into(),
            Self::Double => "double".into(),
            Self::Bytes => "bytes".into(),
            Self::String => "string".into(),
            Self::Fixed { name, size } => json!({"type": "fixed", "name": name, "size": size}),
            Self::Enum {
                name,
                symbols,
                default,
            } => {
                let mut schema = json!({"type": "enum", "name": name, "symbols": symbols});
                if let Some(default) = default {
                    schema["default"] = default.as_str().into();
                }
                schema
            }
            Self::Array(items) => json!({"type": "array", "items": items.json()}),
            Self::Map(values) => json!({"type": "map", "values": values.json()}),
            Self::Union(branches) => branches.iter().map(Self::json).collect(),
            Self::Record { name, fields } => {
                let fields = fields.iter().map(|field| {
                    let mut json = json!({"name": field.name, "type": field.kind.json()});
                    if let Some(alias) = &field.alias {
                        json["aliases"] = json!([alias]);
                    }
                    if let Some(default) = &field.default {
                        json["default"] = default.clone();
                    }
                    json
                });
                json!({"type": "record", "name": name, "fields": fields.collect::<Vec<_>>()})
            }
            Self::Logical(name, base) => {
                let mut schema = match base.json() {
                    Json::Object(object) => Json::Object(object),
                    primitive => json!({"type": primitive}),
                };
                schema["logicalType"] = (*name).into();
                if *name == "decimal" {
                    schema["precision"] = 12.into();
                    schema["scale"] = 3.into();
                }
                schema
            }
        }
    }

    /// What tells it from the other branches of a union.
    fn type_name(&self) -> String {
        match self {
            Self::Fixed { name, .. } | Self::Enum { name, .. } | Self::Record { name, .. } => {
                name.clone()
            }
            Self::Array(_) => "array".to_owned(),
            Self::Map(_) => "map".to_owned(),
            Self::Union(_) => "union".to_owned(),
            Self::Logical(_, base) => base.type_name(),
            primitive => primitive.json().to_string(),
        }
    }

    /// What it has in common with the types that can be read as each other.
    fn family(&self) -> String {
        match self {
            Self::Int | Self::Long | Self::Float | Self::Double => "number".to_owned(),
            Self::Bytes | Self::String => "text".to_owned(),
            Self::Logical(_, base) => base.family(),
            other => other.type_name(),
        }
    }

    /// Whether a default is the same in JSON and as a value: there is no logical type in it and no union.
    fn has_plain_default(&self) -> bool {
        match self {
            Self::Logical(..) | Self::Union(_) => false,
            Self::Array(inner) | Self::Map(inner) => inner.has_plain_default(),
            Self::Record { fields, .. } => {
                fields.iter().all(|field| field.kind.has_plain_default())
            }
            _ => true,
        }
    }

    /// A value of this type.
    pub(crate) fn value(&self, dice: &mut Dice) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean => Value::Boolean(dice.random_bool(0.5)),
            Self::Int => Value::Int(dice.random::<i32>() >> dice.random_range(0..31)),
            Self::Long => Value::Long(dice.random::<i64>() >> dice.random_range(0..63)),
            Self::Float => Value::Float(dice.random_range(-1_000_000..1_000_000) as f32 / 8.0),
            Self::Double => {
                Value::Double(dice.random_range(-1_000_000_000..1_000_000_000) as f64 / 10.0)
            }
            Self::Bytes => Value::Bytes(bytes(dice, 0..40)),
            Self::String => Value::String(text(dice)),
            Self::Fixed { size, .. } => Value::Fixed(bytes(dice, *size..size + 1)),
            Self::Enum { symbols, .. } => {
                let index = dice.random_range(0..symbols.len());
                Value::Enum(u32::try_from(index).unwrap(), symbols[index].clone())
            }
            Self::Array(items) => {
                let count = dice.random_range(0..5);
                Value::Array((0..count).map(|_| items.value(dice)).collect())
            }
            Self::Map(values) => {
                let count = dice.random_range(0..5);
                let entries = (0..count)
                    .map(|index| (format!("k{index} {}", text(dice)), values.value(dice)));
                Value::Map(entries.collect())
            }
            Self::Union(branches) => {
                let index = dice.random_range(0..branches.len());
                Value::Union(
                    u32::try_from(index).unwrap(),
                    Box::new(branches[index].value(dice)),
                )
            }
            Self::Record { fields, .. } => {
                let fields = fields
                    .iter()
                    .map(|field| (field.name.clone(), field.kind.value(dice)));
                Value::Record(fields.collect())
            }
            Self::Logical(name, base) => logical(name, base, dice),
        }
    }
}

/// Within the years that any calendar has, and the digits that the schema allows.
fn logical(name: &str, base: &Kind, dice: &mut Dice) -> Value {
    const YEARS: i64 = 3_000_000_000;
    match name {
        "date" => Value::Int(dice.random_range(-100_000..100_000)),
        "time-millis" => Value::Int(dice.random_range(0..86_400_000)),
        "time-micros" => Value::Long(dice.random_range(0..86_400_000_000)),
        "timestamp-millis" | "local-timestamp-millis" => {
            Value::Long(dice.random_range(-YEARS..YEARS) * 997)
        }
        "timestamp-micros" | "local-timestamp-micros" => {
            Value::Long(dice.random_range(-YEARS..YEARS) * 999_983)
        }
        "uuid" => {
            let hex: String = bytes(dice, 16..17)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let parts = [
                &hex[..8],
                &hex[8..12],
                &hex[12..16],
                &hex[16..20],
                &hex[20..],
            ];
            Value::String(parts.join("-"))
        }
        "decimal" => {
            let unscaled: i64 =
                dice.random_range(-999_999_999_999..=999_999_999_999) >> dice.random_range(0..30);
            match base {
                Kind::Fixed { .. } => Value::Fixed(unscaled.to_be_bytes().to_vec()),
                _ => Value::Bytes(shortest(unscaled)),
            }
        }
        other => panic!("there is no logical type {other}"),
    }
}

/// A number in two's complement in as few bytes as can be.
fn shortest(number: i64) -> Vec<u8> {
    let mut bytes = number.to_be_bytes().to_vec();
    while bytes.len() > 1
        && (bytes[0] == 0 && bytes[1] < 0x80 || bytes[0] == 0xff && bytes[1] >= 0x80)
    {
        bytes.remove(0);
    }
    bytes
}

fn bytes(dice: &mut Dice, count: std::ops::Range<usize>) -> Vec<u8> {
    let count = dice.random_range(count);
    (0..count).map(|_| dice.random()).collect()
}

fn text(dice: &mut Dice) -> String {
    const LETTERS: [char; 12] = [
        'a', 'b', 'Z', '0', ' ', '"', '\\', '\n', 'ñ', '€', '😀', '\u{0}',
    ];
    let count = dice.random_range(0..12);
    (0..count)
        .map(|_| LETTERS[dice.random_range(0..LETTERS.len())])
        .collect()
}

/// JSON that a field of this type may have as its default.
fn default(dice: &mut Dice, kind: &Kind) -> Json {
    match kind {
        Kind::Null => Json::Null,
        Kind::Boolean => dice.random_bool(0.5).into(),
        Kind::Int | Kind::Long => dice.random_range(-1_000..1_000).into(),
        Kind::Float | Kind::Double => (f64::from(dice.random_range(-1_000..1_000)) / 4.0).into(),
        Kind::Bytes => "\u{1}\u{7f}".into(),
        Kind::String => text(dice).into(),
        Kind::Fixed { size, .. } => "\u{2}".repeat(*size).into(),
        Kind::Enum { symbols, .. } => symbols[0].as_str().into(),
        Kind::Array(_) => json!([]),
        Kind::Map(_) => json!({}),
        // The first branch, as every version of the specification allows.
        Kind::Union(branches) => default(dice, &branches[0]),
        Kind::Record { fields, .. } => {
            let fields = fields
                .iter()
                .map(|field| (field.name.clone(), default(dice, &field.kind)));
            Json::Object(fields.collect())
        }
        Kind::Logical("uuid", _) => "123e4567-e89b-12d3-a456-426614174000".into(),
        Kind::Logical("decimal", base) => match &**base {
            Kind::Fixed { .. } => "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{1}".into(),
            _ => "\u{1}".into(),
        },
        Kind::Logical(..) => 1_000.into(),
    }
}

/// A type that reads what another wrote: fields come, go, move and are renamed, numbers widen, enums grow.
pub(crate) fn reader_of(dice: &mut Dice, names: &mut Names, writer: &Kind) -> Kind {
    let widened = dice.random_bool(0.4);
    match writer {
        Kind::Int if widened => {
            [Kind::Long, Kind::Float, Kind::Double][dice.random_range(0..3)].clone()
        }
        Kind::Long if widened => [Kind::Float, Kind::Double][dice.random_range(0..2)].clone(),
        Kind::Float if widened => Kind::Double,
        Kind::String if widened => Kind::Bytes,
        Kind::Enum {
            name,
            symbols,
            default,
        } => {
            let mut symbols = symbols.clone();
            symbols.push("More".to_owned());
            if default.is_some() {
                symbols.truncate(1);
            }
            Kind::Enum {
                name: name.clone(),
                symbols,
                default: default.clone(),
            }
        }
        Kind::Array(items) => Kind::Array(Box::new(reader_of(dice, names, items))),
        Kind::Map(values) => Kind::Map(Box::new(reader_of(dice, names, values))),
        Kind::Record { name, fields } => {
            let mut kept: Vec<Field> = Vec::new();
            for written in fields {
                let renamed = dice.random_bool(0.2);
                let name = if renamed {
                    names.next("f")
                } else {
                    written.name.clone()
                };
                kept.push(Field {
                    alias: renamed.then(|| written.name.clone()),
                    name,
                    kind: reader_of(dice, names, &written.kind),
                    default: None,
                });
                if dice.random_bool(0.2) {
                    kept.pop();
                }
            }
            for _ in 0..dice.random_range(0..3) {
                let mut new = field(dice, names, 1);
                if !new.kind.has_plain_default() {
                    // Fastavro leaves such a default as the schema has it.
                    new.kind = Kind::Int;
                }
                new.default = Some(default(dice, &new.kind));
                kept.insert(dice.random_range(0..=kept.len()), new);
            }
            Kind::Record {
                name: name.clone(),
                fields: kept,
            }
        }
        // A value alone is read by a union that has its type.
        Kind::Int | Kind::Long | Kind::String | Kind::Boolean | Kind::Double
            if dice.random_bool(0.3) =>
        {
            Kind::Union(vec![Kind::Null, writer.clone()])
        }
        same => same.clone(),
    }
}
