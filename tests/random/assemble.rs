//! Bundles made of outlines: the program out of literals, by the library's own builder, and the
//! tables beside it.

use std::collections::HashMap;

use indexmap::IndexSet;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tollgate::bundle::{self, AdviceText, Bundle, ProgramBytes};
use tollgate::limits::FORMAT;
use tollgate::program::{
    ActionId, AttributeId, AttributeKind, Binding, Cluster, ClusterId, Control, Group, GroupId,
    Layout, Lifecycle, Literal, Other, Part, PolicyId, Program, ReferenceId, Relation,
    ResourceType, Rule, RuleSource, Slot, Step, Tie, TransitionId, TypeId, ValueId,
};

use super::outline::present;
use super::{list, number, text};

/// The bundle of an outline, with its fingerprint.
pub fn bundle(outline: &Value) -> Value {
    let (program, clusters) = program_and_clusters(outline);
    let bundle = Bundle {
        format: FORMAT,
        pack: text(&outline["pack"]).to_owned(),
        fingerprint: String::new(),
        program: ProgramBytes::new(&program),
        groups: read(&with(&outline["groups"], |group| json!({"name": group["name"]}))),
        principal: principal_table(&outline["principal"]),
        types: read(&with(&outline["types"], resource_table)),
        actions: actions_table(outline, &program),
        clusters,
        policies: read(&outline["policies"]),
        roles: read(&with(&outline["roles"], Value::clone)),
        controls: controls_table(outline, &program),
        grant_advice: Vec::new(),
        help: Vec::new(),
        snapshot: None,
    };
    sealed(serde_json::to_value(bundle).unwrap())
}

