//! Values are the points, texts of the patterns, and IP values in the networks, that Cedar's own
//! evaluator makes of them: over tables of hostile values, which `tests/node/values.test.mjs` reads
//! too, and over random ones.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::cell::Cell;
use std::fs::read_to_string;

use cedar_policy::{
    Context, Entities, EntityUid, EvalResult, Expression, Policy, Request, RestrictedExpression,
    eval_expression,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{ProptestConfig, Strategy, any};
use proptest::sample::{Index, select};
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tollgate::values::{
    Ip, Patterns, PointKind, class_of, ip, ip_text, matches, pieces, point_of, point_text,
};

const KINDS: [(&str, PointKind); 4] = [
    ("long", PointKind::Long),
    ("decimal", PointKind::Decimal),
    ("datetime", PointKind::Datetime),
    ("duration", PointKind::Duration),
];

/// How many random inputs each test draws.
const CASES: u32 = 10_000;

/// Cedar's evaluator, and what it is asked about each text.
struct Cedar {
    someone: EntityUid,
    entities: Entities,
    long: Expression,
    /// Whether a text is a decimal at all, and whether two are the same.
    decimal: Expression,
    same: Expression,
    datetime: Expression,
    duration: Expression,
    /// Whether a text is an IP value at all, whether two are the same, and one in the other.
    ip: Expression,
    same_ip: Expression,
    in_range: Expression,
}

impl Cedar {
    fn new() -> Self {
        let epoch = r#"datetime("1970-01-01")"#;
        let since = format!("datetime(context.text).durationSince({epoch}).toMilliseconds()");
        Cedar {
            someone: r#"T::"x""#.parse().unwrap(),
            entities: Entities::empty(),
            long: "context.value".parse().unwrap(),
            decimal: "decimal(context.text)".parse().unwrap(),
            same: "decimal(context.text) == decimal(context.other)".parse().unwrap(),
            datetime: since.parse().unwrap(),
            duration: "duration(context.text).toMilliseconds()".parse().unwrap(),
            ip: "ip(context.text)".parse().unwrap(),
            same_ip: "ip(context.text) == ip(context.other)".parse().unwrap(),
            in_range: "ip(context.text).isInRange(ip(context.other))".parse().unwrap(),
        }
    }

    /// What an expression comes to, `None` where that is an error.
    fn evaluate(&self, expression: &Expression, context: Context) -> Option<EvalResult> {
        let someone = || self.someone.clone();
        let request = Request::new(someone(), someone(), someone(), context, None).unwrap();
        eval_expression(&request, &self.entities, expression).ok()
    }

    /// What an expression says of two texts.
    fn ask(&self, expression: &Expression, text: &str, other: &str) -> Option<EvalResult> {
        let pairs = [("text", text), ("other", other)].map(|(name, text)| {
            (name.to_owned(), RestrictedExpression::new_string(text.to_owned()))
        });
        self.evaluate(expression, Context::from_pairs(pairs).unwrap())
    }

    fn like(&self, pattern: &str, text: &str) -> bool {
        let like = format!("context.text like \"{pattern}\"").parse().unwrap();
        self.ask(&like, text, "") == Some(EvalResult::Bool(true))
    }

    /// Whether a text is that IP value, or none, to Cedar as well.
    fn is_ip(&self, text: &str, value: Option<Ip>) -> bool {
        let Some(value) = value else { return self.ask(&self.ip, text, "").is_none() };
        self.says(&self.same_ip, text, &ip_text(value))
    }

    fn says(&self, expression: &Expression, text: &str, other: &str) -> bool {
        self.ask(expression, text, other) == Some(EvalResult::Bool(true))
    }

    /// Whether a value has that point, or none, to Cedar as well. To Cedar a decimal is a text:
    /// that of a number is the one that JavaScript has for it.
    fn agrees(&self, kind: PointKind, value: &Value, point: Option<i64>) -> bool {
        let found = match (kind, value) {
            (PointKind::Long, _) => Context::from_json_value(json!({ "value": value }), None)
                .ok()
                .and_then(|context| self.evaluate(&self.long, context))
                .filter(|found| matches!(found, EvalResult::Long(_))),
            (PointKind::Decimal, Value::Number(number)) => {
                let text = serde_json_canonicalizer::to_string(number).unwrap();
                let whole = !text.contains(['.', 'e']);
                return self.is_decimal(&if whole { text + ".0" } else { text }, point);
            }
            (PointKind::Decimal, Value::String(text)) => return self.is_decimal(text, point),
            (PointKind::Datetime, Value::String(text)) => self.ask(&self.datetime, text, ""),
            (PointKind::Duration, Value::String(text)) => self.ask(&self.duration, text, ""),
            _ => None,
        };
        found == point.map(EvalResult::Long)
    }

    /// Cedar gives the number of a decimal to nobody, but compares it.
    fn is_decimal(&self, text: &str, point: Option<i64>) -> bool {
        let Some(point) = point else { return self.ask(&self.decimal, text, "").is_none() };
        let sign = if point < 0 { "-" } else { "" };
        let distance = point.unsigned_abs();
        let other = format!("{sign}{}.{:04}", distance / 10_000, distance % 10_000);
        self.ask(&self.same, text, &other) == Some(EvalResult::Bool(true))
    }
}

fn table(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/values/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&read_to_string(path).unwrap()).unwrap()
}

