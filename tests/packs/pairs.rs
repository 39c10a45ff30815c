//! Comparisons of two parts of a request with each other.

use std::collections::BTreeMap;

use super::Draw;
use super::atoms::{of_decimals, ordered};
use super::plan::{Holds, Of};
use super::scope::{Open, Scope, Side};

/// How two attributes, in this order, are compared.
#[derive(Clone, Copy)]
enum Sign {
    Equal,
    Ordered,
    Decimals,
    Contains,
    Meets,
    /// Either of the comparisons of two lists.
    MeetsOrAll,
}

/// A comparison of an attribute: with another by its place, or one that is written already.
enum With {
    Attribute(usize, Sign),
    Whole(String),
}

/// The construct that comparing two attributes is, and how they are.
fn how(one: &Open<'_>, other: &Open<'_>) -> Option<(&'static str, Sign)> {
    use Holds::{Date, Decimal, Entities, Entity, Enum, Number, Span, Text, Texts, Values};
    let same = one.side == other.side;
    if same && one.side != Side::Record {
        return None;
    }
    Some(match (one.field.holds, other.field.holds) {
        (Text, Text) => ("texts of both", Sign::Equal),
        (Number, Number) => ("points of both, numbers", Sign::Ordered),
        (Date, Date) => ("points of both, dates", Sign::Ordered),
        (Span, Span) => ("points of both, durations", Sign::Ordered),
        (Decimal, Decimal) => ("points of both, decimals", Sign::Decimals),
        (Entity(one), Entity(other)) if one == other => ("references of both", Sign::Equal),
        (Values(one), Enum(other)) if one == other => {
            ("lists of an enumeration, of both", Sign::Contains)
        }
        (Values(one), Values(other)) if one == other => {
            ("lists of an enumeration, of both", Sign::MeetsOrAll)
        }
        _ if same => return None,
        (Texts, Text) => ("lists of texts of both, contains", Sign::Contains),
        (Texts, Texts) => ("lists of texts of both, containsAny", Sign::Meets),
        (Entities(one), Entity(other)) if one == other => ("references of both", Sign::Contains),
        (Entities(one), Entities(other)) if one == other => ("lists of ids that meet", Sign::Meets),
        _ => return None,
    })
}

/// The attributes that are known to be there with which another can be compared.
fn others(scope: &Scope<'_>, at: usize) -> Vec<(&'static str, With)> {
    let others = scope.all_known().into_iter().filter(|it| *it != at);
    let with = |other: usize| {
        let (what, sign) = how(&scope.open[at], &scope.open[other])?;
        Some((what, With::Attribute(other, sign)))
    };
    others.filter_map(with).collect()
}

/// An attribute that is known to be there, compared with another such, with the principal or with
/// the record; none where there is nothing to compare it with.
pub fn of_two(draw: &mut Draw<'_>, scope: &Scope<'_>, at: usize) -> Option<String> {
    let (others, whole) = (others(scope, at), with_whole(scope, &scope.open[at]));
    let all = match others.is_empty() || (!whole.is_empty() && draw.tape.likely(4)) {
        true => whole,
        false => others,
    };
    if all.is_empty() {
        return None;
    }
    let (what, with) = draw.tape.choose(&all);
    Some(written(draw, scope, (at, what, with)))
}

/// Any two that can be compared, each construct of those that there are as likely as another.
pub fn of_any(draw: &mut Draw<'_>, scope: &Scope<'_>) -> Option<String> {
    let mut all: BTreeMap<&'static str, Vec<(usize, With)>> = BTreeMap::new();
    for at in scope.all_known() {
        let whole = with_whole(scope, &scope.open[at]);
        for (what, with) in others(scope, at).into_iter().chain(whole) {
            all.entry(what).or_default().push((at, with));
        }
    }
    if all.is_empty() {
        return None;
    }
    let constructs: Vec<&'static str> = all.keys().copied().collect();
    let what = *draw.tape.choose(&constructs);
    let (at, with) = draw.tape.choose(&all[what]);
    super::atoms::mark(draw, &scope.open[*at], scope);
    Some(written(draw, scope, (*at, what, with)))
}

fn written(
    draw: &mut Draw<'_>,
    scope: &Scope<'_>,
    (at, what, with): (usize, &'static str, &With),
) -> String {
    draw.construct(what);
    let one = &scope.open[at];
    let (other, sign) = match with {
        With::Attribute(other, sign) => (&scope.open[*other], sign),
        With::Whole(text) => {
            if one.side == Side::Context {
                draw.construct("ties of the context");
            }
            return text.clone();
        }
    };
    super::atoms::mark(draw, other, scope);
    if one.side == other.side {
        draw.construct("two attributes of the record");
    } else if [one.side, other.side].contains(&Side::Context) {
        draw.construct("ties of the context");
    }
    let (one, other) = (one.text(), other.text());
    match sign {
        Sign::Equal => format!("{one} {} {other}", draw.tape.choose(&["==", "==", "!="])),
        Sign::Ordered => ordered(draw, &one, &other),
        Sign::Decimals => of_decimals(draw, &one, &other),
        Sign::Contains => format!("{one}.contains({other})"),
        Sign::Meets => format!("{one}.containsAny({other})"),
        Sign::MeetsOrAll => {
            format!("{one}.{}({other})", draw.tape.choose(&["containsAny", "containsAll"]))
        }
    }
}

/// The comparisons of an attribute with the principal and with the record.
fn with_whole(scope: &Scope<'_>, one: &Open<'_>) -> Vec<(&'static str, With)> {
    let (plan, value) = (scope.plan, one.text());
    let (of, is_list) = match one.field.holds {
        Holds::Entity(of) => (of, false),
        Holds::Entities(of) => (of, true),
        _ => return Vec::new(),
    };
    let mut all = Vec::new();
    if one.side != Side::Principal {
        let in_teams = scope.by.iter().all(|it| plan.users[*it].teams);
        match of {
            Of::Person(user) if scope.is_by(user) => {
                if is_list {
                    let within = format!("{value}.contains(principal)");
                    all.push(("ties to the principal in lists", within));
                } else {
                    all.push(("ties to the principal", format!("{value} == principal")));
                    all.push(("ties to the principal", format!("principal != {value}")));
                }
                all.push(("principal in an attribute", format!("principal in {value}")));
            }
            Of::Team if in_teams => {
                all.push(("principal in an attribute", format!("principal in {value}")));
            }
            _ => {}
        }
    }
    if one.side != Side::Record {
        let in_folders = scope.on.iter().any(|it| plan.types[*it].folders);
        match of {
            Of::Record(kind) if scope.on == [kind] => {
                all.push(match is_list {
                    true => ("record equals an attribute", format!("{value}.contains(resource)")),
                    false => ("record equals an attribute", format!("resource == {value}")),
                });
                all.push(("record in an attribute", format!("resource in {value}")));
            }
            Of::Record(kind) if scope.on.contains(&kind) && !is_list => {
                all.push(("record equals an attribute", format!("resource != {value}")));
                all.push(("record in an attribute", format!("resource in {value}")));
            }
            Of::Folder if in_folders => {
                all.push(("record in an attribute", format!("resource in {value}")));
            }
            _ => {}
        }
    }
    all.into_iter().map(|(what, text)| (what, With::Whole(text))).collect()
}
