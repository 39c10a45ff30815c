//! Random packs, as their authors would write them: sources, from a seed, that the compiler turns
//! into bundles. They have what the packs of this repository lack.
//!
//! A [`plan`] says what a pack has; [`schema`], [`policies`] and [`tables`] write it down, policies
//! of comparisons in [`atoms`] and [`pairs`]. `tests/requests` draws who asks about which records,
//! and asks Cedar on the same sources; [`odd`] spoils what was drawn.

#![allow(dead_code, unreachable_pub, reason = "each suite uses its part")]

pub mod atoms;
pub mod constructs;
pub mod kinds;
pub mod literals;
pub mod names;
pub mod odd;
pub mod pairs;
pub mod plan;
pub mod policies;
pub mod schema;
pub mod scope;
pub mod tables;
pub mod unlocks;

use std::collections::BTreeMap;

use tollgate_compiler::{Compiled, Report, Sources, compile};

use crate::random::Tape;
use crate::seed;
use constructs::Uses;
use plan::Plan;

/// How many bytes a pack is drawn from.
const TAPE: usize = 1 << 15;

/// What a generator is to reach; a run that misses one of them shows less than it says.
const REACHED: [&str; 30] = [
    "action groups in action groups",
    "actions in several groups",
    "actions of one declaration",
    "advice on what a record has",
    "Boolean states",
    "choices",
    "choices of a context",
    "common types",
    "conditions of records",
    "conditions on a context",
    "conditions on actions and types",
    "conditions on optional attributes",
    "empty names",
    "fields",
    "forbids",
    "hundreds of flags",
    "if then else",
    "keywords as names",
    "languages",
    "lists of values",
    "names of what JavaScript inherits",
    "odd principals",
    "odd records",
    "policies for groups of actions",
    "principals as records",
    "quotes in ids",
    "roles",
    "several guards of one name",
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
    /// By policy, the constructs that it is written with; of the one at hand under no name.
    uses: Uses,
}

impl Draw<'_> {
    pub fn reach(&mut self, what: &'static str) {
        assert!(REACHED.contains(&what), "{what} is not listed");
        *self.reached.0.entry(what).or_default() += 1;
    }

    /// Notes a construct of the policy at hand.
    pub fn construct(&mut self, what: &'static str) {
        assert!(constructs::is_known(what), "{what} is not listed");
        self.uses.entry(String::new()).or_default().insert(what);
    }

    /// Says what the policy at hand is called.
    fn policy(&mut self, id: String) {
        let constructs = self.uses.remove("").unwrap_or_default();
        self.uses.insert(id, constructs);
    }
}

/// A pack that was drawn.
pub struct Pack {
    pub plan: Plan,
    pub sources: Sources,
    pub uses: Uses,
}

/// Draws a pack.
pub fn pack(draw: &mut Draw<'_>) -> Pack {
    let plan = plan::draw(draw);
    let mut files = vec![
        ("schema.cedarschema".to_owned(), schema::text(draw, &plan)),
        ("policies.cedar".to_owned(), policies::text(draw, &plan)),
    ];
    files.extend(tables::files(draw, &plan));
    let uses = std::mem::take(&mut draw.uses);
    Pack { sources: Sources { name: "random-pack".to_owned(), files }, plan, uses }
}

/// The bounds that a pack which is drawn may pass; then another one is drawn.
const BOUNDS: [&str; 5] = [
    "policy::too_many_classes",
    "policy::too_many_clauses",
    "policy::too_many_states",
    "policy::too_many_ties",
    "policy::too_wide",
];

/// What drawing a pack gave.
pub struct Drawn {
    pub pack: Pack,
    pub compiled: Result<Compiled, Report>,
    /// The bounds that those before it passed.
    pub passed: Vec<&'static str>,
}

/// The bound that a pack was refused for, and for nothing else.
fn bound(compiled: &Result<Compiled, Report>) -> Option<&'static str> {
    let errors = &compiled.as_ref().err()?.errors;
    let is_bound = |error: &tollgate_compiler::Diagnostic| BOUNDS.contains(&error.code());
    errors.first().filter(|_| errors.iter().all(is_bound)).map(|error| error.code())
}

/// Draws the pack of a seed, compiles it, and hands it on with what more is drawn from.
pub fn with_pack<T>(seed: u64, each: impl FnOnce(&mut Draw<'_>, Drawn) -> T) -> (T, Reached) {
    let (mut passed, mut attempt) = (Vec::new(), seed);
    loop {
        let bytes = seed::bytes(attempt, TAPE);
        let tape = Tape::new(&bytes);
        let mut draw = Draw { tape, reached: Reached::default(), uses: Uses::new() };
        let pack = pack(&mut draw);
        let compiled = compile(&pack.sources);
        if let Some(code) = bound(&compiled) {
            passed.push(code);
            attempt = seed::of(seed, passed.len());
            continue;
        }
        let made = each(&mut draw, Drawn { pack, compiled, passed });
        return (made, draw.reached);
    }
}
