//! What a page shows as off the server refuses when it is asked directly, and what shows as on it
//! does: every route, by every principal that a pack's gate tells from others, on records in every
//! state.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod marks;
mod office;
mod probes;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use marks::{Mark, marks_of};
use office::{Browser, Office};
use probes::{
    ARRANGED, Probe, Probes, arranged, bodies, put_principal, read_of, without_department,
};
use serde_json::{Value, json};
use tollgate::Gate;
use tollgate_postgres::Postgres;
use tollgate_server::kind::Seen;
use tollgate_server::{Ask, Guard, Language, On, Pack, Route, What, find, routes};

#[derive(Debug, Default)]
struct Counts {
    principals: usize,
    /// Of these, who differ by a limit, a team, a link or the lack of a department.
    arranged: [usize; 4],
    done: usize,
    refused: usize,
    /// Answers that were searched for marked values, and values that were told and may be.
    searched: usize,
    marks: usize,
}

/// What a gate says of a request: whether the record is seen, and whether it may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Verdict {
    seen: bool,
    allowed: bool,
}

fn verdict(gate: &Gate, ask: &Ask, record: &Value, input: &Value) -> Verdict {
    let seen = match ask.on {
        On::Record(kind) | On::Entry(kind) => match kind.seen {
            Seen::ByRow(action) => gate.can(action, record).unwrap(),
            Seen::All(action) => gate.can(action, &()).unwrap(),
        },
        _ => true,
    };
    let request = match ask.on {
        On::Workspace | On::Entry(_) => gate.prepare(&()),
        _ => gate.prepare(record),
    };
    let request = match (ask.what.name(), input.get("to")) {
        ("exportExpenses", _) => request.with(&json!({ "now": probes::now() })),
        (_, Some(to)) => request.with(&json!({ "to": to })),
        _ => request,
    };
    let decision = match ask.what {
        What::Action(action) => request.check(action).unwrap(),
        What::Transition(name) => request.transition(name).unwrap(),
    };
    Verdict { seen, allowed: seen && decision.allowed }
}

/// The routes of a pack that ask about something, with all that they are asked.
fn questions(probes: &Probes, pack: Pack) -> Vec<(Route, Ask, Vec<&Probe>)> {
    let all = routes().into_iter().filter_map(|route| match route.guard {
        Guard::Asks(ask) if ask.pack == pack => Some((route, ask)),
        _ => None,
    });
    // A list has those rows that may be seen; another suite asks for them.
    all.filter(|(route, ask)| route.method != "GET" || !matches!(ask.on, On::Rows(_)))
        .map(|(route, ask)| (route, ask, probes.of(&ask).iter().collect()))
        .collect()
}

/// For each principal of a pack the routes to ask as it: no two principals that one route is asked
/// as get the same answers from their gates.
fn distinct(
    office: &Office,
    (pack, expenses): (Pack, &[Probe]),
    questions: &[(Route, Ask, Vec<&Probe>)],
) -> Vec<(Value, Gate, Vec<usize>)> {
    let policy = office.app.packs.policy(pack, Language::English);
    // Who is of no department is read otherwise, also where the answers are those of others.
    let mut known: Vec<HashSet<(bool, Vec<Verdict>)>> = vec![HashSet::new(); questions.len()];
    let mut all = Vec::new();
    for principal in arranged(&policy, expenses) {
        let gate = policy.gate(&probes::whole(pack, &principal)).unwrap();
        let of_none = without_department(&principal);
        let mut asked = Vec::new();
        for (place, (route, ask, records)) in questions.iter().enumerate() {
            let of = |probe: &&Probe| {
                let inputs = bodies(route, probe);
                let on = |input: &Value| {
                    let record = read_of(&probe.subject_of(ask, input), &principal);
                    verdict(&gate, ask, &record, input)
                };
                inputs.iter().map(on).collect::<Vec<_>>()
            };
            if known[place].insert((of_none, records.iter().flat_map(of).collect())) {
                asked.push(place);
            }
        }
        if !asked.is_empty() {
            all.push((principal, gate, asked));
        }
    }
    all
}

/// What may be told: what values are of, and by which gates it is asked.
struct Disclosable {
    marks: BTreeMap<String, Mark>,
    gates: BTreeMap<Pack, Gate>,
    /// What policies read of the records, as they are restored after each change.
    records: BTreeMap<(&'static str, String), Value>,
}

impl Disclosable {
    async fn prepare(office: &Office, marks: BTreeMap<String, Mark>) -> Self {
        let mut records = BTreeMap::new();
        for (_, kind) in marks::lists() {
            for id in probes::ids(office, kind.table).await {
                let mut work = office.app.database.read().await.unwrap();
                if let Some(record) = find(&mut work, kind, &id).await.unwrap() {
                    records.insert((kind.name, id), record.attributes);
                }
            }
        }
        Disclosable { marks, gates: BTreeMap::new(), records }
    }