/// What stands in a row; `None` where only JavaScript has it.
fn value_of(given: &Value) -> Option<Value> {
    let Some((name, of)) = given.as_object().and_then(|given| given.iter().next()) else {
        return Some(given.clone());
    };
    match name.as_str() {
        "json" => Some(serde_json::from_str(of.as_str()?).unwrap()),
        "join" => {
            let part = |part: &Value| {
                part[0].as_str().unwrap().repeat(part[1].as_u64().unwrap().try_into().unwrap())
            };
            Some(of.as_array()?.iter().map(part).collect::<String>().into())
        }
        _ => None,
    }
}

/// A number that a table has as text, as JavaScript would lose some of it.
fn number(text: &Value) -> Option<i64> {
    text.as_str().map(|text| text.parse().unwrap())
}

#[test]
fn values_of_the_table_are_the_points_that_they_are_to_cedar() {
    let (cedar, rows, mut read, mut points) = (Cedar::new(), table("points"), 0, 0);
    for row in &rows {
        let kind = KINDS.iter().find(|(name, _)| row["kind"] == *name).unwrap().1;
        let expected = number(&row["point"]);
        if let Some(point) = expected {
            assert_eq!(row["text"], point_text(kind, point), "{row}");
        }
        let Some(value) = value_of(&row["value"]) else { continue };
        assert!(cedar.agrees(kind, &value, expected), "Cedar: {row}");
        assert_eq!(point_of(kind, &value), expected, "{row}");
        read += 1;
        points += usize::from(expected.is_some());
    }
    println!("{} values, {read} of them also in JSON, {points} of these points", rows.len());
    assert!(read > 400 && points > 150);
}

/// The pieces of a pattern in Cedar's own notation.
fn cedar_pieces(pattern: &str) -> Vec<String> {
    let source = format!("permit(principal, action, resource) when {{ \"\" like \"{pattern}\" }};");
    let policy = Policy::parse(None, source).unwrap().to_json().unwrap();
    let elements = &policy["conditions"][0]["body"]["like"]["pattern"];
    let characters = elements.as_array().unwrap().iter().flat_map(|element| {
        let text = element["Literal"].as_str();
        text.map_or(vec![None], |text| text.chars().map(Some).collect())
    });
    pieces(characters)
}

