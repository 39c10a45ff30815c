//! What a random pack has: types, attributes, groups, actions and lifecycles.

use super::kinds::{Kinds, holds};
use super::literals::{self, Literals};
use super::{Draw, names};

/// A value of an enumerated type, or the id of an entity.
#[derive(Clone, Debug)]
pub struct Enumeration {
    pub name: String,
    pub values: Vec<String>,
}

/// Which entities an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Of {
    /// Principals of a type.
    Person(usize),
    Team,
    /// Entities with attributes that policies look at.
    Owner,
    Folder,
    /// Records of a type.
    Record(usize),
}

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holds {
    Bool,
    Enum(usize),
    Entity(Of),
    Entities(Of),
    Text,
    Texts,
    /// Values of an enumeration.
    Values(usize),
    Number,
    Decimal,
    Date,
    Span,
    Ip,
    /// A record of its own, by its place in the plan.
    Inner(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub name: String,
    pub optional: bool,
    pub holds: Holds,
}

/// A type of principals.
pub struct User {
    pub name: String,
    pub fields: Vec<Field>,
    /// The places of the group types that they can be in.
    pub groups: Vec<usize>,
    /// Whether they can be in teams.
    pub teams: bool,
}

pub struct Type {
    pub name: String,
    pub fields: Vec<Field>,
    /// Whether its records can be in folders.
    pub folders: bool,
    /// Where it is a type of principals too, which.
    pub user: Option<usize>,
    pub lifecycle: Option<Lifecycle>,
}

pub struct Lifecycle {
    /// The place of the state among the type's attributes.
    pub state: usize,
    pub steps: Vec<Step>,
    /// Where two guards share a name: both, and the flag that tells when which one may pass.
    pub either: Option<([usize; 2], usize)>,
    /// The places of flags that are the record's condition.
    pub conditions: Vec<usize>,
}

pub struct Step {
    pub name: String,
    pub from: Vec<usize>,
    pub to: usize,
    pub guard: usize,
}

pub struct Action {
    pub name: String,
    /// The principals and the records that it is for.
    pub by: Vec<usize>,
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
    pub users: Vec<User>,
    pub team: String,
    pub folder: String,
    /// The type of entities with attributes, and these.
    pub owner: (String, Vec<Field>),
    /// Group types with their values.
    pub groups: Vec<Enumeration>,
    pub enumerations: Vec<Enumeration>,
    /// Records in attributes, each of which holds only those before it.
    pub inner: Vec<Vec<Field>>,
    pub literals: Literals,
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

    /// What a type of entities is called.
    pub fn name(&self, of: Of) -> &str {
        match of {
            Of::Person(at) => &self.users[at].name,
            Of::Team => &self.team,
            Of::Owner => &self.owner.0,
            Of::Folder => &self.folder,
            Of::Record(at) => &self.types[at].name,
        }
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

/// Names of types, none twice.
struct Named(Vec<String>);

impl Named {
    fn next(&mut self, draw: &mut Draw<'_>, stem: &str) -> String {
        let taken: Vec<&str> = self.0.iter().map(|it| &**it).collect();
        let name = names::type_name(draw, stem, &taken);
        self.0.push(name.clone());
        name
    }
}

/// Draws a plan.
pub fn draw(draw: &mut Draw<'_>) -> Plan {
    let mut named = Named(["Permission", "Workspace"].map(str::to_owned).into());
    let mut groups = vec![enumeration(draw, "Permission".to_owned(), 4)];
    if draw.tape.likely(4) {
        let name = named.next(draw, "Level");
        groups.push(enumeration(draw, name, 3));
    }
    let enumerations: Vec<Enumeration> = (0..draw.tape.between(1, 2))
        .map(|_| {
            let name = named.next(draw, "State");
            enumeration(draw, name, 4)
        })
        .collect();
    let users = if draw.tape.likely(5) { 1 } else { draw.tape.between(2, 3) };
    let types = draw.tape.between(1, 2);
    let mut kinds = Kinds::new(draw, enumerations.len(), users, types);
    let mut inner = Vec::new();
    for _ in 0..2 {
        inner.push(fields(draw, ("in", 1, 3), &kinds, &[]));
        kinds.inner += 1;
    }
    let owner = (named.next(draw, "Owner"), owner(draw));
    let users = people(draw, &mut named, &kinds, groups.len());
    let types = records(draw, &mut named, &kinds, &users);
    let (team, folder) = (named.next(draw, "Team"), named.next(draw, "Folder"));
    let action_groups = action_groups(draw);
    let literals = literals::draw(draw);
    let actions = Vec::new();
    let mut plan = Plan {
        users,
        team,
        folder,
        owner,
        groups,
        enumerations,
        inner,
        literals,
        types,
        actions,
        action_groups,
    };
    actions_of(draw, &mut plan, &kinds);
    plan
}

/// Draws the actions, the lifecycles with their guards, and whom no group of actions lacks.
fn actions_of(draw: &mut Draw<'_>, plan: &mut Plan, kinds: &Kinds) {
    for index in 0..draw.tape.between(3, 6) {
        let mut on = draw.tape.any(plan.types.len());
        if index < plan.types.len() && !on.contains(&index) {
            on.push(index);
            on.sort_unstable();
        }
        let with_context = draw.tape.likely(4);
        action(draw, plan, on, with_context.then_some(kinds));
    }
    for index in 0..plan.types.len() {
        plan.types[index].lifecycle = lifecycle(draw, plan, index);
    }
    for group in 0..plan.action_groups.len() {
        if !(0..plan.actions.len()).any(|action| plan.is_in(action, group)) {
            let action = draw.tape.below(plan.actions.len());
            plan.actions[action].groups.push(group);
        }
    }
    // Each type of principals may do something.
    for user in 0..plan.users.len() {
        if !plan.actions.iter().any(|it| it.by.contains(&user)) {
            let action = draw.tape.below(plan.actions.len());
            plan.actions[action].by.push(user);
            plan.actions[action].by.sort_unstable();
        }
    }
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

/// The attributes of entities that others hold.
fn owner(draw: &mut Draw<'_>) -> Vec<Field> {
    let mut all: Vec<Field> = Vec::new();
    let kinds = [Holds::Text, Holds::Number, Holds::Bool, Holds::Entity(Of::Team), Holds::Texts];
    for _ in 0..draw.tape.between(1, 3) {
        // The member of a nested entity that says which it is.
        let taken = std::iter::once("id").chain(all.iter().map(|it| it.name.as_str()));
        let name = names::name(draw, "of", &taken.collect::<Vec<_>>());
        let holds = *draw.tape.choose(&kinds);
        all.push(Field { name, optional: draw.tape.likely(3), holds });
    }
    if draw.tape.likely(4) {
        let holds = Holds::Entity(Of::Owner);
        all.push(Field { name: "boss".to_owned(), optional: true, holds });
    }
    all
}

/// The types of principals.
fn people(draw: &mut Draw<'_>, named: &mut Named, kinds: &Kinds, groups: usize) -> Vec<User> {
    // Members of a principal that are no attributes.
    const MEMBERS: [&str; 7] = ["id", "type", "in", "roles", "groups", "permissions", "links"];
    let members = MEMBERS.map(|name| {
        let holds = Holds::Bool;
        Field { name: name.to_owned(), optional: true, holds }
    });
    let mut shared = fields(draw, ("ours", 0, 3), kinds, &members);
    shared.extend(kinds.both.iter().enumerate().map(|(at, it)| required("mine", at, it.0)));
    let user = |at: usize| {
        let mut own = shared.clone();
        let taken: Vec<Field> = members.iter().chain(&shared).cloned().collect();
        own.extend(fields(draw, ("own", 0, 4), kinds, &taken));
        // Each type of groups has principals.
        let is_in = |it: &usize| at == 0 || *it == 0 || draw.tape.likely(4);
        let groups = (0..groups).filter(is_in).collect();
        let name = named.next(draw, ["User", "Bot", "Service"][at]);
        User { name, fields: own, groups, teams: draw.tape.likely(5) }
    };
    (0..kinds.users).map(user).collect()
}

/// The types of records.
fn records(draw: &mut Draw<'_>, named: &mut Named, kinds: &Kinds, users: &[User]) -> Vec<Type> {
    let pool = fields(draw, ("field", 0, 8), kinds, &[]);
    let mut types: Vec<Type> = (0..kinds.types)
        .map(|_| {
            let shared = draw.tape.some(pool.len(), 6).into_iter().map(|at| pool[at].clone());
            let mut own: Vec<Field> = shared.collect();
            own.extend(fields(draw, ("own", 0, 4), kinds, &own));
            own.extend(kinds.both.iter().enumerate().map(|(at, it)| required("theirs", at, it.1)));
            let (name, folders) = (named.next(draw, "Type"), draw.tape.likely(4));
            Type { name, fields: own, folders, user: None, lifecycle: None }
        })
        .collect();
    if draw.tape.below(16) == 0 {
        many_flags(draw, &mut types[0]);
    }
    let other = |name: &str, fields: &[Field], user| Type {
        name: name.to_owned(),
        fields: fields.to_vec(),
        folders: false,
        user,
        lifecycle: None,
    };
    if draw.tape.likely(3) {
        draw.reach("principals as records");
        types.push(other(&users[0].name, &users[0].fields, Some(0)));
    }
    if draw.tape.likely(2) {
        types.push(other("Workspace", &[], None));
    }
    types
}

/// Attributes that are named as none of the others.
fn fields(
    draw: &mut Draw<'_>,
    (stem, least, most): (&str, usize, usize),
    kinds: &Kinds,
    others: &[Field],
) -> Vec<Field> {
    let mut all: Vec<Field> = Vec::new();
    for _ in 0..draw.tape.between(least, most) {
        let mut taken: Vec<&str> = others.iter().chain(&all).map(|it| it.name.as_str()).collect();
        // The members of a record that say what it is.
        taken.extend(["type", "in", "id"]);
        let name = names::name(draw, stem, &taken);
        let holds = holds(draw, kinds);
        all.push(Field { name, optional: draw.tape.likely(3), holds });
    }
    all
}

/// An attribute that no other is named as.
fn required(stem: &str, at: usize, holds: Holds) -> Field {
    Field { name: format!("{stem} {at}"), optional: false, holds }
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

/// Draws an action, with a context where there are kinds for one; its place.
fn action(
    draw: &mut Draw<'_>,
    plan: &mut Plan,
    on: Vec<usize>,
    with_context: Option<&Kinds>,
) -> usize {
    let groups = plan.action_groups.iter().map(|it| it.name.as_str());
    let taken: Vec<&str> = groups.chain(plan.actions.iter().map(|it| it.name.as_str())).collect();
    let name = names::name(draw, "act", &taken);
    let groups = draw.tape.some(plan.action_groups.len(), 4);
    if groups.len() > 1 {
        draw.reach("actions in several groups");
    }
    let context =
        with_context.map_or_else(Vec::new, |kinds| fields(draw, ("given", 0, 4), kinds, &[]));
    let by = match draw.tape.likely(5) {
        true => (0..plan.users.len()).collect(),
        false => draw.tape.any(plan.users.len()),
    };
    plan.actions.push(Action { name, by, on, context, groups });
    plan.actions.len() - 1
}

/// A lifecycle whose states all can be reached, where the type has an attribute for one.
fn lifecycle(draw: &mut Draw<'_>, plan: &mut Plan, index: usize) -> Option<Lifecycle> {
    if plan.types[index].user.is_some() {
        return None;
    }
    let fields = plan.types[index].fields.clone();
    let holds_state = |it: &Field| !it.optional && matches!(it.holds, Holds::Bool | Holds::Enum(_));
    let state = fields.iter().position(holds_state).filter(|_| draw.tape.likely(6))?;
    let is_flag =
        |at: &usize| *at != state && !fields[*at].optional && fields[*at].holds == Holds::Bool;
    let flags: Vec<usize> = (0..fields.len()).filter(is_flag).take(4).collect();
    let states = plan.values(&fields[state]).len();
    if fields[state].holds == Holds::Bool {
        draw.reach("Boolean states");
    }
    let mut steps = Vec::new();
    for to in 1..states {
        let guard = action(draw, plan, vec![index], None);
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
    if let Some(flag) = flags.first().filter(|_| draw.tape.likely(6)) {
        draw.reach("several guards of one name");
        let name = step_name(draw, &steps);
        let guards = [0, 1].map(|_| action(draw, plan, vec![index], None));
        for (guard, to) in guards.iter().zip([0, states - 1]) {
            let from = draw.tape.any(states);
            steps.push(Step { name: name.clone(), from, to, guard: *guard });
        }
        either = Some((guards, *flag));
    }
    let conditions = if draw.tape.likely(5) { flags } else { Vec::new() };
    Some(Lifecycle { state, steps, either, conditions })
}

fn step_name(draw: &mut Draw<'_>, steps: &[Step]) -> String {
    let taken: Vec<&str> = steps.iter().map(|it| it.name.as_str()).collect();
    names::name(draw, "step", &taken)
}
