//! Names that careless code trips over, and how Cedar and TOML write them.

use super::Draw;

/// What Cedar takes for a word of its own, or a reader would.
const KEYWORDS: [&str; 14] = [
    "if",
    "then",
    "else",
    "in",
    "is",
    "has",
    "like",
    "true",
    "false",
    "permit",
    "forbid",
    "when",
    "principal",
    "resource",
];

/// What every object of JavaScript has, and what it has none of.
const INHERITED: [&str; 6] =
    ["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "length"];

const UNICODE: [&str; 5] = ["Größe", "状態", "🦀", "e\u{301}", "\u{202e}abc"];

const QUOTED: [&str; 5] = ["a\"b", "a\\b", "it's", "\"", "\\\""];

const OTHER: [&str; 8] = ["a.b", "a b", "-", "0", "line\nbreak", "#", "Type::x", " "];

/// Words that are names of types in Cedar and reserved nowhere.
const TYPES: [&str; 10] = [
    "permit",
    "forbid",
    "when",
    "unless",
    "principal",
    "entity",
    "constructor",
    "toString",
    "context",
    "action",
];

/// Draws a name that none of these is; plain names are `stem` with a number.
pub fn name(draw: &mut Draw<'_>, stem: &str, taken: &[&str]) -> String {
    let (what, names): (&'static str, &[&str]) = match draw.tape.below(16) {
        0 => ("keywords as names", &KEYWORDS),
        1 => ("names of what JavaScript inherits", &INHERITED),
        2 => ("Unicode names", &UNICODE),
        3 => ("quotes in ids", &QUOTED),
        4 => ("", &OTHER),
        5 => ("empty names", &[""]),
        _ => return plain(stem, taken),
    };
    let name = *draw.tape.choose(names);
    if taken.contains(&name) {
        return plain(stem, taken);
    }
    if !what.is_empty() {
        draw.reach(what);
    }
    name.to_owned()
}

/// Draws the name of a type, which Cedar wants to be an identifier.
pub fn type_name(draw: &mut Draw<'_>, stem: &str, taken: &[&str]) -> String {
    let name = *draw.tape.choose(&TYPES);
    if draw.tape.likely(6) || taken.contains(&name) {
        return plain(stem, taken);
    }
    draw.reach("keywords as names");
    name.to_owned()
}

/// The stem with the first number that makes another name of it.
fn plain(stem: &str, taken: &[&str]) -> String {
    let names = (0..).map(|number| format!("{stem}{number}"));
    names.into_iter().find(|name| !taken.contains(&name.as_str())).unwrap_or_default()
}

/// A text as Cedar writes it.
pub fn quoted(text: &str) -> String {
    let escape = |letter: char| match letter {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        _ if letter.is_control() => format!("\\u{{{:x}}}", letter as u32),
        _ => letter.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// A text as TOML writes it, which is as JSON does.
pub fn toml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether Cedar takes the name for an attribute's without quotes.
pub fn is_identifier(name: &str) -> bool {
    const RESERVED: [&str; 10] =
        ["true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar"];
    let letter = |it: char| it == '_' || it.is_ascii_alphabetic();
    name.starts_with(letter)
        && name.chars().all(|it| letter(it) || it.is_ascii_digit())
        && !RESERVED.contains(&name)
}

/// An attribute's name where it is declared, or asked for by `has`.
pub fn attribute(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { quoted(name) }
}

/// An attribute of something.
pub fn access(of: &str, name: &str) -> String {
    match is_identifier(name) {
        true => format!("{of}.{name}"),
        false => format!("{of}[{}]", quoted(name)),
    }
}
