//! Decimals: numbers with up to four places, in ten-thousandths.

use serde_json::Number;

use super::{digits, sign, signed};

const PLACES: usize = 4;
const ONE: i64 = 10_i64.pow(PLACES as u32);

/// The point of a decimal that is written as Cedar reads one: digits on both sides of the dot.
#[must_use]
pub fn decimal(text: &str) -> Option<i64> {
    let (negative, text) = sign(text);
    let (whole, fraction) = text.split_once('.')?;
    if fraction.len() > PLACES {
        return None;
    }
    let parts = digits(&format!("{fraction:0<PLACES$}")).filter(|_| !fraction.is_empty())?;
    signed(negative, digits(whole)? * i128::from(ONE) + parts)
}

/// The point of a number, by the shortest text that reads as the same number: what has more than
/// four places there is no decimal.
#[must_use]
pub fn decimal_number(number: &Number) -> Option<i64> {
    if number.is_i64() || number.is_u64() {
        return number.as_i64()?.checked_mul(ONE);
    }
    // As JSON and JavaScript write it: of two texts that are as near, the standard library's own
    // can be the other. An exponent stands where it is too large, or has too many places.
    decimal(&number.to_string())
}

/// A decimal with no more places than it needs, and at least one.
#[must_use]
pub fn decimal_text(point: i64) -> String {
    let sign = if point < 0 { "-" } else { "" };
    let (distance, one) = (point.unsigned_abs(), ONE.unsigned_abs());
    let fraction = format!("{:0PLACES$}", distance % one);
    let (first, rest) = fraction.split_at(1);
    format!("{sign}{}.{first}{}", distance / one, rest.trim_end_matches('0'))
}
