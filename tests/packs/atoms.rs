//! Comparisons of one part of a request with what policies say.

use super::Draw;
use super::names::quoted;
use super::plan::{Holds, Plan};
use super::scope::{Open, Scope, Side};

/// A group that some of the principals can be in.
pub fn group(draw: &mut Draw<'_>, scope: &Scope<'_>) -> String {
    let own = |at: &usize| scope.by.iter().any(|it| scope.plan.users[*it].groups.contains(at));
    let kinds: Vec<usize> = (0..scope.plan.groups.len()).filter(own).collect();
    of_groups(draw, scope, &kinds)
}

/// A group that each of the principals can be in.
pub fn group_of_all(draw: &mut Draw<'_>, scope: &Scope<'_>) -> String {
    let own = |at: &usize| scope.by.iter().all(|it| scope.plan.users[*it].groups.contains(at));
    let kinds: Vec<usize> = (0..scope.plan.groups.len()).filter(own).collect();
    of_groups(draw, scope, &kinds)
}

fn of_groups(draw: &mut Draw<'_>, scope: &Scope<'_>, kinds: &[usize]) -> String {
    let kind = &scope.plan.groups[*draw.tape.choose(kinds)];
    let named = |at: usize| format!("{}::{}", kind.name, quoted(&kind.values[at]));
    draw.construct("groups");
    if draw.tape.likely(5) {
        return format!("principal in {}", named(draw.tape.below(kind.values.len())));
    }
    let some: Vec<String> = draw.tape.any(kind.values.len()).into_iter().map(named).collect();
    format!("principal in [{}]", some.join(", "))
}

/// What the principal or the record is, or is in.
pub fn on_itself(draw: &mut Draw<'_>, scope: &Scope<'_>) -> Option<String> {
    let plan = scope.plan;
    Some(match draw.tape.below(7) {
        0 => {
            draw.construct("principal equals a literal");
            let name = &plan.users[*draw.tape.choose(&scope.by)].name;
            let sign = *draw.tape.choose(&["==", "==", "!="]);
            format!("principal {sign} {}", plan.literals.entity(draw, name))
        }
        1 if scope.by.iter().any(|it| plan.users[*it].teams) => {
            draw.construct("groups made at run time");
            let team = |draw: &mut Draw<'_>| plan.literals.entity(draw, &plan.team);
            match draw.tape.likely(5) {
                true => format!("principal in {}", team(draw)),
                false => format!("principal in [{}, {}]", team(draw), team(draw)),
            }
        }
        2 => {
            draw.construct("record equals a literal");
            let of = &plan.types[*draw.tape.choose(&scope.on)];
            let sign = *draw.tape.choose(&["==", "==", "!="]);
            format!("resource {sign} {}", plan.literals.entity(draw, &of.name))
        }
        3 if scope.on.iter().any(|it| plan.types[*it].folders) => {
            draw.construct("record in a folder");
            format!("resource in {}", plan.literals.entity(draw, &plan.folder))
        }
        4 if plan.users.len() > 1 => {
            draw.construct("is on types of principals");
            let user = &plan.users[*draw.tape.choose(&scope.by)];
            format!("principal is {}", user.name)
        }
        5 if scope.on.iter().any(|it| plan.types[*it].user.is_some()) => {
            draw.construct("record is the principal");
            let sign = *draw.tape.choose(&["==", "==", "!="]);
            format!("resource {sign} principal")
        }
        6 if scope.on.iter().any(|it| plan.types[*it].user.is_some()) => {
            draw.construct("record in a group");
            let kind = &plan.groups[0];
            let value = draw.tape.choose::<String>(&kind.values);
            format!("resource in {}::{}", kind.name, quoted(value))
        }
        _ => return None,
    })
}

/// An attribute that is known to be there, compared with literals; none where it cannot be.
pub fn with_literals(draw: &mut Draw<'_>, scope: &Scope<'_>, at: usize) -> Option<String> {
    let open = &scope.open[at];
    let (plan, value) = (scope.plan, open.text());
    let is_principal = open.side == Side::Principal;
    Some(match open.field.holds {
        Holds::Bool => {
            draw.construct(if is_principal { "flags of principals" } else { "flags" });
            match draw.tape.below(4) {
                0 => format!("{value} == false"),
                1 => format!("true != {value}"),
                _ => value,
            }
        }
        Holds::Enum(index) => {
            draw.construct(match is_principal {
                true => "enumerations of principals",
                false => "enumerations",
            });
            of_enumeration(draw, plan, index, &value)
        }
        Holds::Text => of_text(draw, plan, &value),
        Holds::Texts => of_texts(draw, plan, &value),
        Holds::Values(index) => of_values(draw, plan, index, &value),
        Holds::Number => {
            draw.construct("points, numbers");
            of_points(draw, plan, &value, "Long")
        }
        Holds::Decimal => {
            draw.construct("points, decimals");
            of_points(draw, plan, &value, "decimal")
        }
        Holds::Date => {
            draw.construct("points, dates");
            of_points(draw, plan, &value, "datetime")
        }
        Holds::Span => {
            draw.construct("points, durations");
            of_points(draw, plan, &value, "duration")
        }
        Holds::Ip => of_ip(draw, plan, &value),
        Holds::Entities(of) => {
            draw.construct("lists of ids with literals");
            let name = plan.name(of);
            let one = |draw: &mut Draw<'_>| plan.literals.entity(draw, name);
            match draw.tape.below(4) {
                0 => format!("{value}.containsAny([{}, {}])", one(draw), one(draw)),
                1 => format!("{value}.containsAll([{}, {}])", one(draw), one(draw)),
                _ => format!("{value}.contains({})", one(draw)),
            }
        }
        Holds::Entity(_) | Holds::Inner(_) => return None,
    })
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

fn of_values(draw: &mut Draw<'_>, plan: &Plan, index: usize, value: &str) -> String {
    let kind = &plan.enumerations[index];
    let one = |draw: &mut Draw<'_>| {
        let one = draw.tape.choose(&kind.values);
        format!("{}::{}", kind.name, quoted(one))
    };
    draw.construct("lists of an enumeration");
    match draw.tape.below(4) {
        0 => format!("{value}.containsAny([{}, {}])", one(draw), one(draw)),
        1 => format!("{value}.containsAll([{}, {}])", one(draw), one(draw)),
        _ => format!("{value}.contains({})", one(draw)),
    }
}

