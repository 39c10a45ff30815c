//! Packs inside the limits that are as hard to answer as can be by what their policies compare:
//! classes of numbers, texts and addresses, attributes that depend on each other, paths, links.

use std::fmt::Write;

use serde_json::{Value, json};
use tollgate_compiler::{Sources, compile};

/// A compiled pack of one action `act` on `T`, and whom and what it is asked about.
pub(crate) struct Packed {
    pub(crate) name: String,
    pub(crate) bundle: String,
    pub(crate) principal: Value,
    pub(crate) record: Value,
}

/// The attributes of a `User`, those of a `T`, and the condition of a policy or several.
struct Pack {
    user: String,
    record: String,
    /// Other types with the same attributes.
    alike: usize,
    policies: Vec<String>,
    principal: Value,
    asked: Value,
}

/// What makes a pack hard, and the sizes that are tried.
type Kind = (&'static str, fn(usize) -> Pack, &'static [usize]);

/// All packs.
pub(crate) fn packs() -> Vec<Packed> {
    let kinds: [Kind; 14] = [
        ("numbers of a list", numbers, &[100, 4000]),
        ("bounds of numbers", bounds, &[16, 250]),
        ("patterns", patterns, &[10, 1000]),
        ("networks", networks, &[10, 500]),
        ("networks of three", networks_of_three, &[4, 24]),
        ("patterns of two", patterns_of_two, &[4, 50]),
        ("numbers against others", against_others, &[1, 4, 7]),
        ("numbers one after the other against others", beside_others, &[2, 3, 4]),
        ("types of numbers against others", types_beside_others, &[2, 8]),
        ("dates one after the other", in_a_row, &[2, 4, 6]),
        ("paths", paths, &[1, 8]),
        ("records in each other", nested, &[4, 23]),
        ("links", links, &[100, 20_000]),
        ("teams", teams, &[100, 20_000]),
    ];
    let all = kinds.iter().flat_map(|(what, make, sizes)| {
        sizes.iter().map(move |size| make(*size).packed(format!("{size} {what}")))
    });
    all.collect()
}

impl Pack {
    fn of(user: &str, record: &str, policies: Vec<String>) -> Self {
        let (principal, asked) = (json!({"id": "me"}), json!({"type": "T"}));
        let (user, record) = (user.into(), record.into());
        Pack { user, record, alike: 0, policies, principal, asked }
    }

    fn asked(mut self, principal: &Value, record: &Value) -> Self {
        for (of, with) in [(&mut self.principal, principal), (&mut self.asked, record)] {
            for (name, value) in with.as_object().unwrap() {
                of[name] = value.clone();
            }
        }
        self
    }

    fn packed(self, name: String) -> Packed {
        let types: String = (0..self.alike).map(|at| format!(", T{at}")).collect();
        let schema = format!(
            "entity Team;\nentity User in [Team] {{ {} }};\nentity T{} {{ {} }};\n\
             action act appliesTo {{ principal: User, resource: [T{}] }};\n",
            self.user, types, self.record, types,
        );
        let surface = "[controls.button]\nkind = \"button\"\naction = \"act\"\non = \"T\"\n\
                       page = true\n\
                       ungranted = \"hidden\"\nblocked = \"disabled\"\n";
        let mut cedar = String::new();
        for (number, policy) in self.policies.iter().enumerate() {
            _ = writeln!(cedar, "@id(\"p{number}\") @reason(\"r\")\n{policy}");
        }
        let files =
            [("schema.cedarschema", &schema[..]), ("surface.toml", surface), ("a.cedar", &cedar)];
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let compiled = compile(&Sources { name: "worst".to_owned(), files });
        let bundle = compiled.unwrap_or_else(|report| panic!("{name}: {report}")).json;
        Packed { name, bundle, principal: self.principal, record: self.asked }
    }
}

fn permit(condition: &str) -> String {
    format!("permit (principal, action, resource) when {{ {condition} }};")
}

fn forbid(condition: &str) -> String {
    format!("forbid (principal, action, resource) when {{ {condition} }};")
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(", ")
}

