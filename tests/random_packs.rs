//! Random packs, compiled, answer as Cedar does on their sources, and their filters match the rows
//! on which Cedar allows; a gate that was kept answers as a
//! fresh one, and the gates of its snapshots as it does. What the packed npm package answers is
//! compared with the same in `tests/shipped.rs`.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod packs;
mod random;
mod seed;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use packs::oracle::Oracle;
use packs::{Draw, Drawn, Pack, Reached, people, with_pack};
use serde_json::{Value, json};
use tollgate::{Decision, Filter, FilterKind, Gate, Policy, Result, Scope, load_gate};

/// How many packs are drawn, and what has to come of them at least.
const DRAWN: usize = 320;
const PACKS: usize = 300;
const QUESTIONS: usize = 100_000;

/// How many people ask about a pack, and about how many records of a type each.
const PEOPLE: usize = 6;
const RECORDS: usize = 9;

/// What a run came to.
#[derive(Default)]
struct Tally {
    packs: usize,
    /// Packs that the compiler refused, by the code of the first mistake.
    refused: BTreeMap<&'static str, usize>,
    /// Questions answered as Cedar answers them, and of these how many were allowed.
    cedar: usize,
    allowed: usize,
    /// Rows of filters that some rows match and others do not.
    matched: usize,
    /// Answers compared with those of fresh gates and of both gates made of snapshots.
    fresh: usize,
    snapshots: usize,
    /// Answers that are errors, everywhere the same.
    errors: usize,
    reached: Reached,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.packs += other.packs;
        self.cedar += other.cedar;
        self.allowed += other.allowed;
        self.matched += other.matched;
        self.fresh += other.fresh;
        self.snapshots += other.snapshots;
        self.errors += other.errors;
        self.reached.add(&other.reached);
        for (code, count) in &other.refused {
            *self.refused.entry(code).or_default() += count;
        }
    }
}

/// A principal's gate, asked all along, and those made of its snapshots.
struct Kept<'p> {
    policy: &'p Policy,
    principal: &'p Value,
    gate: Gate,
    full: Gate,
    terse: Gate,
}

fn ask(gate: &Gate, action: &str, record: &Value, context: &Value) -> Result<Decision> {
    gate.prepare(record).with(context).check(action)
}

impl<'p> Kept<'p> {
    fn new(policy: &'p Policy, principal: &'p Value) -> Result<Self> {
        let gate = policy.gate(principal)?;
        let snapshot = |explain| load_gate(&gate.snapshot(explain).to_string()).unwrap();
        let (full, terse) = (snapshot(true), snapshot(false));
        Ok(Kept { policy, principal, gate, full, terse })
    }

    /// The decision, which a fresh gate and the snapshots' gates make the same.
    fn decision(
        &self,
        tally: &mut Tally,
        action: &str,
        record: &Value,
        context: &Value,
    ) -> Result<Decision> {
        let kept = ask(&self.gate, action, record, context);
        let fresh = self.policy.gate(self.principal).unwrap();
        assert_eq!(kept, ask(&fresh, action, record, context), "fresh: {action:?} {record}");
        let again = ask(&self.full, action, record, context);
        assert_eq!(kept, again, "snapshot: {action:?} {record} {context}");
        let verdict = |it: &Result<Decision>| match it {
            Ok(decision) => Ok((decision.allowed, decision.denial)),
            Err(error) => Err(error.clone()),
        };
        let terse = ask(&self.terse, action, record, context);
        assert_eq!(verdict(&kept), verdict(&terse), "terse: {action:?} {record} {context}");
        tally.fresh += 1;
        tally.snapshots += 2;
        tally.errors += usize::from(kept.is_err());
        kept
    }

    /// Everything else that a record is asked about.
    fn lists(&self, tally: &mut Tally, record: &Value) {
        let fresh = self.policy.gate(self.principal).unwrap();
        let lists = |gate: &Gate| (gate.prepare(record).controls(), gate.transitions(record));
        let kept = lists(&self.gate);
        assert_eq!(kept, lists(&fresh), "{record}");
        assert_eq!(kept, lists(&self.full), "{record}");
        let shown = |gate: &Gate| {
            let controls = gate.prepare(record).controls();
            controls.map(|all| all.into_iter().map(|it| (it.id, it.state)).collect::<Vec<_>>())
        };
        assert_eq!(shown(&self.gate), shown(&self.terse), "{record}");
        tally.fresh += 2;
        tally.snapshots += 3;
    }

    /// Whether an action is ever allowed, and on which rows.
    fn over_all(&self, tally: &mut Tally, action: &str, context: &Value) -> (Scope, Filter) {
        let page = |gate: &Gate| {
            let page = gate.prepare(&()).with(context);
            (page.scope(action), page.filter(action))
        };
        let fresh = self.policy.gate(self.principal).unwrap();
        let kept = page(&self.gate);
        for other in [&fresh, &self.full, &self.terse] {
            assert_eq!(kept, page(other), "{action:?} {context}");
        }
        tally.fresh += 2;
        tally.snapshots += 6;
        (kept.0.unwrap(), kept.1.unwrap())
    }
}