fn of_text(draw: &mut Draw<'_>, plan: &Plan, value: &str) -> String {
    match draw.tape.below(8) {
        0 | 1 => {
            draw.construct("patterns");
            format!("{value} like {}", plan.literals.pattern(draw))
        }
        2 => {
            draw.construct("patterns together");
            let like = format!("{value} like {}", plan.literals.pattern(draw));
            let other = format!("{value} like {}", plan.literals.pattern(draw));
            match draw.tape.likely(3) {
                true => format!("(!({like}) && !({other}))"),
                false => format!("({like} || {other})"),
            }
        }
        3 | 4 => {
            draw.construct("texts in lists");
            format!("{}.contains({value})", plan.literals.texts(draw))
        }
        5 => {
            draw.construct("texts");
            format!("{value} != {}", plan.literals.text(draw))
        }
        _ => {
            draw.construct("texts");
            format!("{value} == {}", plan.literals.text(draw))
        }
    }
}

fn of_texts(draw: &mut Draw<'_>, plan: &Plan, value: &str) -> String {
    match draw.tape.below(3) {
        0 => {
            draw.construct("lists of texts, contains");
            format!("{value}.contains({})", plan.literals.text(draw))
        }
        1 => {
            draw.construct("lists of texts, containsAny");
            format!("{value}.containsAny({})", plan.literals.texts(draw))
        }
        _ => {
            draw.construct("lists of texts, containsAll");
            format!("{value}.containsAll({})", plan.literals.texts(draw))
        }
    }
}

fn of_points(draw: &mut Draw<'_>, plan: &Plan, value: &str, kind: &'static str) -> String {
    let point = plan.literals.point(draw, kind);
    match draw.tape.below(8) {
        0 => {
            draw.construct("points in lists");
            format!("[{point}, {}].contains({value})", plan.literals.point(draw, kind))
        }
        _ if kind == "decimal" => of_decimals(draw, value, &point),
        _ => ordered(draw, value, &point),
    }
}

fn of_ip(draw: &mut Draw<'_>, plan: &Plan, value: &str) -> String {
    const KINDS: [&str; 4] = ["isIpv4", "isIpv6", "isLoopback", "isMulticast"];
    let ip = plan.literals.point(draw, "ip");
    match draw.tape.below(8) {
        0 | 1 => {
            draw.construct("IP values");
            format!("{value} {} {ip}", draw.tape.choose(&["==", "!="]))
        }
        2 => {
            draw.construct("IP values in lists");
            format!("[{ip}, {}].contains({value})", plan.literals.point(draw, "ip"))
        }
        3 | 4 => {
            draw.construct("IP values of a kind");
            format!("{value}.{}()", draw.tape.choose(&KINDS))
        }
        _ => {
            draw.construct("IP values in networks");
            format!("{value}.isInRange({ip})")
        }
    }
}

/// Two sides of a type that has an order, either one first.
pub fn ordered(draw: &mut Draw<'_>, one: &str, other: &str) -> String {
    let sign = *draw.tape.choose(&["<", "<=", ">", ">=", "<", "<=", ">", ">=", "==", "!="]);
    match draw.tape.likely(6) {
        true => format!("{one} {sign} {other}"),
        false => format!("{other} {sign} {one}"),
    }
}

pub fn of_decimals(draw: &mut Draw<'_>, one: &str, other: &str) -> String {
    const NAMES: [&str; 4] = ["lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"];
    match draw.tape.below(6) {
        4 => format!("{one} == {other}"),
        5 => format!("{other} != {one}"),
        at => match draw.tape.likely(6) {
            true => format!("{one}.{}({other})", NAMES[at]),
            false => format!("{other}.{}({one})", NAMES[at]),
        },
    }
}

/// Says how far within others an attribute is.
pub fn mark(draw: &mut Draw<'_>, open: &Open<'_>, scope: &Scope<'_>) {
    if open.side == Side::Context {
        draw.reach("conditions on a context");
    }
    if let Some(parent) = scope.parent(open) {
        draw.construct(match parent.field.holds {
            Holds::Inner(_) => "nested records",
            _ => "attributes of entities",
        });
    }
}
