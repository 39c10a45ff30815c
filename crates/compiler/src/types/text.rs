//! TypeScript types as text: objects, unions and names, laid out to be read.

const COLUMNS_MAX: usize = 100;
const INDENT: usize = 2;

/// A member: its name, whether it may be absent, its type.
type Written = (String, bool, Shape);

/// A type.
pub(super) enum Shape {
    /// Its members.
    Object(Vec<Written>),
    /// Types of which it is any, written.
    Union(Vec<String>),
}

/// A member's name.
pub(super) struct Member<'a> {
    pub(super) name: &'a str,
    pub(super) optional: bool,
}

impl<'a> From<&'a str> for Member<'a> {
    fn from(name: &'a str) -> Self {
        Member { name, optional: false }
    }
}

impl Shape {
    pub(super) fn object<'a, N: Into<Member<'a>>>(
        members: impl IntoIterator<Item = (N, Shape)>,
    ) -> Self {
        let written = |(name, shape): (N, Shape)| {
            let Member { name, optional } = name.into();
            (key(name), optional, shape)
        };
        Shape::Object(members.into_iter().map(written).collect())
    }

    /// One of these strings; none at all where there are none.
    pub(super) fn names<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Shape::union(names.map(literal))
    }

    pub(super) fn union(types: impl Iterator<Item = String>) -> Self {
        let mut types: Vec<String> = types.collect();
        if types.is_empty() {
            types.push("never".to_owned());
        }
        Shape::Union(types)
    }

    pub(super) fn literal(text: &str) -> Self {
        Shape::Union(vec![literal(text)])
    }

    pub(super) fn name(name: &str) -> Self {
        Shape::Union(vec![name.to_owned()])
    }

    /// A list of what is any of these.
    pub(super) fn list(types: impl Iterator<Item = String>) -> Self {
        let types: Vec<String> = types.collect();
        Shape::name(&format!("readonly ({})[]", types.join(" | ")))
    }

    /// A list of it.
    pub(super) fn listed(self) -> Self {
        match self {
            Shape::Union(types) => Shape::list(types.into_iter()),
            Shape::Object(_) => Shape::any(vec![self]),
        }
    }

    /// Any of these.
    pub(super) fn any(mut all: Vec<Shape>) -> Self {
        if all.len() == 1 {
            return all.remove(0);
        }
        let written = |shape: &Shape| {
            let mut text = String::new();
            shape.write(&mut text, 2);
            text
        };
        Shape::union(all.iter().map(written))
    }

    /// What may be absent may be `null` or `undefined` as well.
    pub(super) fn or_nothing(mut self) -> Self {
        let nothing = ["null", "undefined"].map(str::to_owned);
        match &mut self {
            Shape::Union(types) => types.extend(nothing),
            Shape::Object(_) => {
                let mut text = String::new();
                self.write(&mut text, 0);
                return Shape::union([text].into_iter().chain(nothing));
            }
        }
        self
    }

    /// The same, or something else.
    pub(super) fn or(mut self, other: &str) -> Self {
        if let Shape::Union(types) = &mut self {
            types.push(other.to_owned());
        }
        self
    }

    /// The same with one more member, in place of one of that name.
    pub(super) fn with_member(mut self, name: &str, of: &str) -> Self {
        if let Shape::Object(members) = &mut self {
            members.retain(|(known, ..)| *known != key(name));
            members.insert(0, (key(name), false, Shape::name(of)));
        }
        self
    }

    /// Writes it where the line so far is `text`'s last.
    pub(super) fn write(&self, text: &mut String, depth: usize) {
        match self {
            Shape::Union(types) => union(text, depth, types),
            Shape::Object(members) if members.is_empty() => text.push_str("{}"),
            Shape::Object(members) => object(text, depth, members),
        }
    }
}

/// An object in one line if that is short, else with a line for each member.
fn object(text: &mut String, depth: usize, members: &[Written]) {
    if let [(name, optional, Shape::Union(types))] = members {
        let line = format!("{{ {}{} }}", before(name, *optional), types.join(" | "));
        if fits(text, &line) {
            text.push_str(&line);
            return;
        }
    }
    text.push_str("{\n");
    for (name, optional, shape) in members {
        indent(text, depth + 1);
        text.push_str(&before(name, *optional));
        shape.write(text, depth + 1);
        text.push_str(";\n");
    }
    indent(text, depth);
    text.push('}');
}

fn before(name: &str, optional: bool) -> String {
    format!("readonly {name}{}: ", if optional { "?" } else { "" })
}

/// Whether the last line has room for this and a semicolon.
fn fits(text: &str, more: &str) -> bool {
    let start = text.rfind('\n').map_or(0, |end| end + 1);
    text[start..].chars().count() + more.chars().count() < COLUMNS_MAX
}

/// A union in one line if it fits, else with a line for each.
fn union(text: &mut String, depth: usize, types: &[String]) {
    let line = types.join(" | ");
    if fits(text, &line) || types.len() == 1 {
        text.push_str(&line);
        return;
    }
    text.truncate(text.trim_end().len());
    for each in types {
        text.push('\n');
        indent(text, depth + 1);
        text.push_str("| ");
        text.push_str(each);
    }
}

fn indent(text: &mut String, depth: usize) {
    text.extend(std::iter::repeat_n(' ', depth * INDENT));
}

/// A member's name, in quotes where it is no identifier.
fn key(name: &str) -> String {
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let plain = |each: char| each.is_ascii_alphanumeric() || each == '_';
    if starts && name.chars().all(plain) { name.to_owned() } else { literal(name) }
}

/// A string literal. JSON's are TypeScript's.
pub(super) fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
