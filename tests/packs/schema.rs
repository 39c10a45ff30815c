//! Writes a plan's schema.

use super::Draw;
use super::names::{attribute, quoted};
use super::plan::{Field, Holds, Plan};

pub fn text(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let mut parts: Vec<String> = Vec::new();
    for kind in plan.groups.iter().chain(&plan.enumerations) {
        let values: Vec<String> = kind.values.iter().map(|it| quoted(it)).collect();
        parts.push(format!("entity {} enum [{}];", kind.name, values.join(", ")));
    }
    parts.push(format!("entity {};", plan.team));
    let groups: Vec<&str> = plan.groups.iter().map(|it| it.name.as_str()).collect();
    let own = record(plan, &plan.principal);
    parts.push(format!("entity {} in [{}] {own};", plan.user, groups.join(", ")));
    for each in &plan.types {
        parts.push(format!("entity {} {};", each.name, record(plan, &each.fields)));
    }
    for each in &plan.action_groups {
        parts.push(format!("action {}{};", quoted(&each.name), within(plan, &each.groups)));
    }
    parts.extend(actions(draw, plan));
    parts.join("\n")
}

/// Actions, of which those with the same groups, types and no context may share a declaration.
fn actions(draw: &mut Draw<'_>, plan: &Plan) -> Vec<String> {
    let mut parts = Vec::new();
    let mut index = 0;
    while index < plan.actions.len() {
        let action = &plan.actions[index];
        let mut names = vec![attribute(&action.name)];
        index += 1;
        while let Some(next) = plan.actions.get(index).filter(|next| {
            let alike = next.on == action.on && next.groups == action.groups;
            alike && next.context.is_empty() && action.context.is_empty()
        }) {
            if draw.tape.likely(4) {
                break;
            }
            draw.reach("actions of one declaration");
            names.push(attribute(&next.name));
            index += 1;
        }
        let types: Vec<&str> = action.on.iter().map(|at| plan.types[*at].name.as_str()).collect();
        let context = match action.context.is_empty() {
            true => String::new(),
            false => {
                let shape = record(plan, &action.context);
                if draw.tape.likely(4) {
                    draw.reach("common types");
                    parts.push(format!("type Given{index} = {shape};"));
                    format!(", context: Given{index}")
                } else {
                    format!(", context: {shape}")
                }
            }
        };
        let label = match draw.tape.likely(3) {
            true => format!("@label({})\n", quoted(&format!("Do “{}”", action.name))),
            false => String::new(),
        };
        parts.push(format!(
            "{label}action {}{} appliesTo {{ principal: {}, resource: [{}]{context} }};",
            names.join(", "),
            within(plan, &action.groups),
            plan.user,
            types.join(", "),
        ));
    }
    parts
}

/// The groups that an action or a group of them is in.
fn within(plan: &Plan, groups: &[usize]) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let names: Vec<String> =
        groups.iter().map(|at| quoted(&plan.action_groups[*at].name)).collect();
    format!(" in [{}]", names.join(", "))
}

fn record(plan: &Plan, fields: &[Field]) -> String {
    let field = |field: &Field| {
        let mark = if field.optional { "?" } else { "" };
        let of = match field.holds {
            Holds::Bool => "Bool".to_owned(),
            Holds::Enum(index) => plan.enumerations[index].name.clone(),
            Holds::Person => plan.user.clone(),
            Holds::Team => plan.team.clone(),
            Holds::People => format!("Set<{}>", plan.user),
            Holds::Teams => format!("Set<{}>", plan.team),
            Holds::Text => "String".to_owned(),
            Holds::Number => "Long".to_owned(),
        };
        format!("  {}{mark}: {of},\n", attribute(&field.name))
    };
    format!("{{\n{}}}", fields.iter().map(field).collect::<String>())
}