#[test]
fn texts_of_the_table_are_of_the_patterns_that_they_are_of_to_cedar() {
    let (cedar, rows, mut read) = (Cedar::new(), table("patterns"), 0);
    for row in &rows {
        let pattern = row["pattern"].as_str().unwrap();
        let pieces = cedar_pieces(pattern);
        assert_eq!(row["pieces"], json!(pieces), "{row}");
        let Some(text) = value_of(&row["text"]) else { continue };
        let text = text.as_str().unwrap();
        let expected = row["matches"].as_bool().unwrap();
        assert_eq!(cedar.like(pattern, text), expected, "Cedar: {row}");
        assert_eq!(matches(&pieces, text), expected, "{row}");
        read += 1;
    }
    assert!(matches(&[], "") && !matches(&[], "a"), "no piece is the empty pattern");
    println!("{} texts, {read} of them also in Rust", rows.len());
    assert!(read > 200);
}

/// The networks that Cedar has functions for.
const FUNCTIONS: [(&str, &[&str]); 4] = [
    ("isIpv4", &["0.0.0.0/0"]),
    ("isIpv6", &["::/0"]),
    ("isLoopback", &["127.0.0.0/8", "::1"]),
    ("isMulticast", &["224.0.0.0/4", "ff00::/8"]),
];

#[test]
fn texts_of_the_table_are_the_ip_values_that_they_are_to_cedar() {
    let (cedar, rows, mut read) = (Cedar::new(), table("ips"), 0);
    let mut values: Vec<(String, Ip)> = Vec::new();
    for row in &rows {
        let Some(text) = value_of(&row["text"]) else { continue };
        let text = text.as_str().unwrap();
        let found = ip(text);
        assert_eq!(row["ip"], json!(found.map(ip_text)), "{row}");
        assert!(cedar.is_ip(text, found), "Cedar: {row}");
        values.extend(found.map(|found| (text.to_owned(), found)));
        read += 1;
    }
    for (name, networks) in FUNCTIONS {
        let asked = format!("ip(context.text).{name}()").parse().unwrap();
        let networks: Vec<Ip> = networks.iter().map(|it| ip(it).unwrap()).collect();
        for (text, value) in &values {
            let within = networks.iter().any(|network| value.is_in(*network));
            assert_eq!(cedar.says(&asked, text, ""), within, "{name} {text}");
        }
    }
    let mut within = 0;
    for (text, one) in &values {
        for (other_text, other) in &values {
            let told = format!("{text} {other_text}");
            assert_eq!(cedar.says(&cedar.same_ip, text, other_text), one == other, "{told}");
            let is_in = one.is_in(*other);
            assert_eq!(cedar.says(&cedar.in_range, text, other_text), is_in, "{told}");
            within += usize::from(is_in);
        }
    }
    let count = values.len();
    println!(
        "{} texts, {read} of them also in Rust, {count} IP values, {within} in others",
        rows.len()
    );
    assert!(read > 150 && count > 50 && within > 3 * count);
}

#[test]
fn many_patterns_at_once_are_those_that_match_one_by_one() {
    let rows = table("patterns");
    let all: Vec<Vec<String>> = rows
        .iter()
        .map(|row| cedar_pieces(row["pattern"].as_str().unwrap()))
        .chain([vec![], vec![String::new()]])
        .collect();
    let lists: Vec<Vec<Vec<String>>> = all.chunks(3).map(<[_]>::to_vec).collect();
    let patterns = Patterns::new(&lists);
    let texts = rows.iter().filter_map(|row| value_of(&row["text"]));
    let (mut compared, mut found) = (0, 0);
    for text in texts.chain([json!("")]) {
        let text = text.as_str().unwrap();
        let one_by_one =
            (0..).zip(&lists).filter(|(_, list)| list.iter().any(|it| matches(it, text)));
        let expected: Vec<u32> = one_by_one.map(|(place, _)| place).collect();
        found += expected.len();
        assert_eq!(patterns.of(text), expected, "{text:?}");
        compared += all.len();
    }
    println!("{compared} comparisons, {found} of which match");
    assert!(compared > 40_000 && found > 1000);
}

