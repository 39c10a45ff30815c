//! Columns: how the values of an attribute are encoded. A value falls into one of the attribute's
//! classes, which is all that the engine knows of it, and is compared with what the attribute is
//! tied to.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Number, Value};

use crate::api::bundle::{Attribute, Cut, Tie};
use crate::api::coding::{Ips, Texts};
use crate::engine::ids::AttributeId;
use crate::engine::layout::value::{ABSENT, MISSING, TIES, UNKNOWN, WRONG};
use crate::limits::LIST_ITEMS_MAX;
use crate::values::{PointKind, class_of, ip, ip_text, point_of, point_text};
use crate::vocabulary::{AttributeKind, Relation};

/// What of a value is compared with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Known<'v> {
    /// Nothing: it is absent, or wrong, or nothing is compared with it.
    Nothing,
    /// A text, or an entity's id.
    Text(Cow<'v, str>),
    /// A number or a date.
    Point(i64),
    /// Texts or ids; those of a principal ascend.
    Texts(Vec<Cow<'v, str>>),
    /// Some text of a class that is none of those that have a name, told apart by a number.
    Unnamed(u32, usize),
}

/// A value, read.
#[derive(Clone, Debug)]
pub(crate) struct Found<'v> {
    /// Its class, or a word that says what is wrong.
    pub(crate) class: u32,
    pub(crate) known: Known<'v>,
}

impl Found<'_> {
    pub(crate) const fn nothing(class: u32) -> Self {
        Found { class, known: Known::Nothing }
    }
}

/// An attribute, ready to encode.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Where it is in a record.
    pub(crate) path: Vec<String>,
    pub(crate) ties: Vec<Tie>,
    pub(crate) kind: AttributeKind,
    pub(crate) optional: bool,
    /// How many values it has apart from absence.
    pub(crate) present: u32,
    /// The attribute of whose object it is one.
    pub(crate) parent: Option<AttributeId>,
    /// Whether that is an entity, which may be no more than its id.
    of_entity: bool,
    /// Whether it may be absent only with that.
    needed: bool,
    /// What the entries begin with that count, of a list of `Type::id`.
    prefix: Option<String>,
    /// Whether it is the id of what it is of, which may be a number.
    is_id: bool,
    /// Whether others are attributes of its object.
    pub(crate) has_parts: bool,
    /// Whether what it is compared with, or what is compared with it, is known only when something
    /// is asked: of the record, or of the context.
    pub(crate) is_compared: bool,
    coding: Arc<Coding>,
}

#[derive(Clone, Debug)]
enum Coding {
    /// One of these; of a list, each of its items.
    Values(HashMap<String, u32>),
    /// Between these.
    Points(PointKind, Vec<i64>),
    Texts(Box<Texts>),
    /// In or out of networks.
    Ips(Ips),
    /// Whatever the kind takes.
    Kind,
}

/// A number or a date: its class and its point.
fn read_point(kind: PointKind, cuts: &[i64], found: &Value) -> (u32, Known<'static>) {
    match point_of(kind, found) {
        Some(point) => (class_of(cuts, point) as u32, Known::Point(point)),
        None => (WRONG, Known::Nothing),
    }
}

impl Column {
    /// The columns of attributes, of what has an `id` or of a context; `None` where one is not what
    /// it should be.
    pub(crate) fn all(attributes: &[Attribute], has_id: bool) -> Option<Vec<Column>> {
        attributes.iter().map(|attribute| Column::new(attribute, attributes, has_id)).collect()
    }

