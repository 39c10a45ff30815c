//! What no role may do: who may where permissions are given to them.

use tollgate::program::{GroupId, Literal};

use super::{Case, Cell, User};
use crate::reading::{Voice, join};

/// The cells of a row. Where no role may do it, those of users with permissions besides.
pub(super) fn cells(cases: &[Case<'_>], users: &[User]) -> Vec<Cell> {
    let cells: Vec<Cell> = users.iter().map(|user| Cell::of(cases, user)).collect();
    if cells.iter().any(|cell| *cell != Cell::Never) {
        return cells;
    }
    users.iter().map(|user| granted(cases, user)).collect()
}

/// The cell of users to whom as few permissions are given as will do.
fn granted(cases: &[Case<'_>], user: &User) -> Cell {
    let mut ways: Vec<(Vec<GroupId>, String)> = Vec::new();
    for permissions in missing_permissions(cases, user) {
        if ways.iter().any(|(less, _)| less.iter().all(|group| permissions.contains(group))) {
            continue;
        }
        let groups = [&user.groups[..], &permissions].concat();
        let literals: Vec<Literal> = permissions.iter().map(|group| Literal::In(*group)).collect();
        let condition = join(cases[0].reading.wordings(&literals, Voice::Reader), " and ");
        match Cell::of(cases, &User { groups, ..*user }) {
            Cell::Never => {}
            Cell::Always => ways.push((permissions, condition)),
            Cell::Depends { when } => ways.push((permissions, format!("{condition} and {when}"))),
        }
    }
    if ways.is_empty() {
        return Cell::Never;
    }
    let all: Vec<String> = ways.into_iter().map(|(_, when)| when).collect();
    Cell::Depends { when: all.join(", or ") }
}

/// The sets of permissions that permits ask for and users lack, the smallest first.
fn missing_permissions(cases: &[Case<'_>], user: &User) -> Vec<Vec<GroupId>> {
    let mut all: Vec<Vec<GroupId>> = Vec::new();
    for case in cases {
        let groups = &case.reading.program.groups;
        let lacks = |literal: &Literal| match literal {
            Literal::In(group) if groups[group.index()].permission => {
                (!user.groups.contains(group)).then_some(*group)
            }
            _ => None,
        };
        for permit in &case.reading.rule.permits {
            let literals = case.reading.literals(&permit.reject);
            let lacking: Vec<GroupId> = literals.iter().filter_map(lacks).collect();
            if !lacking.is_empty() && !all.contains(&lacking) {
                all.push(lacking);
            }
        }
    }
    all.sort_by_key(Vec::len);
    all
}
