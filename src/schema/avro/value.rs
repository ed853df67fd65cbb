//! Values of Avro's types, in an order that is the same everywhere.

/// A value. What it means beyond its type (a date, a decimal) is the schema's to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `boolean`.
    Boolean(bool),
    /// `int`.
    Int(i32),
    /// `long`.
    Long(i64),
    /// `float`.
    Float(f32),
    /// `double`.
    Double(f64),
    /// `bytes`.
    Bytes(Vec<u8>),
    /// `string`.
    String(String),
    /// `fixed`.
    Fixed(Vec<u8>),
    /// `enum`: the place of the symbol, and the symbol.
    Enum(u32, String),
    /// `array`.
    Array(Vec<Value>),
    /// `map`, in the order in which it was written.
    Map(Vec<(String, Value)>),
    /// `union`: the place of the branch, and its value.
    Union(u32, Box<Value>),
    /// `record`: every field with its name, in the schema's order.
    Record(Vec<(String, Value)>),
}
