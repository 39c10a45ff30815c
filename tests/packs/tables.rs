//! Writes the other files of a pack: controls, lifecycles, roles, advice, help and a language.

use std::fmt::Write as _;

use super::names::toml;
use super::plan::{Field, Holds, Of, Plan, Type};
use super::{Draw, names};

/// The words for how a control shows when it cannot be used.
const MODES: [&str; 3] = ["hidden", "disabled", "readonly"];

pub fn files(draw: &mut Draw<'_>, plan: &Plan) -> Vec<(String, String)> {
    let mut files = vec![
        ("surface.toml", surface(draw, plan)),
        ("lifecycle.toml", lifecycles(draw, plan)),
        ("roles.toml", roles(draw, plan)),
        ("advice.toml", advice(draw, plan)),
    ];
    if draw.tape.likely(3) {
        let question = toml("Why “not”? 🦀");
        files.push(("help.toml", format!("[[help]]\nquestion = {question}\nanswer = \"So.\"\n")));
    }
    if draw.tape.likely(2) {
        draw.reach("languages");
        let action = toml(&draw.tape.choose(&plan.actions).name);
        files.push(("languages/es.toml", format!("[actions]\n{action} = \"Hacer\"\n")));
    }
    files.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

fn surface(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let mut used = guards(plan);
    let mut ids: Vec<String> = Vec::new();
    let mut text = String::new();
    for index in 0..plan.actions.len() {
        for _ in 0..draw.tape.below(3) {
            let taken: Vec<&str> = ids.iter().map(|it| &**it).collect();
            let id = names::name(draw, "control.", &taken);
            if let Some((control, view)) = control(draw, plan, index) {
                let _ = write!(text, "[controls.{}]\n{control}\n", toml(&id));
                used.extend([index, view]);
            }
            ids.push(id);
        }
    }
    for (place, each) in plan.types.iter().enumerate() {
        let Some(step) = each.lifecycle.as_ref().and_then(|it| it.steps.last()) else { continue };
        let id = format!("step.{place}");
        let (name, on) = (toml(&step.name), toml(&each.name));
        let mode = draw.tape.choose(&MODES);
        let _ = write!(
            text,
            "[controls.{}]\nkind = \"rowAction\"\ntransition = {name}\non = {on}\n\
             ungranted = \"{mode}\"\n\n",
            toml(&id)
        );
    }
    text += "[used_elsewhere]\n";
    for (index, action) in plan.actions.iter().enumerate() {
        if !used.contains(&index) {
            let _ = writeln!(text, "{} = \"by nobody\"", toml(&action.name));
        }
    }
    text
}

/// The actions that are guards of steps.
fn guards(plan: &Plan) -> Vec<usize> {
    let lifecycles = plan.types.iter().filter_map(|it| it.lifecycle.as_ref());
    lifecycles.flat_map(|it| it.steps.iter().map(|step| step.guard)).collect()
}

/// What a control on the action does, and how it shows; the action again, or a field's view.
fn control(draw: &mut Draw<'_>, plan: &Plan, index: usize) -> Option<(String, usize)> {
    let action = &plan.actions[index];
    let on = *draw.tape.choose(&action.on);
    let resource = &plan.types[on];
    let kinds = ["menu", "button", "row", "rowAction", "slider", "form", "field", "choice"];
    let kind = *draw.tape.choose(&kinds);
    let mut text = format!("kind = \"{kind}\"\non = {}\n", toml(&resource.name));
    let name = toml(&action.name);
    if kind == "field" {
        draw.reach("fields");
        let seen = |it: &usize| plan.actions[*it].on.contains(&on);
        let view = (0..plan.actions.len()).filter(seen).collect::<Vec<_>>();
        let view = *draw.tape.choose(&view);
        let seen = toml(&plan.actions[view].name);
        return Some((text + &format!("view = {seen}\nchange = {name}\n"), view));
    }
    let _ = writeln!(text, "action = {name}");
    if kind == "choice" {
        let chosen = chooses(draw, resource, action.context.as_slice())?;
        let _ = writeln!(text, "chooses = {}", toml(&chosen));
    }
    let _ = writeln!(text, "ungranted = \"{}\"", draw.tape.choose(&MODES));
    if draw.tape.likely(4) {
        let _ = writeln!(text, "blocked = \"{}\"", draw.tape.choose(&MODES));
    }
    if draw.tape.likely(4) {
        let _ = writeln!(text, "page = {}", draw.tape.likely(4));
    }
    if draw.tape.likely(4) {
        let _ = writeln!(text, "label = {}", toml("Do \"it\" 🦀"));
    }
    Some((text, index))
}

/// An enumerated attribute to choose a value of.
fn chooses(draw: &mut Draw<'_>, of: &Type, context: &[Field]) -> Option<String> {
    let enumerated = |it: &&Field| matches!(it.holds, Holds::Enum(_));
    if let Some(field) = context.iter().find(enumerated) {
        draw.reach("choices of a context");
        return Some(format!("context.{}", field.name));
    }
    let field = of.fields.iter().find(enumerated)?;
    draw.reach("choices");
    Some(field.name.clone())
}

fn lifecycles(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let mut text = String::new();
    for (index, each) in plan.types.iter().enumerate() {
        let Some(lifecycle) = &each.lifecycle else { continue };
        let state = &each.fields[lifecycle.state];
        let values = plan.values(state);
        let value = |at: usize| match state.holds {
            Holds::Bool => values[at].to_owned(),
            _ => toml(values[at]),
        };
        let without = |it: &&super::plan::Action| it.on.contains(&index) && it.context.is_empty();
        let Some(view) = plan.actions.iter().find(without) else { continue };
        let (of, name) = (toml(&each.name), toml(&state.name));
        let _ = write!(
            text,
            "[{of}]\nattribute = {name}\ninitial = {}\nview = {}\n\n",
            value(0),
            toml(&view.name)
        );
        if !lifecycle.conditions.is_empty() {
            draw.reach("conditions of records");
            let _ = writeln!(text, "[{of}.conditions]");
            for at in &lifecycle.conditions {
                let _ = writeln!(text, "{} = \"it is so\"", toml(&each.fields[*at].name));
            }
        }
        for step in &lifecycle.steps {
            let from: Vec<String> = step.from.iter().map(|at| value(*at)).collect();
            let _ = write!(
                text,
                "[[{of}.transitions]]\nname = {}\nlabel = \"Go “there”\"\nfrom = [{}]\nto = {}\n\
                 guard = {}\n\n",
                toml(&step.name),
                from.join(", "),
                value(step.to),
                toml(&plan.actions[step.guard].name),
            );
        }
    }
    text
}

fn roles(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let mut text = String::new();
    let mut taken: Vec<String> = Vec::new();
    for _ in 0..draw.tape.below(4) {
        let name = names::name(draw, "role", &taken.iter().map(|it| &**it).collect::<Vec<_>>());
        draw.reach("roles");
        let some = |draw: &mut Draw<'_>, of: &str, values: &[String]| -> Vec<String> {
            let some = draw.tape.some(values.len(), 4);
            some.into_iter().map(|at| toml(&format!("{of}{}", values[at]))).collect()
        };
        let permissions = some(draw, "", &plan.groups[0].values).join(", ");
        let _ = write!(text, "[roles.{}]\npermissions = [{permissions}]\n", toml(&name));
        if let Some(other) = plan.groups.get(1) {
            let groups = some(draw, &format!("{}::", other.name), &other.values).join(", ");
            let _ = writeln!(text, "groups = [{groups}]");
        }
        taken.push(name);
    }
    for (place, kind) in plan.groups.iter().enumerate() {
        let offered = draw.tape.some(kind.values.len(), 3);
        for at in offered {
            draw.reach("what is never offered");
            let value = &kind.values[at];
            let (table, name) = match place {
                0 => ("permissions", value.clone()),
                _ => ("groups", format!("{}::{value}", kind.name)),
            };
            let _ = write!(text, "[{table}.{}]\nlabel = \"L 🦀\"\noffered = false\n", toml(&name));
        }
    }
    let principals = |of: &Of| matches!(of, Of::Person(_) | Of::Team);
    for each in &plan.types {
        let tie = |it: &&Field| match &it.holds {
            Holds::Entity(of) | Holds::Entities(of) => principals(of),
            _ => false,
        };
        if let Some(field) = each.fields.iter().find(tie) {
            let name = toml(&format!("{}.{}", each.name, field.name));
            let offered = draw.tape.likely(4);
            let _ = write!(text, "[ties.{name}]\nlabel = \"be of it\"\noffered = {offered}\n");
        }
    }
    text
}

fn advice(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let mut text = String::new();
    for (index, action) in plan.actions.iter().enumerate() {
        if draw.tape.likely(5) {
            continue;
        }
        let name = toml(&action.name);
        let _ = write!(text, "[[advice]]\nid = \"a{index}\"\naction = {name}\ntext = \"Mind.\"\n");
        let [on] = action.on[..] else { continue };
        let fields = plan.types[on].fields.iter();
        let mut fields = fields.filter(|it| matches!(it.holds, Holds::Bool | Holds::Enum(_)));
        if let Some(field) = fields.next() {
            draw.reach("advice on what a record has");
            let value = *draw.tape.choose(&plan.values(field));
            let value = if field.holds == Holds::Bool { value.to_owned() } else { toml(value) };
            let _ = writeln!(text, "when = {{ {} = {value} }}", toml(&field.name));
        }
    }
    if draw.tape.likely(4) {
        let permission = toml(draw.tape.choose::<String>(&plan.groups[0].values));
        let _ = write!(
            text,
            "[[advice]]\nid = \"grant\"\npermission = {permission}\ntext = \"Keep it.\"\n"
        );
    }
    text
}
