//! Every text of a pack, as long as it may be and longer.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use tollgate::Policy;
use tollgate::limits::{NAME_MAX, TEXT_MAX};
use tollgate_compiler::{Sources, compile};

const SCHEMA: &str = r#"
entity Permission enum ["p1"];
entity User in [Permission];
entity Order { urgent: Bool };
action edit appliesTo { principal: User, resource: Order };
"#;

const POLICIES: &str = r#"@id("edit") @reason("r")
permit(principal in Permission::"p1", action, resource);
"#;

/// Where a text stands: the file, and its lines with `%` for the text; and how long it may be.
const TEXTS: [(&str, &str, usize); 18] = [
    ("schema.cedarschema", "entity % { };", NAME_MAX),
    ("schema.cedarschema", r#"entity Status enum ["a", "%"];"#, NAME_MAX),
    ("schema.cedarschema", "entity Team { %: Bool };", NAME_MAX),
    (
        "schema.cedarschema",
        r#"@label("%") action x appliesTo { principal: User, resource: Order };"#,
        NAME_MAX,
    ),
    (
        "schema.cedarschema",
        "action x appliesTo { principal: User, resource: Order, context: { %: Bool } };",
        NAME_MAX,
    ),
    ("a.cedar", r#"@id("%") @reason("r") permit(principal, action, resource);"#, NAME_MAX),
    ("a.cedar", r#"@id("x") @reason("%") permit(principal, action, resource);"#, TEXT_MAX),
    ("surface.toml", "[controls.%]\nkind = \"button\"\naction = \"edit\"", NAME_MAX),
    ("surface.toml", "[controls.x]\nkind = \"button\"\naction = \"edit\"\nlabel = \"%\"", NAME_MAX),
    ("roles.toml", "[permissions.p1]\nlabel = \"%\"", NAME_MAX),
    ("roles.toml", "[permissions.p1]\nlabel = \"x\"\ncategory = \"%\"", NAME_MAX),
    ("roles.toml", "[roles.%]\npermissions = [\"p1\"]", NAME_MAX),
    ("advice.toml", "[[advice]]\nid = \"x\"\naction = \"edit\"\ntext = \"%\"", TEXT_MAX),
    ("advice.toml", "[[advice]]\nid = \"%\"\naction = \"edit\"\ntext = \"x\"", NAME_MAX),
    ("help.toml", "[[help]]\nquestion = \"Why?\"\nanswer = \"%\"", TEXT_MAX),
    ("help.toml", "[[help]]\nquestion = \"%?\"\nanswer = \"So.\"", TEXT_MAX - 1),
    ("languages/fr.toml", "[policies]\nedit = \"%\"", TEXT_MAX),
    ("languages/fr.toml", "[permissions]\np1 = \"%\"", NAME_MAX),
];

/// A pack with these lines in a file more.
fn pack(name: &str, lines: &str) -> Sources {
    let files = [("schema.cedarschema", SCHEMA), ("a.cedar", POLICIES), ("surface.toml", "")];
    let mut files: Vec<(String, String)> =
        files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    match files.iter_mut().find(|(known, _)| known == name) {
        Some((_, text)) => *text += &format!("{lines}\n"),
        None => files.push((name.to_owned(), format!("{lines}\n"))),
    }
    let surface = &mut files[2].1;
    if !surface.is_empty() {
        *surface += "ungranted = \"hidden\"\n";
    } else if lines.contains("action x") {
        *surface += "[used_elsewhere]\nedit = \"here\"\nx = \"here\"\n";
    } else {
        *surface += "[used_elsewhere]\nedit = \"here\"\n";
    }
    Sources { name: "lengths".to_owned(), files }
}

#[test]
fn names_have_256_characters_and_texts_4096_and_no_more() {
    for (file, lines, max) in TEXTS {
        let of = |text: &str| compile(&pack(file, &lines.replace('%', text)));
        let compiled = of(&"x".repeat(max)).unwrap_or_else(|report| panic!("{lines}: {report}"));
        assert!(Policy::from_json(&compiled.json).is_ok(), "{lines}");
        let report = of(&"x".repeat(max + 1)).unwrap_err();
        let error = &report.errors[0];
        assert_eq!(
            (error.code(), error.file()),
            ("pack::text_too_long", file),
            "{lines}: {report}"
        );
        assert!(error.message().starts_with("this has "), "{report}");
    }
}

#[test]
fn the_name_of_a_group_counts_with_its_type() {
    let of = |length: usize| {
        let lines = format!("entity Level enum [\"{}\"];", "x".repeat(length - "Level::".len()));
        let mut pack = pack("schema.cedarschema", &lines);
        pack.files[0].1 = pack.files[0].1.replace("[Permission];", "[Permission, Level];");
        compile(&pack)
    };
    assert!(Policy::from_json(&of(NAME_MAX).unwrap().json).is_ok());
    let report = of(NAME_MAX + 1).unwrap_err();
    let [error] = &report.errors[..] else { panic!("{report}") };
    assert_eq!(error.message(), "this has 257 characters, more than 256");
}

#[test]
fn characters_are_counted_as_javascript_does() {
    let of = |count: usize| {
        compile(&pack(
            "roles.toml",
            &format!("[permissions.p1]\nlabel = \"{}\"", "🚪".repeat(count)),
        ))
    };
    assert!(of(NAME_MAX / 2).is_ok());
    assert!(of(NAME_MAX / 2 + 1).is_err());
}
