//! Values that policies compare with literals: which point of a line a value is, which class the
//! cuts of a line put it in, whether a text is of a pattern, and which network an address is in.
//!
//! Every Long, decimal, datetime and duration is an `i64`, its *point*, and greater values have
//! greater points. What has a point, and what matches, is exactly what Cedar says.

mod decimal;
mod ip;
mod pattern;
mod time;

use serde_json::{Number, Value};

pub use decimal::{decimal, decimal_number, decimal_text};
pub use ip::{Ip, ip, ip_key, ip_text};
pub use pattern::{Patterns, matches, pattern, pattern_text, pieces};
pub use time::{datetime, datetime_text, datetime_told, duration, duration_text};

/// What the points of a line stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PointKind {
    /// Longs, each its own point.
    Long,
    /// Decimals, in ten-thousandths.
    Decimal,
    /// Datetimes, in milliseconds since 1970 in UTC.
    Datetime,
    /// Durations, in milliseconds.
    Duration,
}

/// The point of a value; `None` for what is none of the kind.
///
/// ```
/// use serde_json::json;
/// use tollgate::values::{PointKind, point_of};
///
/// assert_eq!(point_of(PointKind::Decimal, &json!("12.50")), Some(125_000));
/// assert_eq!(point_of(PointKind::Decimal, &json!(12.5)), Some(125_000));
/// assert_eq!(point_of(PointKind::Long, &json!(12.5)), None);
/// ```
#[must_use]
pub fn point_of(kind: PointKind, value: &Value) -> Option<i64> {
    match (kind, value) {
        (PointKind::Long, Value::Number(number)) => long(number),
        (PointKind::Decimal, Value::Number(number)) => decimal_number(number),
        (PointKind::Decimal, Value::String(text)) => decimal(text),
        (PointKind::Datetime, Value::String(text)) => datetime(text),
        (PointKind::Duration, Value::String(text)) => duration(text),
        _ => None,
    }
}

/// A point as Cedar writes it in a literal of the kind.
///
/// ```
/// use tollgate::values::{PointKind, point_text};
///
/// assert_eq!(point_text(PointKind::Datetime, 0), "1970-01-01T00:00:00.000Z");
/// assert_eq!(point_text(PointKind::Decimal, 125_000), "12.5");
/// ```
#[must_use]
pub fn point_text(kind: PointKind, point: i64) -> String {
    match kind {
        PointKind::Long => point.to_string(),
        PointKind::Decimal => decimal_text(point),
        PointKind::Datetime => datetime_text(point),
        PointKind::Duration => duration_text(point),
    }
}

/// The point of a Long: a number that is written as an integer, and fits.
#[must_use]
pub fn long(number: &Number) -> Option<i64> {
    number.as_i64()
}

/// How many of the cuts, which ascend, are at a point or below it.
#[must_use]
pub fn class_of(cuts: &[i64], point: i64) -> usize {
    cuts.partition_point(|cut| *cut <= point)
}

/// The value of a text that is digits and nothing else.
fn digits(text: &str) -> Option<i128> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // What does not fit here fits no point, whatever its unit.
    if all { text.parse::<u64>().ok().map(i128::from) } else { None }
}

/// A text without the minus before it, and whether there was one.
fn sign(text: &str) -> (bool, &str) {
    text.strip_prefix('-').map_or((false, text), |rest| (true, rest))
}

/// The point that is so far from zero.
fn signed(negative: bool, distance: i128) -> Option<i64> {
    i64::try_from(if negative { -distance } else { distance }).ok()
}
