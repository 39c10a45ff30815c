//! Questions put to a gate by the crate's public interface, and whole answers as JSON.

use serde::Serialize;
use serde_json::{Value, json};
use tollgate::{Gate, Policy, Request, Result, RowError, Table};

use crate::questions::file::{Answer, Document, GateQuestions, List};

/// What is asked about one record at a time.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Verb {
    Check,
    Control,
    Controls,
    Options,
    Transition,
    Transitions,
    Project,
}

impl Verb {
    fn word(self) -> &'static str {
        match self {
            Verb::Check => "check",
            Verb::Control => "control",
            Verb::Controls => "controls",
            Verb::Options => "options",
            Verb::Transition => "transition",
            Verb::Transitions => "transitions",
            Verb::Project => "project",
        }
    }
}

/// A principal's gate, the gate that a page makes of its terse snapshot, the one that speaks
/// Spanish, and what is asked of them.
pub(crate) struct Asker {
    gate: Gate,
    terse: Gate,
    spanish: Option<Gate>,
    pub(crate) questions: GateQuestions,
}

/// What is asked about each record of a list: verbs with the names that they are about.
pub(crate) type Questions<'n> = [(Verb, &'n str)];

impl Asker {
    pub(crate) fn new(
        document: &mut Document,
        gate: Gate,
        principal: &Value,
        spanish: Option<&Policy>,
    ) -> Self {
        let (full, terse) = (gate.snapshot(true), gate.snapshot(false));
        let questions = document.gate(principal, [&full, &terse]);
        let terse = tollgate::load_gate(&terse.to_string()).unwrap();
        let spanish = spanish.map(|policy| policy.gate(principal).unwrap());
        Asker { gate, terse, spanish, questions }
    }

    /// Questions about each record of a list.
    pub(crate) fn each(
        &mut self,
        document: &mut Document,
        questions: &Questions<'_>,
        context: Option<&Value>,
        list: &List,
    ) {
        let Asker { gate, terse, spanish, questions: all } = self;
        let prepare = |record: &Option<Value>| {
            let prepare = |gate| match record {
                Some(record) => within(Gate::prepare_optional(gate, Some(record)), context),
                None => page(gate, context),
            };
            (prepare(&*gate), prepare(&*terse), spanish.as_ref().map(prepare))
        };
        let prepared: Vec<_> = list.records.iter().map(prepare).collect();
        for (verb, name) in questions {
            let answers =
                prepared.iter().zip(&list.records).map(|((full, short, said), record)| {
                    if *verb == Verb::Project {
                        let least = |gate: &Gate| outcome(gate.project(record).map(exact));
                        let (full, terse) = (least(gate), least(terse));
                        return Answer { full, terse, spanish: None };
                    }
                    let [full, terse] = [full, short].map(|it| of_record(it, *verb, name));
                    let spanish = said.as_ref().map(|it| of_record(it, *verb, name));
                    Answer { spanish: spanish.filter(|it| in_spanish(it, &full)), full, terse }
                });
            document.block(all, (verb.word(), name), context, list, answers);
        }
    }

    /// Whether the action is ever allowed, and on which rows of a list: as the filter says it, and
    /// as the filter matches them.
    pub(crate) fn over_all(
        &mut self,
        document: &mut Document,
        action: &str,
        context: Option<&Value>,
        rows: &List,
    ) {
        let scope = |gate: &Gate| outcome(page(gate, context).scope(action));
        let filter = |gate: &Gate| {
            outcome(page(gate, context).filter(action).map(|filter| {
                let matches = |row: &Value| if filter.matches(row) { '1' } else { '0' };
                let matches: String = rows.records.iter().flatten().map(matches).collect();
                exact(json!({ "filter": filter, "matches": matches }))
            }))
        };
        self.once(document, ("scope", action), context, rows, scope);
        self.once(document, ("filter", action), context, rows, filter);
    }

