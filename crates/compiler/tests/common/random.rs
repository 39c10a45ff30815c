//! Random policies that strict validation accepts, written from a tape of bytes.

/// Bytes that choose; zeros where they end.
pub(crate) struct Tape<'a>(std::slice::Iter<'a, u8>);

impl<'a> Tape<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.iter())
    }

    fn choose<'o, T>(&mut self, options: &'o [T]) -> &'o T {
        let byte = self.0.next().copied().unwrap_or_default();
        &options[usize::from(byte) % options.len()]
    }
}

/// Conditions that need nothing.
const ATOMS: [&str; 20] = [
    "resource.flag",
    "principal in Permission::\"a\"",
    "principal in [Permission::\"a\", Permission::\"b\"]",
    "resource.status == Status::\"X\"",
    "Status::\"Y\" != resource.status",
    "resource.status in [Status::\"X\", Status::\"Z\"]",
    "[Status::\"Y\", Status::\"Z\"].contains(resource.status)",
    "resource.flag == false",
    "resource.owner == principal",
    "principal != resource.owner",
    "resource.team == principal.team",
    "resource.readers.contains(principal)",
    "context.to == Status::\"Y\"",
    "resource is Doc",
    "true",
    "action == Action::\"act\"",
    "action in Action::\"acts\"",
    "resource has hot",
    "principal has boss",
    "resource has flag",
];

/// What `has` can guard.
const GUARDS: [&str; 7] = [
    "resource has hot",
    "resource has mood",
    "resource has deputy",
    "resource has teams",
    "principal has boss",
    "context has sure",
    "context has by",
];

/// Conditions that need the guards.
const GUARDED: [(&str, &[usize]); 11] = [
    ("resource.hot", &[0]),
    ("resource.hot != true", &[0]),
    ("resource.mood == Status::\"X\"", &[1]),
    ("resource.mood in [Status::\"Y\", Status::\"Z\"]", &[1]),
    ("resource.deputy == principal", &[2]),
    ("resource.teams.contains(principal.team)", &[3]),
    ("resource.team == principal.boss", &[4]),
    ("resource.team != principal.boss", &[4]),
    ("resource.teams.contains(principal.boss)", &[3, 4]),
    ("context.sure", &[5]),
    ("context.by == principal", &[6]),
];

/// Two permits and a forbid.
pub(crate) fn policies(tape: &mut Tape<'_>) -> String {
    let effects = [("one", "permit"), ("two", "permit"), ("three", "forbid")];
    effects.map(|(id, effect)| policy(id, effect, tape)).join("\n")
}

fn policy(id: &str, effect: &str, tape: &mut Tape<'_>) -> String {
    let principal = tape.choose(&[
        "principal",
        "principal in Permission::\"b\"",
        "principal is User in Permission::\"a\"",
    ]);
    let action = tape.choose(&[
        "action",
        "action == Action::\"act\"",
        "action in [Action::\"act\", Action::\"other\"]",
        "action in Action::\"acts\"",
    ]);
    let resource = tape.choose(&["resource", "resource is Doc"]);
    let when = condition(tape, 3, &mut Vec::new());
    let unless = match tape.choose(&[false, true]) {
        true => format!(" unless {{ {} }}", condition(tape, 2, &mut Vec::new())),
        false => String::new(),
    };
    format!(
        "@id(\"{id}\") @reason(\"r\") {effect}({principal}, {action}, {resource}) \
         when {{ {when} }}{unless};"
    )
}

fn condition(tape: &mut Tape<'_>, depth: usize, held: &mut Vec<usize>) -> String {
    let kinds = [0, 1, 1, 2, 2, 3, 4, 5, 5, 6];
    match if depth == 0 { 0 } else { *tape.choose(&kinds) } {
        1 => format!(
            "({} && {})",
            condition(tape, depth - 1, held),
            condition(tape, depth - 1, held)
        ),
        2 => format!(
            "({} || {})",
            condition(tape, depth - 1, held),
            condition(tape, depth - 1, held)
        ),
        3 => format!("!({})", condition(tape, depth - 1, held)),
        4 => format!(
            "(if {} then {} else {})",
            condition(tape, depth - 1, held),
            condition(tape, depth - 1, held),
            condition(tape, depth - 1, held)
        ),
        5 => guarded(tape, depth, held, |guard, then, _| format!("({guard} && {then})")),
        6 => guarded(tape, depth, held, |guard, then, otherwise| {
            format!("(if {guard} then {then} else {otherwise})")
        }),
        _ => atom(tape, held),
    }
}

/// A condition under one more guard.
fn guarded(
    tape: &mut Tape<'_>,
    depth: usize,
    held: &mut Vec<usize>,
    write: impl Fn(&str, &str, &str) -> String,
) -> String {
    let guard = *tape.choose(&[0, 1, 2, 3, 4, 5, 6]);
    let otherwise = condition(tape, depth - 1, held);
    held.push(guard);
    let then = condition(tape, depth - 1, held);
    held.pop();
    write(GUARDS[guard], &then, &otherwise)
}

fn atom(tape: &mut Tape<'_>, held: &[usize]) -> String {
    let open: Vec<&str> = GUARDED
        .iter()
        .filter(|(_, needs)| needs.iter().all(|guard| held.contains(guard)))
        .map(|(atom, _)| *atom)
        .collect();
    if open.is_empty() || *tape.choose(&[false, false, true]) {
        return (*tape.choose(&ATOMS)).to_owned();
    }
    (*tape.choose(&open)).to_owned()
}