#[test]
fn points_of_the_table_are_of_the_classes_that_their_cuts_make() {
    let rows = table("classes");
    for row in &rows {
        let cuts: Vec<i64> = row["cuts"].as_array().unwrap().iter().filter_map(number).collect();
        let point = number(&row["point"]).unwrap();
        let below = cuts.iter().filter(|cut| **cut <= point).count();
        assert_eq!(row["class"], below, "{row}");
        assert_eq!(class_of(&cuts, point), below, "{row}");
    }
    println!("{} points among cuts", rows.len());
    assert!(!rows.is_empty());
}

/// Draws inputs, and says how many of them something was true of.
fn draw<S: Strategy>(what: &str, of: &S, check: impl Fn(S::Value) -> bool) -> u32 {
    let (drawn, counted) = (Cell::new(0), Cell::new(0));
    let config =
        ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(of, |input| {
        drawn.set(drawn.get() + 1);
        counted.set(counted.get() + u32::from(check(input)));
        Ok(())
    });
    outcome.unwrap();
    println!("{what}: {} random ones as to Cedar, {} of them true", drawn.get(), counted.get());
    counted.get()
}

/// What is put into texts to make them wrong, or right in an odd way.
const ODD: &str = "0019.-+:TZtzdhms e\u{0}\n\u{e9}\u{661}\u{ff11}\u{2212}\u{feff}\u{1f600}";

/// Texts of a form, with some characters put in, taken out or replaced.
fn texts(form: &str) -> impl Strategy<Value = String> + use<> {
    let odd: Vec<char> = ODD.chars().collect();
    let changes = vec((any::<Index>(), option::of(select(odd)), any::<bool>()), 0..3);
    (string_regex(form).unwrap(), changes).prop_map(|(text, changes)| {
        let mut text: Vec<char> = text.chars().collect();
        for (at, put, instead) in changes {
            let at = at.index(text.len() + 1);
            let until = (at + usize::from(instead)).min(text.len());
            text.splice(at..until, put);
        }
        text.into_iter().collect()
    })
}

/// Compares texts of a form with Cedar.
fn compare(kind: PointKind, form: &str) {
    let cedar = Cedar::new();
    let points = draw(&format!("{kind:?}"), &texts(form), |text| {
        let value = Value::from(text);
        let point = point_of(kind, &value);
        assert!(cedar.agrees(kind, &value, point), "{value}: {point:?}");
        point.is_some()
    });
    assert!(points > CASES / 10 && points < CASES * 9 / 10);
}

#[test]
fn random_texts_are_the_decimals_that_they_are_to_cedar() {
    compare(
        PointKind::Decimal,
        "-?(0{0,3}[0-9]{1,14}|9223372036854(7[67]|8)[0-9]{2}|[09]?)\\.[0-9]{0,5}",
    );
}

#[test]
fn random_texts_are_the_datetimes_that_they_are_to_cedar() {
    let date = "([0-9]{4}|000[0-4]|9999|[12][09]00|202[0-9])-(0[0-9]|1[0-3])-([0-2][0-9]|3[0-2])";
    let time = "T([01][0-9]|2[0-4]):([0-5][0-9]|60):([0-5][0-9]|60)(\\.[0-9]{3})?";
    let zone = "(Z|[+-]([01][0-9]|2[0-4])([0-5][0-9]|60))";
    compare(PointKind::Datetime, &format!("{date}({time}{zone})?"));
}

#[test]
fn random_texts_are_the_durations_that_they_are_to_cedar() {
    let count = |most: u32| format!("([0-9]{{1,3}}|[0-9]{{{most}}}|0{{20}}[0-9])");
    let (d, h, m, s, ms) = (count(12), count(13), count(15), count(16), count(19));
    let long = "-?922337203685477[45]s[0-9]{3}ms";
    let form = format!("-?({d}d)?({h}h)?({m}m)?({s}s)?({ms}ms)?|{long}");
    compare(PointKind::Duration, &form);
}

