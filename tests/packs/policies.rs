//! Writes policies that strict validation accepts: what their heads let through says which
//! attributes their conditions can name.

use super::names::{access, quoted};
use super::plan::Plan;
use super::scope::Scope;
use super::{Draw, atoms, pairs};

/// How deep conditions are within each other.
const DEPTH: usize = 3;

pub fn text(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let mut all = Vec::new();
    let mut add = |draw: &mut Draw<'_>, policy: String| {
        let index = all.len();
        draw.policy(format!("p{index}"));
        let reason = quoted(&format!("Rule {index}, “as it is”."));
        all.push(format!("@id(\"p{index}\")\n@reason({reason})\n{policy};\n"));
    };
    for action in 0..plan.actions.len() {
        let by = plan.actions[action].by.clone();
        let scope = Scope::new(plan, vec![action], by, plan.actions[action].on.clone());
        let name = quoted(&plan.actions[action].name);
        let group = atoms::group(draw, &scope);
        let head = format!("permit (principal, action == Action::{name}, resource)");
        add(draw, format!("{head} when {{ {group} }}"));
    }
    for each in &plan.types {
        let Some((guards, flag)) = each.lifecycle.as_ref().and_then(|it| it.either) else {
            continue;
        };
        let flag = access("resource", &each.fields[flag].name);
        for (guard, word) in guards.iter().zip(["when", "unless"]) {
            let action = quoted(&plan.actions[*guard].name);
            let head = format!("forbid (principal, action == Action::{action}, resource)");
            add(draw, format!("{head}\n{word} {{ {flag} }}"));
        }
    }
    for _ in 0..draw.tape.between(6, 14) {
        let policy = policy(draw, plan);
        add(draw, policy);
    }
    for _ in 0..3 {
        if let Some(policy) = of_both(draw, plan) {
            add(draw, policy);
        }
    }
    all.join("\n")
}

fn policy(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let effect = *draw.tape.choose(&["permit", "permit", "permit", "forbid"]);
    let (action, actions) = actions(draw, plan);
    let having = |of: fn(&super::plan::Action) -> &Vec<usize>, actions: &[usize]| {
        let all = actions.iter().flat_map(|it| of(&plan.actions[*it]).iter().copied());
        all.collect::<std::collections::BTreeSet<usize>>().into_iter().collect::<Vec<_>>()
    };
    let mut on = having(|it| &it.on, &actions);
    let (principal, by, of_principal) = principal(draw, plan, having(|it| &it.by, &actions));
    let resource = resource(draw, plan, &mut on, of_principal);
    let asked = |it: &&usize| {
        let action = &plan.actions[**it];
        action.on.iter().any(|of| on.contains(of)) && action.by.iter().any(|of| by.contains(of))
    };
    let mut asked: Vec<usize> = actions.iter().filter(asked).copied().collect();
    if asked.is_empty() {
        asked = actions;
    }
    let mut scope = Scope::new(plan, asked, by, on);
    let mut text = format!("{effect} ({principal}, {action}, {resource})");
    if draw.tape.likely(7) {
        text += &format!("\nwhen {{ {} }}", condition(draw, &mut scope, DEPTH));
    }
    if draw.tape.likely(2) {
        text += &format!("\nunless {{ {} }}", condition(draw, &mut scope, DEPTH - 1));
    }
    if effect == "forbid" {
        draw.reach("forbids");
        // Else too many actions would be closed to all.
        text += &format!("\nunless {{ {} }}", atoms::group_of_all(draw, &scope));
    }
    text
}

/// A policy about principals and records of one type that compares them with each other.
fn of_both(draw: &mut Draw<'_>, plan: &Plan) -> Option<String> {
    let at = draw.tape.below(plan.actions.len());
    let action = &plan.actions[at];
    let (by, on) = (*draw.tape.choose(&action.by), *draw.tape.choose(&action.on));
    let scope = Scope::new(plan, vec![at], vec![by], vec![on]);
    let condition = pairs::of_any(draw, &scope)?;
    let (user, of, name) = (&plan.users[by].name, &plan.types[on].name, quoted(&action.name));
    let head = format!("permit (principal is {user}, action == Action::{name}, resource is {of})");
    Some(format!("{head} when {{ {condition} }}"))
}