    /// Looks for values that whoever asks may not see, of the record as it was or as it is by now;
    /// how many there are that they may.
    async fn look(&self, office: &Office, text: &str, principal: &Value, said: &str) -> usize {
        let all = marks_of(text);
        for secret in &all {
            let mark = &self.marks[secret];
            let gate = self.gates.get(&mark.kind.pack);
            let may = |record: &Value| {
                gate.is_some_and(|gate| mark.may(gate, &read_of(record, principal)))
            };
            let was = self.records.get(&(mark.kind.name, mark.id.clone())).is_some_and(may);
            if !was {
                let mut work = office.app.database.read().await.unwrap();
                let now = find(&mut work, mark.kind, &mark.id).await.unwrap();
                let is = now.is_some_and(|record| may(&record.attributes));
                assert!(is, "{mark:?} is told to {principal}: {said:.300}");
            }
        }
        all.len()
    }
}

/// Asks a route about a record, and holds the answer against the gate's.
async fn ask(
    office: &Office,
    who: &Browser,
    (route, ask, probe): (&Route, &Ask, &Probe),
    (principal, disclosable): (&Value, &Disclosable),
    counts: &mut Counts,
) {
    let gate = &disclosable.gates[&ask.pack];
    for input in bodies(route, probe) {
        let on = read_of(&probe.subject_of(ask, &input), principal);
        let verdict = verdict(gate, ask, &on, &input);
        let path = probe.address(route.path);
        let sent = if route.method == "GET" { Value::Null } else { input.clone() };
        let answer = office.ask(who, route.method, &path, sent).await;
        let expected = match verdict {
            Verdict { allowed: true, .. } => 200,
            Verdict { seen: true, .. } => 403,
            Verdict { seen: false, .. } => 404,
        };
        let said = || format!("{} {path} of {on} with {input}: {}", route.method, answer.text);
        assert_eq!(answer.status, expected, "{}", said());
        // What the log tells is another suite's: records stand in it as they were.
        if route.path != "/api/audit" {
            counts.marks += disclosable.look(office, &answer.text, principal, &said()).await;
            counts.searched += 1;
        }
        if verdict.allowed {
            counts.done += 1;
            if route.method != "GET" {
                probe.restore(office).await;
            }
        } else {
            counts.refused += 1;
        }
    }
}

async fn tamper(office: &Office) {
    let marks = marks::mark(office).await;
    let probes = Probes::prepare(office).await;
    let mut disclosable = Disclosable::prepare(office, marks).await;
    let who = office.enter(probes::USER).await;
    let mut counts = Counts::default();
    let expenses = probes.of_kind("expenses");
    for pack in Pack::ALL {
        let questions = questions(&probes, pack);
        for (principal, gate, asked) in distinct(office, (pack, expenses), &questions) {
            put_principal(office, pack, &principal).await;
            disclosable.gates.insert(pack, gate);
            counts.principals += 1;
            for (place, name) in ARRANGED.iter().enumerate() {
                counts.arranged[place] += usize::from(principal.get(name).is_some());
            }
            for place in asked {
                let (route, guard, records) = &questions[place];
                for probe in records {
                    let of = (&principal, &disclosable);
                    ask(office, &who, (route, guard, probe), of, &mut counts).await;
                }
            }
        }
    }
    println!("{counts:?}");
    assert!(counts.done > 1000 && counts.refused > 1000, "{counts:?}");
    assert!(counts.searched > 4000 && counts.marks > 10_000, "{counts:?}");
    assert!(counts.arranged.iter().all(|times| *times > 0), "{counts:?}");
}

#[tokio::test]
async fn what_a_gate_refuses_the_server_refuses_on_sqlite() {
    tamper(&Office::sqlite().await).await;
}

#[tokio::test]
async fn what_a_gate_refuses_the_server_refuses_on_postgresql() {
    let postgres = Postgres::start();
    tamper(&Office::postgres(&postgres).await).await;
}

/// Controls that lead to other screens, or stand for what others do, and have no request of their
/// own.
const WITHOUT_REQUEST: [(&str, &str); 2] =
    [("access-levels", "menu.main"), ("access-levels", "menu.portal")];

#[test]
fn every_control_of_every_pack_has_a_route_that_asks_the_same() {
    let asked: BTreeSet<(Pack, &'static str)> = routes()
        .iter()
        .filter_map(|route| match route.guard {
            Guard::Asks(ask) => Some((ask.pack, ask.what.name())),
            _ => None,
        })
        .collect();
    let packs = tollgate_server::Packs::load(&office::policies()).unwrap();
    let mut checked = 0;
    for pack in Pack::ALL {
        let policy = packs.policy(pack, Language::English);
        // Who asks for a step asks for its guard.
        let steps = policy.bundle().types.iter();
        let steps = steps.filter_map(|of| policy.lifecycle(&of.name).unwrap());
        let guards: BTreeSet<String> = steps
            .flat_map(|lifecycle| lifecycle.transitions)
            .filter(|step| asked.iter().any(|it| *it == (pack, step.name.as_str())))
            .map(|step| step.guard)
            .collect();
        for (id, names) in probes::controls(&policy) {
            let known = names.iter().any(|name| {
                guards.contains(name) || asked.iter().any(|it| *it == (pack, name.as_str()))
            });
            let excused = WITHOUT_REQUEST.contains(&(pack.name(), id.as_str()));
            assert!(known || excused, "{}: `{id}` of {names:?} has no route", pack.name());
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked}");
}