#[test]
fn random_texts_are_the_ip_values_that_they_are_to_cedar() {
    let cedar = Cedar::new();
    let four = "(([0-9]|10|127|2[2-5][0-9])\\.){3}([0-9]|25[0-6])(/([0-9]|[12][0-9]|3[0-3]))?";
    let group = "([0-9a-fA-F]{1,4})";
    let six =
        format!("({group}:){{7}}{group}|({group}:){{1,6}}(:{group}){{1,2}}|::|({group}:){{3}}:");
    let form = format!("{four}|({six})(/([0-9]{{1,2}}|12[0-9]))?");
    let found = draw("IP values", &(texts(&form), texts(&form)), |(one, other)| {
        let (value, of) = (ip(&one), ip(&other));
        assert!(cedar.is_ip(&one, value), "{one}: {value:?}");
        if let Some((value, of)) = value.zip(of) {
            // Of what is beside it, and of what is around it.
            for network in (0..=of.prefix())
                .filter_map(|it| of.up_to(it))
                .chain((0..=value.prefix()).filter_map(|it| value.up_to(it)))
            {
                let expected = cedar.says(&cedar.in_range, &one, &ip_text(network));
                assert_eq!(value.is_in(network), expected, "{one} {network:?}");
            }
        }
        value.is_some()
    });
    assert!(found > CASES / 10 && found < CASES * 9 / 10);
}

#[test]
fn random_numbers_are_the_decimals_of_their_texts() {
    let form = string_regex("-?[1-9][0-9]{0,16}(\\.[0-9]{1,5})?(e-?[0-9])?").unwrap();
    let cedar = Cedar::new();
    let points = draw("numbers", &form, |text| {
        let value = serde_json::from_str(&text).unwrap();
        let point = point_of(PointKind::Decimal, &value);
        assert!(cedar.agrees(PointKind::Decimal, &value, point), "{text}: {point:?}");
        point.is_some()
    });
    assert!(points > CASES / 10);
}

#[test]
fn texts_of_points_are_read_as_the_same_points() {
    let cedar = Cedar::new();
    let shifted = (any::<i64>(), 0..63_u32).prop_map(|(point, by)| point >> by);
    draw("points", &(select(KINDS.to_vec()), shifted), |((name, kind), point)| {
        let text = point_text(kind, point);
        let value = match kind {
            PointKind::Long => Value::from(text.parse::<i64>().unwrap()),
            _ => Value::from(text.as_str()),
        };
        // Cedar reads no year of more than four digits.
        let known = kind != PointKind::Datetime || !text.starts_with(['+', '-']);
        let expected = known.then_some(point);
        assert!(cedar.agrees(kind, &value, expected), "Cedar: {name} {text}");
        assert_eq!(point_of(kind, &value), expected, "{name} {text}");
        known
    });
    for point in [i64::MIN, i64::MAX] {
        assert!(KINDS.iter().all(|(_, kind)| point_text(*kind, point).len() > 15));
    }
}

#[test]
fn random_texts_are_of_the_patterns_that_they_are_of_to_cedar() {
    let cedar = Cedar::new();
    let letters = select(vec!['a', 'a', 'a', 'b', 'b', '*', '\\', '"', '\u{e9}', '\u{1f600}']);
    let pattern = vec(option::weighted(0.6, letters.clone()), 0..9);
    // A text that the pattern could be of: its letters, and others between them.
    let fill = vec((vec(letters, 0..3), any::<bool>()), 9);
    let matched = draw("patterns", &(pattern, fill), |(pattern, fill)| {
        let mut text = String::new();
        for (element, (others, keep)) in pattern.iter().zip(&fill) {
            match element {
                Some(letter) if *keep || others.len() < 2 => text.push(*letter),
                _ => text.extend(others),
            }
        }
        let source: String = pattern
            .iter()
            .map(|element| match element {
                Some('*') => "\\*".to_owned(),
                Some(letter) => format!("\\u{{{:x}}}", u32::from(*letter)),
                None => "*".to_owned(),
            })
            .collect();
        let expected = cedar.like(&source, &text);
        assert_eq!(matches(&pieces(pattern), &text), expected, "{source} {text}");
        expected
    });
    assert!(matched > CASES / 10 && matched < CASES * 9 / 10);
}
