//! What there is to choose of in a situation: for each attribute, the values that policies could
//! tell apart. Values of an enumeration are all taken; of texts, numbers and dates one of each
//! class, so that every way in which all comparisons can come out together is there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::atoms::{Atom, Path, cluster, time_text};
use super::situation::{LINKED, Put, Situation, every};
use super::{Declared, Mentions, Pack, Shape};

impl Pack {
    /// What a principal may have: groups, attributes, teams and links.
    pub(super) fn principal_axes(&self, mentions: &Mentions, resource: &str) -> Vec<Vec<Put>> {
        let mut axes: Vec<Vec<Put>> = Vec::new();
        for group in &mentions.groups {
            let group = group.clone();
            axes.push(vec![
                Box::new(|_: &mut Situation| {}),
                Box::new(move |situation| situation.groups.push(group.clone())),
            ]);
        }
        let own = self.principal_attributes();
        for attribute in own.into_iter().filter(|each| mentions.principal.contains(&each.name)) {
            let all = match attribute.shape {
                Shape::Long => principal_numbers(mentions, &attribute.name),
                Shape::Entity(_) | Shape::Text => vec![self.principal_value(&attribute)],
                _ => panic!("{}", attribute.name),
            };
            axes.push(values(&attribute, all, |situation| &mut situation.principal));
        }
        for team in self.teams(mentions, resource) {
            axes.push(vec![
                Box::new(|_: &mut Situation| {}),
                Box::new(move |situation| situation.within.push(team.clone())),
            ]);
        }
        for template in &mentions.templates {
            let template = template.clone();
            let to = (resource.to_owned(), LINKED.to_owned());
            axes.push(vec![
                Box::new(|_: &mut Situation| {}),
                Box::new(move |it| drop(it.links.insert(template.clone(), to.clone()))),
            ]);
        }
        axes
    }

    /// The groups made at run time that records of the type name.
    pub(super) fn teams(&self, mentions: &Mentions, resource: &str) -> Vec<(String, String)> {
        let mut kinds = BTreeSet::new();
        for attribute in self.record_attributes(resource) {
            if let Shape::Entity(kind) = attribute.shape
                && mentions.resource.contains(&attribute.name)
                && self.is_group(&kind)
            {
                kinds.insert((kind.clone(), format!("my-{kind}")));
            }
        }
        kinds.into_iter().collect()
    }

    /// What the record and the context may have, for one principal.
    pub(super) fn record_axes(
        &self,
        mentions: &Mentions,
        actions: &[&str],
        principal: &Situation,
    ) -> Vec<Vec<Put>> {
        let resource = principal.resource.as_str();
        let mut axes: Vec<Vec<Put>> = Vec::new();
        let mut record = self.record_attributes(resource);
        record.retain(|it| mentions.resource.contains(&it.name));
        self.part_axes(mentions, "resource", &record, principal, &mut axes);
        let tells = !mentions.templates.is_empty() || mentions.oneself;
        if tells && !principal.record.contains_key("id") {
            // Only somebody who has links can tell which record it is, or whom it is.
            let mut ids = vec!["another".to_owned()];
            ids.extend((!principal.links.is_empty()).then(|| LINKED.to_owned()));
            ids.extend(mentions.oneself.then(|| principal.id.clone()));
            let id = |id: String| -> Put {
                let id = json!(id);
                Box::new(move |it| drop(it.record.insert("id".into(), id.clone())))
            };
            axes.push(ids.into_iter().map(id).collect());
        }
        let mut context: Vec<Declared> = Vec::new();
        for attribute in actions.iter().flat_map(|action| self.context_attributes(action)) {
            let new = context.iter().all(|it| it.name != attribute.name);
            if new && mentions.context.contains(&attribute.name) {
                context.push(attribute);
            }
        }
        self.part_axes(mentions, "context", &context, principal, &mut axes);
        axes
    }

    fn part_axes(
        &self,
        mentions: &Mentions,
        side: &str,
        attributes: &[Declared],
        principal: &Situation,
        axes: &mut Vec<Vec<Put>>,
    ) {
        let part = if side == "resource" { record_of } else { context_of };
        let mut done: BTreeSet<Path> = BTreeSet::new();
        for attribute in attributes {
            let path = Path { side: side.to_owned(), way: vec![attribute.name.clone()] };
            if !attribute.is_open() {
                let all = self.possible(attribute, mentions, principal);
                axes.push(values(attribute, all, part));
            } else if !done.contains(&path) {
                let together = cluster(&mentions.atoms, &path);
                let of: Vec<&Declared> = attributes
                    .iter()
                    .filter(|it| together.iter().any(|path| path.way == [it.name.clone()]))
                    .collect();
                assert!(of.len() <= 2, "{path:?}: more attributes than the pool is made for");
                axes.push(classes(mentions, &together, &of, principal, part));
                done.extend(together);
            }
        }
    }

