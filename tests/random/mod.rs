//! Random policies, people and records, written from a tape of bytes.
//!
//! An *outline* is how these suites describe a policy, in JSON: as a bundle's tables, with the
//! clauses as lists of literals. It is read twice: assembled to a bundle for the engine, and by
//! [`naive`], literal by literal, for what the engine should answer.

#![allow(dead_code, unreachable_pub, reason = "each suite uses its part")]

pub mod assemble;
pub mod naive;
pub mod outline;
pub mod request;

use serde_json::Value;

/// Bytes that choose; zeros where they end.
pub struct Tape<'a>(std::slice::Iter<'a, u8>);

impl<'a> Tape<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Tape(bytes.iter())
    }

    pub fn byte(&mut self) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default())
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        self.byte() % count
    }

    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// True in `eighths` of eight cases.
    pub fn likely(&mut self, eighths: usize) -> bool {
        self.below(8) < eighths
    }

    pub fn choose<'o, T>(&mut self, options: &'o [T]) -> &'o T {
        &options[self.below(options.len())]
    }

    /// Some of the numbers below `count`, each with that likelihood.
    pub fn some(&mut self, count: usize, eighths: usize) -> Vec<usize> {
        (0..count).filter(|_| self.likely(eighths)).collect()
    }

    /// The same, never none.
    pub fn any(&mut self, count: usize) -> Vec<usize> {
        let mut some = self.some(count, 4);
        if some.is_empty() {
            some.push(self.below(count));
        }
        some
    }
}

/// The items of a list; none where there is no list.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// An answer, as `{:?}` writes it, as a gate of a snapshot gives it: that has no clause which a
/// fact about the principal closes, so that no message of it names one.
pub fn without_facts(mut written: String) -> String {
    for begin in ["\"This is only for ", "\"This depends on your "] {
        while let Some(start) = written.find(begin) {
            // Quotes within the sentence have a backslash before them.
            let end = start + written[start..].find(".\"").unwrap() + 2;
            let closed = "\"No permission and no change of state would allow this here.\"";
            written.replace_range(start..end, closed);
        }
    }
    written
}
