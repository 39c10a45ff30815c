//! What a kind of record is: where it is kept, what policies read of it, and what people do.

use crate::packs::Pack;

/// A kind of record as one pack sees it. The same row may be a record of several kinds.
#[derive(Debug)]
pub struct Kind {
    /// Its name in addresses and in the log, `customers`.
    pub name: &'static str,
    /// The pack that governs it.
    pub pack: Pack,
    /// Its type in the pack, `Customer`.
    pub resource: &'static str,
    /// Its table, with columns `id` and `version`.
    pub table: &'static str,
    /// Tables that have one row for each of its rows, or none.
    pub joins: &'static [Join],
    /// What is true of all its rows: a column of text and its value.
    pub only: Option<(At, &'static str)>,
    /// Which of its rows somebody may see.
    pub seen: Seen,
    /// What policies read.
    pub attributes: &'static [Attribute],
    /// What people read and write.
    pub fields: &'static [Field],
    /// The field by which its lists are sorted unless they are asked otherwise.
    pub order: &'static str,
    /// Whether people know its records by their ids, `S-4412`: lists are searched for them, too.
    pub numbered: bool,
}

/// Which rows of a kind somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Those that this action allows.
    ByRow(&'static str),
    /// All or none, as this action on the workspace says.
    All(&'static str),
}

/// A column, with its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At(pub &'static str, pub &'static str);

/// A table that is joined: its column, and the one that it is equal to.
#[derive(Clone, Copy, Debug)]
pub struct Join {
    /// The table's column.
    pub column: At,
    /// What it is equal to.
    pub is: At,
}

/// Something that policies read.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// Its name in the pack; of one within another, `owner.department`.
    pub name: &'static str,
    /// Where it is.
    pub from: From,
}

/// Where an attribute is.
#[derive(Clone, Copy, Debug)]
pub enum From {
    /// A text, an id or a value of an enumeration; absent where it is NULL.
    Text(At),
    /// A Boolean.
    Flag(At),
    /// A whole number; absent where it is NULL.
    Whole(At),
    /// A list: the table, its column that names the record, and the one with the item.
    Links(&'static str, &'static str, &'static str),
}

/// Something that people read, and may write.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in requests and answers.
    pub name: &'static str,
    /// Where it is.
    pub at: At,
    /// What it is.
    pub is: Is,
    /// Who reads it.
    pub by: By,
    /// Whether lists are searched in it.
    pub searched: bool,
    /// Whether no two records have the same in it.
    pub only: bool,
    /// The tables of other kinds whose records show the same column: a change of it is one of
    /// theirs.
    pub also: &'static [&'static str],
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// A text of at most so many characters.
    Text(usize),
    /// A text that is not blank.
    Name(usize),
    /// A text or nothing.
    Optional(usize),
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A whole number from one to another.
    Whole(i64, i64),
    /// The same, or nothing.
    Maybe(i64, i64),
    /// A Boolean.
    Flag,
    /// A day, `2026-11-23`.
    Day,
}

/// Who reads a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Who sees the row.
    Row,
    /// Whom this action allows.
    Action(&'static str),
    /// To whom this control shows, on the record alone: lists do not have the field.
    Control(&'static str),
}

impl Field {
    /// A field that everyone reads who sees the row.
    #[must_use]
    pub const fn new(name: &'static str, at: At, is: Is) -> Self {
        Field { name, at, is, by: By::Row, searched: false, only: false, also: &[] }
    }

    /// Of which no two records have the same.
    #[must_use]
    pub const fn only(mut self) -> Self {
        self.only = true;
        self
    }

    /// That records in these tables show, too.
    #[must_use]
    pub const fn also(mut self, tables: &'static [&'static str]) -> Self {
        self.also = tables;
        self
    }

    /// That lists are searched in.
    #[must_use]
    pub const fn searched(mut self) -> Self {
        self.searched = true;
        self
    }

    /// Read by fewer.
    #[must_use]
    pub const fn by(mut self, by: By) -> Self {
        self.by = by;
        self
    }
}

impl Kind {
    /// A field by its name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
