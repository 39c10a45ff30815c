//! What a page shows as off the server refuses when it is asked directly, and what shows as on it
//! does: every route, by every principal that a pack's gate tells from others, on records in every
//! state.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;
mod probes;

use std::collections::{BTreeSet, HashSet};

use office::{Browser, Office};
use probes::{Probe, Probes, bodies, principals, put_principal};
use serde_json::{Value, json};
use tollgate::Gate;
use tollgate_postgres::Postgres;
use tollgate_server::kind::Seen;
use tollgate_server::{Ask, Guard, Language, On, Pack, Route, What, routes};

#[derive(Debug, Default)]
struct Counts {
    principals: usize,
    done: usize,
    refused: usize,
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
fn told_apart(
    office: &Office,
    pack: Pack,
    questions: &[(Route, Ask, Vec<&Probe>)],
) -> Vec<(Value, Gate, Vec<usize>)> {
    let policy = office.app.packs.policy(pack, Language::English);
    let mut known: Vec<HashSet<Vec<Verdict>>> = vec![HashSet::new(); questions.len()];
    let mut all = Vec::new();
    for principal in principals(&policy) {
        let gate = policy.gate(&probes::whole(pack, &principal)).unwrap();
        let mut asked = Vec::new();
        for (place, (route, ask, records)) in questions.iter().enumerate() {
            let of = |probe: &&Probe| {
                let inputs = bodies(route, probe);
                let on = |input: &Value| verdict(&gate, ask, &probe.asked_about(ask, input), input);
                inputs.iter().map(on).collect::<Vec<_>>()
            };
            if known[place].insert(records.iter().flat_map(of).collect()) {
                asked.push(place);
            }
        }
        if !asked.is_empty() {
            all.push((principal, gate, asked));
        }
    }
    all
}

/// Asks a route about a record, and holds the answer against the gate's.
async fn ask(
    office: &Office,
    who: &Browser,
    (route, ask, probe): (&Route, &Ask, &Probe),
    gate: &Gate,
    counts: &mut Counts,
) {
    for input in bodies(route, probe) {
        let on = probe.asked_about(ask, &input);
        let verdict = verdict(gate, ask, &on, &input);
        let path = probe.address(route.path);
        let sent = if route.method == "GET" { Value::Null } else { input.clone() };
        let answer = office.ask(who, route.method, &path, sent).await;
        let expected = match verdict {
            Verdict { allowed: true, .. } => 200,
            Verdict { seen: true, .. } => 403,
            Verdict { seen: false, .. } => 404,
        };
        let told = || format!("{} {path} of {on} with {input}: {}", route.method, answer.text);
        assert_eq!(answer.status, expected, "{}", told());
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
    let probes = Probes::prepare(office).await;
    let who = office.enter(probes::USER).await;
    let mut counts = Counts::default();
    for pack in Pack::ALL {
        let questions = questions(&probes, pack);
        for (principal, gate, asked) in told_apart(office, pack, &questions) {
            put_principal(office, pack, &principal).await;
            counts.principals += 1;
            for place in asked {
                let (route, guard, records) = &questions[place];
                for probe in records {
                    ask(office, &who, (route, guard, probe), &gate, &mut counts).await;
                }
            }
        }
    }
    println!("{counts:?}");
    assert!(counts.done > 1000 && counts.refused > 1000, "{counts:?}");
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
