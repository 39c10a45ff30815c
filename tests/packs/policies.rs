//! Writes policies that strict validation accepts: what their heads let through says which
//! attributes their conditions can name.

use super::Draw;
use super::names::{access, attribute, quoted};
use super::plan::{Field, Holds, Plan};

/// An attribute of a part of the request, and whether a guard showed that it is there.
#[derive(Clone)]
struct Open<'p> {
    of: &'static str,
    field: &'p Field,
}

/// What a condition can name.
#[derive(Clone)]
struct Scope<'p> {
    plan: &'p Plan,
    open: Vec<Open<'p>>,
    /// Places in `open` of optional attributes that are known to be there.
    held: Vec<usize>,
    actions: Vec<usize>,
}

pub fn text(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let mut all = Vec::new();
    for index in 0..plan.actions.len() {
        let action = quoted(&plan.actions[index].name);
        let group = group(draw, plan);
        all.push(format!("permit (principal in {group}, action == Action::{action}, resource)"));
    }
    for each in &plan.types {
        let Some((guards, flag)) = each.lifecycle.as_ref().and_then(|it| it.either) else {
            continue;
        };
        let flag = access("resource", &each.fields[flag].name);
        for (guard, word) in guards.iter().zip(["when", "unless"]) {
            let action = quoted(&plan.actions[*guard].name);
            let head = format!("forbid (principal, action == Action::{action}, resource)");
            all.push(format!("{head}\n{word} {{ {flag} }}"));
        }
    }
    for _ in 0..draw.tape.between(2, 7) {
        all.push(policy(draw, plan));
    }
    let told = all.into_iter().enumerate().map(|(index, policy)| {
        let reason = quoted(&format!("Rule {index}, “as it is”."));
        format!("@id(\"p{index}\")\n@reason({reason})\n{policy};\n")
    });
    told.collect::<Vec<_>>().join("\n")
}

fn group(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let (kind, value) = *draw.tape.choose(&plan.all_groups());
    format!("{kind}::{}", quoted(value))
}

fn policy(draw: &mut Draw<'_>, plan: &Plan) -> String {
    let effect = *draw.tape.choose(&["permit", "permit", "forbid"]);
    let principal = match draw.tape.below(6) {
        0 | 1 => format!("principal in {}", group(draw, plan)),
        2 => format!("principal is {}", plan.user),
        3 => format!("principal is {} in {}", plan.user, group(draw, plan)),
        _ => "principal".to_owned(),
    };
    let (action, actions) = actions(draw, plan);
    let mut on: Vec<usize> = actions.iter().flat_map(|it| plan.actions[*it].on.clone()).collect();
    on.sort_unstable();
    on.dedup();
    let mut resource = "resource".to_owned();
    if draw.tape.likely(4) {
        on = vec![*draw.tape.choose(&on)];
        resource = format!("resource is {}", plan.types[on[0]].name);
    }
    let asked = |it: &&usize| plan.actions[**it].on.iter().any(|of| on.contains(of));
    let actions: Vec<usize> = actions.iter().filter(asked).copied().collect();
    let mut scope = Scope { plan, open: Vec::new(), held: Vec::new(), actions };
    scope.open_shared("principal", vec![&plan.principal]);
    scope.open_shared("resource", on.iter().map(|at| &plan.types[*at].fields).collect());
    let contexts = scope.actions.iter().map(|at| &plan.actions[*at].context);
    scope.open_shared("context", contexts.collect());
    let mut text = format!("{effect} ({principal}, {action}, {resource})");
    if draw.tape.likely(6) {
        text += &format!("\nwhen {{ {} }}", condition(draw, &mut scope, 3));
    }
    if draw.tape.likely(3) {
        text += &format!("\nunless {{ {} }}", condition(draw, &mut scope, 2));
    }
    if effect == "forbid" {
        draw.reach("forbids");
        // Else too many actions would be closed to all.
        text += &format!("\nunless {{ principal in {} }}", group(draw, plan));
    }
    text
}

