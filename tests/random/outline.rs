//! Random outlines, sound ones.

use serde_json::{Value, json};
use tollgate::Policy;

use super::{Tape, assemble, list, number, text};

/// Names that a careless engine trips over.
const WORDS: [&str; 6] = ["on", "off", "", "__proto__", "ÄŁ 🦀", "a\"b\\c"];

/// Policies by effect: the first of each kind of the four.
const POLICIES: [&str; 4] = ["permit", "permit", "forbid", "forbid"];

/// An outline.
pub fn random(tape: &mut Tape<'_>) -> Value {
    let groups: Vec<Value> = (0..tape.between(1, 4))
        .map(|index| {
            let kind = ["Permission", "Level"][tape.below(2)];
            json!({"name": format!("{kind}::g{index}"), "offered": tape.likely(6)})
        })
        .collect();
    let attributes: Vec<Value> = ["team", "boss"][..tape.below(3)]
        .iter()
        .map(|name| json!({"name": name, "optional": tape.likely(4)}))
        .collect();
    let refs = attributes.len() + 1;
    let mut types = vec![json!({"name": "Workspace"})];
    for index in 0..tape.between(1, 2) {
        types.push(json!({"name": format!("T{index}"), "attributes": fields(tape, 3, refs)}));
    }
    let mut actions = Vec::new();
    for index in 0..tape.between(1, 3) {
        actions.push(action(tape, index, &types, groups.len(), refs));
    }
    for (index, resource) in types.iter_mut().enumerate() {
        if let Some(lifecycle) = lifecycle(tape, index, resource, &actions) {
            resource["lifecycle"] = lifecycle;
        }
    }
    let controls = controls(tape, &types, &actions);
    let policies = POLICIES.iter().enumerate();
    let policies: Vec<Value> =
        policies.map(|(at, effect)| json!({"id": format!("p{at}"), "effect": effect})).collect();
    let roles = [("one", tape.some(groups.len(), 4)), ("two", tape.some(groups.len(), 4))];
    let roles = roles.map(|(name, groups)| json!({"name": name, "groups": groups}));
    json!({
        "pack": "random", "groups": groups, "types": types, "actions": actions,
        "principal": {"type": "User", "attributes": attributes},
        "policies": policies, "roles": roles, "controls": controls,
    })
}

/// The policy of an outline.
pub fn load(outline: &Value) -> Policy {
    let bundle = assemble::bundle(outline).to_string();
    Policy::from_json(&bundle).unwrap_or_else(|error| panic!("{error}: {outline}"))
}

fn fields(tape: &mut Tape<'_>, most: usize, refs: usize) -> Vec<Value> {
    let count = tape.below(most + 1);
    (0..count).map(|index| field(tape, index, refs)).collect()
}

fn field(tape: &mut Tape<'_>, index: usize, refs: usize) -> Value {
    let kind = *tape.choose(&["enum", "bool", "entity", "set", "enum", "other"]);
    let name = ["alpha", "beta", "gamma"][index];
    let mut field = json!({"name": name, "kind": kind, "optional": tape.likely(3)});
    match kind {
        "enum" => {
            let start = tape.below(WORDS.len());
            let values = (0..tape.between(1, 3)).map(|at| WORDS[(start + at) % WORDS.len()]);
            field["values"] = json!(values.collect::<Vec<_>>());
        }
        "entity" | "set" => {
            field["ties"] = json!(tape.any(refs));
            field["offered"] = json!(tape.likely(6));
        }
        _ => {}
    }
    field
}

fn action(tape: &mut Tape<'_>, index: usize, types: &[Value], groups: usize, refs: usize) -> Value {
    let most = if tape.likely(3) { 2 } else { 0 };
    let context = fields(tape, most, refs);
    let mut on = Vec::new();
    for resource in tape.any(types.len()) {
        let attributes = list(&types[resource]["attributes"]);
        let permits =
            (0..*tape.choose(&[1, 2, 0, 3, 4])).map(|_| tape.below(2)).collect::<Vec<_>>();
        let forbids = (0..*tape.choose(&[0, 1, 2])).map(|_| 2 + tape.below(2)).collect::<Vec<_>>();
        let mut clauses = |mut policies: Vec<usize>| -> Vec<Value> {
            policies.sort_unstable();
            let clause = |policy| clause(tape, policy, attributes, &context, groups, refs);
            policies.into_iter().map(clause).collect()
        };
        let (permits, forbids) = (clauses(permits), clauses(forbids));
        let mentions = tape.some(attributes.len(), 2);
        let advice = (0..*tape.choose(&[0, 0, 1, 2]))
            .map(|_| clause(tape, 0, attributes, &context, groups, refs)["all"].clone());
        let advice: Vec<Value> = advice.collect();
        on.push(json!({
            "type": resource, "mentions": mentions, "permits": permits, "forbids": forbids,
            "advice": advice,
        }));
    }
    json!({"name": format!("act{index}"), "context": context, "on": on})
}

/// A conjunction of at most three literals, one `is` an attribute.
pub fn clause(
    tape: &mut Tape<'_>,
    policy: usize,
    record: &[Value],
    context: &[Value],
    groups: usize,
    refs: usize,
) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for _ in 0..tape.below(4) {
        let literal = literal(tape, record, context, groups, refs);
        let literal = literal.unwrap_or_else(|| json!(["in", tape.below(groups)]));
        let twice = |other: &Value| {
            text(&other[0]).ends_with('s') && (&other[0], &other[1]) == (&literal[0], &literal[1])
        };
        if !all.iter().any(twice) {
            all.push(literal);
        }
    }
    json!({"policy": policy, "all": all})
}

