//! What policies compare with, and what is next to it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use cedar_policy::{
    Context, Entities, EvalResult, Expression, PolicySet, Request, eval_expression,
};
use serde_json::Value;

use super::uid;

/// The first and last of the moments that Cedar's form has in milliseconds, and a day of them.
const MOMENTS: [i64; 2] = [-62_167_219_200_000, 253_402_300_799_999];
const DAY: i64 = 86_400_000;

/// Points in other forms than those that are made of numbers.
const OTHERWISE: [(&str, &str); 7] = [
    ("decimal", "-7.25"),
    ("decimal", "0.0"),
    ("datetime", "1970-01-01"),
    ("datetime", "2026-01-01T00:00:00+0100"),
    ("duration", "-1d"),
    ("duration", "1d12h1ms"),
    ("duration", "36h"),
];

/// What there is to draw, by what it is.
#[derive(Default)]
pub struct Literals {
    pub texts: Vec<String>,
    pub numbers: Vec<i64>,
    /// Of decimals, dates, durations and IP values, by the function that makes them.
    pub points: BTreeMap<&'static str, Vec<String>>,
    /// By type, the ids that policies name.
    pub ids: BTreeMap<String, Vec<String>>,
}

/// What stands in policies.
#[derive(Default)]
struct Found {
    texts: BTreeSet<String>,
    numbers: BTreeSet<i64>,
    points: BTreeMap<&'static str, BTreeSet<String>>,
    ids: BTreeMap<String, BTreeSet<String>>,
}

impl Literals {
    pub fn of(policies: &PolicySet) -> Self {
        let mut found = Found::default();
        for policy in policies.policies() {
            found.read(&policy.to_json().unwrap());
        }
        for template in policies.templates() {
            found.read(&template.to_json().unwrap());
        }
        let mut all = Literals::default();
        for text in &found.texts {
            all.texts.extend([text.clone(), format!("{text}x"), text.to_uppercase()]);
        }
        all.texts.extend(["", "a", "aaa", "t1", "é", "𝄞"].map(str::to_owned));
        let near = |at: i64| [at.saturating_sub(1), at, at.saturating_add(1)];
        all.numbers = vec![0, 1, -1, i64::MAX, i64::MIN];
        all.numbers.extend(found.numbers.iter().flat_map(|it| near(*it)));
        for (kind, extremes) in [
            ("decimal", [i64::MIN, i64::MAX]),
            ("datetime", MOMENTS),
            ("duration", [i64::MIN, i64::MAX]),
        ] {
            let written = found.points.entry(kind).or_default();
            let cuts = written.iter().flat_map(|it| near(point(kind, it)));
            let every: BTreeSet<i64> = extremes.into_iter().chain([0, 1]).chain(cuts).collect();
            let told = every.into_iter().filter(|it| kind != "datetime" || within(*it, MOMENTS));
            let mut texts: Vec<String> = told.map(|it| point_text(kind, it)).collect();
            texts.extend(written.iter().cloned());
            texts.extend(OTHERWISE.iter().filter(|it| it.0 == kind).map(|it| it.1.to_owned()));
            all.points.insert(kind, texts);
        }
        let written = found.points.remove("ip").unwrap_or_default();
        let mut ips: Vec<String> = written.iter().cloned().collect();
        ips.extend(written.iter().map(String::as_str).chain(["10.0.0.1"]).flat_map(ips_near));
        all.points.insert("ip", ips);
        let ids = found.ids.into_iter();
        all.ids = ids.map(|(kind, ids)| (kind, ids.into_iter().collect())).collect();
        all
    }
}

impl Found {
    /// Reads what stands in a policy in Cedar's JSON.
    fn read(&mut self, part: &Value) {
        match part {
            Value::Array(items) => items.iter().for_each(|it| self.read(it)),
            Value::Object(members) => {
                for (name, it) in members {
                    match name.as_str() {
                        "Value" => self.value(it),
                        "entity" | "__entity" => self.id(it),
                        "entities" => it.as_array().unwrap().iter().for_each(|it| self.id(it)),
                        "pattern" => self.pattern(it),
                        "annotations" => {}
                        "decimal" => self.point("decimal", it),
                        "datetime" => self.point("datetime", it),
                        "duration" => self.point("duration", it),
                        "ip" => self.point("ip", it),
                        _ => self.read(it),
                    }
                }
            }
            _ => {}
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => drop(self.texts.insert(text.clone())),
            Value::Number(number) => self.numbers.extend(number.as_i64()),
            Value::Array(items) => items.iter().for_each(|it| self.value(it)),
            _ => self.read(value),
        }
    }

