//! Names in HTML, and in the templates of Vue and Svelte; the scripts that stand in them.

use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, State, Tokenizer};
use oxc_span::SourceType;

use super::script::{Code, Form};
use super::{Kind, Use, any_script, attribute, mustache};

/// Whose templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Html,
    Vue,
    Svelte,
}

/// What stands in a source of markup.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    pub(crate) scripts: Vec<Code>,
    /// Expressions and handlers, with what the attribute that one stands in names.
    pub(crate) snippets: Vec<(Code, Option<Kind>)>,
    pub(crate) uses: Vec<Use>,
    /// The values of attributes.
    pub(crate) strings: Vec<String>,
}

/// Reads a source of markup.
pub(crate) fn read(text: &str, dialect: Dialect) -> Markup {
    let mustaches = match dialect {
        Dialect::Html => Vec::new(),
        Dialect::Vue => mustache::doubles(text),
        Dialect::Svelte => mustache::singles(text),
    };
    let tags = tags(&mustache::blotted(text, &mustaches));
    let mut page = Page { text, dialect, mustaches, markup: Markup::default() };
    for tag in &tags {
        page.tag(tag);
    }
    page.expressions(&tags);
    page.markup
}

/// A start tag.
#[derive(Debug, Default)]
struct Tag {
    /// In small letters.
    name: String,
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

#[derive(Debug)]
enum Event {
    Open { name: String, at: usize },
    Name(String),
    Value { value: String, place: Range<usize> },
    Close { self_closing: bool, at: usize },
    End { at: usize },
}

fn event(event: CallbackEvent<'_>, span: Span<usize>) -> Option<Event> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(match event {
        CallbackEvent::OpenStartTag { name } => Event::Open { name: text(name), at: span.start },
        CallbackEvent::AttributeName { name } => Event::Name(text(name)),
        CallbackEvent::AttributeValue { value } => {
            Event::Value { value: text(value), place: span.start..span.end }
        }
        CallbackEvent::CloseStartTag { self_closing } => {
            Event::Close { self_closing, at: span.end }
        }
        CallbackEvent::EndTag { .. } => Event::End { at: span.start },
        _ => return None,
    })
}

