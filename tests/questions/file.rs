//! A file of questions with their whole answers: whatever stands in it more than once stands in a
//! table, and a question is places in tables.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::hash::Hash;

use serde_json::{Value, json};

/// The place that stands for no argument at all, and for no answer of its own.
const NONE: &str = "-1";

/// Texts by place, each once.
struct Table<T> {
    places: HashMap<T, usize>,
    all: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { places: HashMap::new(), all: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Table<T> {
    fn place(&mut self, item: T) -> usize {
        if let Some(place) = self.places.get(&item) {
            return *place;
        }
        self.all.push(item.clone());
        self.places.insert(item, self.all.len() - 1);
        self.all.len() - 1
    }
}

/// Everything that is asked of one policy.
#[derive(Default)]
pub(crate) struct Document {
    /// What the policy itself is asked: a member, its arguments, the answer's place, and that of
    /// the answer in Spanish.
    policy: Vec<String>,
    /// Principals with the errors that they are, by place.
    refused: Vec<String>,
    principals: Table<String>,
    contexts: Table<String>,
    records: Table<String>,
    lists: Table<Vec<Option<usize>>>,
    answers: Table<String>,
    /// By principal: what is asked of its gate.
    gates: Vec<String>,
    counts: BTreeMap<String, usize>,
}

/// A list of records, and the same by its place.
pub(crate) struct List {
    place: usize,
    pub(crate) records: Vec<Option<Value>>,
}

/// What is asked of one gate.
pub(crate) struct GateQuestions {
    principal: usize,
    snapshots: [usize; 2],
    blocks: Vec<String>,
}

/// An answer of a gate.
pub(crate) struct Answer {
    pub(crate) full: String,
    /// That of its terse snapshot.
    pub(crate) terse: String,
    /// That in Spanish, where it is another.
    pub(crate) spanish: Option<String>,
}

impl Document {
    /// What the policy answers, and in Spanish where that is another.
    pub(crate) fn of_policy(
        &mut self,
        member: &str,
        arguments: &Value,
        answer: String,
        spanish: Option<String>,
    ) {
        let answer = self.answers.place(answer);
        let spanish = self.spanish(spanish);
        self.policy.push(format!("[{},{arguments},{answer},{spanish}]", json!(member)));
        self.count("policy", 1);
    }

    /// The place of an answer in Spanish, where there is one.
    fn spanish(&mut self, answer: Option<String>) -> String {
        let Some(answer) = answer else { return NONE.to_owned() };
        self.count("spanish", 1);
        self.answers.place(answer).to_string()
    }

    /// A principal that is none.
    pub(crate) fn refused(&mut self, principal: &Value, answer: String) {
        let (principal, answer) =
            (self.principals.place(principal.to_string()), self.answers.place(answer));
        self.refused.push(format!("[{principal},{answer}]"));
        self.count("refused", 1);
    }

    pub(crate) fn list(&mut self, records: Vec<Option<Value>>) -> List {
        let record = |it: &Option<Value>| Some(self.records.place(it.as_ref()?.to_string()));
        let places = records.iter().map(record).collect();
        List { place: self.lists.place(places), records }
    }

    /// Starts on a principal, whose gate has these snapshots: one that explains, one that does not.
    pub(crate) fn gate(&mut self, principal: &Value, snapshots: [&Value; 2]) -> GateQuestions {
        self.count("snapshot", 2);
        GateQuestions {
            principal: self.principals.place(principal.to_string()),
            snapshots: snapshots.map(|each| self.answers.place(each.to_string())),
            blocks: Vec::new(),
        }
    }

    /// One verb and name about a list of records: an answer each, or one for all where it is `one`.
    pub(crate) fn block(
        &mut self,
        questions: &mut GateQuestions,
        (verb, name): (&str, &str),
        context: Option<&Value>,
        list: &List,
        answers: impl Iterator<Item = Answer>,
    ) {
        let context = context.map(|it| self.contexts.place(it.to_string()).to_string());
        let (mut full, mut terse, mut spanish) = (Vec::new(), Vec::new(), Vec::new());
        for answer in answers {
            full.push(self.answers.place(answer.full));
            terse.push(self.answers.place(answer.terse));
            spanish.push(self.spanish(answer.spanish));
        }
        self.count(verb, full.len());
        let terse = if terse == full { "null".to_owned() } else { json!(terse).to_string() };
        let spanish = match spanish.iter().all(|place| place == NONE) {
            true => "null".to_owned(),
            false => format!("[{}]", spanish.join(",")),
        };
        questions.blocks.push(format!(
            "[{},{},{},{},{},{terse},{spanish}]",
            json!(verb),
            json!(name),
            context.as_deref().unwrap_or(NONE),
            list.place,
            json!(full),
        ));
    }

    pub(crate) fn finish(&mut self, questions: GateQuestions) {
        let GateQuestions { principal, snapshots: [full, terse], blocks } = questions;
        let blocks = blocks.join(",");
        self.gates.push(format!(
            r#"{{"principal":{principal},"snapshots":[{full},{terse}],"blocks":[{blocks}]}}"#
        ));
    }

    fn count(&mut self, verb: &str, more: usize) {
        *self.counts.entry(verb.to_owned()).or_default() += more;
    }

    pub(crate) fn counts(&self) -> &BTreeMap<String, usize> {
        &self.counts
    }

    /// The document as JSON in one line; `bundle` where no file of the package has it.
    pub(crate) fn text(&self, name: &str, bundle: Option<&Value>) -> String {
        let list = |places: &Vec<Option<usize>>| {
            let places: Vec<String> = places
                .iter()
                .map(|place| place.map_or(NONE.to_owned(), |place| place.to_string()))
                .collect();
            format!("[{}]", places.join(","))
        };
        let lists: Vec<String> = self.lists.all.iter().map(list).collect();
        let mut text = format!(r#"{{"name":{},"counts":{}"#, json!(name), json!(self.counts));
        if let Some(bundle) = bundle {
            let _ = write!(text, r#","bundle":{bundle}"#);
        }
        for (member, items) in [
            ("policy", &self.policy),
            ("refused", &self.refused),
            ("principals", &self.principals.all),
            ("contexts", &self.contexts.all),
            ("records", &self.records.all),
            ("lists", &lists),
            ("answers", &self.answers.all),
            ("gates", &self.gates),
        ] {
            let _ = write!(text, r#","{member}":[{}]"#, items.join(","));
        }
        text.push('}');
        text
    }
}
