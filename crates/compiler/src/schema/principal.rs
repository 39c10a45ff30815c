//! Who asks: the types of principals, and what those of each have.

use std::collections::BTreeSet;
use std::sync::Arc;

use cedar_policy_core::ast::EntityUID;
use cedar_policy_core::validator::types::Attributes;

use super::attribute::{ANCESTORS, numbered};
use super::{Attribute, Enumeration, Group, Kind, LINKS, Reader, Record, no_actions};
use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{At, Place};

/// The member that says of which type a principal is.
const TYPE_MEMBER: &str = "type";

/// A type of principals.
pub(crate) struct PrincipalType {
    pub(crate) name: String,
    /// Where it is declared.
    pub(crate) place: Place,
    /// The groups that its principals can be in.
    pub(crate) groups: BTreeSet<usize>,
    /// The types of groups that are made at run time.
    pub(crate) within: Vec<String>,
}

impl Reader<'_> {
    /// The types that actions take as principal, as they are declared.
    pub(super) fn principal_types(
        &self,
        entries: &[(&At<String>, &EntityUID)],
        findings: &mut Findings,
    ) -> Option<Vec<String>> {
        let ids = entries.iter().filter_map(|(_, uid)| self.cedar.get_action_id(uid));
        let asking: BTreeSet<String> =
            ids.flat_map(|id| id.applies_to_principals().map(|it| self.names.of(it))).collect();
        let names = self.declared.entities.iter().map(|entity| &entity.at.value);
        let found: Vec<String> = names.filter(|name| asking.contains(*name)).cloned().collect();
        if found.is_empty() && !findings.has_errors() {
            findings.push(no_actions(self.file));
        }
        (!found.is_empty()).then_some(found)
    }

    pub(super) fn principal_type(&self, name: &str, groups: &[Group]) -> PrincipalType {
        let parents = self.declared.parents(name);
        let fits = |(_, group): &(usize, &Group)| parents.contains(&group.type_name);
        let declared = self.declared.entities.iter().find(|entity| entity.at.value == name);
        PrincipalType {
            name: name.to_owned(),
            place: declared.map_or_else(|| self.file.start(), |it| it.at.place.clone()),
            groups: groups.iter().enumerate().filter(fits).map(|(index, _)| index).collect(),
            within: self.open_parents(name),
        }
    }

    /// What principals have: an id, their type where there are several, what is declared of each
    /// type, the lists of what they are in, and their links.
    pub(super) fn principal(&self, kinds: &[PrincipalType], types: &[String]) -> Vec<Attribute> {
        let mut all = vec![Attribute::new(vec!["id".to_owned()], Kind::Text, false)];
        if kinds.len() > 1 {
            all.push(type_attribute(kinds));
        }
        let named: Vec<Option<&Attributes>> =
            kinds.iter().map(|of| self.entities.get(&of.name).map(|it| it.attributes())).collect();
        for (kind, of) in kinds.iter().enumerate() {
            let Some(attributes) = named[kind] else { continue };
            for name in self.declared.attributes(&of.name) {
                let same = |other: &usize| {
                    let other = named[*other].and_then(|it| it.get_attr(&name));
                    other.is_some() && other == attributes.get_attr(&name)
                };
                let shared = (0..kind).find(same);
                match shared {
                    Some(other) => share(&mut all, &name, other, kind),
                    None => self.add(&mut all, attributes, &name, (kind, &of.name)),
                }
            }
        }
        let within: BTreeSet<&String> = kinds.iter().flat_map(|of| &of.within).collect();
        for of in within {
            let mut list = Attribute::entries(&[ANCESTORS], of);
            list.types = numbers(kinds, |kind| kind.within.contains(of));
            all.push(list);
        }
        self.links(&mut all, kinds, types);
        for attribute in &mut all {
            if attribute.types.len() == kinds.len() {
                attribute.types.clear();
            }
        }
        all
    }

    /// Adds an attribute of one type, with what is asked of what it holds.
    fn add(
        &self,
        all: &mut Vec<Attribute>,
        attributes: &Attributes,
        name: &str,
        (kind, of): (usize, &str),
    ) {
        let taken = all.iter().any(|it| it.path[0] == name);
        let mut added = Vec::new();
        self.flatten(&[], attributes, &[name.to_owned()], false, &mut added);
        for attribute in &mut added {
            attribute.types = vec![kind];
            if taken {
                attribute.name = format!("{} of {of}", attribute.name);
            }
        }
        all.append(&mut added);
    }

    /// Adds the lists of links, by template.
    fn links(&self, all: &mut Vec<Attribute>, kinds: &[PrincipalType], types: &[String]) {
        for (template, link) in &self.references.templates {
            let of_kind = |kind: &PrincipalType| {
                link.of.as_ref().is_none_or(|of| self.names.of(of) == kind.name)
            };
            let mut links = Vec::new();
            if link.names_resource {
                let above = types.iter().flat_map(|of| self.all_parents(of));
                let named: BTreeSet<String> = types.iter().cloned().chain(above).collect();
                links.extend(named.iter().map(|of| Attribute::entries(&[LINKS, template], of)));
            } else {
                let path = vec![LINKS.to_owned(), template.clone()];
                links.push(Attribute::new(path, Kind::Bool, true));
            }
            for mut link in links {
                link.types = numbers(kinds, of_kind);
                all.push(link);
            }
        }
    }
}

/// The numbers of the types of which something is so.
fn numbers(kinds: &[PrincipalType], is: impl Fn(&PrincipalType) -> bool) -> Vec<usize> {
    kinds.iter().enumerate().filter(|(_, kind)| is(kind)).map(|(at, _)| at).collect()
}

/// Lets one more type have an attribute that another has, with what that holds.
fn share(all: &mut [Attribute], name: &str, with: usize, kind: usize) {
    let shared = all.iter_mut().filter(|it| it.path[0] == name && it.types.contains(&with));
    shared.for_each(|it| it.types.push(kind));
}

/// The attribute that says of which type a principal is.
fn type_attribute(kinds: &[PrincipalType]) -> Attribute {
    let values: Vec<String> = kinds.iter().map(|kind| kind.name.clone()).collect();
    let by_name = numbered(values.iter());
    let place = kinds[0].place.clone();
    let name = TYPE_MEMBER.to_owned();
    let of = Enumeration { type_name: name.clone(), full_name: name, place, values, by_name };
    Attribute::new(vec![TYPE_MEMBER.to_owned()], Kind::Enum { of: Arc::new(of) }, false)
}

/// Refuses an attribute `type` of principals that say by it of which type they are.
pub(super) fn refuse_type(kinds: &[PrincipalType], of: &Record, findings: &mut Findings) {
    let declared = of.attributes.iter().skip(2).filter(|it| it.path == [TYPE_MEMBER]);
    for attribute in declared.filter(|_| kinds.len() > 1) {
        let is_of = |at: &usize| attribute.types.is_empty() || attribute.types.contains(at);
        for kind in (0..kinds.len()).filter(is_of).map(|at| &kinds[at]) {
            let message = format!("`{}` declares an attribute `type`", kind.name);
            let help = "the `type` of a principal says which of the principal types it is of: \
                        give the attribute another name";
            let error = Diagnostic::error("schema::reserved_type", &kind.place, message);
            findings.push(error.with_help(help));
        }
    }
}
