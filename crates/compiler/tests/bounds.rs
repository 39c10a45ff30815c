//! Every bound of the compiler, at it and past it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use tollgate::bundle::Bundle;
use tollgate::limits::TIES_MAX;
use tollgate::program::Program;
use tollgate_compiler::{Sources, compile};

/// A pack with one policy of this condition.
fn pack(condition: &str) -> Sources {
    let permissions: Vec<String> = (0..80).map(|number| format!("\"p{number}\"")).collect();
    let schema = format!(
        "entity Permission enum [{}];\nentity User in [Permission];\nentity Order {{ urgent: Bool \
         }};\naction edit appliesTo {{ principal: User, resource: Order }};\n",
        permissions.join(", "),
    );
    let policies = format!(
        "@id(\"edit\") @reason(\"r\") permit(principal, action, resource) when {{ {condition} }};"
    );
    let surface = "[used_elsewhere]\nedit = \"by this test\"\n".to_owned();
    let files = [("schema.cedarschema", schema), ("a.cedar", policies), ("surface.toml", surface)];
    let files = files.map(|(name, text)| (name.to_owned(), text)).into();
    Sources { name: "bounds".to_owned(), files }
}

/// `(p0 || p1) && (p2 || p3) && …`
fn pairs(count: usize) -> String {
    let group = |number: usize| format!("principal in Permission::\"p{number}\"");
    let pairs = (0..count).map(|pair| format!("({} || {})", group(2 * pair), group(2 * pair + 1)));
    pairs.collect::<Vec<_>>().join(" && ")
}

fn codes(condition: &str) -> Vec<&'static str> {
    match compile(&pack(condition)) {
        Ok(_) => Vec::new(),
        Err(report) => report.errors.iter().map(|error| error.code()).collect(),
    }
}

#[test]
fn what_the_engine_would_not_read_is_refused() {
    let of = |count: usize| {
        let own: Vec<String> = (0..count).map(|number| format!("t{number}: Team")).collect();
        let tie = |number| format!("resource.teams.contains(principal.t{number})");
        let ties: Vec<String> = (0..count).map(tie).collect();
        let mut pack = pack(&ties.join(" || "));
        pack.files[0].1 = format!(
            "entity Team;\nentity User {{ {} }};\nentity Order {{ teams: Set<Team> }};\n\
             action edit appliesTo {{ principal: User, resource: Order }};\n",
            own.join(", "),
        );
        compile(&pack)
    };
    assert!(of(TIES_MAX).is_ok());
    let report = of(TIES_MAX + 1).unwrap_err();
    let codes: Vec<&str> = report.errors.iter().map(|error| error.code()).collect();
    assert_eq!(codes, ["pack::unwritable"]);
    assert!(report.to_string().contains("tied to too many references"), "{report}");
}

#[test]
fn a_policy_may_have_256_clauses_and_no_more() {
    let compiled = compile(&pack(&pairs(8))).unwrap();
    let bundle: Bundle = serde_json::from_str(&compiled.json).unwrap();
    let program = Program::from_bytes(&bundle.program.0).unwrap();
    assert_eq!(program.actions[0][0].permits.len(), 256);
    let one_more = format!("({}) || resource.urgent", pairs(8));
    assert_eq!(codes(&one_more), ["policy::too_many_clauses"]);
}

#[test]
fn a_policy_that_would_need_trillions_of_clauses_is_refused_at_once() {
    assert_eq!(codes(&pairs(40)), ["policy::too_many_clauses"]);
}

#[test]
fn conditions_nest_24_deep_and_no_deeper() {
    // The braces of `when` are one level.
    let nested =
        |depth: usize| format!("{}resource.urgent{}", "(".repeat(depth), ")".repeat(depth));
    assert!(codes(&nested(23)).is_empty());
    assert_eq!(codes(&nested(24)), ["cedar::nested_too_deep"]);
    assert_eq!(codes(&nested(100_000)), ["cedar::nested_too_deep"]);
    let chained = "if resource.urgent then true else ".repeat(100_000) + "true";
    assert_eq!(codes(&chained), ["cedar::nested_too_deep"]);
}

#[test]
fn a_policy_may_have_2000_words_and_no_more() {
    let chain = |count: usize| vec!["resource.urgent"; count].join(" || ");
    assert!(codes(&chain(396)).is_empty());
    assert_eq!(codes(&chain(397)), ["cedar::policy_too_long"]);
    assert_eq!(codes(&chain(100_000)), ["cedar::policy_too_long"]);
}

#[test]
fn brackets_in_strings_and_comments_do_not_count() {
    let condition = "// ((((((((((((((((((((((((((((((((\n resource.urgent";
    assert!(codes(condition).is_empty());
}

#[test]
fn deep_types_and_tables_are_refused() {
    let mut deep = pack("resource.urgent");
    deep.files[0].1 = format!("entity A {{ a: {}Bool{} }};", "Set<".repeat(9999), ">".repeat(9999));
    assert!(compile(&deep).is_err());
    let mut deep = pack("resource.urgent");
    deep.files[2].1 = format!("a = {}{}", "[".repeat(9999), "]".repeat(9999));
    assert!(compile(&deep).is_err());
}