    fn new(of: &Attribute, all: &[Attribute], has_id: bool) -> Option<Column> {
        let path = of.path();
        let parent = all.iter().position(|other| of.is_in(other));
        let place = all.iter().position(|other| std::ptr::eq(other, of)).map(AttributeId::at);
        let is_within = |other: &Attribute| {
            other.path().len() > of.path().len() && other.path().starts_with(of.path())
        };
        let asks = |tie: &Tie| tie.attribute.is_some() || tie.context.is_some();
        let mut ties = all.iter().flat_map(|other| &other.ties);
        let is_open = of.kind == AttributeKind::Texts && of.values.is_empty();
        let coding = match (of.kind, of.point_kind()) {
            (AttributeKind::Enum, _) | (AttributeKind::Texts, _) if !is_open => {
                let places = of.values.iter().enumerate();
                Coding::Values(places.map(|(at, value)| (value.clone(), at as u32)).collect())
            }
            // Whatever names there are, there are other texts.
            (AttributeKind::Text, _) if of.like.is_empty() => return None,
            (AttributeKind::Text, _) => Coding::Texts(Box::new(Texts::new(of))),
            (AttributeKind::Ip, _) => Coding::Ips(Ips::new(of)?),
            (_, Some(kind)) => {
                let cuts = of.cuts.iter().map(|cut| cut.point(kind));
                let cuts: Vec<i64> = cuts.collect::<Option<_>>()?;
                if !cuts.windows(2).all(|pair| pair[0] < pair[1]) {
                    return None;
                }
                Coding::Points(kind, cuts)
            }
            _ => Coding::Kind,
        };
        let of_entity = parent.is_some_and(|at| all[at].kind == AttributeKind::Entity);
        let named_id = of.kind == AttributeKind::Text && path.last().is_some_and(|it| it == "id");
        Some(Column {
            is_id: named_id && (of_entity || has_id && path.len() == 1),
            has_parts: all.iter().any(is_within),
            is_compared: of.ties.iter().any(asks)
                || ties.any(|tie| tie.attribute.is_some() && tie.attribute == place),
            path: path.to_vec(),
            ties: of.ties.clone(),
            kind: of.kind,
            optional: of.optional,
            present: of.present_values() as u32,
            parent: parent.map(AttributeId::at),
            of_entity,
            needed: of.needed,
            prefix: of.of.as_ref().map(|of| format!("{of}::")),
            coding: Arc::new(coding),
        })
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.kind, AttributeKind::Set | AttributeKind::Texts)
    }

    /// Whether its values are texts or ids.
    pub(crate) fn holds_text(&self) -> bool {
        matches!(self.kind, AttributeKind::Text | AttributeKind::Entity)
    }

    /// What its points stand for, and where its classes begin.
    pub(crate) fn line(&self) -> Option<(PointKind, &[i64])> {
        match &*self.coding {
            Coding::Points(kind, cuts) => Some((*kind, cuts)),
            _ => None,
        }
    }

    /// Where its classes begin, if its points are of the kind.
    pub(crate) fn cuts(&self, kind: PointKind) -> impl Iterator<Item = i64> {
        self.line().filter(|(of, _)| *of == kind).into_iter().flat_map(|(_, cuts)| cuts).copied()
    }

    /// The texts that have a class by name.
    pub(crate) fn named_texts(&self) -> impl Iterator<Item = &str> {
        let texts = match &*self.coding {
            Coding::Texts(texts) => Some(texts.named.keys().map(String::as_str)),
            _ => None,
        };
        texts.into_iter().flatten()
    }

    /// The class of a text, or of an id.
    pub(crate) fn text_class(&self, text: &str) -> u32 {
        match &*self.coding {
            Coding::Texts(texts) => texts.class(text),
            _ => 0,
        }
    }

    /// The classes of texts or ids without a name.
    pub(crate) fn unnamed_classes(&self) -> BTreeSet<u32> {
        match &*self.coding {
            Coding::Texts(texts) => texts.like.values().copied().collect(),
            _ => BTreeSet::from([0]),
        }
    }

    /// The value of a record, a context or a principal.
    pub(crate) fn find<'v>(&self, input: &'v Value) -> Found<'v> {
        let Some((name, way)) = self.path.split_last() else { return Found::nothing(ABSENT) };
        let mut within = input;
        for step in way {
            within = match within.get(step) {
                None | Some(Value::Null) => return Found::nothing(ABSENT),
                Some(next) if next.is_object() => next,
                Some(_) if self.of_entity => return Found::nothing(MISSING),
                Some(_) => return Found::nothing(WRONG),
            };
        }
        match within.get(name).map(|found| self.read(found)) {
            Some(found) if found.class != ABSENT || !self.needed => found,
            None if !self.needed => Found::nothing(ABSENT),
            _ => Found::nothing(MISSING),
        }
    }

    /// A text of any kind, by its name.
    pub(crate) fn text(name: &str) -> Self {
        Column {
            path: vec![name.to_owned()],
            ties: Vec::new(),
            kind: AttributeKind::Text,
            optional: false,
            present: 1,
            parent: None,
            of_entity: false,
            needed: false,
            prefix: None,
            is_id: false,
            has_parts: false,
            is_compared: false,
            coding: Arc::new(Coding::Texts(Box::default())),
        }
    }

    /// What of a value of a row is compared with others; of one of another type nothing.
    pub(crate) fn compared<'v>(&self, found: &'v Value) -> Known<'v> {
        match (self.kind, found) {
            (AttributeKind::Enum | AttributeKind::Text, Value::String(text)) => {
                Known::Text(text.into())
            }
            (AttributeKind::Enum, _) => Known::Nothing,
            (AttributeKind::Text, _) if !self.is_id => Known::Nothing,
            _ => self.read(found).known,
        }
    }

    /// What stands where the attribute is.
    pub(crate) fn at<'v>(&self, input: &'v Value) -> Option<&'v Value> {
        self.path.iter().try_fold(input, |within, step| within.get(step))
    }

    /// A value of the attribute's.
    pub(crate) fn read<'v>(&self, found: &'v Value) -> Found<'v> {
        let (class, known) = match (&*self.coding, found) {
            (_, Value::Null) => (ABSENT, Known::Nothing),
            (_, Value::String(text)) => return self.read_text(text),
            (Coding::Points(kind, cuts), found) => read_point(*kind, cuts, found),
            (Coding::Kind | Coding::Values(_), found) => self.read_kind(found),
            (Coding::Texts(texts), Value::Number(number)) if self.is_id => match decimal_id(number)
            {
                Some(id) => (texts.class(&id), Known::Text(id.into())),
                None => (WRONG, Known::Nothing),
            },
            _ => (WRONG, Known::Nothing),
        };
        Found { class, known }
    }

    /// A text, where the value is one.
    pub(crate) fn read_text<'v>(&self, text: &'v str) -> Found<'v> {
        let (class, known) = match &*self.coding {
            Coding::Values(values) if self.kind == AttributeKind::Enum => {
                (values.get(text).copied().unwrap_or(UNKNOWN), Known::Nothing)
            }
            Coding::Texts(texts) => (texts.class(text), Known::Text(text.into())),
            Coding::Points(kind, cuts) => read_point(*kind, cuts, &Value::String(text.to_owned())),
            Coding::Ips(ips) => match ip(text) {
                Some(value) => (ips.class(value), Known::Text(ip_text(value).into())),
                None => (WRONG, Known::Nothing),
            },
            Coding::Kind | Coding::Values(_) => match self.kind {
                AttributeKind::Entity => (0, Known::Text(text.into())),
                AttributeKind::Other => (0, Known::Nothing),
                _ => (WRONG, Known::Nothing),
            },
        };
        Found { class, known }
    }

    /// What a snapshot tells of a value: nothing, a text, a list of texts, or a point as Cedar
    /// writes it; `None` where it is none of these.
    pub(crate) fn known<'v>(&self, value: &'v Value) -> Option<Known<'v>> {
        match (value, self.line()) {
            (Value::Null, _) => Some(Known::Nothing),
            (Value::String(at), Some((kind, _))) => {
                let cut = Cut { at: at.clone(), after: false };
                cut.point(kind).map(Known::Point)
            }
            (Value::String(text), None) => Some(Known::Text(text.into())),
            (Value::Array(items), None) if items.len() <= LIST_ITEMS_MAX => {
                let texts = items.iter().map(|item| item.as_str().map(Cow::Borrowed));
                texts.collect::<Option<_>>().map(Known::Texts)
            }
            _ => None,
        }
    }

    /// Its name, and the names on the way to what it is in.
    pub(crate) fn name_and_way(&self) -> (Option<&String>, &[String]) {
        self.path.split_last().map_or((None, &[]), |(name, way)| (Some(name), way))
    }

    /// An entry of a list as a record has it.
    pub(crate) fn entry(&self, item: &str) -> String {
        self.prefix.iter().map(String::as_str).chain([item]).collect()
    }

    /// A value as it is, of an entity no more than its id.
    pub(crate) fn plain(&self, found: &Value) -> Value {
        match (self.kind, self.read(found).known) {
            (AttributeKind::Entity, Known::Text(id)) => Value::String(id.into_owned()),
            _ => found.clone(),
        }
    }

    /// A value as a snapshot tells it.
    pub(crate) fn to_snapshot(&self, known: &Known<'_>) -> Value {
        match (known, self.line()) {
            (Known::Text(text), _) => Value::String(text.to_string()),
            (Known::Point(point), Some((kind, _))) => Value::String(point_text(kind, *point)),
            (Known::Texts(texts), _) => texts.iter().map(ToString::to_string).collect(),
            _ => Value::Null,
        }
    }

    /// Whether reading it takes no more than a value without parts, or a list of such.
    pub(crate) fn is_simple(&self) -> bool {
        let simple = self.line().is_none() && self.path.len() == 1 && self.prefix.is_none();
        simple && self.ties.iter().all(|tie| tie.attribute.is_none() && tie.context.is_none())
    }

    /// Whether it is compared with what a context has.
    pub(crate) fn compares_context(&self) -> bool {
        self.ties.iter().any(|tie| tie.context.is_some())
    }

    fn read_kind<'v>(&self, found: &'v Value) -> (u32, Known<'v>) {
        match (self.kind, found) {
            (AttributeKind::Bool, Value::Bool(flag)) => (u32::from(*flag), Known::Nothing),
            (AttributeKind::Entity, found) => match id_of(found) {
                Some(Id::Text(id)) => (0, Known::Text(id)),
                Some(Id::Missing) => (MISSING, Known::Nothing),
                None => (WRONG, Known::Nothing),
            },
            (AttributeKind::Set | AttributeKind::Texts, Value::Array(items))
                if items.len() <= LIST_ITEMS_MAX =>
            {
                match items.iter().map(|item| self.item(item)).collect::<Option<Vec<_>>>() {
                    Some(all) if !all.iter().all(|it| self.lists(it)) => (UNKNOWN, Known::Nothing),
                    Some(texts) => (0, Known::Texts(self.counting(texts))),
                    None => (WRONG, Known::Nothing),
                }
            }
            (AttributeKind::Other, _) => (0, Known::Nothing),
            _ => (WRONG, Known::Nothing),
        }
    }

    /// An item of a list.
    fn item<'v>(&self, item: &'v Value) -> Option<Cow<'v, str>> {
        if self.kind == AttributeKind::Texts {
            return item.as_str().map(Cow::Borrowed);
        }
        match id_of(item) {
            Some(Id::Text(id)) => Some(id),
            _ => None,
        }
    }

    /// Whether a text is one of the values, if not all texts are.
    fn lists(&self, text: &str) -> bool {
        !matches!(&*self.coding, Coding::Values(values) if !values.contains_key(text))
    }

    /// The text that makes a value an unknown one: the value, or an item of it.
    pub(crate) fn unlisted<'v>(&self, found: &'v Value) -> Option<&'v str> {
        let items = found.as_array().map_or(std::slice::from_ref(found), Vec::as_slice);
        items.iter().filter_map(Value::as_str).find(|text| !self.lists(text))
    }

    /// Those entries of a list that count, without what they all begin with.
    fn counting<'v>(&self, texts: Vec<Cow<'v, str>>) -> Vec<Cow<'v, str>> {
        let Some(prefix) = &self.prefix else { return texts };
        let rest = texts.into_iter().filter_map(|text| match text {
            Cow::Borrowed(text) => text.strip_prefix(&prefix[..]).map(Cow::Borrowed),
            Cow::Owned(text) => text.strip_prefix(&prefix[..]).map(|it| Cow::Owned(it.to_owned())),
        });
        rest.collect()
    }

    /// The word of a value: its class, with a bit for each tie that holds.
    pub(crate) fn word<'k>(
        &self,
        found: &Found<'_>,
        other: impl Fn(&Tie) -> Option<&'k Known<'k>>,
    ) -> u32 {
        word(found, self.ties.iter().map(|tie| holds(tie, &found.known, other(tie))))
    }
}