/// The head of a policy about principals, of which types these are, and whether it has a slot.
fn principal(draw: &mut Draw<'_>, plan: &Plan, by: Vec<usize>) -> (String, Vec<usize>, bool) {
    let one = *draw.tape.choose(&by);
    let name = &plan.users[one].name;
    let scope = Scope::new(plan, Vec::new(), vec![one], Vec::new());
    let of_one = |text: String| (text, vec![one], false);
    match draw.tape.below(12) {
        0 | 1 => {
            draw.construct("is on types of principals");
            of_one(format!("principal is {name}"))
        }
        2 => {
            let group = single_group(draw, &scope);
            of_one(format!("principal is {name} in {group}"))
        }
        3 if by.len() == 1 => (format!("principal in {}", single_group(draw, &scope)), by, false),
        4 => {
            draw.construct("principal equals a literal");
            of_one(format!("principal == {}", plan.literals.entity(draw, name)))
        }
        5 if plan.users[one].teams => {
            draw.construct("groups made at run time");
            of_one(format!("principal is {name} in {}", plan.literals.entity(draw, &plan.team)))
        }
        6 | 7 if by.len() == 1 => {
            draw.construct("templates of the principal");
            let sign = *draw.tape.choose(&["==", "==", "in"]);
            (format!("principal {sign} ?principal"), by, true)
        }
        6 => {
            draw.construct("templates of the principal");
            (format!("principal is {name} in ?principal"), vec![one], true)
        }
        _ => ("principal".to_owned(), by, false),
    }
}

fn single_group(draw: &mut Draw<'_>, scope: &Scope<'_>) -> String {
    draw.construct("groups");
    let groups = &scope.plan.users[scope.by[0]].groups;
    let kind = &scope.plan.groups[*draw.tape.choose(groups)];
    format!("{}::{}", kind.name, quoted(draw.tape.choose::<String>(&kind.values)))
}

/// The head of a policy about records.
fn resource(draw: &mut Draw<'_>, plan: &Plan, on: &mut Vec<usize>, is_template: bool) -> String {
    let one = *draw.tape.choose(on);
    let of = &plan.types[one];
    let slot = if is_template { 4 } else { 1 };
    if draw.tape.likely(slot) {
        draw.construct("templates of the record");
        if of.folders && draw.tape.likely(4) {
            draw.construct("templates in what they are linked to");
            *on = vec![one];
            return format!("resource is {} in ?resource", of.name);
        }
        return match draw.tape.likely(5) {
            true => "resource == ?resource".to_owned(),
            false => "resource in ?resource".to_owned(),
        };
    }
    match draw.tape.below(12) {
        0..=6 => {
            *on = vec![one];
            format!("resource is {}", of.name)
        }
        7 => {
            draw.construct("record equals a literal");
            *on = vec![one];
            format!("resource == {}", plan.literals.entity(draw, &of.name))
        }
        8 if of.folders => {
            draw.construct("record in a folder");
            *on = vec![one];
            let folder = plan.literals.entity(draw, &plan.folder);
            format!("resource is {} in {folder}", of.name)
        }
        _ => "resource".to_owned(),
    }
}

/// The head of a policy about actions, and which these are.
fn actions(draw: &mut Draw<'_>, plan: &Plan) -> (String, Vec<usize>) {
    let all: Vec<usize> = (0..plan.actions.len()).collect();
    let named = |at: &usize| format!("Action::{}", quoted(&plan.actions[*at].name));
    match draw.tape.below(6) {
        0 if !plan.action_groups.is_empty() => {
            let group = draw.tape.below(plan.action_groups.len());
            let within: Vec<usize> = all.into_iter().filter(|at| plan.is_in(*at, group)).collect();
            let name = quoted(&plan.action_groups[group].name);
            if within.is_empty() {
                return ("action".to_owned(), (0..plan.actions.len()).collect());
            }
            draw.reach("policies for groups of actions");
            (format!("action in Action::{name}"), within)
        }
        1 => ("action".to_owned(), all),
        2 => {
            let some = draw.tape.any(all.len());
            let names: Vec<String> = some.iter().map(named).collect();
            (format!("action in [{}]", names.join(", ")), some)
        }
        _ => {
            let one = draw.tape.below(all.len());
            (format!("action == {}", named(&one)), vec![one])
        }
    }
}

