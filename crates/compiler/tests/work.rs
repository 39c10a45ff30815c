//! How much work compiling takes, counted in the pieces of memory that it asks for: twice the pack
//! is twice the work.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod large;

use large::Size;
use tollgate_compiler::compile;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// How much more than twice it may be, in tenths: tables grow in steps.
const TENTHS_MAX: u64 = 23;

/// The pieces of memory that compiling a pack of this size asks for.
fn pieces(size: Size) -> u64 {
    let pack = size.pack();
    let before = dhat::HeapStats::get().total_blocks;
    compile(&pack).unwrap_or_else(|report| panic!("{size:?}: {report}"));
    dhat::HeapStats::get().total_blocks - before
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
    pieces(Size::SMALL);
    for (what, size, count) in GROWING {
        let (one, two) = (pieces(size(count)), pieces(size(2 * count)));
        println!("{count} {what}: {one}, twice as many: {two}");
        assert!(10 * two <= TENTHS_MAX * one, "{what}: {one}, then {two}");
    }
}