/// The start tags of a text.
fn tags(text: &str) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    // Whether the tag stands in small letters, as HTML's own do: `<Textarea/>` is a component.
    let mut plain = false;
    let mut raw: Option<usize> = None;
    let mut tokens = Tokenizer::new_with_emitter(text, CallbackEmitter::new(event));
    while let Some(Ok(event)) = tokens.next() {
        match event {
            Event::Open { name, at } => {
                plain = text.get(at + 1..).is_some_and(|rest| rest.starts_with(&name));
                tags.push(Tag { name, ..Tag::default() });
            }
            Event::Name(name) => {
                if let Some(tag) = tags.last_mut() {
                    tag.attributes.push(Attribute { name, ..Attribute::default() });
                }
            }
            Event::Value { value, place } => {
                let attribute = tags.last_mut().and_then(|tag| tag.attributes.last_mut());
                if let Some(attribute) = attribute {
                    (attribute.value, attribute.place) = (value, place);
                }
            }
            Event::Close { self_closing, at } => {
                let state = tags.last().and_then(|tag| raw_state(&tag.name));
                if let (true, false, Some(state)) = (plain, self_closing, state) {
                    raw = Some(at);
                    tokens.set_state(state);
                }
            }
            Event::End { at } => {
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
    mustaches: Vec<Range<usize>>,
    markup: Markup,
}

impl Page<'_> {
    fn tag(&mut self, tag: &Tag) {
        if tag.name == "script"
            && let Some(inside) = &tag.inside
            && let Some(language) = self.language(tag)
            && let Some(text) = self.text.get(inside.clone())
        {
            self.markup.scripts.push(Code::new(text, inside.start, language, Form::Program));
        }
        for attribute in tag.attributes.iter().filter(|each| !each.value.is_empty()) {
            match self.dialect {
                Dialect::Html => self.html_attribute(tag, attribute),
                Dialect::Vue => self.vue_attribute(tag, attribute),
                Dialect::Svelte => self.svelte_attribute(tag, attribute),
            }
        }
    }

    /// What a script is written in, if it is one that runs.
    fn language(&self, tag: &Tag) -> Option<SourceType> {
        let value = |name: &str| {
            let found = tag.attributes.iter().find(|each| each.name == name);
            found.map(|each| each.value.to_ascii_lowercase())
        };
        if self.dialect != Dialect::Html {
            return match value("lang").as_deref() {
                Some("ts" | "typescript") => Some(SourceType::ts()),
                Some("tsx") => Some(SourceType::tsx()),
                Some("js" | "jsx") | None => Some(any_script()),
                Some(_) => None,
            };
        }
        match value("type").as_deref() {
            None | Some("" | "text/javascript" | "application/javascript") => Some(any_script()),
            Some("text/babel" | "text/jsx" | "module") => Some(any_script()),
            Some(_) => None,
        }
    }

    fn html_attribute(&mut self, tag: &Tag, attribute: &Attribute) {
        if attribute.name.starts_with("on") {
            self.snippet(attribute, 0, None);
        } else {
            self.plain(tag, attribute);
        }
    }

    fn vue_attribute(&mut self, tag: &Tag, attribute: &Attribute) {
        let name = attribute.name.as_str();
        if let Some(bound) = name.strip_prefix("v-bind:").or(name.strip_prefix(':')) {
            let bound = bound.split('.').next().unwrap_or_default();
            self.snippet(attribute, 0, attribute::kind(&tag.name, bound));
        } else if name == "v-for" {
            let rows = [" in ", " of "]
                .iter()
                .find_map(|word| attribute.value.find(word).map(|at| at + word.len()));
            self.snippet(attribute, rows.unwrap_or(0), None);
        } else if name.starts_with('#') || name.starts_with("v-slot") {
            // The names of what a slot is given.
        } else if name.starts_with('@') || name.starts_with("v-") {
            self.snippet(attribute, 0, None);
        } else {
            self.plain(tag, attribute);
        }
    }

    fn svelte_attribute(&mut self, tag: &Tag, attribute: &Attribute) {
        let place = &attribute.place;
        if !self.mustaches.iter().any(|each| each.start < place.end && place.start < each.end) {
            self.plain(tag, attribute);
        }
    }

    /// A value that is the text it is.
    fn plain(&mut self, tag: &Tag, attribute: &Attribute) {
        let Attribute { name, value, place } = attribute;
        self.markup.strings.push(value.clone());
        if let Some(kind) = attribute::kind(&tag.name, name)
            && !attribute::is_foreign(kind, value)
        {
            let (name, place) = (value.clone(), place.clone());
            self.markup.uses.push(Use { kind, name, place, sure: true });
        }
    }

    /// A value that is script, from a byte of it on.
    fn snippet(&mut self, attribute: &Attribute, from: usize, kind: Option<Kind>) {
        let Attribute { value, place, .. } = attribute;
        let text = value.get(from..).unwrap_or_default();
        let as_written = self.text.get(place.clone()) == Some(value.as_str());
        let code = |at| Code::new(text, at, SourceType::ts(), Form::Snippet);
        let code = if as_written {
            code(place.start + from)
        } else {
            code(place.start).written(place.len())
        };
        self.markup.snippets.push((code, kind));
    }

    /// What stands between braces; in an attribute that it is all of, it may be a name.
    fn expressions(&mut self, tags: &[Tag]) {
        let braces = if self.dialect == Dialect::Vue { 2 } else { 1 };
        for place in &self.mustaches {
            let Some(inside) = self.text.get(place.start + braces..place.end - braces) else {
                continue;
            };
            let svelte = self.dialect == Dialect::Svelte;
            let part = if svelte { mustache::expression(inside) } else { Some((0, inside)) };
            let Some((from, text)) = part else { continue };
            let kind = tags.iter().find_map(|tag| {
                let attribute = tag.attributes.iter().find(|each| each.place == *place)?;
                attribute::kind(&tag.name, &attribute.name)
            });
            let at = place.start + braces + from;
            let code = Code::new(text, at, SourceType::ts(), Form::Snippet);
            self.markup.snippets.push((code, kind));
        }
    }
}