    /// Every value of a closed attribute that a policy could tell from another.
    fn possible(
        &self,
        attribute: &Declared,
        mentions: &Mentions,
        principal: &Situation,
    ) -> Vec<Value> {
        let tied = |kind: &String| {
            let mut ids: Vec<String> = Vec::new();
            if *kind == self.principal_type() {
                ids.push(principal.id.clone());
            }
            for own in self.principal_attributes() {
                let Shape::Entity(of) = &own.shape else { continue };
                if of == kind && mentions.principal.contains(&own.name) {
                    ids.extend(self.principal_value(&own).as_str().map(str::to_owned));
                }
            }
            if self.is_group(kind) {
                ids.push(format!("my-{kind}"));
            }
            ids.push("another".to_owned());
            ids
        };
        match &attribute.shape {
            Shape::Bool => vec![json!(false), json!(true)],
            Shape::Enum(kind, values) => {
                let lifecycle = self.policy.lifecycle(&principal.resource).unwrap();
                let state = lifecycle.is_some_and(|it| it.attribute == attribute.name);
                let open =
                    self.record_attributes(&principal.resource).iter().any(Declared::is_open);
                let named = |it: &&String| mentions.values.contains(&(kind.clone(), (*it).clone()));
                let other = values.iter().find(|it| !named(it));
                let all = |it: &&String| state || !open || named(it) || Some(*it) == other;
                values.iter().filter(all).map(|value| json!(value)).collect()
            }
            Shape::Entity(kind) => {
                let ids = tied(kind).into_iter();
                ids.flat_map(|id| self.entities(attribute, kind, &id, mentions, principal))
                    .collect()
            }
            Shape::Set(kind) => subsets(&tied(kind)),
            _ => panic!("{} is open", attribute.name),
        }
    }

