//! Strings put together.

use alloc::string::String;
use alloc::vec::Vec;

/// The parts, one after another.
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut out = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        out.push_str(part);
    }
    out
}

/// The items with something between each two.
pub(crate) fn join<T: AsRef<str>>(items: &[T], between: &str) -> String {
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        out.push_str(item.as_ref());
    }
    out
}

/// A number in decimal digits.
pub(crate) fn decimal(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

/// The places of names in alphabetical order.
pub(crate) fn alphabetical(names: &[&str]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_unstable_by_key(|index| names[*index]);
    order
}