/// A number that one of several lists has, each of which is a class with one more between it and
/// the next.
fn numbers(count: usize) -> Pack {
    let all: Vec<String> = (0..count).map(|at| (3 * at).to_string()).collect();
    let policies = all
        .chunks(1000)
        .map(|some| permit(&format!("[{}].contains(resource.n)", some.join(", "))))
        .collect();
    Pack::of("", "n: Long", policies).asked(&json!({}), &json!({"n": 1}))
}

/// Policies of two numbers each, from one bound to another.
fn bounds(count: usize) -> Pack {
    let within = |at: usize| {
        let (one, other) = (at * 7, at * 13 % 1000);
        format!("resource.n >= {one} && resource.m < {other}")
    };
    let policies = (0..count).map(|at| permit(&within(at))).collect();
    Pack::of("", "n: Long, m: Long", policies).asked(&json!({}), &json!({"n": -1, "m": 5000}))
}

/// Patterns of the beginnings of texts, and some of what is anywhere in them.
fn patterns(count: usize) -> Pack {
    let mut policies: Vec<String> = (0..2)
        .map(|at| forbid(&format!("resource.x like \"*{}*\"", char::from(b'a' + at))))
        .collect();
    let all: Vec<String> = (0..count).map(|at| format!("resource.x like \"{at}-*\"")).collect();
    policies.extend(all.chunks(100).map(|some| permit(&some.join(" || "))));
    Pack::of("", "x: String", policies).asked(&json!({}), &json!({"x": "999-a".repeat(100)}))
}

/// Networks in each other, every other one of which is shut out.
fn networks(count: usize) -> Pack {
    let network = |at: usize| {
        let (high, low, bits) = (at / 250, at % 250, if at.is_multiple_of(2) { 24 } else { 32 });
        format!("resource.a.isInRange(ip(\"10.{high}.{low}.7/{bits}\"))")
    };
    let mut policies = Vec::new();
    for (rest, policy) in [permit, forbid].into_iter().enumerate() {
        let all: Vec<String> = (0..count).filter(|at| at % 2 == rest).map(network).collect();
        policies.extend(all.chunks(100).map(|some| policy(&some.join(" || "))));
    }
    Pack::of("", "a: ipaddr", policies).asked(&json!({}), &json!({"a": "10.0.1.7"}))
}

/// Three addresses, each of which is in one of so many networks.
fn networks_of_three(count: usize) -> Pack {
    let any = |name: &str| {
        let network = |at: usize| format!("resource.{name}.isInRange(ip(\"10.{at}.0.0/16\"))");
        format!("({})", (0..count).map(network).collect::<Vec<_>>().join(" || "))
    };
    let all = ["a", "b", "c"].map(any).join(" && ");
    Pack::of("", "a: ipaddr, b: ipaddr, c: ipaddr", vec![permit(&all)])
        .asked(&json!({}), &json!({"a": "10.0.1.7", "b": "10.0.1.7", "c": "::1"}))
}

/// Two texts, each of which begins in one of so many ways.
fn patterns_of_two(count: usize) -> Pack {
    let any = |name: &str| {
        let begins = |at: usize| format!("resource.{name} like \"{at}-*\"");
        format!("({})", (0..count).map(begins).collect::<Vec<_>>().join(" || "))
    };
    let all = ["x", "y"].map(any).join(" && ");
    Pack::of("", "x: String, y: String", vec![permit(&all)])
        .asked(&json!({}), &json!({"x": "1-", "y": "none"}))
}

/// A number that is compared with as many of the principal's and with literals.
fn against_others(count: usize) -> Pack {
    let own = list(count, |at| format!("own{at}?: Long"));
    let above = |at: usize| {
        let bound = 1000 * at;
        permit(&format!(
            "principal has own{at} && resource.n > principal.own{at} && resource.n != {bound}"
        ))
    };
    let policies = (0..count).map(above).collect();
    let mut principal = json!({});
    (0..count).for_each(|at| principal[format!("own{at}")] = json!(1_000_000 - at));
    Pack::of(&own, "n: Long", policies).asked(&principal, &json!({"n": 5}))
}