impl Known<'_> {
    /// The same, for longer than what it was read from.
    pub(crate) fn into_owned(self) -> Known<'static> {
        match self {
            Known::Nothing => Known::Nothing,
            Known::Text(text) => Known::Text(text.into_owned().into()),
            Known::Point(point) => Known::Point(point),
            Known::Unnamed(class, at) => Known::Unnamed(class, at),
            Known::Texts(texts) => {
                let mut texts: Vec<Cow<'_, str>> =
                    texts.into_iter().map(|text| text.into_owned().into()).collect();
                texts.sort();
                texts.dedup();
                Known::Texts(texts)
            }
        }
    }
}

/// The word of a class with the ties that hold; of what is no value, as it is.
fn word(found: &Found<'_>, ties: impl Iterator<Item = bool>) -> u32 {
    if found.class >= MISSING {
        return found.class;
    }
    ties.enumerate().fold(found.class, |word, (at, tied)| word | u32::from(tied) << (TIES + at))
}

/// Whether a value has a tie to another, or to the text that the tie names.
pub(crate) fn holds(tie: &Tie, one: &Known<'_>, other: Option<&Known<'_>>) -> bool {
    match (tie.relation, one, tie.text.as_deref(), other) {
        (Relation::Equals, Known::Text(one), Some(text), _) => one == text,
        (_, Known::Texts(all), _, _) => all.iter().any(|item| item_holds(tie, item, other)),
        (_, _, Some(_), _) | (_, _, None, None) => false,
        (Relation::Equals, Known::Text(one), _, Some(Known::Text(other))) => one == other,
        (Relation::Equals, Known::Unnamed(..), _, Some(Known::Unnamed(..))) => Some(one) == other,
        (Relation::Equals, Known::Point(one), _, Some(Known::Point(other))) => one == other,
        (Relation::Below, Known::Point(one), _, Some(Known::Point(other))) => one < other,
        (Relation::AtMost, Known::Point(one), _, Some(Known::Point(other))) => one <= other,
        (Relation::In, Known::Text(one), _, Some(Known::Texts(all))) => {
            all.binary_search_by(|other| other.cmp(one)).is_ok()
        }
        _ => false,
    }
}

