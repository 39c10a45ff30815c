//! Spoils what was drawn of a pack: principals and records with something that the schema does not
//! say.

use serde_json::Value;

use super::Draw;
use crate::random::request::junk;

/// A principal of which one member is something else.
pub fn principal(draw: &mut Draw<'_>, sound: &Value) -> Value {
    draw.reach("odd principals");
    let mut odd = sound.clone();
    let mut places: Vec<String> = odd.as_object().unwrap().keys().cloned().collect();
    places
        .extend(["id", "groups", "roles", "permissions", "in", "links", "type"].map(String::from));
    let place = draw.tape.choose(&places);
    odd[place] = junk(&mut draw.tape);
    odd
}

/// A record of which some members are missing or something else.
pub fn record(draw: &mut Draw<'_>, sound: &Value) -> Value {
    draw.reach("odd records");
    let mut odd = sound.clone();
    for _ in 0..draw.tape.between(1, 3) {
        let places: Vec<String> = odd.as_object().unwrap().keys().cloned().collect();
        let type_alone = draw.tape.likely(1) || places.is_empty();
        let place = if type_alone { "type" } else { draw.tape.choose(&places) };
        spoil(draw, &mut odd, place);
    }
    odd
}

/// Spoils a member, or one within it.
fn spoil(draw: &mut Draw<'_>, of: &mut Value, place: &str) {
    let names = |it: &serde_json::Map<String, Value>| it.keys().cloned().collect::<Vec<_>>();
    let within = of[place].as_object().map(names).filter(|it| !it.is_empty());
    if let Some(within) = within.filter(|_| draw.tape.likely(5)) {
        let inner = draw.tape.choose(&within);
        return spoil(draw, &mut of[place], inner);
    }
    if draw.tape.likely(3) {
        of.as_object_mut().unwrap().remove(place);
    } else {
        of[place] = junk(&mut draw.tape);
    }
}