    /// The entity of an id: that alone, or what policies read of it in every way.
    fn entities(
        &self,
        attribute: &Declared,
        kind: &str,
        id: &str,
        mentions: &Mentions,
        principal: &Situation,
    ) -> Vec<Value> {
        let mut members = self.members(kind);
        let way = |it: &Declared| (attribute.name.clone(), it.name.clone());
        members.retain(|it| mentions.paths.contains(&way(it)));
        if members.is_empty() {
            return vec![json!(id)];
        }
        let mut all = vec![json!({ "id": id })];
        // One entity has one set of attributes: the principal's are those that it told.
        if kind == self.principal_type() && id == principal.id {
            for member in &members {
                if let Some(own) = principal.principal.get(&member.name) {
                    all[0][&member.name] = own.clone();
                }
            }
            return all;
        }
        for member in &members {
            let Shape::Text = member.shape else { panic!("{}", member.name) };
            let own = principal.principal.get(&member.name).cloned();
            let absent = (!member.required).then_some(Value::Null);
            let options: Vec<Value> =
                absent.into_iter().chain(own).chain([json!("another")]).collect();
            let with = |it: &Value| {
                let one = |option: &Value| {
                    let mut one = it.clone();
                    if !option.is_null() {
                        one[&member.name] = option.clone();
                    }
                    one
                };
                options.iter().map(one).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(with).collect();
        }
        all
    }
}

type Part = fn(&mut Situation) -> &mut std::collections::BTreeMap<String, Value>;

fn record_of(situation: &mut Situation) -> &mut std::collections::BTreeMap<String, Value> {
    &mut situation.record
}

fn context_of(situation: &mut Situation) -> &mut std::collections::BTreeMap<String, Value> {
    &mut situation.context
}

fn values(attribute: &Declared, all: Vec<Value>, part: Part) -> Vec<Put> {
    let mut axis: Vec<Put> = Vec::new();
    if !attribute.required {
        axis.push(Box::new(|_| {}));
    }
    for value in all {
        let name = attribute.name.clone();
        axis.push(Box::new(move |situation| {
            part(situation).insert(name.clone(), value.clone());
        }));
    }
    axis
}

/// Every list of some of these.
fn subsets(members: &[String]) -> Vec<Value> {
    let chosen = |subset: usize| {
        let chosen = members.iter().enumerate().filter(move |(at, _)| subset >> at & 1 == 1);
        json!(chosen.map(|(_, id)| id).collect::<Vec<_>>())
    };
    (0..1usize << members.len()).map(chosen).collect()
}

/// What attributes that are compared with each other can be together: of all that their pools come
/// to, the first of each outcome of all comparisons.
fn classes(
    mentions: &Mentions,
    together: &BTreeSet<Path>,
    of: &[&Declared],
    principal: &Situation,
    part: Part,
) -> Vec<Put> {
    let touches = |it: &&Atom| it.paths().any(|path| together.contains(path));
    let atoms: Vec<&Atom> = mentions.atoms.iter().filter(touches).collect();
    let axes: Vec<Vec<Put>> = of
        .iter()
        .map(|it| values(it, pool(&it.shape, &atoms, mentions, principal), part))
        .collect();
    let names: Vec<String> = of.iter().map(|it| it.name.clone()).collect();
    let (mut seen, mut kept): (BTreeSet<Vec<Option<bool>>>, Vec<Put>) = Default::default();
    every(&axes, principal, &mut |situation| {
        let mut alike: Vec<Option<bool>> = atoms.iter().map(|it| it.holds(situation)).collect();
        let mut situation = situation.clone();
        let here = part(&mut situation);
        alike.extend(names.iter().map(|it| Some(here.contains_key(it))));
        if seen.insert(alike) {
            let chosen: Vec<(String, Value)> =
                names.iter().filter_map(|it| Some((it.clone(), here.get(it)?.clone()))).collect();
            kept.push(Box::new(move |situation| part(situation).extend(chosen.iter().cloned())));
        }
    });
    kept
}

/// Values of which some are of each class: every literal, what the principal has to compare with,
/// and two neighbours on either side, so that two attributes can be in any order between any two.
fn pool(shape: &Shape, atoms: &[&Atom], mentions: &Mentions, principal: &Situation) -> Vec<Value> {
    let mut known: Vec<Value> = atoms.iter().flat_map(|it| it.literals()).collect();
    let own = atoms.iter().flat_map(|it| it.paths()).filter(|it| it.side == "principal");
    known.extend(own.filter_map(|it| principal.at(it).cloned()));
    match shape {
        Shape::Long => numbers(known.iter().chain(&mentions.given), 2),
        Shape::Datetime => {
            let near = numbers(known.iter(), 1).into_iter();
            near.map(|it| json!(time_text(it.as_i64().unwrap()))).collect()
        }
        Shape::Text => {
            let mut texts: Vec<String> =
                known.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            let two = texts.iter().flat_map(|one| texts.iter().map(move |it| format!("{one}{it}")));
            let two: Vec<String> = two.collect();
            texts.extend(two.into_iter().chain(["another".to_owned()]));
            texts.into_iter().map(|it| json!(it)).collect()
        }
        Shape::Texts => {
            let mut texts: Vec<String> =
                known.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            texts.push("another".to_owned());
            subsets(&texts)
        }
        _ => panic!("a closed attribute has no pool"),
    }
}

/// Numbers and what is next to them, upwards.
fn numbers<'v>(known: impl Iterator<Item = &'v Value>, near: i64) -> Vec<Value> {
    let mut all: BTreeSet<i64> = BTreeSet::new();
    for number in known.filter_map(Value::as_i64).chain([0]) {
        all.extend((-near..=near).map(|it| number.saturating_add(it)));
    }
    all.into_iter().map(|it| json!(it)).collect()
}

/// One number of the principal's for each place among the literals that it can come to be compared
/// with, by itself or through a record's attribute.
fn principal_numbers(mentions: &Mentions, name: &str) -> Vec<Value> {
    let own = Path { side: "principal".to_owned(), way: vec![name.to_owned()] };
    let about = mentions.atoms.iter().filter(|it| it.paths().any(|path| *path == own));
    let mut paths: BTreeSet<Path> = BTreeSet::from([own.clone()]);
    for path in about.flat_map(|it| it.paths()).filter(|it| it.side != "principal") {
        paths.extend(cluster(&mentions.atoms, path));
    }
    let touching = mentions.atoms.iter().filter(|it| it.paths().any(|path| paths.contains(path)));
    let literals: BTreeSet<i64> = touching
        .flat_map(|it| it.literals())
        .chain(mentions.given.iter().cloned())
        .filter_map(|it| it.as_i64())
        .collect();
    let known: Vec<Value> = literals.iter().map(|it| json!(it)).collect();
    let mut seen = BTreeSet::new();
    let mut all = numbers(known.iter(), 1);
    all.retain(|it| {
        let place = |literal: &i64| it.as_i64().unwrap().cmp(literal) as i8;
        seen.insert(literals.iter().map(place).collect::<Vec<_>>())
    });
    all
}