/// Whether an item gives its list a tie.
pub(crate) fn item_holds(tie: &Tie, item: &str, other: Option<&Known<'_>>) -> bool {
    match (tie.relation, tie.text.as_deref(), other) {
        (Relation::Contains, Some(text), _) => item == text,
        (Relation::Contains, None, Some(Known::Text(other))) => item == other,
        (Relation::Meets | Relation::Exceeds, None, Some(Known::Texts(all))) => {
            let shared = all.binary_search_by(|other| (**other).cmp(item)).is_ok();
            shared == (tie.relation == Relation::Meets)
        }
        _ => false,
    }
}

enum Id<'v> {
    Text(Cow<'v, str>),
    /// It is an object without one.
    Missing,
}

/// The id that an entity is, or that it has; `None` where it is no entity.
fn id_of(found: &Value) -> Option<Id<'_>> {
    match found {
        Value::String(id) => Some(Id::Text(id.into())),
        Value::Number(number) => decimal_id(number).map(|id| Id::Text(id.into())),
        Value::Object(members) => match members.get("id") {
            None | Some(Value::Null) => Some(Id::Missing),
            Some(Value::Object(_)) => None,
            Some(id) => id_of(id),
        },
        _ => None,
    }
}

/// The id that a number is: its decimal text, where JavaScript tells it from its neighbours.
fn decimal_id(number: &Number) -> Option<String> {
    let whole = number.as_i64().filter(|it| it.unsigned_abs() <= SAFE_MAX);
    whole.map(|it| it.to_string())
}

/// The largest whole number that JavaScript tells from its neighbours.
const SAFE_MAX: u64 = (1 << 53) - 1;