/// The bundle with the fingerprint it should have.
pub fn sealed(mut bundle: Value) -> Value {
    bundle["fingerprint"] = json!(tollgate::fingerprint(&bundle).unwrap());
    bundle
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

/// A list with each item in another shape.
fn with(items: &Value, shape: impl Fn(&Value) -> Value) -> Value {
    list(items).iter().map(shape).collect()
}

fn numbers(value: &Value) -> Vec<usize> {
    list(value).iter().map(number).collect()
}

/// The program of an outline.
pub fn program(outline: &Value) -> Program {
    program_and_clusters(outline).0
}

/// The program of an outline, and what the bundle says of its clusters.
fn program_and_clusters(outline: &Value) -> (Program, Vec<bundle::Cluster>) {
    let types = list(&outline["types"]);
    let transitions = transitions(outline);
    let resources: Vec<ResourceType> =
        types.iter().map(|resource| resource_type(&transitions, resource)).collect();
    let groups = list(&outline["groups"]).iter().map(|group| Group {
        offered: group["offered"] != false,
        permission: text(&group["name"]).starts_with(bundle::PERMISSION),
        category: None,
    });
    let principal = Layout::new(slots(&principal_attributes(&outline["principal"])), 0);
    let mut clusters = Clusters::default();
    let actions = actions(outline, (&principal, &resources), &mut clusters);
    let workspace = types.iter().position(|resource| resource["name"] == bundle::WORKSPACE);
    let roles = list(&outline["roles"]).iter();
    let roles = roles.map(|role| numbers(&role["groups"]).into_iter().map(GroupId::at).collect());
    let program = Program {
        groups: groups.collect(),
        principal,
        clusters: clusters.all,
        policies: count(&outline["policies"]),
        transitions: u32::try_from(transitions.len()).unwrap(),
        workspace: workspace.map(TypeId::at),
        actions,
        types: resources,
        guards: Vec::new(),
        roles: roles.collect(),
        grant_advice: Vec::new(),
        controls: list(&outline["controls"])
            .iter()
            .map(|each| control(&transitions, each))
            .collect(),
    };
    (program, clusters.said)
}

fn count(items: &Value) -> u32 {
    u32::try_from(list(items).len()).unwrap()
}

/// The names of transitions, each where it first stands.
fn transitions(outline: &Value) -> IndexSet<&str> {
    let types = list(&outline["types"]).iter();
    let steps = types.flat_map(|each| list(&each["lifecycle"]["transitions"]));
    steps.map(|step| text(&step["name"])).collect()
}

/// The attributes of a principal, of which the first is its id, a text; all others are ids, or
/// lists of ids.
fn principal_attributes(principal: &Value) -> Value {
    let attribute = |attribute: &Value| {
        let (name, optional) = (&attribute["name"], attribute["optional"] == true);
        let kind = attribute.get("kind").cloned().unwrap_or_else(|| json!("entity"));
        json!({"name": name, "kind": kind, "optional": optional})
    };
    let id = json!({"name": "id", "kind": "string", "like": [{"class": 0}]});
    std::iter::once(id).chain(list(&principal["attributes"]).iter().map(attribute)).collect()
}

/// How an attribute is compared with what it is tied to: an id, unless it says otherwise.
fn relation(attribute: &Value) -> Relation {
    match attribute.get("relation") {
        Some(relation) => read(relation),
        None if attribute["kind"] == "set" => Relation::Contains,
        None => Relation::Equals,
    }
}

fn slots(attributes: &Value) -> Vec<Slot> {
    let slot = |attribute: &Value| {
        let kind = read::<AttributeKind>(&attribute["kind"]);
        let listed = matches!(kind, AttributeKind::Enum | AttributeKind::Bool);
        let tie = |reference| Tie {
            relation: relation(attribute),
            to: Other::Principal(ReferenceId::at(reference)),
        };
        Slot {
            kind,
            offered: attribute["offered"] != false,
            optional: attribute["optional"] == true,
            present: present(attribute),
            named: if listed { present(attribute) } else { 0 },
            bits: 0..0,
            ties: numbers(&attribute["ties"]).into_iter().map(tie).collect(),
        }
    };
    list(attributes).iter().map(slot).collect()
}

fn resource_type(transitions: &IndexSet<&str>, resource: &Value) -> ResourceType {
    let lifecycle = resource.get("lifecycle").map(|lifecycle| Lifecycle {
        state: AttributeId::at(number(&lifecycle["attribute"])),
        steps: (list(&lifecycle["transitions"]).iter())
            .map(|step| Step {
                transition: transition(transitions, &step["name"]),
                from: numbers(&step["from"]).into_iter().map(ValueId::at).collect(),
                to: ValueId::at(number(&step["to"])),
                guard: ActionId::at(number(&step["guard"])),
                anybody: None,
            })
            .collect(),
    });
    let record = Layout::new(slots(&resource["attributes"]), 0);
    let conditions = list(&resource["conditions"]).iter().map(|it| number(&it["attribute"]));
    ResourceType { record, lifecycle, conditions: conditions.map(AttributeId::at).collect() }
}

/// The clusters, as rules come up: each attribute that is tied, alone.
#[derive(Default)]
struct Clusters {
    all: Vec<Cluster>,
    said: Vec<bundle::Cluster>,
    /// By type, and by action, those of its attributes.
    known: HashMap<(Part, usize), Vec<ClusterId>>,
}

impl Clusters {
    fn of(&mut self, part: Part, index: usize, attributes: &Value) -> Vec<ClusterId> {
        if let Some(known) = self.known.get(&(part, index)) {
            return known.clone();
        }
        let table: Vec<bundle::Attribute> = read(&attributes_table(attributes));
        let first = self.all.len();
        for at in (0..table.len()).filter(|at| !table[*at].ties.is_empty()) {
            let attribute = AttributeId::at(at);
            self.said.push(bundle::Cluster {
                resource: (part == Part::Record).then_some(TypeId::at(index)),
                action: (part == Part::Context).then_some(ActionId::at(index)),
                attributes: vec![attribute],
            });
            self.all.push(Cluster {
                members: vec![(part, attribute)],
                anybody: tollgate::states_of_anybody(&table, &[attribute]).unwrap_or_default(),
            });
        }
        let own: Vec<ClusterId> = (first..self.all.len()).map(ClusterId::at).collect();
        self.known.insert((part, index), own.clone());
        own
    }
}

fn actions(
    outline: &Value,
    (principal, types): (&Layout, &[ResourceType]),
    clusters: &mut Clusters,
) -> Vec<Vec<Rule>> {
    let mut place = 0;
    let mut actions = Vec::new();
    for (index, action) in list(&outline["actions"]).iter().enumerate() {
        let mut rules = Vec::new();
        for rule in list(&action["on"]) {
            let resource = number(&rule["type"]);
            let (on, context) = ((ActionId::at(index), TypeId::at(resource)), &action["context"]);
            let records = (principal, &types[resource].record);
            let attributes = &outline["types"][resource]["attributes"];
            let source = source(rule, principal, [attributes, context]);
            let mut rule = source.build(on, records, slots(context)).unwrap();
            rule.place = place;
            rule.clusters = clusters.of(Part::Record, resource, attributes);
            rule.clusters.extend(clusters.of(Part::Context, index, context));
            rule.clusters.sort_unstable();
            place += 1;
            rules.push(rule);
        }
        actions.push(rules);
    }
    actions
}

/// A rule about principals like these, and about these attributes of a record and a context.
fn source(rule: &Value, principal: &Layout, attributes: [&Value; 2]) -> RuleSource {
    let literal = |each: &Value| literal(each, principal, attributes);
    let clauses = |effect: &str| {
        let clause = |clause: &Value| {
            let literals = list(&clause["all"]).iter().map(&literal).collect();
            (PolicyId::at(number(&clause["policy"])), literals)
        };
        list(&rule[effect]).iter().map(clause).collect()
    };
    let advice = list(&rule["advice"]).iter();
    RuleSource {
        mentions: numbers(&rule["mentions"]).into_iter().map(AttributeId::at).collect(),
        permits: clauses("permits"),
        forbids: clauses("forbids"),
        advice: advice.map(|all| list(all).iter().map(&literal).collect()).collect(),
    }
}

/// A literal of an outline.
pub fn literal(literal: &Value, principal: &Layout, [record, context]: [&Value; 2]) -> Literal {
    let index = number(&literal[1]);
    let (part, word, attributes) = match text(&literal[0]).strip_prefix("context") {
        Some(word) => (Part::Context, word.to_lowercase(), context),
        None => (Part::Record, text(&literal[0]).to_owned(), record),
    };
    let attribute = AttributeId::at(index);
    // An outline names what an attribute is tied to, the program the place of the tie.
    let tie = || list(&attributes[index]["ties"]).iter().position(|to| *to == literal[2]).unwrap();
    // After the principal's id.
    let own = AttributeId::at(index + 1);
    match word.as_str() {
        "in" => Literal::In(GroupId::at(index)),
        "out" => Literal::Out(GroupId::at(index)),
        "has" => Literal::Is(Part::Principal, own, vec![0]),
        "lacks" => {
            let absent = principal.slots[own.index()].optional.then_some(1);
            Literal::Is(Part::Principal, own, absent.into_iter().collect())
        }
        "is" => Literal::Is(part, attribute, numbers(&literal[2])),
        "tied" => Literal::Tied(part, attribute, tie()),
        "untied" => Literal::Untied(part, attribute, tie()),
        other => panic!("literal {other}"),
    }
}

fn transition(transitions: &IndexSet<&str>, name: &Value) -> TransitionId {
    TransitionId::at(transitions.get_index_of(text(name)).unwrap())
}

fn control(transitions: &IndexSet<&str>, control: &Value) -> Control {
    let action = |member: &str| ActionId::at(number(&control[member]));
    let chosen = |member: &str| AttributeId::at(number(&control[member]));
    let has = |member: &str| control.get(member).is_some();
    let binding = match () {
        () if has("transition") => {
            Binding::Transition(transition(transitions, &control["transition"]))
        }
        () if has("view") => Binding::Field { view: action("view"), change: action("change") },
        () if has("chooses") => Binding::Choice(action("action"), Part::Record, chosen("chooses")),
        () if has("choosesContext") => {
            Binding::Choice(action("action"), Part::Context, chosen("choosesContext"))
        }
        () => Binding::Action(action("action")),
    };
    Control {
        resource: TypeId::at(number(&control["type"])),
        ungranted: read(&control["ungranted"]),
        blocked: read(&control["blocked"]),
        page: control["page"] == true,
        binding,
    }
}

/// Attributes as a bundle has them: without what only the program has, with how each is tied.
fn attributes_table(attributes: &Value) -> Value {
    with(attributes, |attribute| {
        let relation = relation(attribute);
        let mut table = attribute.clone();
        for only in ["offered", "relation"] {
            table.as_object_mut().unwrap().remove(only);
        }
        if attribute.get("ties").is_some() {
            table["ties"] =
                with(&attribute["ties"], |to| json!({"relation": relation, "principal": to}));
        }
        table
    })
}

fn principal_table(principal: &Value) -> bundle::Principals {
    let types = json!([{ "name": principal["type"] }]);
    read(&json!({ "types": types, "attributes": principal_attributes(principal) }))
}

fn resource_table(resource: &Value) -> Value {
    let mut resource = resource.clone();
    resource["attributes"] = attributes_table(&resource["attributes"]);
    resource
}

fn actions_table(outline: &Value, program: &Program) -> Vec<bundle::Action> {
    let actions = list(&outline["actions"]).iter().zip(&program.actions);
    let advice =
        |at: usize| AdviceText { id: format!("advice{at}"), text: format!("Advice {at}.") };
    let rule = |rule: &Rule| bundle::Rule {
        resource: rule.resource,
        verdict: program.verdict_reads(rule),
        decision: program.decision_reads(rule),
        policies: rule.policies(),
        advice: (0..rule.advice.len()).map(advice).collect(),
    };
    actions
        .map(|(action, rules)| bundle::Action {
            name: text(&action["name"]).to_owned(),
            label: None,
            context: read(&attributes_table(&action["context"])),
            on: rules.iter().map(rule).collect(),
        })
        .collect()
}

fn controls_table(outline: &Value, program: &Program) -> Vec<bundle::Control> {
    let transitions: Vec<&str> = transitions(outline).into_iter().collect();
    let controls = list(&outline["controls"]).iter().zip(&program.controls);
    controls
        .map(|(control, bound)| {
            let (binding, choice) = bundle::Binding::of(bound, &transitions);
            bundle::Control {
                id: text(&control["id"]).to_owned(),
                kind: read(&control["kind"]),
                label: None,
                resource: bound.resource,
                binding,
                choice,
            }
        })
        .collect()
}
