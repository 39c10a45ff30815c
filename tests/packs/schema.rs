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
    for name in [&plan.team, &plan.folder] {
        parts.push(match draw.tape.likely(4) {
            true => format!("entity {name} in [{name}];"),
            false => format!("entity {name};"),
        });
    }
    parts.push(format!("entity {} {};", plan.owner.0, record(plan, &plan.owner.1)));
    for each in &plan.users {
        let groups = each.groups.iter().map(|at| plan.groups[*at].name.as_str());
        let within: Vec<&str> = groups.chain(each.teams.then_some(plan.team.as_str())).collect();
        let own = record(plan, &each.fields);
        parts.push(format!("entity {} in [{}] {own};", each.name, within.join(", ")));
    }
    for each in plan.types.iter().filter(|it| it.user.is_none()) {
        let within = if each.folders { format!("in [{}] ", plan.folder) } else { String::new() };
        parts.push(format!("entity {} {within}{};", each.name, record(plan, &each.fields)));
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
            let alike = next.on == action.on && next.by == action.by;
            alike
                && next.groups == action.groups
                && next.context.is_empty()
                && action.context.is_empty()
        }) {
            if draw.tape.likely(4) {
                break;
            }
            draw.reach("actions of one declaration");
            names.push(attribute(&next.name));
            index += 1;
        }
        let users: Vec<&str> = action.by.iter().map(|at| plan.users[*at].name.as_str()).collect();
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
            "{label}action {}{} appliesTo {{ principal: [{}], resource: [{}]{context} }};",
            names.join(", "),
            within(plan, &action.groups),
            users.join(", "),
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
            Holds::Entity(of) => plan.name(of).to_owned(),
            Holds::Entities(of) => format!("Set<{}>", plan.name(of)),
            Holds::Text => "String".to_owned(),
            Holds::Texts => "Set<String>".to_owned(),
            Holds::Values(index) => format!("Set<{}>", plan.enumerations[index].name),
            Holds::Number => "Long".to_owned(),
            Holds::Decimal => "decimal".to_owned(),
            Holds::Date => "datetime".to_owned(),
            Holds::Span => "duration".to_owned(),
            Holds::Ip => "ipaddr".to_owned(),
            Holds::Inner(at) => record(plan, &plan.inner[at]),
        };
        format!("  {}{mark}: {of},\n", attribute(&field.name))
    };
    format!("{{\n{}}}", fields.iter().map(field).collect::<String>())
}
