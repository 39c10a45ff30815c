//! What the engine reads principals, records, contexts and bundles from: a JSON-like value that is
//! pulled member by member, so that nothing is read that no policy asks for.

use alloc::string::String;
use alloc::vec::Vec;

/// What a value is.
pub(crate) enum Shape<I> {
    /// Null, undefined or absent: the three are the same.
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<I>),
    Map,
    /// Anything else, and whatever cannot be read: a getter that throws, a symbol, a function.
    Other,
}

/// A value that can be pulled apart.
pub(crate) trait Input: Sized {
    fn shape(&self) -> Shape<Self>;

    /// The member of that name that a map itself has; inherited ones are not members.
    fn get(&self, name: &str) -> Option<Self>;

    fn is_null(&self) -> bool {
        matches!(self.shape(), Shape::Null)
    }
}

#[cfg(feature = "json")]
impl Input for &serde_json::Value {
    fn shape(&self) -> Shape<Self> {
        use serde_json::Value;
        match self {
            Value::Null => Shape::Null,
            Value::Bool(flag) => Shape::Flag(*flag),
            Value::Number(number) => number.as_f64().map_or(Shape::Other, Shape::Number),
            Value::String(text) => Shape::Text(text.clone()),
            Value::Array(items) => Shape::List(items.iter().collect()),
            Value::Object(_) => Shape::Map,
        }
    }

    fn get(&self, name: &str) -> Option<Self> {
        serde_json::Value::get(self, name)
    }
}