/// The head of a policy about actions, and which these are.
fn actions(draw: &mut Draw<'_>, plan: &Plan) -> (String, Vec<usize>) {
    let all: Vec<usize> = (0..plan.actions.len()).collect();
    let named = |at: &usize| format!("Action::{}", quoted(&plan.actions[*at].name));
    match draw.tape.below(6) {
        0 | 1 if !plan.action_groups.is_empty() => {
            let group = draw.tape.below(plan.action_groups.len());
            let within: Vec<usize> = all.into_iter().filter(|at| plan.is_in(*at, group)).collect();
            let name = quoted(&plan.action_groups[group].name);
            if within.is_empty() {
                return ("action".to_owned(), (0..plan.actions.len()).collect());
            }
            draw.reach("policies for groups of actions");
            (format!("action in Action::{name}"), within)
        }
        2 => ("action".to_owned(), all),
        3 | 4 => {
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

impl<'p> Scope<'p> {
    /// Opens the attributes that all of them have; of a principal, policies can name entities.
    fn open_shared(&mut self, of: &'static str, all: Vec<&'p Vec<Field>>) {
        let Some((first, rest)) = all.split_first() else { return };
        let shared = first.iter().filter(|field| rest.iter().all(|other| other.contains(field)));
        let named = shared.filter(|it| of != "principal" || it.holds != Holds::Text);
        self.open.extend(named.map(|field| Open { of, field }));
    }

    fn known(&self, at: usize) -> bool {
        !self.open[at].field.optional || self.held.contains(&at)
    }
}

fn condition(draw: &mut Draw<'_>, scope: &mut Scope<'_>, depth: usize) -> String {
    let kind = if depth == 0 { 0 } else { draw.tape.below(10) };
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
        _ => atom(draw, scope),
    }
}

/// A condition that an optional attribute is there, and one under it.
fn guarded(draw: &mut Draw<'_>, scope: &mut Scope<'_>, depth: usize) -> String {
    let optional = |at: &usize| !scope.known(*at);
    let optional: Vec<usize> = (0..scope.open.len()).filter(optional).collect();
    if optional.is_empty() {
        return atom(draw, scope);
    }
    draw.reach("conditions on optional attributes");
    let at = *draw.tape.choose(&optional);
    let guard = format!("{} has {}", scope.open[at].of, attribute(&scope.open[at].field.name));
    let otherwise = draw.tape.likely(3).then(|| condition(draw, scope, depth - 1));
    scope.held.push(at);
    let then = match draw.tape.likely(6) {
        true => on_attribute(draw, scope, at),
        false => condition(draw, scope, depth - 1),
    };
    scope.held.pop();
    match otherwise {
        Some(otherwise) => format!("(if {guard} then {then} else {otherwise})"),
        None => format!("({guard} && {then})"),
    }
}

fn atom(draw: &mut Draw<'_>, scope: &Scope<'_>) -> String {
    let known: Vec<usize> = (0..scope.open.len()).filter(|at| scope.known(*at)).collect();
    match draw.tape.below(8) {
        0 => {
            draw.reach("groups in conditions");
            if draw.tape.likely(4) {
                return format!("principal in {}", group(draw, scope.plan));
            }
            let kind = draw.tape.choose(&scope.plan.groups);
            let named = |at: usize| format!("{}::{}", kind.name, quoted(&kind.values[at]));
            let some: Vec<String> =
                draw.tape.any(kind.values.len()).into_iter().map(named).collect();
            format!("principal in [{}]", some.join(", "))
        }
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
            let open = draw.tape.choose(&scope.open);
            format!("{} has {}", open.of, attribute(&open.field.name))
        }
        _ if known.is_empty() => format!("principal in {}", group(draw, scope.plan)),
        _ => {
            let is_tie = |at: &usize| {
                let Open { of, field } = &scope.open[*at];
                let holds = [Holds::Person, Holds::Team, Holds::People, Holds::Teams];
                *of != "principal" && holds.contains(&field.holds)
            };
            let ties: Vec<usize> = known.iter().copied().filter(is_tie).collect();
            let known = if !ties.is_empty() && draw.tape.likely(3) { &ties } else { &known };
            let at = *draw.tape.choose(known.as_slice());
            on_attribute(draw, scope, at)
        }
    }
}

/// A condition on an attribute that is known to be there.
fn on_attribute(draw: &mut Draw<'_>, scope: &Scope<'_>, at: usize) -> String {
    let Open { of, field } = scope.open[at];
    let value = access(of, &field.name);
    if of == "context" {
        draw.reach("conditions on a context");
    }
    match field.holds {
        Holds::Enum(index) if of != "principal" => of_enumeration(draw, scope.plan, index, &value),
        Holds::Bool if of != "principal" => match draw.tape.below(4) {
            0 => format!("{value} == false"),
            1 => format!("true != {value}"),
            _ => value,
        },
        Holds::Person | Holds::Team | Holds::People | Holds::Teams if of != "principal" => {
            tie(draw, scope, field.holds, &value)
        }
        _ => format!("{of} has {}", attribute(&field.name)),
    }
}

fn of_enumeration(draw: &mut Draw<'_>, plan: &Plan, index: usize, value: &str) -> String {
    let kind = &plan.enumerations[index];
    let named = |at: &usize| format!("{}::{}", kind.name, quoted(&kind.values[*at]));
    let one = draw.tape.below(kind.values.len());
    match draw.tape.below(6) {
        0 => format!("{value} != {}", named(&one)),
        1 => format!("{} == {value}", named(&one)),
        2 | 3 => {
            draw.reach("lists of values");
            let some: Vec<String> = draw.tape.any(kind.values.len()).iter().map(named).collect();
            match draw.tape.likely(4) {
                true => format!("{value} in [{}]", some.join(", ")),
                false => format!("[{}].contains({value})", some.join(", ")),
            }
        }
        _ => format!("{value} == {}", named(&one)),
    }
}

/// A comparison with the principal, or with an attribute of the principal that is known.
fn tie(draw: &mut Draw<'_>, scope: &Scope<'_>, holds: Holds, value: &str) -> String {
    let (person, set) = (
        matches!(holds, Holds::Person | Holds::People),
        matches!(holds, Holds::People | Holds::Teams),
    );
    let mut to: Vec<String> = Vec::new();
    if person {
        to.push("principal".to_owned());
    }
    let of_kind = if person { Holds::Person } else { Holds::Team };
    let mut guard = String::new();
    for (at, open) in scope.open.iter().enumerate() {
        if open.of == "principal" && open.field.holds == of_kind {
            if scope.known(at) {
                to.push(access("principal", &open.field.name));
            } else if to.is_empty() {
                guard = format!("principal has {} && ", attribute(&open.field.name));
                to.push(access("principal", &open.field.name));
                break;
            }
        }
    }
    if to.is_empty() {
        return "principal is ".to_owned() + &scope.plan.user;
    }
    // Two of one attribute, so that it matters which references are equal.
    let times = if to.len() > 1 && draw.tape.likely(5) { 2 } else { 1 };
    let all: Vec<String> = (0..times).map(|_| compared(draw, &to, set, value)).collect();
    format!("({guard}({}))", all.join(*draw.tape.choose(&[" && ", " || "])))
}

/// One comparison with one of these.
fn compared(draw: &mut Draw<'_>, to: &[String], set: bool, value: &str) -> String {
    let to = draw.tape.choose(to);
    draw.reach(match to == "principal" {
        true => "ties to the principal",
        false => "ties to attributes of the principal",
    });
    if set {
        draw.reach("ties in sets");
    }
    match (set, draw.tape.below(3)) {
        (true, 0) => format!("!{value}.contains({to})"),
        (true, _) => format!("{value}.contains({to})"),
        (false, 0) => format!("{to} != {value}"),
        (false, _) => format!("{value} == {to}"),
    }
}
