//! Every bound of the compiler, at it and past it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use tollgate::Policy;
use tollgate::bundle::Bundle;
use tollgate::limits::{BLOCKS_MAX, TIES_MAX, VALUES_MAX};
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

/// What a pack with this schema is refused for, each as code and message.
fn refusals(schema: &str) -> Vec<(&'static str, String)> {
    let mut pack = pack("resource.urgent");
    schema.clone_into(&mut pack.files[0].1);
    match compile(&pack) {
        Ok(compiled) => {
            Policy::from_json(&compiled.json).unwrap();
            Vec::new()
        }
        Err(report) => {
            let told = report.errors.iter();
            told.map(|error| (error.code(), error.message().to_owned())).collect()
        }
    }
}

/// A schema with these declarations beside the pack's own, and these attributes of its records.
fn schema(declarations: &str, attributes: &str) -> String {
    format!(
        "{declarations}\nentity User;\nentity Order {{ urgent: Bool, {attributes} }};\n\
         action edit appliesTo {{ principal: User, resource: Order }};\n"
    )
}

#[test]
fn an_attribute_is_compared_with_16_others_and_no_more() {
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
    assert!(Policy::from_json(&of(TIES_MAX).unwrap().json).is_ok());
    let report = of(TIES_MAX + 1).unwrap_err();
    let [error] = &report.errors[..] else { panic!("{report}") };
    assert_eq!((error.code(), error.file(), error.line()), ("policy::too_many_ties", "a.cedar", 1));
    assert!(
        error.message().contains("compare `teams` of `Order` with more than 16 references"),
        "{report}"
    );
}

#[test]
fn an_enumeration_has_32768_values_and_no_more() {
    let of = |count: usize| {
        let values: Vec<String> = (0..count).map(|number| format!("\"v{number}\"")).collect();
        let mut pack = pack("resource.status == Status::\"v1\"");
        let listed = format!("entity Status enum [{}];", values.join(", "));
        pack.files[0].1 = schema(&listed, "status: Status");
        compile(&pack)
    };
    assert!(Policy::from_json(&of(VALUES_MAX).unwrap().json).is_ok());
    let report = of(VALUES_MAX + 1).unwrap_err();
    let [error] = &report.errors[..] else { panic!("{report}") };
    assert_eq!((error.code(), error.line()), ("schema::too_many_values", 1));
    assert_eq!(error.message(), "`status` of `Order` has 32769 values, more than 32768");
}

#[test]
fn what_an_action_reads_takes_131072_bits_and_no_more() {
    // Each value takes a bit, each attribute two; the flag of these packs is not read.
    let of = |last: usize| {
        let listed = |(number, count): (usize, usize)| {
            let values: Vec<String> = (0..count).map(|value| format!("\"v{value}\"")).collect();
            format!("entity E{number} enum [{}];", values.join(", "))
        };
        let counts = [32_766, 32_766, 32_766, last].into_iter().enumerate();
        let read: Vec<String> =
            (0..4).map(|number| format!("resource.e{number} == E{number}::\"v0\"")).collect();
        let mut pack = pack(&read.join(" && "));
        let attributes: Vec<String> =
            (0..4).map(|number| format!("e{number}: E{number}")).collect();
        let listed: Vec<String> = counts.map(listed).collect();
        pack.files[0].1 = schema(&listed.join("\n"), &attributes.join(", "));
        compile(&pack)
    };
    let most = (BLOCKS_MAX * 32) - 3 * 32_766 - 4 * 2;
    assert!(Policy::from_json(&of(most).unwrap().json).is_ok());
    let report = of(most + 1).unwrap_err();
    let [error] = &report.errors[..] else { panic!("{report}") };
    assert_eq!((error.code(), error.file()), ("policy::too_wide", "schema.cedarschema"));
    assert_eq!(error.message(), "what is read for `edit` on `Order` takes more than 131072 bits");
}

#[test]
fn values_that_nothing_reads_are_not_bounded() {
    let values: Vec<String> = (0..=VALUES_MAX).map(|number| format!("\"v{number}\"")).collect();
    let listed = format!("entity Status enum [{}];", values.join(", "));
    assert_eq!(refusals(&schema(&listed, "status: Status")), []);
}

#[test]
fn a_value_stands_once_in_its_enumeration() {
    let twice = schema("entity Status enum [\"a\", \"b\", \"\\u{61}\"];", "status: Status");
    let [(code, message)] = &refusals(&twice)[..] else { panic!("not refused") };
    assert_eq!(
        (*code, message.as_str()),
        ("schema::repeated_value", "`a` stands twice in `Status`")
    );
}

#[test]
fn types_that_double_are_refused_before_they_are_written_out() {
    let doubling = |count: usize| {
        let declared =
            |number: usize| format!("type T{} = {{ a: T{number}, b: T{number} }};", number + 1);
        let declared: Vec<String> = (0..count).map(declared).collect();
        schema(
            &format!("type T0 = {{ a: Bool }};\n{}", declared.join("\n")),
            &format!("t: T{count}"),
        )
    };
    assert_eq!(refusals(&doubling(8)), []);
    for count in [40, 60] {
        let told = refusals(&doubling(count));
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, "schema::too_large");
        assert!(told[0].1.contains("more than 1048576 attributes"), "{}", told[0].1);
    }
}

#[test]
fn types_stand_64_deep_in_each_other_and_no_deeper() {
    let chain = |count: usize| {
        let declared = |number: usize| format!("type T{} = {{ a: T{number} }};", number + 1);
        let declared: Vec<String> = (0..count).map(declared).collect();
        schema(&format!("type T0 = Bool;\n{}", declared.join("\n")), &format!("t: T{count}"))
    };
    // The record that has the attribute is one level.
    assert_eq!(refusals(&chain(63)), []);
    for count in [64, 20_000] {
        let told = refusals(&chain(count));
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, "schema::too_large");
        assert!(told[0].1.contains("more than 64 deep"), "{}", told[0].1);
    }
}

