//! HTML, and the templates of Vue and Svelte: the script in them, and the names in attributes.

use std::collections::HashMap;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, State, Tokenizer};
use oxc_span::SourceType;

use super::braces::{Braced, braced};
use super::script::{Code, Form};
use super::{Dialect, Found, Kind, Use, any_script, attribute_kind};

/// The script in a source, its `<script>`s first, and what else is found.
pub(crate) fn read(text: &str, dialect: Dialect) -> (Vec<Code>, Found) {
    let (braced, unread) = braced(text, dialect);
    let mut plain = text.to_owned();
    for each in &braced {
        // Byte for byte, so that HTML stumbles over nothing and places stay.
        plain.replace_range(each.place.clone(), &"x".repeat(each.place.len()));
    }
    let tags = tags(&plain);
    let mut page = Page { text, dialect, codes: Vec::new(), found: Found::default() };
    page.found.unread.extend(unread);
    for tag in &tags {
        page.script(tag);
    }
    for tag in &tags {
        for attribute in tag.attributes.iter().filter(|each| !each.value.is_empty()) {
            page.attribute(tag, attribute, &braced);
        }
    }
    let attributes = tags.iter().flat_map(|tag| tag.attributes.iter().map(move |it| (tag, it)));
    let by_place: HashMap<&Range<usize>, (&Tag, &Attribute)> =
        attributes.map(|(tag, attribute)| (&attribute.place, (tag, attribute))).collect();
    for Braced { place, inside } in braced {
        let whole = by_place.get(&place);
        let whole = whole.and_then(|(tag, it)| attribute_kind(&tag.name, &it.name));
        let text = text.get(inside.clone()).unwrap_or_default();
        if !text.trim().is_empty() {
            page.codes.push(Code::new(text, inside, SourceType::ts(), Form::Snippet(whole)));
        }
    }
    (page.codes, page.found)
}

/// Whether something between braces, of which none is in another, meets a place.
fn meets(braced: &[Braced], place: &Range<usize>) -> bool {
    let next = braced.partition_point(|each| each.place.end <= place.start);
    braced.get(next).is_some_and(|each| each.place.start < place.end)
}

/// A start tag.
#[derive(Debug, Default)]
struct Tag {
    /// In small letters.
    name: String,
    place: usize,
    self_closing: bool,
    attributes: Vec<Attribute>,
    /// What it contains, where that is raw text.
    inside: Option<Range<usize>>,
}

#[derive(Debug, Default)]
struct Attribute {
    name: String,
    value: String,
    place: Range<usize>,
}

/// A start tag that ends somewhere, or the start of an end tag.
type Event = (Option<Tag>, usize);

/// The start tags of a text.
fn tags(text: &str) -> Vec<Tag> {
    let owned = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut tag = Tag::default();
    let collect = move |event: CallbackEvent<'_>, span: Span<usize>| -> Option<Event> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                tag = Tag { name: owned(name), place: span.start, ..Tag::default() };
            }
            CallbackEvent::AttributeName { name } => {
                tag.attributes.push(Attribute { name: owned(name), ..Attribute::default() });
            }
            CallbackEvent::AttributeValue { value } => {
                let attribute = tag.attributes.last_mut()?;
                (attribute.value, attribute.place) = (owned(value), span.start..span.end);
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                tag.self_closing = self_closing;
                return Some((Some(std::mem::take(&mut tag)), span.end));
            }
            CallbackEvent::EndTag { .. } => return Some((None, span.start)),
            _ => {}
        }
        None
    };
    let mut tokens = Tokenizer::new_with_emitter(text, CallbackEmitter::new(collect));
    let (mut tags, mut raw) = (Vec::<Tag>::new(), None);
    while let Some(Ok((started, at))) = tokens.next() {
        match started {
            Some(tag) => {
                // In small letters, as HTML's own are: `<Textarea/>` is a component.
                let lowercase =
                    text.get(tag.place + 1..).is_some_and(|text| text.starts_with(&tag.name));
                if let (true, false, Some(state)) =
                    (lowercase, tag.self_closing, raw_state(&tag.name))
                {
                    raw = Some(at);
                    tokens.set_state(state);
                }
                tags.push(tag);
            }
            None => {
                if let (Some(start), Some(tag)) = (raw.take(), tags.last_mut()) {
                    tag.inside = Some(start..at);
                }
            }
        }
    }
    tags
}

