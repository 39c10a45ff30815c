//! Literals: what clauses are made of.

use alloc::vec::Vec;

use serde::{Serialize, ser::SerializeSeq};

/// One thing that is so or not so about a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Literal {
    /// The principal is in the group.
    In(usize),
    /// The principal is not in the group.
    Out(usize),
    /// The principal has the attribute.
    Has(usize),
    /// The principal lacks the attribute.
    Lacks(usize),
    /// The record's attribute has one of the values.
    Is(usize, Vec<usize>),
    /// The record's attribute is, or contains, the reference.
    Tied(usize, usize),
    /// It is not, or does not.
    Untied(usize, usize),
    /// As `Is`, of the context.
    ContextIs(usize, Vec<usize>),
    /// As `Tied`, of the context.
    ContextTied(usize, usize),
    /// As `Untied`, of the context.
    ContextUntied(usize, usize),
}

impl Serialize for Literal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_seq(None)?;
        let mut pair = |word: &str, one: usize, two: Option<usize>| {
            out.serialize_element(word)?;
            out.serialize_element(&one)?;
            two.map_or(Ok(()), |two| out.serialize_element(&two))
        };
        match self {
            Literal::In(group) => pair("in", *group, None)?,
            Literal::Out(group) => pair("out", *group, None)?,
            Literal::Has(attribute) => pair("has", *attribute, None)?,
            Literal::Lacks(attribute) => pair("lacks", *attribute, None)?,
            Literal::Tied(attribute, tie) => pair("tied", *attribute, Some(*tie))?,
            Literal::Untied(attribute, tie) => pair("untied", *attribute, Some(*tie))?,
            Literal::ContextTied(attribute, tie) => pair("contextTied", *attribute, Some(*tie))?,
            Literal::ContextUntied(attribute, tie) => {
                pair("contextUntied", *attribute, Some(*tie))?;
            }
            Literal::Is(attribute, values) => {
                pair("is", *attribute, None)?;
                out.serialize_element(values)?;
            }
            Literal::ContextIs(attribute, values) => {
                pair("contextIs", *attribute, None)?;
                out.serialize_element(values)?;
            }
        }
        out.end()
    }
}
