//! What the conditions of a policy can name: the attributes that all have whom and what its head
//! lets through, and what these hold.

use super::names::{access, attribute, is_identifier};
use super::plan::{Field, Holds, Of, Plan};

/// A part of the request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Side {
    Principal,
    Record,
    Context,
}

impl Side {
    fn word(self) -> &'static str {
        match self {
            Side::Principal => "principal",
            Side::Record => "resource",
            Side::Context => "context",
        }
    }
}

/// An attribute.
#[derive(Clone)]
pub struct Open<'p> {
    pub side: Side,
    /// What it is an attribute of, and the place of that where it is one too.
    of: String,
    parent: Option<usize>,
    pub field: &'p Field,
    /// How many attributes it is within.
    pub depth: usize,
}

impl Open<'_> {
    /// The attribute as conditions name it.
    pub fn text(&self) -> String {
        access(&self.of, &self.field.name)
    }

    pub fn has(&self) -> String {
        format!("{} has {}", self.of, attribute(&self.field.name))
    }
}

#[derive(Clone)]
pub struct Scope<'p> {
    pub plan: &'p Plan,
    pub open: Vec<Open<'p>>,
    /// Places in `open` of optional attributes that are known to be there.
    pub held: Vec<usize>,
    pub actions: Vec<usize>,
    /// The types of principals and of records that there may be.
    pub by: Vec<usize>,
    pub on: Vec<usize>,
}

/// How far within each other attributes are that policies look at.
const DEPTH: usize = 2;

impl<'p> Scope<'p> {
    pub fn new(plan: &'p Plan, actions: Vec<usize>, by: Vec<usize>, on: Vec<usize>) -> Self {
        let (open, held) = (Vec::new(), Vec::new());
        let mut scope = Scope { plan, open, held, actions, by, on };
        let people = scope.by.iter().map(|at| &plan.users[*at].fields).collect();
        scope.open_shared(Side::Principal, people);
        let records = scope.on.iter().map(|at| &plan.types[*at].fields).collect();
        scope.open_shared(Side::Record, records);
        let contexts = scope.actions.iter().map(|at| &plan.actions[*at].context).collect();
        scope.open_shared(Side::Context, contexts);
        scope
    }

    /// The same for principals of one type, with what only they have.
    pub fn for_user(&self, user: usize) -> Self {
        let mut own = self.clone();
        own.by = vec![user];
        let is_there = |field: &Field| {
            let shared = |it: &Open<'_>| it.side == Side::Principal && it.depth == 0;
            self.open.iter().any(|it| shared(it) && it.field == field)
        };
        for field in self.plan.users[user].fields.iter().filter(|it| !is_there(it)) {
            own.open_one(Side::Principal, "principal".to_owned(), None, field, 0);
        }
        own
    }

    /// Opens the attributes that all of them have.
    fn open_shared(&mut self, side: Side, all: Vec<&'p Vec<Field>>) {
        let Some((first, rest)) = all.split_first() else { return };
        for field in first.iter().filter(|it| rest.iter().all(|other| other.contains(it))) {
            self.open_one(side, side.word().to_owned(), None, field, 0);
        }
    }

    /// Opens an attribute, and those of what it holds.
    fn open_one(
        &mut self,
        side: Side,
        of: String,
        parent: Option<usize>,
        field: &'p Field,
        depth: usize,
    ) {
        let open = Open { side, of, parent, field, depth };
        let (text, place) = (open.text(), self.open.len());
        self.open.push(open);
        let plan = self.plan;
        let within: &'p [Field] = match field.holds {
            Holds::Inner(at) => &plan.inner[at],
            Holds::Entity(Of::Owner) => &plan.owner.1,
            _ => &[],
        };
        for field in within.iter().filter(|_| depth < DEPTH) {
            self.open_one(side, text.clone(), Some(place), field, depth + 1);
        }
    }

    /// What an attribute is within.
    pub fn parent(&self, of: &Open<'_>) -> Option<&Open<'p>> {
        of.parent.map(|at| &self.open[at])
    }

    fn is_held(&self, at: usize) -> bool {
        !self.open[at].field.optional || self.held.contains(&at)
    }

    /// Whether it is there whatever is asked.
    pub fn known(&self, at: usize) -> bool {
        self.is_held(at) && self.open[at].parent.is_none_or(|it| self.known(it))
    }

    /// Whether `has` may be asked of it.
    pub fn may_be_asked_for(&self, at: usize) -> bool {
        self.open[at].parent.is_none_or(|it| self.known(it))
    }

    /// What has to be there for it to be there, from the first attribute to it.
    pub fn unknown(&self, at: usize) -> Vec<usize> {
        let mut all = self.open[at].parent.map_or_else(Vec::new, |it| self.unknown(it));
        all.extend((!self.is_held(at)).then_some(at));
        all
    }

    /// Asks for several attributes within each other at once, where Cedar can.
    pub fn has_at_once(&self, at: usize) -> Option<String> {
        let (mut names, mut of) = (Vec::new(), at);
        while let Some(parent) = self.open[of].parent.filter(|_| !self.may_be_asked_for(of)) {
            names.push(self.open[of].field.name.as_str());
            of = parent;
        }
        names.push(self.open[of].field.name.as_str());
        let fits = names.len() > 1 && names.iter().all(|it| is_identifier(it));
        names.reverse();
        fits.then(|| format!("{} has {}", self.open[of].of, names.join(".")))
    }

    /// The places of the attributes that are there.
    pub fn all_known(&self) -> Vec<usize> {
        (0..self.open.len()).filter(|at| self.known(*at)).collect()
    }

    /// Whether whoever asks is of that type.
    pub fn is_by(&self, user: usize) -> bool {
        self.by == [user]
    }
}