fn literal(
    tape: &mut Tape<'_>,
    record: &[Value],
    context: &[Value],
    groups: usize,
    refs: usize,
) -> Option<Value> {
    let of_context = tape.likely(2);
    let attributes = if of_context { context } else { record };
    let index = tape.below(attributes.len().max(1));
    let words = match of_context {
        true => ["contextIs", "contextTied", "contextUntied"],
        false => ["is", "tied", "untied"],
    };
    match tape.below(8) {
        0 | 1 => Some(json!([tape.choose(&["in", "out"]), tape.below(groups)])),
        2 if refs > 1 => Some(json!([tape.choose(&["has", "lacks"]), tape.below(refs - 1)])),
        3..=5 => {
            let values = values(attributes.get(index)?);
            Some(json!([words[0], index, tape.any(values)]))
        }
        _ => {
            let ties = list(&attributes.get(index)?["ties"]);
            if ties.is_empty() {
                return None;
            }
            Some(json!([words[1 + tape.below(2)], index, tape.choose(ties)]))
        }
    }
}

/// How many values an attribute has, absence included.
pub fn values(attribute: &Value) -> usize {
    present(attribute) + usize::from(attribute["optional"] == true)
}

pub fn present(attribute: &Value) -> usize {
    match text(&attribute["kind"]) {
        "enum" => list(&attribute["values"]).len(),
        "bool" => 2,
        _ => 1,
    }
}

/// The actions that apply to a type.
pub fn applying(actions: &[Value], resource: usize) -> Vec<usize> {
    let applies =
        |action: &Value| list(&action["on"]).iter().any(|rule| rule["type"] == json!(resource));
    (0..actions.len()).filter(|index| applies(&actions[*index])).collect()
}

fn lifecycle(
    tape: &mut Tape<'_>,
    index: usize,
    resource: &Value,
    actions: &[Value],
) -> Option<Value> {
    let state = |attribute: &Value| {
        matches!(text(&attribute["kind"]), "enum" | "bool") && attribute["optional"] == false
    };
    let attribute = list(&resource["attributes"]).iter().position(state)?;
    let guards = applying(actions, index);
    if guards.is_empty() || tape.likely(2) {
        return None;
    }
    let states = present(&resource["attributes"][attribute]);
    let transitions: Vec<Value> = (0..tape.between(1, 4))
        .map(|_| {
            json!({
                "name": tape.choose(&["go", "back", "leap"]), "from": tape.any(states),
                "to": tape.below(states), "guard": tape.choose(&guards),
            })
        })
        .collect();
    Some(json!({
        "attribute": attribute, "initial": tape.below(states), "states": vec![Value::Null; states],
        "transitions": transitions,
    }))
}

fn controls(tape: &mut Tape<'_>, types: &[Value], actions: &[Value]) -> Vec<Value> {
    let mut controls = Vec::new();
    for (index, resource) in types.iter().enumerate() {
        let applying = applying(actions, index);
        let attributes = list(&resource["attributes"]);
        for kind in ["button", "field", "choice", "status", "form"] {
            let Some(action) = applying.get(tape.below(applying.len().max(1))) else { continue };
            let mut control = json!({
                "id": format!("{kind}.{index}"), "kind": kind, "type": index,
                "ungranted": tape.choose(&["hidden", "disabled", "readonly"]),
                "blocked": tape.choose(&["hidden", "disabled", "readonly"]), "page": tape.likely(3),
            });
            let context = list(&actions[*action]["context"]);
            match kind {
                "field" => {
                    control["view"] = json!(action);
                    control["change"] = json!(tape.choose(&applying));
                }
                "choice" if tape.likely(4) && chosen(context).is_some() => {
                    control["action"] = json!(action);
                    control["choosesContext"] = json!(chosen(context));
                }
                "choice" => match chosen(attributes) {
                    Some(attribute) => {
                        control["action"] = json!(action);
                        control["chooses"] = json!(attribute);
                    }
                    None => continue,
                },
                "status" => match list(&resource["lifecycle"]["transitions"]).first() {
                    Some(step) => control["transition"] = step["name"].clone(),
                    None => continue,
                },
                _ => control["action"] = json!(action),
            }
            controls.push(control);
        }
    }
    controls
}

/// An enumeration or a Boolean to choose from.
fn chosen(attributes: &[Value]) -> Option<usize> {
    attributes.iter().position(|each| matches!(text(&each["kind"]), "enum" | "bool"))
}

/// The number of references that ties can name.
pub fn refs(outline: &Value) -> usize {
    list(&outline["principal"]["attributes"]).len() + 1
}

/// Every action with every type it applies to.
pub fn questions(outline: &Value) -> Vec<(usize, usize)> {
    let actions = list(&outline["actions"]).iter().enumerate();
    let types = |action: &Value| -> Vec<usize> {
        list(&action["on"]).iter().map(|rule| number(&rule["type"])).collect()
    };
    actions
        .flat_map(|(index, action)| types(action).into_iter().map(move |each| (index, each)))
        .collect()
}
