//! Comparisons of two parts of a request with each other.

use super::Draw;
use super::atoms::{of_decimals, ordered};
use super::plan::{Holds, Of};
use super::scope::{Open, Scope, Side};

/// How two attributes, in this order, are compared.
#[derive(Clone, Copy)]
enum How {
    Equal(&'static str),
    Ordered(&'static str),
    Decimals,
    Contains(&'static str),
    Meets(&'static str),
}

fn how(one: &Open<'_>, other: &Open<'_>) -> Option<How> {
    use Holds::{Date, Decimal, Entities, Entity, Number, Span, Text, Texts};
    let same = one.side == other.side;
    if same && one.side != Side::Record {
        return None;
    }
    Some(match (one.field.holds, other.field.holds) {
        (Text, Text) => How::Equal("texts of both"),
        (Number, Number) => How::Ordered("points of both, numbers"),
        (Date, Date) => How::Ordered("points of both, dates"),
        (Span, Span) => How::Ordered("points of both, durations"),
        (Decimal, Decimal) => How::Decimals,
        (Entity(one), Entity(other)) if one == other => How::Equal("references of both"),
        _ if same => return None,
        (Texts, Text) => How::Contains("lists of texts of both, contains"),
        (Texts, Texts) => How::Meets("lists of texts of both, containsAny"),
        (Entities(one), Entity(other)) if one == other => How::Contains("references of both"),
        (Entities(one), Entities(other)) if one == other => How::Meets("lists of ids that meet"),
        _ => return None,
    })
}

/// An attribute that is known to be there, compared with another such, with the principal or with
/// the record; none where there is nothing to compare it with.
pub fn of_two(draw: &mut Draw<'_>, scope: &Scope<'_>, at: usize) -> Option<String> {
    let one = &scope.open[at];
    let mut all: Vec<(usize, How)> = Vec::new();
    for other in scope.all_known().into_iter().filter(|it| *it != at) {
        all.extend(how(one, &scope.open[other]).map(|how| (other, how)));
    }
    let whole = with_whole(scope, one);
    if all.is_empty() || (!whole.is_empty() && draw.tape.likely(4)) {
        if whole.is_empty() {
            return None;
        }
        let (what, text) = draw.tape.choose(&whole);
        if one.side == Side::Context {
            draw.construct("ties of the context");
        }
        draw.construct(what);
        return Some(text.clone());
    }
    let (other, how) = *draw.tape.choose(&all);
    let other = &scope.open[other];
    super::atoms::mark(draw, other, scope);
    if one.side == other.side {
        draw.construct("two attributes of the record");
    } else if [one.side, other.side].contains(&Side::Context) {
        draw.construct("ties of the context");
    }
    let (one, other) = (one.text(), other.text());
    Some(match how {
        How::Equal(what) => {
            draw.construct(what);
            format!("{one} {} {other}", draw.tape.choose(&["==", "==", "!="]))
        }
        How::Ordered(what) => {
            draw.construct(what);
            ordered(draw, &one, &other)
        }
        How::Decimals => {
            draw.construct("points of both, decimals");
            of_decimals(draw, &one, &other)
        }
        How::Contains(what) => {
            draw.construct(what);
            format!("{one}.contains({other})")
        }
        How::Meets(what) => {
            draw.construct(what);
            format!("{one}.containsAny({other})")
        }
    })
}

/// The comparisons of an attribute with the principal and with the record.
fn with_whole(scope: &Scope<'_>, one: &Open<'_>) -> Vec<(&'static str, String)> {
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
    all
}
