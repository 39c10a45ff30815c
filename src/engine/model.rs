//! A policy in numbers: all that a decision reads, and no name. `docs/program.md` says how its
//! words are laid out.

use super::layout::{Layout, Slot};
use super::reader::Reader;
use super::record::Record;
#[cfg(not(feature = "json"))]
use super::rule::insert;
use super::rule::{Counts, Rule};
use crate::memory::{List, Slice, list};

/// The bit of a group that an unlock may propose.
const OFFERED: u32 = 1;
/// The bit of a group that is a permission.
const PERMISSION: u32 = 2;

/// A policy.
#[derive(Debug)]
pub(crate) struct Model {
    /// By group: bit 0, whether an unlock may propose it; bit 1, whether `permissions` replaces it;
    /// from bit 2 what it is told together with, zero for nothing.
    pub(crate) groups: List<u32>,
    /// By attribute of the principal: whether it may be missing.
    pub(crate) optional: List<u32>,
    /// What is asked about where no record is given: of the type that needs none, or past all of
    /// them where there is none.
    pub(crate) nothing: Record,
    pub(crate) types: List<Resource>,
    /// By action: its rules, one for each resource type it applies to.
    pub(crate) actions: List<List<Rule>>,
    /// By role: its groups.
    pub(crate) roles: List<List<u32>>,
    /// Permission, role (each one more than its index, zero for none), then the roles that it is
    /// not for.
    pub(crate) grant_advice: List<List<u32>>,
    pub(crate) controls: List<Control>,
}

/// A type of records.
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) layout: Layout,
    /// The attribute that holds the state; past all of them where none does.
    pub(crate) state: usize,
    pub(crate) steps: List<Step>,
}

/// A transition; those of one name have one number.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: usize,
    pub(crate) from: List<u32>,
    pub(crate) to: usize,
    pub(crate) guard: usize,
    /// The action that says whether somebody could take it: the guard itself, but in a snapshot.
    pub(crate) passable: usize,
}

/// What a control does, as the bundle numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// An action.
    Action,
    /// A transition.
    Transition,
    /// An action of seeing and one of changing.
    Field,
    /// An action with a value chosen of an attribute of the record.
    Chooses,
    /// The same of the context.
    ChoosesContext,
}

/// A control on screen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Control {
    pub(crate) resource: usize,
    /// How it shows when ungranted, as a number of the bundle's modes.
    pub(crate) ungranted: usize,
    /// How it shows when blocked.
    pub(crate) blocked: usize,
    /// Whether a page without a record asks for it.
    pub(crate) page: bool,
    pub(crate) binding: Binding,
    /// The action, of a field that of seeing; or the number of a transition's name.
    pub(crate) asks: usize,
    /// Of a field the action of changing; of a choice the attribute.
    pub(crate) with: usize,
}

impl Model {
    /// Reads a policy; `None` where the words do not hang together.
    pub(crate) fn read(words: &Slice<u32>) -> Option<Self> {
        let words = &mut Reader::new(words);
        let groups = List::from(words.list());
        // The last ones have no name: those of a snapshot's guards, which nobody can be given.
        let nameless = words.below(groups.len() + 1);
        for (index, group) in groups.iter().enumerate() {
            words.expect(index + nameless < groups.len() || group & OFFERED == 0);
        }
        let optional = words.indices(2);
        let policies = words.next();
        let names = words.next();
        let workspace = words.next().wrapping_sub(1);
        let mut model = Model {
            groups,
            optional,
            nothing: Record { resource: workspace, values: List::new(), bits: List::new() },
            types: List::new(),
            actions: List::new(),
            roles: List::new(),
            grant_advice: List::new(),
            controls: List::new(),
        };
        let counts =
            Counts { groups: model.groups.len(), attributes: model.optional.len(), policies };
        for _ in 0..words.count() {
            model.types.push(Resource::read(words, counts.attributes + 1, names));
        }
        match model.types.get(workspace) {
            Some(of) => model.nothing = Record::new(workspace, &of.layout, List::new()),
            None => words.expect(workspace == usize::MAX),
        }
        for action in 0..words.count() {
            let rules = model.rules(words, action, counts);
            model.actions.push(rules);
        }
        #[cfg(feature = "json")]
        for (place, rule) in model.actions.iter_mut().flatten().enumerate() {
            rule.place = place;
        }
        for _ in 0..words.count() {
            model.roles.push(words.indices(counts.groups));
        }
        for _ in 0..words.count() {
            let mut advice = list![
                words.below(counts.groups + 1) as u32,
                words.below(model.roles.len() + 1) as u32,
            ];
            advice.extend_from_slice(&words.indices(model.roles.len()));
            model.grant_advice.push(advice);
        }
        for _ in 0..words.count() {
            let control = Control::read(words);
            model.controls.push(control);
        }
        (words.sound() && model.hangs_together()).then_some(model)
    }