/// Asks everything of a pack that compiled.
fn ask_pack(draw: &mut Draw<'_>, pack: &Pack, json: &str, tally: &mut Tally) {
    let policy = Policy::from_json(json).unwrap();
    let oracle = Oracle::new(pack);
    tally.packs += 1;
    for _ in 0..PEOPLE {
        let principal = people::principal(draw, &pack.plan);
        let kept = Kept::new(&policy, &principal).unwrap();
        ask_soundly(draw, pack, &oracle, &kept, tally);
        ask_oddly(draw, pack, &kept, tally);
    }
    let odd = people::odd_principal(draw, &pack.plan);
    if let Ok(kept) = Kept::new(&policy, &odd) {
        ask_oddly(draw, pack, &kept, tally);
    }
}

/// Questions that Cedar answers too.
fn ask_soundly(
    draw: &mut Draw<'_>,
    pack: &Pack,
    oracle: &Oracle<'_>,
    kept: &Kept<'_>,
    tally: &mut Tally,
) {
    let plan = &pack.plan;
    let drawn = people::drawn(draw, plan, kept.principal, RECORDS);
    let none = json!({});
    let all = drawn.records.iter().flat_map(|(of, all)| all.iter().map(move |it| (*of, it)));
    let worlds: Vec<_> =
        all.map(|(of, record)| (of, record, oracle.world(kept.principal, record))).collect();
    for (index, action) in plan.actions.iter().enumerate() {
        let context = drawn.contexts.get(&index).unwrap_or(&none);
        let (scope, filter) = kept.over_all(tally, &action.name, context);
        for (_, record, world) in worlds.iter().filter(|(of, ..)| action.on.contains(of)) {
            let decision = kept.decision(tally, &action.name, record, context).unwrap();
            let determining: BTreeSet<String> =
                decision.determining.into_iter().map(|each| each.policy).collect();
            let expected = oracle.ask(index, world, context);
            let told = || format!("{:?} {} {record} {context}", action.name, kept.principal);
            assert_eq!((decision.allowed, determining), expected, "{}", told());
            assert_eq!(filter.matches(*record), expected.0, "filter: {}", told());
            let impossible = if expected.0 { Scope::Never } else { Scope::Always };
            assert_ne!(scope, impossible, "{}", told());
            tally.cedar += 1;
            tally.allowed += usize::from(expected.0);
            tally.matched += usize::from(filter.kind == FilterKind::Some && expected.0);
        }
    }
    for (_, record, _) in &worlds {
        kept.lists(tally, record);
    }
}

/// Questions that are errors, or about which Cedar has nothing to say.
fn ask_oddly(draw: &mut Draw<'_>, pack: &Pack, kept: &Kept<'_>, tally: &mut Tally) {
    let plan = &pack.plan;
    for of in 0..plan.types.len() {
        let record = people::odd_record(draw, plan, of, kept.principal);
        let contexts = [json!({}), random::request::junk(&mut draw.tape)];
        for action in plan.actions.iter().map(|it| it.name.as_str()).chain(["no such action"]) {
            let context = draw.tape.choose(&contexts);
            let _ = kept.decision(tally, action, &record, context);
        }
        kept.lists(tally, &record);
    }
}

/// What the pack of a seed came to.
fn tally(seed: u64) -> Tally {
    let (mut tally, reached) = with_pack(seed, |draw, Drawn { pack, compiled }| {
        let mut tally = Tally::default();
        match compiled {
            Ok(compiled) => ask_pack(draw, &pack, &compiled.json, &mut tally),
            Err(report) => {
                let code = report.errors.first().map_or("no mistake", |error| error.code());
                println!("refused, in {}: {report}", written(seed).display());
                *tally.refused.entry(code).or_default() += 1;
            }
        }
        tally
    });
    tally.reached = reached;
    tally
}

/// Writes down the sources of the pack of a seed; where they are.
fn written(seed: u64) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/random-packs");
    let folder = folder.join(seed.to_string()).join("random-pack");
    std::fs::create_dir_all(folder.join("languages")).unwrap();
    let write = |(name, text): &(String, String)| std::fs::write(folder.join(name), text).unwrap();
    with_pack(seed, |_, drawn| drawn.pack.sources.files.iter().for_each(write));
    folder
}

#[test]
fn random_packs_answer_as_cedar_does_and_gates_kept_as_fresh_ones_and_as_snapshots() {
    let seed = seed::seed("random packs");
    let (next, total) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    std::thread::scope(|scope| {
        let work = || {
            let another = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|it| *it < DRAWN);
            while let Some(index) = another() {
                let seed = seed::of(seed, index);
                let of = catch_unwind(|| tally(seed)).unwrap_or_else(|fallen| {
                    println!("the sources of pack {index} are in {}", written(seed).display());
                    resume_unwind(fallen)
                });
                total.lock().unwrap().add(&of);
            }
        };
        (0..2).for_each(|_| drop(scope.spawn(work)));
    });
    let total = total.into_inner().unwrap();
    let refused: usize = total.refused.values().sum();
    println!("{} packs compiled, {refused} refused: {:?}", total.packs, total.refused);
    println!("{} questions answered as Cedar answers, {} allowed", total.cedar, total.allowed);
    println!(
        "{} answers as of fresh gates, {} as of snapshots, {} of them errors",
        total.fresh, total.snapshots, total.errors
    );
    total.reached.print();
    assert!(total.packs >= PACKS && total.cedar >= QUESTIONS);
    println!("{} rows matched by filters of some rows", total.matched);
    assert!(total.allowed > total.cedar / 20 && total.matched > 0 && total.errors > 0);
    assert!(refused * 20 < DRAWN, "too many packs are refused");
}