fn condition(draw: &mut Draw<'_>, scope: &mut Scope<'_>, depth: usize) -> String {
    let kind = if depth == 0 { 0 } else { draw.tape.below(12) };
    match kind {
        1 | 2 => {
            let sign = *draw.tape.choose(&["&&", "||"]);
            let (one, other) =
                (condition(draw, scope, depth - 1), condition(draw, scope, depth - 1));
            format!("({one} {sign} {other})")
        }
        3 => format!("!({})", condition(draw, scope, depth - 1)),
        4 => {
            draw.reach("if then else");
            let parts = [0, 1, 2].map(|_| condition(draw, scope, depth - 1));
            format!("(if {} then {} else {})", parts[0], parts[1], parts[2])
        }
        5 | 6 => guarded(draw, scope, depth),
        7 | 8 if scope.by.len() > 1 => {
            draw.construct("is on types of principals");
            let user = *draw.tape.choose(&scope.by);
            let then = condition(draw, &mut scope.for_user(user), depth - 1);
            format!("(principal is {} && {then})", scope.plan.users[user].name)
        }
        _ => atom(draw, scope),
    }
}

/// A condition that an optional attribute is there, and one under it.
fn guarded(draw: &mut Draw<'_>, scope: &mut Scope<'_>, depth: usize) -> String {
    let optional: Vec<usize> = (0..scope.open.len()).filter(|at| !scope.known(*at)).collect();
    if optional.is_empty() {
        return atom(draw, scope);
    }
    draw.reach("conditions on optional attributes");
    let at = *draw.tape.choose(&optional);
    let unknown = scope.unknown(at);
    let each: Vec<String> = unknown.iter().map(|it| scope.open[*it].has()).collect();
    let at_once = scope.has_at_once(at).filter(|_| scope.open[at].field.optional);
    let guard = match at_once.filter(|_| draw.tape.likely(4)) {
        Some(guard) => {
            draw.construct("has on the way, at once");
            guard
        }
        None => each.join(" && "),
    };
    if scope.open[at].depth > 0 {
        draw.construct("has on the way");
    }
    let otherwise = draw.tape.likely(3).then(|| condition(draw, scope, depth - 1));
    let before = scope.held.len();
    scope.held.extend(unknown);
    let then = match draw.tape.likely(6) {
        true => on_attribute(draw, scope, at),
        false => condition(draw, scope, depth - 1),
    };
    scope.held.truncate(before);
    match otherwise {
        Some(otherwise) => format!("(if {guard} then {then} else {otherwise})"),
        None => format!("({guard} && {then})"),
    }
}

fn atom(draw: &mut Draw<'_>, scope: &Scope<'_>) -> String {
    let known = scope.all_known();
    match draw.tape.below(12) {
        0 => atoms::group(draw, scope),
        1 => {
            draw.reach("conditions on actions and types");
            let action = *draw.tape.choose(&scope.actions);
            let action = quoted(&scope.plan.actions[action].name);
            let resource = &draw.tape.choose(&scope.plan.types).name;
            match draw.tape.likely(4) {
                true => format!("action == Action::{action}"),
                false => format!("resource is {resource}"),
            }
        }
        2 if !scope.open.is_empty() => {
            let at = draw.tape.below(scope.open.len());
            match scope.may_be_asked_for(at) {
                true => scope.open[at].has(),
                false => atoms::group(draw, scope),
            }
        }
        _ if known.is_empty() => atoms::group(draw, scope),
        3 | 4 => {
            let at = *draw.tape.choose(&known);
            atoms::on_itself(draw, scope).unwrap_or_else(|| on_attribute(draw, scope, at))
        }
        _ => {
            let at = *draw.tape.choose(&known);
            on_attribute(draw, scope, at)
        }
    }
}

/// A condition on an attribute that is known to be there.
fn on_attribute(draw: &mut Draw<'_>, scope: &Scope<'_>, at: usize) -> String {
    let open = &scope.open[at];
    atoms::mark(draw, open, scope);
    let literals_first = draw.tape.likely(4);
    let both = |draw: &mut Draw<'_>| pairs::of_two(draw, scope, at);
    let one = |draw: &mut Draw<'_>| atoms::with_literals(draw, scope, at);
    let text = match literals_first {
        true => one(draw).or_else(|| both(draw)),
        false => both(draw).or_else(|| one(draw)),
    };
    text.unwrap_or_else(|| open.has())
}
