//! What a random pack has: types, attributes, groups, actions and lifecycles.

use super::{Draw, names};

/// A value of an enumerated type, or the id of an entity.
#[derive(Clone, Debug)]
pub struct Enumeration {
    pub name: String,
    pub values: Vec<String>,
}

/// What an attribute holds; entities are of the principal's type or of the teams'.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holds {
    Bool,
    Enum(usize),
    Person,
    Team,
    People,
    Teams,
    Text,
    Number,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub name: String,
    pub optional: bool,
    pub holds: Holds,
}

pub struct Type {
    pub name: String,
    pub fields: Vec<Field>,
    pub lifecycle: Option<Lifecycle>,
}

pub struct Lifecycle {
    /// The place of the state among the type's attributes.
    pub state: usize,
    pub steps: Vec<Step>,
    /// Where two guards share a name: both, and the flag that tells when which one may pass.
    pub either: Option<([usize; 2], usize)>,
}

pub struct Step {
    pub name: String,
    pub from: Vec<usize>,
    pub to: usize,
    pub guard: usize,
}

pub struct Action {
    pub name: String,
    pub on: Vec<usize>,
    pub context: Vec<Field>,
    pub groups: Vec<usize>,
}

/// A group of actions, and the groups that it is in, which come before it.
pub struct ActionGroup {
    pub name: String,
    pub groups: Vec<usize>,
}

pub struct Plan {
    pub user: String,
    pub team: String,
    /// Group types with their values.
    pub groups: Vec<Enumeration>,
    pub enumerations: Vec<Enumeration>,
    pub principal: Vec<Field>,
    pub types: Vec<Type>,
    pub actions: Vec<Action>,
    pub action_groups: Vec<ActionGroup>,
}

impl Plan {
    /// The values of an attribute that can hold a state or be chosen.
    pub fn values(&self, field: &Field) -> Vec<&str> {
        match field.holds {
            Holds::Bool => vec!["false", "true"],
            Holds::Enum(index) => self.enumerations[index].values.iter().map(|it| &**it).collect(),
            _ => Vec::new(),
        }
    }

    /// Every group with its type's name.
    pub fn all_groups(&self) -> Vec<(&str, &str)> {
        let mut all = Vec::new();
        for kind in &self.groups {
            all.extend(kind.values.iter().map(|value| (kind.name.as_str(), value.as_str())));
        }
        all
    }

    /// Whether the action is in the group, by however many others.
    pub fn is_in(&self, action: usize, group: usize) -> bool {
        let below = |own: usize| self.is_below(own, group);
        self.actions[action].groups.iter().any(|own| below(*own))
    }

    fn is_below(&self, own: usize, group: usize) -> bool {
        own == group || self.action_groups[own].groups.iter().any(|it| self.is_below(*it, group))
    }
}

/// Draws a plan.
pub fn draw(draw: &mut Draw<'_>) -> Plan {
    let mut taken: Vec<String> = ["Permission", "Workspace"].map(str::to_owned).into();
    let mut named = |draw: &mut Draw<'_>, stem| {
        let name = names::type_name(draw, stem, &taken.iter().map(|it| &**it).collect::<Vec<_>>());
        taken.push(name.clone());
        name
    };
    let (user, team) = (named(draw, "User"), named(draw, "Team"));
    let mut groups = vec![enumeration(draw, "Permission".to_owned(), 4)];
    if draw.tape.likely(4) {
        let name = named(draw, "Level");
        groups.push(enumeration(draw, name, 3));
    }
    let enumerations: Vec<Enumeration> = (0..draw.tape.between(1, 2))
        .map(|_| {
            let name = named(draw, "State");
            enumeration(draw, name, 4)
        })
        .collect();
    let principal = principal(draw);
    let pool = fields(draw, "field", 6, enumerations.len(), &[]);
    let mut types: Vec<Type> = (0..draw.tape.between(1, 2))
        .map(|_| {
            let shared = draw.tape.some(pool.len(), 5).into_iter().map(|at| pool[at].clone());
            let mut own: Vec<Field> = shared.collect();
            own.extend(fields(draw, "own", 2, enumerations.len(), &own));
            Type { name: named(draw, "Type"), fields: own, lifecycle: None }
        })
        .collect();
    if draw.tape.likely(1) {
        many_flags(draw, &mut types[0]);
    }
    let action_groups = action_groups(draw);
    if draw.tape.likely(2) {
        types.push(Type { name: "Workspace".to_owned(), fields: Vec::new(), lifecycle: None });
    }
    let mut plan = Plan {
        user,
        team,
        groups,
        enumerations,
        principal,
        types,
        actions: Vec::new(),
        action_groups,
    };
    for index in 0..draw.tape.between(3, 6) {
        let mut on = draw.tape.any(plan.types.len());
        if index < plan.types.len() && !on.contains(&index) {
            on.push(index);
            on.sort_unstable();
        }
        let with_context = draw.tape.likely(4);
        action(draw, &mut plan, on, with_context);
    }
    for index in 0..plan.types.len() {
        plan.types[index].lifecycle = lifecycle(draw, &mut plan, index);
    }
    for group in 0..plan.action_groups.len() {
        if !(0..plan.actions.len()).any(|action| plan.is_in(action, group)) {
            let action = draw.tape.below(plan.actions.len());
            plan.actions[action].groups.push(group);
        }
    }
    plan
}

fn enumeration(draw: &mut Draw<'_>, name: String, most: usize) -> Enumeration {
    let mut values: Vec<String> = Vec::new();
    for _ in 0..draw.tape.between(2, most) {
        let taken: Vec<&str> = values.iter().map(|it| &**it).collect();
        let value = names::name(draw, "v", &taken);
        values.push(value);
    }
    Enumeration { name, values }
}