/// How the tokenizer reads what an element contains, where that is no markup.
fn raw_state(name: &str) -> Option<State> {
    match name {
        "script" => Some(State::ScriptData),
        "style" => Some(State::RawText),
        "textarea" | "title" => Some(State::RcData),
        _ => None,
    }
}

struct Page<'t> {
    text: &'t str,
    dialect: Dialect,
    codes: Vec<Code>,
    found: Found,
}

impl Page<'_> {
    fn script(&mut self, tag: &Tag) {
        if tag.name == "script"
            && let Some(inside) = tag.inside.clone()
            && let Some(language) = self.language(tag)
            && let Some(text) = self.text.get(inside.clone())
        {
            self.codes.push(Code::new(text, inside, language, Form::Program));
        }
    }

    /// What a script is written in, if it is one that runs.
    fn language(&self, tag: &Tag) -> Option<SourceType> {
        let name = if self.dialect == Dialect::Html { "type" } else { "lang" };
        let attribute = tag.attributes.iter().find(|each| each.name == name);
        match (name, attribute.map(|each| each.value.to_ascii_lowercase()).as_deref()) {
            ("lang", Some("ts" | "typescript")) => Some(SourceType::ts()),
            ("lang", Some("tsx")) => Some(SourceType::tsx()),
            ("lang", None | Some("js" | "jsx")) => Some(any_script()),
            ("type", None | Some("" | "text/javascript" | "application/javascript" | "module")) => {
                Some(any_script())
            }
            ("type", Some("text/babel" | "text/jsx")) => Some(any_script()),
            _ => None,
        }
    }

    fn attribute(&mut self, tag: &Tag, attribute: &Attribute, braced: &[Braced]) {
        let Attribute { name, value, place } = attribute;
        let name = name.as_str();
        match self.dialect {
            Dialect::Html if name.starts_with("on") => self.snippet(attribute, 0, None),
            Dialect::Vue if name.starts_with('#') || name.starts_with("v-slot") => {
                // The names of what a slot is given.
            }
            Dialect::Vue if name == "v-for" => {
                let rows = [" in ", " of "].iter().find_map(|word| Some(value.find(word)? + 4));
                self.snippet(attribute, rows.unwrap_or(0), None);
            }
            Dialect::Vue if name.starts_with([':', '@']) || name.starts_with("v-") => {
                let bound = name.strip_prefix("v-bind:").or(name.strip_prefix(':'));
                let bound = bound.and_then(|bound| bound.split('.').next());
                let kind = bound.and_then(|bound| attribute_kind(&tag.name, bound));
                self.snippet(attribute, 0, kind);
            }
            // What braces are in is not the text that it seems to be.
            Dialect::Svelte if meets(braced, place) => {}
            _ => {
                self.found.strings.insert(value.clone());
                if let Some(kind) = attribute_kind(&tag.name, name) {
                    let (name, place) = (value.clone(), place.clone());
                    let named = Use { kind, name, place, sure: true };
                    self.found.uses.extend(Some(named).filter(|named| !named.is_foreign()));
                }
            }
        }
    }

    /// A value that is script from a byte of it on, and that may say a name of that kind.
    fn snippet(&mut self, attribute: &Attribute, from: usize, kind: Option<Kind>) {
        let Attribute { value, place, .. } = attribute;
        let text = value.get(from..).unwrap_or_default();
        // Where `&quot;` stands in it, its bytes are others.
        let as_written = self.text.get(place.clone()) == Some(value.as_str());
        let place = if as_written { place.start + from..place.end } else { place.clone() };
        self.codes.push(Code::new(text, place, SourceType::ts(), Form::Snippet(kind)));
    }
}
