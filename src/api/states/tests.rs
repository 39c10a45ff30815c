//! What attributes can be together is what trying all that each may be with all that the others may
//! be finds.

use serde_json::{Value, json};

use super::*;

/// Numbers from a seed, the same at every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) as usize % end
    }

    fn is(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// Up to four attributes of one kind that may be compared with each other and with a principal of
/// two values, and may be in the first.
fn attributes(draw: &mut Draw) -> Vec<Attribute> {
    let count = 1 + draw.below(4);
    let kind = ["long", "string", "entity", "set"][draw.below(4)];
    let nested = draw.below(3) == 0;
    let relations: &[&str] = match kind {
        "long" => &["below", "atMost", "equals"],
        "set" => &["contains", "meets", "exceeds"],
        _ => &["equals", "in"],
    };
    let mut attribute = |at: usize| {
        let mut ties = Vec::new();
        for _ in 0..draw.below(4) {
            let relation = relations[draw.below(relations.len())];
            let to = if kind == "set" || draw.is() { "principal" } else { "attribute" };
            let other = draw.below(if to == "principal" { 2 } else { count });
            ties.push(json!({"relation": relation, to: other}));
        }
        let name = format!("a{at}");
        let mut one = json!({
            "name": &name, "kind": kind, "optional": nested || draw.is(), "ties": ties,
        });
        match kind {
            "long" => one["cuts"] = json!([{"at": "5"}]),
            "string" => {
                one["texts"] = json!([{"text": "x", "class": 1}]);
                one["like"] = json!([{"patterns": [], "class": 0}]);
            }
            _ => {}
        }
        if nested && at == 0 {
            one = json!({"name": &name, "kind": "other", "optional": true});
        } else if nested {
            one["path"] = json!(["a0", &name]);
        }
        one
    };
    let all: Value = (0..count).map(&mut attribute).collect();
    serde_json::from_value(all).unwrap()
}

/// Every option of each member with every option of the others.
fn tried(cluster: &Cluster<'_, '_>) -> BTreeSet<Words> {
    let count = cluster.members.len();
    let options: Vec<Vec<Found<'_>>> = cluster
        .members
        .iter()
        .map(|(_, column)| cluster.candidates(column, &mut Tries(usize::MAX)).unwrap())
        .collect();
    let mut found = BTreeSet::new();
    for mut number in 0..options.iter().map(Vec::len).product() {
        let mut chosen = Vec::new();
        for all in &options {
            chosen.push(&all[number % all.len()]);
            number /= all.len();
        }
        let place = |id: Option<AttributeId>| {
            cluster.members.iter().position(|(member, _)| Some(*member) == id)
        };
        let is_sound = |at: usize| {
            let parent = place(cluster.members[at].1.parent);
            chosen[at].class == ABSENT || parent.is_none_or(|it| chosen[it].class != ABSENT)
        };
        if !(0..count).all(is_sound) {
            continue;
        }
        let word = |at: usize| {
            cluster.members[at].1.word(chosen[at], |tie| match tie.reference() {
                Some(reference) => (cluster.known)(reference),
                None => place(tie.attribute).map(|it| &chosen[it].known),
            })
        };
        found.insert((0..count).map(word).collect());
    }
    found
}

#[test]
fn states_are_those_that_trying_everything_finds() {
    let mut draw = Draw(17);
    let (mut all, mut most, mut few) = (0, 0, 0);
    for round in 0..3000 {
        let attributes = attributes(&mut draw);
        let columns = Column::all(&attributes, true).unwrap();
        let members: Vec<Member<'_>> =
            columns.iter().enumerate().map(|(at, it)| (AttributeId::at(at), it)).collect();
        let texts =
            |of: &[&str]| Known::Texts(of.iter().map(|it| Cow::Owned((*it).to_owned())).collect());
        let principal = match (columns.last().unwrap().kind, draw.below(3)) {
            (_, 0) => [Known::Nothing, Known::Text("x".into())],
            (crate::vocabulary::AttributeKind::Long, _) => [Known::Point(5), Known::Point(7)],
            (_, 1) => [texts(&["x", "y", "z"]), texts(&["y"])],
            _ => [Known::Text("y".into()), texts(&["y", "z"])],
        };
        let known = |reference: ReferenceId| principal.get(reference.index());
        let cluster = Cluster::of(&members, &known);
        let lists = members.len() == 1 && members[0].1.is_list();
        let mut tries = Tries::default();
        let found = cluster.states(&mut tries).unwrap();
        let spent = TRIES_MAX - tries.0;
        let (most_tries, asks) = (cluster.most_tries(), cluster.goes(super::asks));
        assert!(!asks || spent <= most_tries, "round {round}: {spent} tries, not {most_tries}");
        few += usize::from(asks && most_tries <= STATES_MAX);
        if !lists {
            let tried: Vec<Words> = tried(&cluster).into_iter().collect();
            assert_eq!(found, tried, "round {round}: {attributes:?} for {principal:?}");
        }
        all += 1;
        most = most.max(found.len());
    }
    println!("{all} clusters, one of {most} states; {few} need few tries");
    assert!(most > 100 && few > 100);
}
