//! Random packs, compiled, answer as Cedar does on their sources, and their filters match the rows
//! on which Cedar allows; a gate that was kept answers as a
//! fresh one, and the gates of its snapshots as it does. What the packed npm package answers is
//! compared with the same in `tests/shipped.rs`.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod packs;
mod random;
mod requests;
mod seed;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use packs::constructs::Coverage;
use packs::{Draw, Drawn, Pack, Reached, odd, with_pack};
use requests::World;
use serde_json::{Value, json};
use tollgate::{Decision, Filter, FilterKind, Gate, Policy, Result, Scope, load_gate};

/// How many packs are drawn that compile, and how many questions have to come of them.
const DRAWN: usize = 300;
const QUESTIONS: usize = 100_000;

/// How many people ask about a pack, and about how many records of a type each.
const PEOPLE: usize = 6;
const RECORDS: usize = 9;

/// What a run came to.
#[derive(Default)]
struct Tally {
    packs: usize,
    /// Packs that passed a bound of the compiler, by its code; for each another one was drawn.
    passed: BTreeMap<&'static str, usize>,
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
    coverage: Coverage,
    /// How many questions each policy of a pack decided.
    decided: BTreeMap<String, usize>,
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
        self.coverage.add(&other.coverage);
        for (code, count) in &other.passed {
            *self.passed.entry(code).or_default() += count;
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

/// A pack that compiled, and what more is drawn about it.
struct Subject<'d, 't, 'w> {
    draw: &'d mut Draw<'t>,
    world: &'w World,
    drawn: requests::Draw<'w>,
    tally: Tally,
}

/// Asks everything of a pack that compiled.
fn ask_pack(draw: &mut Draw<'_>, pack: &Pack, json: &str, seed: u64) -> Tally {
    let policy = Policy::from_json(json).unwrap();
    let world = World::of(&pack.sources.files);
    let tally = Tally { packs: 1, ..Tally::default() };
    let mut subject = Subject { draw, world: &world, drawn: world.draw(seed), tally };
    for _ in 0..PEOPLE {
        let principal = subject.drawn.principal();
        let kept = Kept::new(&policy, &principal.json);
        let kept = kept.unwrap_or_else(|error| panic!("{error}: {}", principal.json));
        subject.ask_soundly(&kept, &principal);
        subject.ask_oddly(&kept, &principal);
    }
    let principal = subject.drawn.principal();
    let spoilt = odd::principal(subject.draw, &principal.json);
    if let Ok(kept) = Kept::new(&policy, &spoilt) {
        subject.ask_oddly(&kept, &principal);
    }
    let mut tally = subject.tally;
    tally.coverage.count(&pack.uses, &tally.decided);
    tally
}

impl Subject<'_, '_, '_> {
    /// Questions that Cedar answers too.
    fn ask_soundly(&mut self, kept: &Kept<'_>, principal: &requests::Drawn) {
        let mut records: BTreeMap<&str, Vec<requests::Drawn>> = BTreeMap::new();
        for of in self.world.records() {
            let all = (0..RECORDS).map(|_| self.drawn.record(of, principal)).collect();
            records.insert(of, all);
        }
        let (tally, world) = (&mut self.tally, self.world);
        let asked = |it| (it, world.about(principal, it));
        let records: BTreeMap<&str, Vec<_>> =
            records.iter().map(|(of, all)| (*of, all.iter().map(asked).collect())).collect();
        for (action, types) in world.actions() {
            let context = self.drawn.context(action);
            let told = if context.json.is_null() { json!({}) } else { context.json.clone() };
            let (scope, filter) = kept.over_all(tally, action, &told);
            for (record, cedar) in types.iter().flat_map(|it| &records[it.as_str()]) {
                let about = format!("{action:?} {} {} {told}", kept.principal, record.json);
                let decision = kept.decision(tally, action, &record.json, &told);
                let decision = decision.unwrap_or_else(|error| panic!("{error}: {about}"));
                let determining: BTreeSet<String> =
                    decision.determining.into_iter().map(|each| each.policy).collect();
                let expected = cedar.authorize(action, &context);
                for policy in &expected.1 {
                    *tally.decided.entry(policy.clone()).or_default() += 1;
                }
                assert_eq!((decision.allowed, determining), expected, "{about}");
                assert_eq!(filter.matches(&record.json), expected.0, "filter: {about}");
                let impossible = if expected.0 { Scope::Never } else { Scope::Always };
                assert_ne!(scope, impossible, "{about}");
                tally.cedar += 1;
                tally.allowed += usize::from(expected.0);
                tally.matched += usize::from(filter.kind == FilterKind::Some && expected.0);
            }
        }
        records.values().flatten().for_each(|(it, _)| kept.lists(tally, &it.json));
    }

    /// Questions that are errors, or about which Cedar has nothing to say.
    fn ask_oddly(&mut self, kept: &Kept<'_>, principal: &requests::Drawn) {
        for of in self.world.records() {
            let record = self.drawn.record(of, principal).json;
            let record = odd::record(self.draw, &record);
            let contexts = [json!({}), random::request::junk(&mut self.draw.tape)];
            let names = self.world.actions().map(|(name, _)| name);
            for action in names.chain(["no such action"]) {
                let context = self.draw.tape.choose(&contexts);
                let _ = kept.decision(&mut self.tally, action, &record, context);
            }
            kept.lists(&mut self.tally, &record);
        }
    }
}

/// What the pack of a seed came to.
fn tally(seed: u64) -> Tally {
    let (mut tally, reached) = with_pack(seed, |draw, Drawn { pack, compiled, passed }| {
        let compiled = compiled.unwrap_or_else(|report| panic!("refused: {report}"));
        let mut tally = ask_pack(draw, &pack, &compiled.json, seed);
        passed.iter().for_each(|code| *tally.passed.entry(code).or_default() += 1);
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
    let passed: usize = total.passed.values().sum();
    println!("{} packs compiled, {passed} passed a bound: {:?}", total.packs, total.passed);
    println!("{} questions answered as Cedar answers, {} allowed", total.cedar, total.allowed);
    println!(
        "{} answers as of fresh gates, {} as of snapshots, {} of them errors",
        total.fresh, total.snapshots, total.errors
    );
    total.reached.print();
    total.coverage.print();
    assert!(total.packs == DRAWN && total.cedar >= QUESTIONS);
    println!("{} rows matched by filters of some rows", total.matched);
    assert!(total.allowed > total.cedar / 20 && total.matched > 0 && total.errors > 0);
    assert!(passed * 5 < DRAWN, "too many packs pass a bound");
}
