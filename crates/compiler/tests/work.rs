//! How much work compiling takes, counted in the pieces of memory that it asks for: twice the pack
//! is twice the work.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod large;

use large::Size;
use tollgate_compiler::{Sources, compile};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// How much more than twice it may be, in tenths: tables grow in steps.
const TENTHS_MAX: u64 = 23;

/// The pieces of memory that compiling a pack asks for.
fn pieces(pack: &Sources) -> u64 {
    let before = dhat::HeapStats::get().total_blocks;
    compile(pack).unwrap_or_else(|report| panic!("{}: {report}", pack.name));
    dhat::HeapStats::get().total_blocks - before
}

/// A pack with a policy that names so many numbers.
fn naming(numbers: usize, not: &str) -> Sources {
    let schema = "entity User;\nentity Doc { value: Long };\n\
                  action act appliesTo { principal: User, resource: Doc };\n";
    let all: Vec<String> = (0..numbers).map(|number| (3 * number).to_string()).collect();
    let policies = format!(
        "@id(\"act\")\n@reason(\"r\")\npermit (principal, action, resource)\n\
         when {{ {not}[{}].contains(resource.value) }};\n",
        all.join(", "),
    );
    let files = [("schema.cedarschema", schema.to_owned()), ("a.cedar", policies)];
    let files = files.map(|(name, text)| (name.to_owned(), text)).into();
    Sources { name: "numbers".to_owned(), files }
}

type Growing = (&'static str, fn(usize) -> Size, usize);

/// What grows, and to which size.
const GROWING: [Growing; 8] = [
    ("policies", Size::of_policies, 200),
    ("actions", |actions| Size { actions, ..Size::SMALL }, 60),
    ("types", |types| Size { types, actions: types, ..Size::SMALL }, 60),
    ("values", |values| Size { values, ..Size::SMALL }, 1000),
    ("permissions", |groups| Size { groups, ..Size::SMALL }, 300),
    ("controls", |controls| Size { controls, ..Size::SMALL }, 200),
    ("advices", |advices| Size { advices, actions: advices, ..Size::SMALL }, 60),
    ("steps", |steps| Size { values: steps, steps, policies: 3, ..Size::SMALL }, 200),
];

#[test]
fn twice_as_much_is_twice_the_work() {
    let _profiler = dhat::Profiler::builder().testing().build();
    // What is set up once is not counted.
    pieces(&Size::SMALL.pack());
    let is_twice = |what: &str, count: usize, pack: &dyn Fn(usize) -> Sources| {
        let (one, two) = (pieces(&pack(count)), pieces(&pack(2 * count)));
        println!("{count} {what}: {one}, twice as many: {two}");
        assert!(10 * two <= TENTHS_MAX * one, "{what}: {one}, then {two}");
    };
    for (what, size, count) in GROWING {
        is_twice(what, count, &|count| size(count).pack());
    }
    is_twice("numbers of a list", 500, &|count| naming(count, ""));
    is_twice("numbers that a list lacks", 500, &|count| naming(count, "!"));
}
