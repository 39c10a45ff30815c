//! Bundles made of outlines: the program out of literals, by the library's own builder, and the
//! tables beside it.

use indexmap::IndexSet;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tollgate::bundle::{self, AdviceText, Bundle, ProgramBytes};
use tollgate::limits::FORMAT;
use tollgate::program::{
    ActionId, AttributeId, AttributeKind, Binding, Control, Group, GroupId, Layout, Lifecycle,
    Literal, Part, PolicyId, PrincipalAttribute, Program, ReferenceId, ResourceType, Rule,
    RuleSource, Slot, Step, TransitionId, TypeId, ValueId,
};

use super::outline::present;
use super::{list, number, text};

/// The bundle of an outline, with its fingerprint.
pub fn bundle(outline: &Value) -> Value {
    let program = program(outline);
    let bundle = Bundle {
        format: FORMAT,
        pack: text(&outline["pack"]).to_owned(),
        fingerprint: String::new(),
        program: ProgramBytes::new(&program),
        groups: read(&with(&outline["groups"], |group| json!({"name": group["name"]}))),
        principal: read(&outline["principal"]),
        types: read(&with(&outline["types"], resource_table)),
        actions: actions_table(outline, &program),
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
    let types = list(&outline["types"]);
    let transitions = transitions(outline);
    let resources: Vec<ResourceType> =
        types.iter().map(|resource| resource_type(&transitions, resource)).collect();
    let groups = list(&outline["groups"]).iter().map(|group| Group {
        offered: group["offered"] != false,
        permission: text(&group["name"]).starts_with(bundle::PERMISSION),
        category: None,
    });
    let own = list(&outline["principal"]["attributes"]).iter();
    let own = own.map(|each| PrincipalAttribute { optional: each["optional"] == true });
    let workspace = types.iter().position(|resource| resource["name"] == bundle::WORKSPACE);
    let roles = list(&outline["roles"]).iter();
    let roles = roles.map(|role| numbers(&role["groups"]).into_iter().map(GroupId::at).collect());
    Program {
        groups: groups.collect(),
        principal: own.collect(),
        policies: count(&outline["policies"]),
        transitions: u32::try_from(transitions.len()).unwrap(),
        workspace: workspace.map(TypeId::at),
        actions: actions(outline, &resources),
        types: resources,
        guards: Vec::new(),
        roles: roles.collect(),
        grant_advice: Vec::new(),
        controls: list(&outline["controls"])
            .iter()
            .map(|each| control(&transitions, each))
            .collect(),
    }
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

fn slots(attributes: &Value) -> Vec<Slot> {
    let slot = |attribute: &Value| Slot {
        kind: read::<AttributeKind>(&attribute["kind"]),
        offered: attribute["offered"] != false,
        optional: attribute["optional"] == true,
        present: present(attribute),
        bits: 0..0,
        ties: numbers(&attribute["ties"]).into_iter().map(ReferenceId::at).collect(),
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
    ResourceType { record: Layout::new(slots(&resource["attributes"]), 0), lifecycle }
}

fn actions(outline: &Value, types: &[ResourceType]) -> Vec<Vec<Rule>> {
    let mut place = 0;
    let mut actions = Vec::new();
    for (index, action) in list(&outline["actions"]).iter().enumerate() {
        let mut rules = Vec::new();
        for rule in list(&action["on"]) {
            let resource = number(&rule["type"]);
            let (on, context) = ((ActionId::at(index), TypeId::at(resource)), &action["context"]);
            let record = &types[resource].record;
            let mut rule = source(rule).build(on, record, slots(context)).unwrap();
            rule.place = place;
            place += 1;
            rules.push(rule);
        }
        actions.push(rules);
    }
    actions
}

fn source(rule: &Value) -> RuleSource {
    let clauses = |effect: &str| {
        let clause = |clause: &Value| {
            let literals = list(&clause["all"]).iter().map(literal).collect();
            (PolicyId::at(number(&clause["policy"])), literals)
        };
        list(&rule[effect]).iter().map(clause).collect()
    };
    let advice = list(&rule["advice"]).iter();
    RuleSource {
        mentions: numbers(&rule["mentions"]).into_iter().map(AttributeId::at).collect(),
        permits: clauses("permits"),
        forbids: clauses("forbids"),
        advice: advice.map(|all| list(all).iter().map(literal).collect()).collect(),
    }
}

/// A literal of an outline.
pub fn literal(literal: &Value) -> Literal {
    let index = number(&literal[1]);
    let (part, word) = match text(&literal[0]).strip_prefix("context") {
        Some(word) => (Part::Context, word.to_lowercase()),
        None => (Part::Record, text(&literal[0]).to_owned()),
    };
    let attribute = AttributeId::at(index);
    let reference = || ReferenceId::at(number(&literal[2]));
    match word.as_str() {
        "in" => Literal::In(GroupId::at(index)),
        "out" => Literal::Out(GroupId::at(index)),
        "has" => Literal::Has(attribute),
        "lacks" => Literal::Lacks(attribute),
        "is" => Literal::Is(part, attribute, numbers(&literal[2])),
        "tied" => Literal::Tied(part, attribute, reference()),
        "untied" => Literal::Untied(part, attribute, reference()),
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

/// Attributes without what only the program has.
fn attributes_table(attributes: &Value) -> Value {
    with(attributes, |attribute| {
        let mut attribute = attribute.clone();
        attribute.as_object_mut().unwrap().remove("offered");
        attribute
    })
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
