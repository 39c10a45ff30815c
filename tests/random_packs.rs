//! Random packs, compiled, answer as Cedar does on their sources, their filters match the rows on
//! which Cedar allows, and what an unlock says allows; a gate that was kept answers as a fresh one,
//! and the gates of its snapshots as it does. What the packed npm package answers is compared with
//! the same in `tests/shipped.rs`.

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
use packs::unlocks::Denied;
use packs::{Draw, Drawn, Pack, Reached, odd, with_pack};
use random::without_facts;
use requests::World;
use serde_json::{Value, json};
use tollgate::{
    ControlState, Decision, Error, ErrorCode, Filter, FilterKind, Gate, Policy, Request, Result,
    Scope, load_gate,
};

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
    /// Changes that were tried out on denials.
    unlocks: usize,
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
        self.unlocks += other.unlocks;
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

/// A record as each of these gates has it, and one that was made for the record.
struct About<'g> {
    record: &'g Value,
    kept: Request<'g>,
    fresh: Request<'g>,
    full: Request<'g>,
    terse: Request<'g>,
}

impl<'p> Kept<'p> {
    fn new(policy: &'p Policy, principal: &'p Value) -> Result<Self> {
        let gate = policy.gate(principal)?;
        let snapshot = |explain| load_gate(&gate.snapshot(explain).to_string()).unwrap();
        let (full, terse) = (snapshot(true), snapshot(false));
        Ok(Kept { policy, principal, gate, full, terse })
    }

    fn fresh(&self) -> Gate {
        self.policy.gate(self.principal).unwrap()
    }

    fn about<'g>(&'g self, fresh: &'g Gate, record: &'g Value) -> About<'g> {
        let [kept, fresh, full, terse] =
            [&self.gate, fresh, &self.full, &self.terse].map(|it| it.prepare(record));
        About { record, kept, fresh, full, terse }
    }

    /// Whether an action is ever allowed, and on which rows; nothing where that is too much to ask.
    fn over_all(
        &self,
        tally: &mut Tally,
        action: &str,
        context: &Value,
    ) -> Option<(Scope, Filter)> {
        let page = |gate: &Gate| {
            let page = gate.prepare(&()).with(context);
            (page.scope(action), page.filter(action))
        };
        let (fresh, kept) = (self.fresh(), page(&self.gate));
        let is_large = |error: &Error| error.code() == ErrorCode::TooLarge;
        if kept.0.as_ref().is_err_and(is_large) || kept.1.as_ref().is_err_and(is_large) {
            // A snapshot has fewer clauses to go through, and may have an answer.
            assert_eq!(kept, page(&fresh), "{action:?} {context}");
            *tally.passed.entry("a filter's `too_large`").or_default() += 1;
            return None;
        }
        for other in [&fresh, &self.full, &self.terse] {
            assert_eq!(kept, page(other), "{action:?} {context}");
        }
        tally.fresh += 2;
        tally.snapshots += 6;
        Some((kept.0.unwrap(), kept.1.unwrap()))
    }
}

impl About<'_> {
    /// The decision, which a fresh gate and the snapshots' gates make the same.
    fn decision(&self, tally: &mut Tally, action: &str, context: &Value) -> Result<Decision> {
        let ask = |about: &Request<'_>| about.clone().with(context).check(action);
        let (record, kept) = (self.record, ask(&self.kept));
        assert_eq!(kept, ask(&self.fresh), "fresh: {action:?} {record}");
        let [told, full] = [&kept, &ask(&self.full)].map(|it| without_facts(format!("{it:?}")));
        assert_eq!(told, full, "snapshot: {action:?} {record} {context}");
        let verdict = |it: &Result<Decision>| match it {
            Ok(decision) => Ok((decision.allowed, decision.denial)),
            Err(error) => Err(error.clone()),
        };
        let terse = ask(&self.terse);
        assert_eq!(verdict(&kept), verdict(&terse), "terse: {action:?} {record} {context}");
        tally.fresh += 1;
        tally.snapshots += 2;
        tally.errors += usize::from(kept.is_err());
        kept
    }

    /// Everything else that a record is asked about.
    fn lists(&self, tally: &mut Tally) {
        let lists = |about: &Request<'_>| (about.controls(), about.transitions());
        let kept = lists(&self.kept);
        assert_eq!(kept, lists(&self.fresh), "{}", self.record);
        let [told, full] = [&kept, &lists(&self.full)].map(|it| without_facts(format!("{it:?}")));
        assert_eq!(told, full, "{}", self.record);
        let shown = |controls: Result<Vec<ControlState>>| {
            controls.map(|all| all.into_iter().map(|it| (it.id, it.state)).collect::<Vec<_>>())
        };
        assert_eq!(shown(kept.0), shown(self.terse.controls()), "{}", self.record);
        tally.fresh += 2;
        tally.snapshots += 3;
    }
}