    /// Tables of all rows: of the actions that a table chooses, and of every action.
    pub(crate) fn tables(&mut self, document: &mut Document, rows: &List) {
        let records: Vec<&Value> = rows.records.iter().flatten().collect();
        let every: Vec<String> =
            self.gate.policy().unwrap().actions().into_iter().map(str::to_owned).collect();
        let every: Vec<&str> = every.iter().map(String::as_str).collect();
        for (name, actions) in [("some", None), ("every", Some(every.as_slice()))] {
            let table = |gate: &Gate| {
                outcome(gate.table(&records, actions).map(|table| of_table(&table, &every)))
            };
            self.once(document, ("table", name), None, rows, table);
        }
    }

    fn once(
        &mut self,
        document: &mut Document,
        question: (&str, &str),
        context: Option<&Value>,
        rows: &List,
        answer: impl Fn(&Gate) -> String,
    ) {
        let (full, terse) = (answer(&self.gate), answer(&self.terse));
        let answer = Answer { full, terse, spanish: None };
        document.block(&mut self.questions, question, context, rows, std::iter::once(answer));
    }
}

/// Whether an answer in Spanish is another than the English one, which each denial has to be.
fn in_spanish(spanish: &str, english: &str) -> bool {
    let denial = r#"{"allowed":false"#;
    assert!(spanish != english || !english.starts_with(denial), "no Spanish for {english}");
    spanish != english
}

/// The request that names no record: what JavaScript asks without that argument. To name a context
/// it has to say that there is no record.
fn page<'g>(gate: &'g Gate, context: Option<&Value>) -> Request<'g> {
    match context {
        None => gate.prepare(&()),
        Some(_) => within(gate.prepare_optional(None::<&Value>), context),
    }
}

fn within<'g>(request: Request<'g>, context: Option<&Value>) -> Request<'g> {
    match context {
        Some(context) => request.with(context),
        None => request,
    }
}

fn of_record(request: &Request<'_>, verb: Verb, name: &str) -> String {
    match verb {
        Verb::Check => outcome(request.check(name)),
        Verb::Control => outcome(request.control(name)),
        Verb::Controls => outcome(request.controls().map(|all| {
            // As in JavaScript: by their ids.
            let by_id = all.into_iter().map(|state| (state.id.clone(), json!(state)));
            by_id.collect::<serde_json::Map<String, Value>>()
        })),
        Verb::Options => outcome(request.options(name)),
        Verb::Transition => outcome(request.transition(name)),
        Verb::Transitions => outcome(request.transitions()),
        Verb::Project => unreachable!("asked of the gate"),
    }
}

/// An answer, or the error, whole.
pub(crate) fn outcome(answer: Result<impl Serialize>) -> String {
    match answer {
        Ok(answer) => serde_json::to_string(&answer).unwrap(),
        Err(error) => json!({ "error": error }).to_string(),
    }
}

/// The same with whole numbers that no number of JavaScript holds exactly as its `BigInt`s: here
/// their digits and an `n`.
fn exact(mut value: Value) -> Value {
    const SAFE: i64 = (1 << 53) - 1;
    match &mut value {
        Value::Number(number) => match number.as_i64() {
            Some(it) if !(-SAFE..=SAFE).contains(&it) => json!(format!("{it}n")),
            _ => value,
        },
        Value::Array(items) => items.iter().cloned().map(exact).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, it)| (name.clone(), exact(it.clone()))).collect()
        }
        _ => value,
    }
}

/// A table as its columns, of which one that was not asked is null, and its errors. Those of
/// JavaScript's tables do not list what would have been allowed.
fn of_table(table: &Table, actions: &[&str]) -> Value {
    let column = |action: &&str| {
        let bits = table.column(action)?.iter();
        Some(bits.map(|bit| if *bit == 1 { '1' } else { '0' }).collect::<String>())
    };
    let columns: serde_json::Map<String, Value> =
        actions.iter().map(|action| ((*action).to_owned(), json!(column(action)))).collect();
    let told = |each: &RowError| {
        let mut told = json!(each.error);
        told.as_object_mut().unwrap().remove("allowed");
        told["row"] = json!(each.row);
        told
    };
    let errors: Vec<Value> = table.errors.iter().map(told).collect();
    json!({ "columns": columns, "errors": errors })
}
