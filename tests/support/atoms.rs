//! What policies compare open values with, as Cedar's own JSON of a policy has it: atoms, and what
//! they come to in a situation. Two values that no atom tells apart are of one class.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use super::situation::Situation;

/// A part of the request, and the attributes on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    pub side: String,
    pub way: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    Path(Path),
    Literal(Value),
    /// The point in time of a `datetime`.
    Time(i64),
    List(Vec<Value>),
    /// A pattern's texts, with any text between two of them.
    Pattern(Vec<String>),
}

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Atom {
    pub op: String,
    pub left: Term,
    pub right: Term,
}

/// The milliseconds since 1970 of an RFC 3339 text.
pub fn time(text: &str) -> Option<i64> {
    Some(chrono::DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis())
}

/// The text of a time.
pub fn time_text(point: i64) -> String {
    format!("{:?}", chrono::DateTime::from_timestamp_millis(point).unwrap())
}

impl Atom {
    /// The comparison that a node of a policy's JSON is, where it is one that is open to values.
    pub fn read(op: &str, of: &Value) -> Option<Self> {
        let right = match op {
            "like" => pattern(&of["pattern"]),
            "==" | "!=" | "<" | "<=" | ">" | ">=" | "contains" => term(&of["right"])?,
            _ => return None,
        };
        let atom = Atom { op: op.to_owned(), left: term(&of["left"])?, right };
        let some = atom.paths().next().is_some();
        some.then_some(atom)
    }

    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        [&self.left, &self.right].into_iter().filter_map(|it| match it {
            Term::Path(path) => Some(path),
            _ => None,
        })
    }

    /// The literals in it.
    pub fn literals(&self) -> Vec<Value> {
        let of = |it: &Term| match it {
            Term::Path(_) => Vec::new(),
            Term::Literal(value) => vec![value.clone()],
            Term::Time(point) => vec![(*point).into()],
            Term::List(values) => values.clone(),
            Term::Pattern(parts) => ["", "x"].map(|it| parts.join(it).into()).into(),
        };
        [&self.left, &self.right].into_iter().flat_map(of).collect()
    }

    /// Whether it holds; nothing where a value is absent.
    pub fn holds(&self, situation: &Situation) -> Option<bool> {
        let (left, right) = (value(&self.left, situation)?, value(&self.right, situation)?);
        let (left, right) = (left.as_ref(), right.as_ref());
        let number = |it: &Value| it.as_i64().or_else(|| time(it.as_str()?));
        let order = || Some(number(left)?.cmp(&number(right)?));
        Some(match self.op.as_str() {
            "==" => left == right,
            "!=" => left != right,
            "<" => order()?.is_lt(),
            "<=" => order()?.is_le(),
            ">" => order()?.is_gt(),
            ">=" => order()?.is_ge(),
            "contains" => left.as_array()?.contains(right),
            _ => like(left.as_str()?, &self.right),
        })
    }
}

fn value<'v>(term: &'v Term, situation: &'v Situation) -> Option<Cow<'v, Value>> {
    Some(match term {
        Term::Path(path) => Cow::Borrowed(situation.at(path)?),
        Term::Literal(value) => Cow::Borrowed(value),
        Term::Time(point) => Cow::Owned(time_text(*point).into()),
        Term::List(values) => Cow::Owned(Value::Array(values.clone())),
        Term::Pattern(_) => Cow::Owned(Value::Null),
    })
}

/// Whether a text is of a pattern of which each text but the first and the last may stand anywhere.
fn like(text: &str, pattern: &Term) -> bool {
    let Term::Pattern(parts) = pattern else { return false };
    let [first, middle @ .., last] = parts.as_slice() else { return parts.concat() == text };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for part in middle {
        let Some(at) = rest.find(part.as_str()) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last.as_str())
}

fn pattern(of: &Value) -> Term {
    let mut parts = vec![String::new()];
    for element in of.as_array().unwrap() {
        match element["Literal"].as_str() {
            Some(text) => parts.last_mut().unwrap().push_str(text),
            None => parts.push(String::new()),
        }
    }
    Term::Pattern(parts)
}

fn term(of: &Value) -> Option<Term> {
    if let Some(path) = path(of) {
        return Some(Term::Path(path));
    }
    if let Some(values) = of["Set"].as_array() {
        let plain = values.iter().map(|it| it.get("Value").cloned().filter(is_plain));
        return Some(Term::List(plain.collect::<Option<_>>()?));
    }
    if let Some(text) = of["datetime"][0]["Value"].as_str() {
        return Some(Term::Time(time(text).unwrap_or_else(|| panic!("{text} has no time"))));
    }
    Some(Term::Literal(of.get("Value").cloned().filter(is_plain)?))
}

/// Whether it is no entity.
fn is_plain(value: &Value) -> bool {
    value.is_string() || value.is_number()
}

/// The path that a node is.
pub fn path(of: &Value) -> Option<Path> {
    if let Some(side) = of["Var"].as_str() {
        return Some(Path { side: side.to_owned(), way: Vec::new() });
    }
    let mut path = path(of["."].get("left")?)?;
    path.way.push(of["."]["attr"].as_str()?.to_owned());
    Some(path)
}

/// The paths of the attributes that are compared with each other, this one among them.
pub fn cluster(atoms: &[Atom], of: &Path) -> BTreeSet<Path> {
    let mut all = BTreeSet::from([of.clone()]);
    loop {
        let known = all.len();
        for atom in atoms {
            let paths: Vec<&Path> = atom.paths().filter(|it| it.side != "principal").collect();
            if paths.iter().any(|it| all.contains(*it)) {
                all.extend(paths.into_iter().cloned());
            }
        }
        if all.len() == known {
            return all;
        }
    }
}