    fn id(&mut self, entity: &Value) {
        let part = |name: &str| entity[name].as_str().map(str::to_owned);
        if let (Some(kind), Some(id)) = (part("type"), part("id")) {
            self.ids.entry(kind).or_default().insert(id);
        }
    }

    /// Texts that are of the pattern, and one that may not be.
    fn pattern(&mut self, pattern: &Value) {
        for between in ["", "x", "*"] {
            let piece = |it: &Value| it["Literal"].as_str().unwrap_or(between).to_owned();
            let text: String = pattern.as_array().unwrap().iter().map(piece).collect();
            self.texts.insert(text);
        }
    }

    fn point(&mut self, kind: &'static str, arguments: &Value) {
        let text = arguments[0]["Value"].as_str().unwrap();
        self.points.entry(kind).or_default().insert(text.to_owned());
    }
}

fn within(at: i64, [first, last]: [i64; 2]) -> bool {
    (first..=last).contains(&at)
}

/// What Cedar takes a decimal for, in ten-thousandths, and a date or a duration, in milliseconds.
fn point(kind: &str, text: &str) -> i64 {
    let asked = match kind {
        "decimal" => {
            let (whole, places) = text.split_once('.').unwrap();
            return format!("{whole}{places:0<4}").parse().unwrap();
        }
        "datetime" => {
            format!("datetime({text:?}).durationSince(datetime(\"1970-01-01\")).toMilliseconds()")
        }
        _ => format!("duration({text:?}).toMilliseconds()"),
    };
    let nobody = || uid("Nobody", "");
    let request = Request::new(nobody(), nobody(), nobody(), Context::empty(), None).unwrap();
    let asked = Expression::from_str(&asked).unwrap();
    match eval_expression(&request, &Entities::empty(), &asked) {
        Ok(EvalResult::Long(at)) => at,
        other => panic!("{text}: {other:?}"),
    }
}

/// A text of the point.
fn point_text(kind: &str, at: i64) -> String {
    match kind {
        "decimal" => {
            let (sign, size) = (if at < 0 { "-" } else { "" }, at.unsigned_abs());
            format!("{sign}{}.{:04}", size / 10_000, size % 10_000)
        }
        "duration" => format!("{at}ms"),
        _ => moment(at),
    }
}

/// A moment as Cedar writes it; of the proleptic Gregorian calendar.
fn moment(at: i64) -> String {
    let (day, rest) = (at.div_euclid(DAY), at.rem_euclid(DAY));
    // Days since the first of March of the year 0, in eras of 400 years.
    let (era, of_era) = ((day + 719_468).div_euclid(146_097), (day + 719_468).rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year + 400 * era + later;
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", rest % 1000)
}

/// IP values at and around one: its first and last address and those beside them, with prefixes
/// about as long; and such as are somewhere else.
fn ips_near(text: &str) -> Vec<String> {
    let (address, prefix) = text.split_once('/').unwrap_or((text, "128"));
    let (bits, most) = match address.parse().unwrap() {
        IpAddr::V4(it) => (u128::from(it.to_bits()), 32),
        IpAddr::V6(it) => (it.to_bits(), 128),
    };
    let all = if most == 32 { u128::from(u32::MAX) } else { u128::MAX };
    let prefix = prefix.parse::<u32>().unwrap().min(most);
    let hosts = all.checked_shr(prefix).unwrap_or(0);
    let (first, last) = (bits & !hosts, bits | hosts);
    let ends = [first, last, first.wrapping_sub(1) & all, last.wrapping_add(1) & all, bits];
    let said = |bits: u128| match most {
        32 => Ipv4Addr::from_bits(u32::try_from(bits).unwrap()).to_string(),
        _ => {
            let groups = Ipv6Addr::from_bits(bits).segments().map(|it| format!("{it:X}"));
            groups.join(":")
        }
    };
    let with = |bits: u128| {
        let prefixes = [prefix.saturating_sub(1), prefix, (prefix + 1).min(most)];
        prefixes.map(|it| format!("{}/{it}", said(bits))).into_iter().chain([said(bits)])
    };
    let others = ["0.0.0.0", "::", "255.255.255.255/0", "127.0.0.1", "::1", "ff02::1", "224.0.0.1"];
    ends.into_iter().flat_map(with).chain(others.map(str::to_owned)).collect()
}
