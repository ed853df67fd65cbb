//! A place in a schema, to walk through it: names followed, logical types put aside.

use apache_avro::Schema as Model;
use apache_avro::schema::{
    EnumSchema, FixedSchema, InnerDecimalSchema, RecordField, RecordSchema, UuidSchema,
};

use super::names;
use super::schema::Types;

/// A place in a schema.
#[derive(Clone, Copy)]
pub(super) struct Node<'s> {
    model: &'s Model,
    types: &'s Types,
}

/// What is at a place. Logical types are what they annotate: that is what their bytes are.
pub(super) enum Kind<'s> {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Array(Node<'s>),
    Map(Node<'s>),
    Union(Vec<Node<'s>>),
    Record(Record<'s>),
    Enum(&'s EnumSchema),
    Fixed(&'s FixedSchema),
}

/// A record and its fields.
#[derive(Clone, Copy)]
pub(super) struct Record<'s> {
    schema: &'s RecordSchema,
    types: &'s Types,
}

/// A field of a record.
#[derive(Clone, Copy)]
pub(super) struct Field<'s> {
    record: &'s RecordSchema,
    schema: &'s RecordField,
    types: &'s Types,
}

/// What a value means beyond its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logical {
    Date,
    TimeMillis,
    TimeMicros,
    TimestampMillis,
    TimestampMicros,
    TimestampNanos,
    LocalTimestampMillis,
    LocalTimestampMicros,
    LocalTimestampNanos,
    Decimal { precision: usize, scale: usize },
    Uuid,
    Duration,
}

impl<'s> Node<'s> {
    pub fn new(model: &'s Model, types: &'s Types) -> Self {
        let model = match model {
            Model::Ref { name } => types.models.get(&name.fullname(None)).unwrap_or(model),
            model => model,
        };
        Self { model, types }
    }

    /// What is here.
    pub fn kind(self) -> Kind<'s> {
        match self.model {
            Model::Null => Kind::Null,
            Model::Boolean => Kind::Boolean,
            Model::Int | Model::Date | Model::TimeMillis => Kind::Int,
            Model::Long
            | Model::TimeMicros
            | Model::TimestampMillis
            | Model::TimestampMicros
            | Model::TimestampNanos
            | Model::LocalTimestampMillis
            | Model::LocalTimestampMicros
            | Model::LocalTimestampNanos => Kind::Long,
            Model::Float => Kind::Float,
            Model::Double => Kind::Double,
            Model::Bytes | Model::BigDecimal | Model::Uuid(UuidSchema::Bytes) => Kind::Bytes,
            Model::String | Model::Uuid(UuidSchema::String) => Kind::String,
            Model::Array(array) => Kind::Array(self.at(&array.items)),
            Model::Map(map) => Kind::Map(self.at(&map.types)),
            Model::Union(union) => Kind::Union(
                union
                    .variants()
                    .iter()
                    .map(|branch| self.at(branch))
                    .collect(),
            ),
            Model::Record(schema) => Kind::Record(Record {
                schema,
                types: self.types,
            }),
            Model::Enum(schema) => Kind::Enum(schema),
            Model::Fixed(fixed)
            | Model::Duration(fixed)
            | Model::Uuid(UuidSchema::Fixed(fixed)) => Kind::Fixed(fixed),
            Model::Decimal(decimal) => match &decimal.inner {
                InnerDecimalSchema::Bytes => Kind::Bytes,
                InnerDecimalSchema::Fixed(fixed) => Kind::Fixed(fixed),
            },
            Model::Ref { name } => unreachable!("{name} is defined, for the schema was checked"),
        }
    }

    /// What a value here means beyond its bytes.
    pub fn logical(self) -> Option<Logical> {
        Some(match self.model {
            Model::Date => Logical::Date,
            Model::TimeMillis => Logical::TimeMillis,
            Model::TimeMicros => Logical::TimeMicros,
            Model::TimestampMillis => Logical::TimestampMillis,
            Model::TimestampMicros => Logical::TimestampMicros,
            Model::TimestampNanos => Logical::TimestampNanos,
            Model::LocalTimestampMillis => Logical::LocalTimestampMillis,
            Model::LocalTimestampMicros => Logical::LocalTimestampMicros,
            Model::LocalTimestampNanos => Logical::LocalTimestampNanos,
            Model::Decimal(decimal) => Logical::Decimal {
                precision: decimal.precision,
                scale: decimal.scale,
            },
            Model::Uuid(UuidSchema::String) => Logical::Uuid,
            Model::Duration(_) => Logical::Duration,
            _ => return None,
        })
    }

    /// The name of the type, in Avro's own words: the full name of what has one.
    pub fn type_name(self) -> String {
        self.full_name()
            .unwrap_or_else(|| self.kind().name().to_owned())
    }

    /// The full name of a record, enum or fixed.
    pub fn full_name(self) -> Option<String> {
        match self.kind() {
            Kind::Record(record) => Some(record.schema.name.fullname(None)),
            Kind::Enum(schema) => Some(schema.name.fullname(None)),
            Kind::Fixed(schema) => Some(schema.name.fullname(None)),
            _ => None,
        }
    }

    /// The full names under which a record, enum or fixed is known as well.
    pub fn aliases(self) -> Vec<String> {
        let (name, aliases) = match self.kind() {
            Kind::Record(record) => (&record.schema.name, &record.schema.aliases),
            Kind::Enum(schema) => (&schema.name, &schema.aliases),
            Kind::Fixed(schema) => (&schema.name, &schema.aliases),
            _ => return Vec::new(),
        };
        let namespace = name.namespace().unwrap_or_default();
        let aliases = aliases.iter().flatten();
        aliases
            .map(|alias| names::full(&alias.fullname(None), namespace))
            .collect()
    }

    fn at(self, model: &'s Model) -> Self {
        Self::new(model, self.types)
    }
}

impl Kind<'_> {
    /// The type in Avro's own words.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::Bytes => "bytes",
            Self::String => "string",
            Self::Array(_) => "array",
            Self::Map(_) => "map",
            Self::Union(_) => "union",
            Self::Record(_) => "record",
            Self::Enum(_) => "enum",
            Self::Fixed(_) => "fixed",
        }
    }
}

impl<'s> Record<'s> {
    /// The fields in order.
    pub fn fields(self) -> impl ExactSizeIterator<Item = Field<'s>> + Clone {
        self.schema.fields.iter().map(move |schema| Field {
            record: self.schema,
            schema,
            types: self.types,
        })
    }

    /// A field by its name.
    pub fn field(self, name: &str) -> Option<Field<'s>> {
        self.fields().find(|field| field.name() == name)
    }
}

impl<'s> Field<'s> {
    pub fn name(self) -> &'s str {
        &self.schema.name
    }

    pub fn aliases(self) -> &'s [String] {
        &self.schema.aliases
    }

    pub fn default(self) -> Option<&'s serde_json::Value> {
        let written = self.types.written.get(&self.record.name.fullname(None))?;
        let fields = written.json.get("fields")?.as_array()?;
        let place = self
            .record
            .fields
            .iter()
            .position(|field| std::ptr::eq(field, self.schema))?;
        fields.get(place)?.get("default")
    }

    pub fn node(self) -> Node<'s> {
        Node::new(&self.schema.schema, self.types)
    }
}
