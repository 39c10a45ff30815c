//! IP addresses and networks: which one an attribute is, and what it is in.

use std::collections::BTreeSet;

use cedar_policy_core::ast::Expr;
use tollgate::values::{Ip, ip};

use super::literals::Test;
use super::lowering::Lowering;
use super::term::Term;
use crate::classes::ips::Test as IpTest;
use crate::dnf::Formula;
use crate::facts::Slot;
use crate::schema::Kind;

/// What asks of an IP value whether it is in some of these networks.
const NETWORKS: [(&str, &[&str]); 4] = [
    ("isIpv4", &["0.0.0.0/0"]),
    ("isIpv6", &["::/0"]),
    ("isLoopback", &["127.0.0.0/8", "::1/128"]),
    ("isMulticast", &["224.0.0.0/4", "ff00::/8"]),
];

impl Lowering<'_, '_> {
    /// Whether an attribute is one of some IP values.
    pub(super) fn one_ip(
        &mut self,
        expr: &Expr,
        slot: Slot,
        values: impl IntoIterator<Item = Ip>,
        holds: bool,
    ) -> Formula {
        if self.kind(slot) != Some(&Kind::Ip) {
            return self.refuse_expr(expr);
        }
        let test = IpTest::OneOf(values.into_iter().collect());
        self.test(expr, slot, Test::Ip(test), holds)
    }

    /// Whether an attribute is in a network.
    pub(super) fn in_range(
        &mut self,
        expr: &Expr,
        of: &Expr,
        network: &Expr,
        holds: bool,
    ) -> Formula {
        match (self.ip_slot(of), self.term(network)) {
            (Some(slot), Term::Ip(network)) => {
                let test = IpTest::In([network].into());
                self.test(expr, slot, Test::Ip(test), holds)
            }
            _ => self.refuse_expr(expr),
        }
    }

    /// What a function asks of an attribute.
    pub(super) fn address(
        &mut self,
        expr: &Expr,
        function: &str,
        of: &Expr,
        holds: bool,
    ) -> Formula {
        let networks = NETWORKS.iter().find(|(name, _)| *name == function);
        match (networks, self.ip_slot(of)) {
            (Some((_, networks)), Some(slot)) => {
                let all = networks.iter().filter_map(|text| ip(text)).collect();
                self.test(expr, slot, Test::Ip(IpTest::In(all)), holds)
            }
            _ => self.refuse_expr(expr),
        }
    }

    /// The values of literals, where all are such.
    pub(super) fn ips(&mut self, literals: &[Expr]) -> Option<BTreeSet<Ip>> {
        let all = literals.iter().map(|literal| match self.term(literal) {
            Term::Ip(value) => Some(value),
            _ => None,
        });
        all.collect()
    }

    fn ip_slot(&mut self, of: &Expr) -> Option<Slot> {
        match self.term(of) {
            Term::Slot(slot) if self.kind(slot) == Some(&Kind::Ip) => Some(slot),
            _ => None,
        }
    }
}