/// A pack that compiled, and what more is drawn about it.
struct Subject<'d, 't, 'w> {
    draw: &'d mut Draw<'t>,
    world: &'w World,
    drawn: requests::Draw<'w>,
    tally: Tally,
}

/// An action in a context, as far as no record is asked about.
struct Page<'w> {
    action: &'w str,
    types: &'w [String],
    context: requests::Drawn,
    told: Value,
    scope: Scope,
    filter: Filter,
}

/// Asks everything of a pack that compiled.
fn ask_pack(draw: &mut Draw<'_>, pack: &Pack, json: &str, seed: u64) -> Tally {
    let policy = Policy::from_json(json).unwrap();
    let world = World::of(&pack.sources.files);
    let tally = Tally { packs: 1, ..Tally::default() };
    let mut subject = Subject { draw, world: &world, drawn: world.draw(seed), tally };
    for _ in 0..PEOPLE {
        let principal = subject.drawn.principal();
        let kept = match Kept::new(&policy, &principal.json) {
            Ok(kept) => kept,
            // Comparisons of what it has with records may make more values than are told apart.
            Err(error) if error.code() == ErrorCode::TooLarge => {
                *subject.tally.passed.entry("a principal's `too_large`").or_default() += 1;
                continue;
            }
            Err(error) => panic!("{error}: {}", principal.json),
        };
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

impl<'w> Subject<'_, '_, 'w> {
    fn page(&mut self, kept: &Kept<'_>, action: &'w str, types: &'w [String]) -> Option<Page<'w>> {
        let context = self.drawn.context(action);
        let told = if context.json.is_null() { json!({}) } else { context.json.clone() };
        let (scope, filter) = kept.over_all(&mut self.tally, action, &told)?;
        Some(Page { action, types, context, told, scope, filter })
    }

    /// Questions that Cedar answers too.
    fn ask_soundly(&mut self, kept: &Kept<'_>, principal: &requests::Drawn) {
        let world = self.world;
        let pages = world.actions().filter_map(|(action, types)| self.page(kept, action, types));
        let pages: Vec<Page<'_>> = pages.collect();
        for of in world.records() {
            for _ in 0..RECORDS {
                let record = self.drawn.record(of, principal);
                let cedar = world.about(principal, &record);
                let fresh = kept.fresh();
                let about = kept.about(&fresh, &record.json);
                let is_for = |it: &&Page<'_>| it.types.iter().any(|one| one == of);
                for page in pages.iter().filter(is_for) {
                    self.ask_cedar(kept, (&about, &cedar), page);
                }
                about.lists(&mut self.tally);
            }
        }
    }

    fn ask_cedar(
        &mut self,
        kept: &Kept<'_>,
        (about, cedar): (&About<'_>, &requests::About<'_>),
        page: &Page<'_>,
    ) {
        let Page { action, told, filter, scope, .. } = page;
        let Kept { policy, principal, .. } = kept;
        let (tally, record) = (&mut self.tally, about.record);
        let what = format!("{action:?} {principal} {record} {told}");
        let decision = about.decision(tally, action, told);
        let decision = decision.unwrap_or_else(|error| panic!("{error}: {what}"));
        if !decision.allowed {
            let denied = Denied { policy, principal, record, context: told, action };
            tally.unlocks += denied.hold(&decision);
        }
        let determining: BTreeSet<String> =
            decision.determining.into_iter().map(|each| each.policy).collect();
        let expected = cedar.authorize(action, &page.context);
        for policy in &expected.1 {
            *tally.decided.entry(policy.clone()).or_default() += 1;
        }
        assert_eq!((decision.allowed, determining), expected, "{what}");
        assert_eq!(filter.matches(record), expected.0, "filter: {what}");
        let impossible = if expected.0 { Scope::Never } else { Scope::Always };
        assert_ne!(*scope, impossible, "{what}");
        tally.cedar += 1;
        tally.allowed += usize::from(expected.0);
        tally.matched += usize::from(filter.kind == FilterKind::Some && expected.0);
    }

    /// Questions that are errors, or about which Cedar has nothing to say.
    fn ask_oddly(&mut self, kept: &Kept<'_>, principal: &requests::Drawn) {
        for of in self.world.records() {
            let record = self.drawn.record(of, principal).json;
            let record = odd::record(self.draw, &record);
            let contexts = [json!({}), random::request::junk(&mut self.draw.tape)];
            let names = self.world.actions().map(|(name, _)| name);
            let fresh = kept.fresh();
            let about = kept.about(&fresh, &record);
            for action in names.chain(["no such action"]) {
                let context = self.draw.tape.choose(&contexts);
                let _ = about.decision(&mut self.tally, action, context);
            }
            about.lists(&mut self.tally);
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
    println!("{} changes tried out on denials", total.unlocks);
    assert!(total.unlocks > total.cedar / 10, "too few changes are tried out");
    assert!(total.allowed > total.cedar / 20 && total.matched > 0 && total.errors > 0);
    assert!(passed * 5 < DRAWN, "too many packs pass a bound");
}