#[test]
fn a_type_in_itself_is_for_cedar_to_refuse() {
    let told = refusals(&schema("type A = { b: B }; type B = { a: A };", "a: A"));
    assert_eq!(told[0].0, "cedar::schema");
}

#[test]
fn a_declaration_of_many_names_counts_for_each() {
    let names: Vec<String> = (0..3000).map(|number| format!("E{number}")).collect();
    let attributes: Vec<String> = (0..3000).map(|number| format!("a{number}: Bool")).collect();
    let many = format!("entity {} {{ {} }};", names.join(", "), attributes.join(", "));
    let told = refusals(&schema(&many, ""));
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "schema::too_large");
    assert!(told[0].1.contains("2097152 words"), "{}", told[0].1);
}

#[test]
fn a_record_has_4096_attributes_and_no_more() {
    let of = |count: usize| {
        // `urgent` is one.
        let attributes = (1..count).map(|number| format!("a{number}: Bool"));
        schema("", &attributes.collect::<Vec<_>>().join(", "))
    };
    assert_eq!(refusals(&of(4096)), []);
    let told = refusals(&of(4097));
    assert_eq!(
        told,
        [("schema::too_large", "this record has more than 4096 attributes".to_owned())]
    );
    assert_eq!(refusals(&of(1_000_000)), told);
}

fn program(bundle: &str) -> Program {
    let bundle: Bundle = serde_json::from_str(bundle).unwrap();
    Program::from_bytes(&bundle.program.0).unwrap()
}

/// A pack that asks for a flag in that many records in each other, each of which may be missing.
fn nested(count: usize) -> Sources {
    let mut attributes = "a: Bool".to_owned();
    (0..count).for_each(|_| attributes = format!("a?: {{ {attributes} }}"));
    let path = |steps: usize| ["a"].repeat(steps).join(".");
    let has: Vec<String> = (1..=count).map(|at| format!("resource has {}", path(at))).collect();
    let mut pack = pack(&format!("{} && resource.{}", has.join(" && "), path(count + 1)));
    pack.files[0].1 = schema("", &attributes);
    pack
}

#[test]
fn optional_records_in_each_other_are_as_many_things_as_they_can_be() {
    let mut most = 0;
    for count in [1, 12, 22, 23] {
        let compiled = compile(&nested(count)).unwrap_or_else(|report| panic!("{report}"));
        let program = program(&compiled.json);
        // The first that is missing, or that all are there but for the flag, or the flag.
        assert_eq!(program.clusters[0].anybody.len(), count + 3);
        most = most.max(count);
    }
    println!("records in each other, up to {most}");
}

/// A pack of as many dates, none of which is to be before the one in front of it.
fn in_a_row(count: usize) -> Sources {
    let dates: Vec<String> = (0..count).map(|at| format!("d{at}: datetime")).collect();
    let before = |at: usize| format!("resource.d{at} <= resource.d{}", at + 1);
    let all: Vec<String> = (0..count - 1).map(before).collect();
    let mut pack = pack(&all.join(" && "));
    pack.files[0].1 = schema("", &dates.join(", "));
    pack
}

#[test]
fn what_attributes_can_be_together_is_too_much_to_find_only_where_it_is() {
    for count in [2, 5, 7] {
        let compiled = compile(&in_a_row(count)).unwrap_or_else(|report| panic!("{report}"));
        let program = program(&compiled.json);
        assert_eq!(program.clusters[0].anybody.len(), 1 << (count - 1));
    }
    for count in [13, 14] {
        let report = compile(&in_a_row(count)).err().unwrap();
        let told: Vec<&str> = report.errors.iter().map(|error| error.message()).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        let bounds = "more than 4096 things, or takes more than 32768 tries to find";
        assert!(told[0].ends_with(bounds), "{}", told[0]);
    }
}

#[test]
fn a_report_ends_after_500_mistakes() {
    let with = |count: usize| {
        let mut pack = pack("resource.urgent");
        (0..count).for_each(|number| {
            pack.files[2].1 += &format!("nothing{number} = \"by this test\"\n");
        });
        compile(&pack).unwrap_err().errors
    };
    let (at, past) = (with(500), with(20_000));
    assert!(at.iter().all(|error| error.code() == "surface::unknown_action"));
    assert_eq!((at.len(), past.len()), (500, 501));
    assert_eq!(past[500].code(), "pack::many_mistakes");
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
fn attributes_of_an_enumeration_of_256_values_are_compared_and_of_no_more() {
    let of = |count: usize| {
        let values: Vec<String> = (0..count).map(|number| format!("\"v{number}\"")).collect();
        let mut pack = pack("resource.was != resource.now");
        let listed = format!("entity Status enum [{}];", values.join(", "));
        pack.files[0].1 = schema(&listed, "was: Status, now: Status");
        compile(&pack)
    };
    assert!(of(256).is_ok());
    for past in [257, VALUES_MAX] {
        let report = of(past).unwrap_err();
        let [error] = &report.errors[..] else { panic!("{report}") };
        assert_eq!(error.code(), "policy::unsupported");
        assert!(error.message().ends_with("of an enumeration of more than 256 values"));
    }
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
fn the_commas_of_a_list_are_none_of_its_words() {
    let flags = |count: usize| format!("[{}].contains(true)", vec!["true"; count].join(", "));
    let too_long = |count: usize| codes(&flags(count)).contains(&"cedar::policy_too_long");
    assert!(!too_long(1_900));
    assert!(too_long(2_000));
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
