//! What a random pack's policies compare with: few of each kind, so that comparisons meet.

use super::Draw;
use super::names::quoted;

/// Texts, with quotes, with what looks like a pattern, and beyond Unicode's first plane.
const TEXTS: [&str; 12] = [
    "IT",
    "FR",
    "",
    "a",
    "aa",
    "a*b",
    "x\"y\\z",
    "é",
    "e\u{301}",
    "𝄞 clef",
    "__proto__",
    "/docs/a.pdf",
];

/// Patterns, in Cedar's own words.
const PATTERNS: [&str; 12] =
    ["*", "a*", "*a", "*a*", "a*a", "*aa*", "/docs/*", "*.pdf", "*\\*b", "*𝄞*", "", "I*"];

const NUMBERS: [&str; 12] = [
    "0",
    "1",
    "-1",
    "60",
    "61",
    "5000",
    "9223372036854775807",
    "-9223372036854775808",
    "9007199254740991",
    "9007199254740992",
    "-9007199254740993",
    "9223372036854775806",
];

const DECIMALS: [&str; 7] =
    ["0.0", "99.5", "0.0001", "-7.2501", "922337203685477.5807", "-922337203685477.5808", "100.00"];

const DATES: [&str; 8] = [
    "1970-01-01",
    "2026-04-01",
    "2025-12-31T23:59:59.999Z",
    "2026-01-01T01:00:00+0100",
    "0000-01-01",
    "9999-12-31T23:59:59.999Z",
    "1969-12-31T23:59:59Z",
    "2024-02-29T12:00:00.001Z",
];

const SPANS: [&str; 7] =
    ["0ms", "1d12h", "36h", "-1d", "1ms", "9223372036854775807ms", "-9223372036854775808ms"];

const IPS: [&str; 12] = [
    "10.0.0.0/8",
    "10.1.2.3/16",
    "10.1.0.0",
    "192.0.2.7/32",
    "0.0.0.0/0",
    "255.255.255.255",
    "127.0.0.0/7",
    "::/0",
    "::1",
    "::FFFF:0:0/96",
    "2001:db8::/33",
    "ff02::1",
];

/// Ids of entities that policies name, which records and principals have now and then.
const IDS: [&str; 7] = ["t0", "t1", "0", "1", "a\"b\\c", "Größe", "constructor"];

/// What of these a pack has.
pub struct Literals {
    texts: Vec<&'static str>,
    patterns: Vec<&'static str>,
    numbers: Vec<&'static str>,
    decimals: Vec<&'static str>,
    dates: Vec<&'static str>,
    spans: Vec<&'static str>,
    ips: Vec<&'static str>,
    ids: Vec<&'static str>,
}

pub fn draw(draw: &mut Draw<'_>) -> Literals {
    let mut few = |all: &[&'static str]| -> Vec<&'static str> {
        (0..4).map(|_| *draw.tape.choose(all)).collect()
    };
    Literals {
        texts: few(&TEXTS),
        patterns: few(&PATTERNS),
        numbers: few(&NUMBERS),
        decimals: few(&DECIMALS),
        dates: few(&DATES),
        spans: few(&SPANS),
        ips: few(&IPS),
        ids: few(&IDS),
    }
}

impl Literals {
    pub fn text(&self, draw: &mut Draw<'_>) -> String {
        quoted(draw.tape.choose::<&str>(&self.texts))
    }

    /// One to three texts of a list.
    pub fn texts(&self, draw: &mut Draw<'_>) -> String {
        let some: Vec<String> = (0..draw.tape.between(1, 3)).map(|_| self.text(draw)).collect();
        format!("[{}]", some.join(", "))
    }

    pub fn pattern(&self, draw: &mut Draw<'_>) -> String {
        format!("\"{}\"", draw.tape.choose(&self.patterns))
    }

    /// A number, a date or the like that an attribute of its type is compared with.
    pub fn point(&self, draw: &mut Draw<'_>, kind: &'static str) -> String {
        let all = match kind {
            "Long" => &self.numbers,
            "decimal" => &self.decimals,
            "datetime" => &self.dates,
            "ip" => &self.ips,
            _ => &self.spans,
        };
        let text = *draw.tape.choose(all);
        if EXTREMES.contains(&text) {
            draw.construct("extremes of numbers and dates");
        }
        if kind == "Long" { text.to_owned() } else { format!("{kind}(\"{text}\")") }
    }

    /// An entity of a type.
    pub fn entity(&self, draw: &mut Draw<'_>, kind: &str) -> String {
        format!("{kind}::{}", quoted(draw.tape.choose::<&str>(&self.ids)))
    }
}

/// The first and the last of each type.
const EXTREMES: [&str; 8] = [
    "9223372036854775807",
    "-9223372036854775808",
    "922337203685477.5807",
    "-922337203685477.5808",
    "0000-01-01",
    "9999-12-31T23:59:59.999Z",
    "9223372036854775807ms",
    "-9223372036854775808ms",
];