/// Numbers each of which may not be above the one in front of it, and is compared with one of the
/// principal's numbers after the other.
fn beside_others(count: usize) -> Pack {
    // Of the states that there may be for anybody, half for each two numbers and each comparison.
    let others = 12 - count;
    let record = list(count, |at| format!("n{at}: Long"));
    let own = list(others, |at| format!("own{at}: Long"));
    let mut policies: Vec<String> = (0..others)
        .map(|at| permit(&format!("resource.n{} > principal.own{at}", at % count)))
        .collect();
    policies.extend((1..count).map(|at| {
        let before = at - 1;
        forbid(&format!("resource.n{before} < resource.n{at}"))
    }));
    let (mut principal, mut asked) = (json!({}), json!({}));
    (0..others).for_each(|at| principal[format!("own{at}")] = json!(1000 * at));
    (0..count).for_each(|at| asked[format!("n{at}")] = json!(3000 - at));
    Pack::of(&own, &record, policies).asked(&principal, &asked)
}

/// The same of three numbers each, of as many types.
fn types_beside_others(count: usize) -> Pack {
    Pack { alike: count - 1, ..beside_others(3) }
}

/// Dates each of which may not be before the one in front of it.
fn in_a_row(count: usize) -> Pack {
    let record = list(count, |at| format!("t{at}?: datetime"));
    let mut policies = vec![permit("true")];
    policies.extend((1..count).map(|at| {
        let before = at - 1;
        forbid(&format!(
            "resource has t{at} && resource has t{before} && resource.t{at} < resource.t{before}"
        ))
    }));
    let mut asked = json!({});
    (0..count).for_each(|at| asked[format!("t{at}")] = json!(format!("2026-01-{:02}", 28 - at)));
    Pack::of("", &record, policies).asked(&json!({}), &asked)
}

/// A text as deep in a record as that, each of which may be missing.
fn paths(count: usize) -> Pack {
    let (mut record, mut value) = ("x: String".to_owned(), json!({"x": ""}));
    for _ in 0..count {
        record = format!("a?: {{ {record} }}");
        value = json!({ "a": value });
    }
    let path = ["a"].repeat(count).join(".");
    let condition = format!("resource has {path} && resource.{path}.x == \"me\"");
    Pack::of("", &record, vec![permit(&condition)]).asked(&json!({}), &value)
}

/// Records in each other, each of which may be missing; their names are short, as what is read is
/// named in full.
fn nested(count: usize) -> Pack {
    let (mut record, mut value) = ("n: Long".to_owned(), json!({"n": 1}));
    for _ in 0..count {
        record = format!("a?: {{ {record} }}");
        value = json!({ "a": value });
    }
    let path = |steps: usize| ["a"].repeat(steps).join(".");
    let has: Vec<String> = (1..=count).map(|at| format!("resource has {}", path(at))).collect();
    let condition = format!("{} && resource.{}.n > 5", has.join(" && "), path(count));
    Pack::of("", &record, vec![permit(&condition)]).asked(&json!({}), &value)
}

/// Links of a template to as many records, none of which is the one.
fn links(count: usize) -> Pack {
    let policies = vec!["permit (principal == ?principal, action, resource == ?resource);".into()];
    let all: Value = (0..count).map(|at| json!(format!("T::{at}"))).collect();
    let principal = json!({"links": {"p0": all}});
    Pack::of("", "n: Long", policies).asked(&principal, &json!({"id": "one"}))
}

/// As many teams of the principal, of two of which a record is.
fn teams(count: usize) -> Pack {
    let with = |name: &str| permit(&format!("resource has {name} && principal in resource.{name}"));
    let all: Value = (0..count).map(|at| json!(format!("Team::{at}"))).collect();
    let policies = vec![with("one"), with("other")];
    Pack::of("", "one?: Team, other?: Team", policies)
        .asked(&json!({"in": all}), &json!({"one": "none", "other": "none"}))
}
