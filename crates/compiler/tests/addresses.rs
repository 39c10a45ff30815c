//! Two IP values of a request are not compared with each other: what is said to do instead works.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tollgate::Policy;
use tollgate_compiler::{Sources, compile};

/// Comparisons of two attributes of this type.
const COMPARISONS: [&str; 4] = [
    "resource.home == context.from",
    "principal.home != resource.home",
    "resource.home == resource.office",
    "context.from == principal.home",
];

fn pack(declared: &str, condition: &str) -> Sources {
    let schema = format!(
        "entity User {{ home: {declared} }};\n\
         entity Door {{ home: {declared}, office: {declared} }};\n\
         action open appliesTo {{\n\
         principal: User, resource: Door, context: {{ from: {declared} }}\n}};\n"
    );
    let policies = format!(
        "@id(\"open\") @reason(\"r\") permit (principal, action, resource) when {{ {condition} }};"
    );
    let files = [("schema.cedarschema", schema), ("a.cedar", policies)];
    let files = files.map(|(name, text)| (name.to_owned(), text)).into();
    Sources { name: "addresses".to_owned(), files }
}

#[test]
fn two_ip_values_are_refused_and_as_texts_they_are_compared() {
    let values = ["10.0.0.1", "::1"];
    let mut asked = 0;
    for condition in COMPARISONS {
        let report = compile(&pack("ipaddr", condition)).unwrap_err();
        let [error] = &report.errors[..] else { panic!("{report}") };
        assert_eq!(error.code(), "policy::unsupported");
        assert!(report.to_string().contains("a comparison of two IP values"), "{report}");
        let compiled = compile(&pack("String", condition)).unwrap();
        let policy = Policy::from_json(&compiled.json).unwrap();
        for at in 0..16usize {
            let value = |bit: usize| values[at >> bit & 1];
            let (own, home, office, from) = (value(0), value(1), value(2), value(3));
            let record = json!({"type": "Door", "home": home, "office": office});
            let context: Value = json!({ "from": from });
            let gate = policy.gate(&json!({"id": "u1", "home": own})).unwrap();
            let allowed = gate.prepare(&record).with(&context).can("open").unwrap();
            let expected = [home == from, own != home, home == office, from == own];
            let which = COMPARISONS.iter().position(|it| *it == condition).unwrap();
            assert_eq!(allowed, expected[which], "{condition} {own} {record} {context}");
            asked += 1;
        }
    }
    assert_eq!(asked, 64);
}
