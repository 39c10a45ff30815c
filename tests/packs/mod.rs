//! Random packs, as their authors would write them: sources, from a seed, that the compiler turns
//! into bundles. They have what the packs of this repository lack.
//!
//! A [`plan`] says what a pack has; [`schema`], [`policies`] and [`tables`] write it down;
//! [`people`] draws who asks about which records, and [`oracle`] is Cedar on the same sources.

#![allow(dead_code, unreachable_pub, reason = "each suite uses its part")]

pub mod names;
pub mod oracle;
pub mod people;
pub mod plan;
pub mod policies;
pub mod schema;
pub mod tables;

use std::collections::BTreeMap;

use tollgate_compiler::{Compiled, Report, Sources, compile};

use crate::random::Tape;
use crate::seed;
use plan::Plan;

/// How many bytes a pack is drawn from.
const TAPE: usize = 1 << 15;

/// What a generator is to reach; a run that misses one of them shows less than it says.
const REACHED: [&str; 34] = [
    "action groups in action groups",
    "actions in several groups",
    "actions of one declaration",
    "advice on what a record has",
    "attributes of other types",
    "Boolean states",
    "choices",
    "choices of a context",
    "common types",
    "conditions on a context",
    "conditions on actions and types",
    "conditions on optional attributes",
    "empty names",
    "equal references",
    "fields",
    "forbids",
    "groups in conditions",
    "hundreds of flags",
    "if then else",
    "keywords as names",
    "languages",
    "lists of values",
    "names of what JavaScript inherits",
    "odd principals",
    "odd records",
    "policies for groups of actions",
    "quotes in ids",
    "roles",
    "several guards of one name",
    "ties in sets",
    "ties to attributes of the principal",
    "ties to the principal",
    "Unicode names",
    "what is never offered",
];

/// How often the generator reached what it is there for.
#[derive(Clone, Debug, Default)]
pub struct Reached(BTreeMap<&'static str, usize>);

impl Reached {
    pub fn add(&mut self, other: &Reached) {
        other.0.iter().for_each(|(what, count)| *self.0.entry(what).or_default() += count);
    }

    /// Prints the counts; fails where one is zero.
    pub fn print(&self) {
        for what in REACHED {
            println!("  {:>7} {what}", self.0.get(what).copied().unwrap_or_default());
        }
        let missed: Vec<_> = REACHED.iter().filter(|what| !self.0.contains_key(*what)).collect();
        assert!(missed.is_empty(), "never reached: {missed:?}");
    }
}

/// What choices are drawn from, and what they came to.
pub struct Draw<'t> {
    pub tape: Tape<'t>,
    pub reached: Reached,
}

impl Draw<'_> {
    pub fn reach(&mut self, what: &'static str) {
        assert!(REACHED.contains(&what), "{what} is not listed");
        *self.reached.0.entry(what).or_default() += 1;
    }
}

/// A pack that was drawn.
pub struct Pack {
    pub plan: Plan,
    pub sources: Sources,
}

/// Draws a pack.
pub fn pack(draw: &mut Draw<'_>) -> Pack {
    let plan = plan::draw(draw);
    let mut files = vec![
        ("schema.cedarschema".to_owned(), schema::text(draw, &plan)),
        ("policies.cedar".to_owned(), policies::text(draw, &plan)),
    ];
    files.extend(tables::files(draw, &plan));
    Pack { sources: Sources { name: "random-pack".to_owned(), files }, plan }
}

/// What compiling a drawn pack gave.
pub struct Drawn {
    pub pack: Pack,
    pub compiled: Result<Compiled, Report>,
}

/// Draws the pack of a seed, compiles it, and hands it on with what more is drawn from.
pub fn with_pack<T>(seed: u64, each: impl FnOnce(&mut Draw<'_>, Drawn) -> T) -> (T, Reached) {
    let bytes = seed::bytes(seed, TAPE);
    let mut draw = Draw { tape: Tape::new(&bytes), reached: Reached::default() };
    let pack = pack(&mut draw);
    let compiled = compile(&pack.sources);
    let made = each(&mut draw, Drawn { pack, compiled });
    (made, draw.reached)
}
