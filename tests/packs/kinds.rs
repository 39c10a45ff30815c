//! What the attributes of a random pack can hold.

use super::Draw;
use super::plan::{Holds, Of};

/// What attributes can hold, as far as it is drawn.
pub struct Kinds {
    pub enumerations: usize,
    pub users: usize,
    pub types: usize,
    pub inner: usize,
    /// What many hold, so that there is something to compare with each other.
    pub favoured: Vec<Holds>,
    /// What all principals and all records hold besides, for the rarer comparisons of both.
    pub both: Vec<(Holds, Holds)>,
}

impl Kinds {
    pub fn new(draw: &mut Draw<'_>, enumerations: usize, users: usize, types: usize) -> Self {
        let (favoured, both) = (Vec::new(), Vec::new());
        let mut kinds = Kinds { enumerations, users, types, inner: 0, favoured, both };
        kinds.favoured = (0..3).map(|_| one_favoured(draw, &kinds)).collect();
        kinds.both = (0..2).map(|_| one_of_both(draw, &kinds)).collect();
        kinds
    }
}

fn of(draw: &mut Draw<'_>, kinds: &Kinds) -> Of {
    match draw.tape.below(8) {
        0..=2 => Of::Person(draw.tape.below(kinds.users)),
        3 | 4 => Of::Team,
        5 | 6 => Of::Folder,
        _ => Of::Record(draw.tape.below(kinds.types)),
    }
}

fn one_favoured(draw: &mut Draw<'_>, kinds: &Kinds) -> Holds {
    match draw.tape.below(10) {
        0 => Holds::Text,
        1 => Holds::Texts,
        2 => Holds::Number,
        3 => Holds::Decimal,
        4 => Holds::Date,
        5 => Holds::Span,
        6 => Holds::Entity(of(draw, kinds)),
        7 => Holds::Ip,
        8 => Holds::Values(draw.tape.below(kinds.enumerations)),
        _ => Holds::Entities(of(draw, kinds)),
    }
}

/// What principals and records hold that can be compared with each other, or each with the other
/// itself.
fn one_of_both(draw: &mut Draw<'_>, kinds: &Kinds) -> (Holds, Holds) {
    use Holds::{Date, Decimal, Entities, Entity, Enum, Number, Span, Text, Texts, Values};
    let of = of(draw, kinds);
    let kind = draw.tape.below(kinds.enumerations);
    let record = Of::Record(draw.tape.below(kinds.types));
    let person = Of::Person(draw.tape.below(kinds.users));
    *draw.tape.choose(&[
        (Texts, Text),
        (Text, Texts),
        (Texts, Texts),
        (Values(kind), Enum(kind)),
        (Enum(kind), Values(kind)),
        (Values(kind), Values(kind)),
        (Number, Number),
        (Decimal, Decimal),
        (Date, Date),
        (Span, Span),
        (Entity(of), Entities(of)),
        (Entities(of), Entities(of)),
        (Entity(record), Entities(person)),
        (Entities(record), Entity(person)),
        (Entities(record), Entities(person)),
    ])
}

/// What an attribute holds.
pub fn holds(draw: &mut Draw<'_>, kinds: &Kinds) -> Holds {
    if !kinds.favoured.is_empty() && draw.tape.likely(3) {
        let one = *draw.tape.choose(&kinds.favoured);
        // Now and then a list of the same.
        return match one {
            Holds::Text if draw.tape.likely(2) => Holds::Texts,
            Holds::Texts if draw.tape.likely(4) => Holds::Text,
            Holds::Entities(of) if draw.tape.likely(2) => Holds::Entity(of),
            Holds::Values(of) if draw.tape.likely(2) => Holds::Enum(of),
            one => one,
        };
    }
    match draw.tape.below(26) {
        0..=2 => Holds::Bool,
        3..=5 => Holds::Enum(draw.tape.below(kinds.enumerations)),
        6..=8 => Holds::Entity(of(draw, kinds)),
        9..=11 => Holds::Entities(of(draw, kinds)),
        12 => Holds::Entity(Of::Owner),
        13..=15 => Holds::Text,
        16 => Holds::Texts,
        17 | 18 => Holds::Number,
        19 => Holds::Decimal,
        20 => Holds::Date,
        21 => Holds::Span,
        22 => Holds::Ip,
        23 => Holds::Values(draw.tape.below(kinds.enumerations)),
        _ if kinds.inner > 0 => Holds::Inner(draw.tape.below(kinds.inner)),
        _ => Holds::Text,
    }
}