    /// Reads the rules of an action.
    fn rules(&self, words: &mut Reader<'_>, action: usize, counts: Counts) -> List<Rule> {
        let mut rules = List::new();
        // A context's bits begin where the record's end, so each rule lays it out anew.
        let context = words.clone();
        Layout::read(words, 0, counts.attributes + 1);
        for _ in 0..words.count() {
            let resource = words.below(self.types.len());
            let Some(record) = self.types.get(resource) else {
                words.expect(false);
                return rules;
            };
            words.expect(on(&rules, resource).is_none());
            let block = record.layout.blocks.end;
            let context = Layout::read(&mut context.clone(), block, counts.attributes + 1);
            let rule = Rule::read(words, action, (resource, &record.layout), context, counts);
            rules.push(rule);
        }
        rules
    }

    /// What can be checked only when all is known: that guards and controls ask what there is.
    fn hangs_together(&self) -> bool {
        let mut sound = true;
        for (resource, of) in self.types.iter().enumerate() {
            for step in &of.steps {
                sound &= self.asks(step.guard, resource) && self.asks(step.passable, resource);
            }
        }
        for control in &self.controls {
            let Control { resource, binding, asks, with, .. } = *control;
            let Some(of) = self.types.get(resource) else { return false };
            let asked = match binding {
                Binding::Transition => of.steps.iter().any(|step| step.name == asks),
                _ => self.asks(asks, resource),
            };
            sound &= asked
                && match binding {
                    Binding::Action | Binding::Transition => true,
                    Binding::Field => self.asks(with, resource),
                    _ => self.chosen(control).is_some_and(Slot::is_listed),
                };
        }
        sound
    }

    /// The attribute of which a control chooses a value.
    pub(crate) fn chosen(&self, control: &Control) -> Option<&Slot> {
        let layout = match control.binding {
            Binding::Chooses => &self.types[control.resource].layout,
            Binding::ChoosesContext => self.context(control.asks),
            _ => return None,
        };
        layout.slots.get(control.with)
    }

    /// Whether there is such an action on a type.
    fn asks(&self, action: usize, resource: usize) -> bool {
        self.actions.get(action).is_some_and(|rules| on(rules, resource).is_some())
    }

    /// Whether a fact is that the principal is in a group which an unlock may propose.
    pub(crate) fn offers(&self, fact: u32) -> bool {
        self.groups.get(fact as usize).is_some_and(|group| group & OFFERED != 0)
    }

    /// Whether there is such a group, and it is a permission.
    pub(crate) fn is_permission(&self, group: usize) -> bool {
        self.groups.get(group).is_some_and(|group| group & PERMISSION != 0)
    }

    /// What a group is told together with; zero for nothing.
    pub(crate) fn category(&self, group: usize) -> u32 {
        self.groups[group] >> 2
    }

    /// The rule of an action for one resource type.
    pub(crate) fn rule_on(&self, action: usize, resource: usize) -> Option<&Rule> {
        on(&self.actions[action], resource)
    }

    /// What an action reads of the context; nothing, where it applies to no type.
    pub(crate) fn context(&self, action: usize) -> &Layout {
        static NOTHING: Layout = Layout { slots: List::new(), blocks: 0..0 };
        self.actions[action].first().map_or(&NOTHING, |rule| &rule.context)
    }

    /// The record's attributes that what a rule explains depends on, beside its own: where it
    /// mentions the state, what the guards on the way to others mention.
    #[cfg(not(feature = "json"))]
    pub(crate) fn on_the_way(&self, rule: &Rule) -> List<u32> {
        let mut all = List::new();
        let resource = &self.types[rule.resource];
        let stateful = rule.mentions.contains(&(resource.state as u32));
        for step in &resource.steps {
            let Some(guard) = self.rule_on(step.passable, rule.resource) else { continue };
            for index in &guard.mentions {
                if stateful {
                    insert(&mut all, *index as usize);
                }
            }
        }
        all
    }
}

/// The rule for a resource type.
fn on(rules: &Slice<Rule>, resource: usize) -> Option<&Rule> {
    rules.iter().find(|rule| rule.resource == resource)
}

impl Resource {
    fn read(words: &mut Reader<'_>, references: usize, names: usize) -> Self {
        let layout = Layout::read(words, 0, references);
        let state = words.below(layout.slots.len() + 1).wrapping_sub(1);
        let slot = layout.slots.get(state);
        words.expect(slot.is_none_or(|slot| slot.is_listed() && slot.absent().is_none()));
        let states = slot.map_or(0, |slot| slot.present);
        let mut steps = List::new();
        for _ in 0..words.count() {
            let (name, from) = (words.below(names), words.indices(states));
            let (to, guard) = (words.below(states), words.next());
            let passable = words.next().checked_sub(1).unwrap_or(guard);
            steps.push(Step { name, from, to, guard, passable });
        }
        Resource { layout, state, steps }
    }
}

impl Control {
    fn read(words: &mut Reader<'_>) -> Self {
        let (resource, ungranted, blocked) = (words.next(), words.below(4), words.below(4));
        let page = words.below(2) == 1;
        let binding = match words.below(5) {
            0 => Binding::Action,
            1 => Binding::Transition,
            2 => Binding::Field,
            3 => Binding::Chooses,
            _ => Binding::ChoosesContext,
        };
        let (asks, with) = (words.next(), words.next());
        Control { resource, ungranted, blocked, page, binding, asks, with }
    }
}