/// The principal's attributes: what ties are to, and one that none can be to.
fn principal(draw: &mut Draw<'_>) -> Vec<Field> {
    let mut own: Vec<Field> = Vec::new();
    for _ in 0..draw.tape.below(4) {
        // Members of a principal that are no attributes.
        let mut taken = vec!["id", "roles", "groups", "permissions"];
        taken.extend(own.iter().map(|it| it.name.as_str()));
        let name = names::name(draw, "own", &taken);
        let holds = *draw.tape.choose(&[Holds::Team, Holds::Person, Holds::Team, Holds::Text]);
        own.push(Field { name, optional: draw.tape.likely(4), holds });
    }
    own
}

/// Attributes that are named as none of the others.
fn fields(
    draw: &mut Draw<'_>,
    stem: &str,
    most: usize,
    enumerations: usize,
    others: &[Field],
) -> Vec<Field> {
    let mut all: Vec<Field> = Vec::new();
    for _ in 0..draw.tape.below(most + 1) {
        let mut taken: Vec<&str> = others.iter().chain(&all).map(|it| it.name.as_str()).collect();
        // The member of a record that says its type.
        taken.push("type");
        let name = names::name(draw, stem, &taken);
        let holds = match draw.tape.below(12) {
            0..=2 => Holds::Bool,
            3..=5 => Holds::Enum(draw.tape.below(enumerations)),
            6 => Holds::Person,
            7 => Holds::Team,
            8 => Holds::People,
            9 | 10 => Holds::Teams,
            _ => *draw.tape.choose(&[Holds::Text, Holds::Number]),
        };
        if matches!(holds, Holds::Text | Holds::Number) {
            draw.reach("attributes of other types");
        }
        all.push(Field { name, optional: draw.tape.likely(3), holds });
    }
    all
}

fn many_flags(draw: &mut Draw<'_>, of: &mut Type) {
    draw.reach("hundreds of flags");
    let count = 200 + draw.tape.below(200);
    let flag = |number| Field {
        name: format!("flag{number}"),
        optional: number % 7 == 0,
        holds: Holds::Bool,
    };
    of.fields.extend((0..count).map(flag));
}

fn action_groups(draw: &mut Draw<'_>) -> Vec<ActionGroup> {
    let mut all: Vec<ActionGroup> = Vec::new();
    for index in 0..draw.tape.below(4) {
        let taken: Vec<&str> = all.iter().map(|it| it.name.as_str()).collect();
        let name = names::name(draw, "group", &taken);
        let groups = draw.tape.some(index, 5);
        if !groups.is_empty() {
            draw.reach("action groups in action groups");
        }
        all.push(ActionGroup { name, groups });
    }
    all
}

/// Draws an action; its place.
fn action(draw: &mut Draw<'_>, plan: &mut Plan, on: Vec<usize>, with_context: bool) -> usize {
    let groups = plan.action_groups.iter().map(|it| it.name.as_str());
    let taken: Vec<&str> = groups.chain(plan.actions.iter().map(|it| it.name.as_str())).collect();
    let name = names::name(draw, "act", &taken);
    let groups = draw.tape.some(plan.action_groups.len(), 4);
    if groups.len() > 1 {
        draw.reach("actions in several groups");
    }
    let context = match with_context {
        true => fields(draw, "given", 3, plan.enumerations.len(), &[]),
        false => Vec::new(),
    };
    plan.actions.push(Action { name, on, context, groups });
    plan.actions.len() - 1
}

/// A lifecycle whose states all can be reached, where the type has an attribute for one.
fn lifecycle(draw: &mut Draw<'_>, plan: &mut Plan, index: usize) -> Option<Lifecycle> {
    let fields = &plan.types[index].fields;
    let holds_state = |it: &Field| !it.optional && matches!(it.holds, Holds::Bool | Holds::Enum(_));
    let state = fields.iter().position(holds_state).filter(|_| draw.tape.likely(6))?;
    let flag =
        |at: &usize| *at != state && !fields[*at].optional && fields[*at].holds == Holds::Bool;
    let flag = (0..fields.len()).find(flag);
    let states = plan.values(&fields[state]).len();
    if fields[state].holds == Holds::Bool {
        draw.reach("Boolean states");
    }
    let mut steps = Vec::new();
    for to in 1..states {
        let guard = action(draw, plan, vec![index], false);
        let mut from = draw.tape.any(to);
        if draw.tape.likely(2) {
            from.push(to);
        }
        steps.push(Step { name: step_name(draw, &steps), from, to, guard });
    }
    if draw.tape.likely(5) {
        let guard = steps[draw.tape.below(steps.len())].guard;
        let name = step_name(draw, &steps);
        steps.push(Step { name, from: draw.tape.any(states), to: 0, guard });
    }
    let mut either = None;
    if let Some(flag) = flag.filter(|_| draw.tape.likely(6)) {
        draw.reach("several guards of one name");
        let name = step_name(draw, &steps);
        let guards = [0, 1].map(|_| action(draw, plan, vec![index], false));
        for (guard, to) in guards.iter().zip([0, states - 1]) {
            let from = draw.tape.any(states);
            steps.push(Step { name: name.clone(), from, to, guard: *guard });
        }
        either = Some((guards, flag));
    }
    Some(Lifecycle { state, steps, either })
}

fn step_name(draw: &mut Draw<'_>, steps: &[Step]) -> String {
    let taken: Vec<&str> = steps.iter().map(|it| it.name.as_str()).collect();
    names::name(draw, "step", &taken)
}
