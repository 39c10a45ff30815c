//! HTML, and the templates of Vue and Svelte: the script in them, and the names in attributes.
//! An expression between braces ends where the parser of script says.

use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, State, Tokenizer};
use oxc_span::SourceType;

use super::script::{self, Code, Form};
use super::{Dialect, Found, Kind, Use, any_script, attribute_kind};

/// The script in a source, its `<script>`s first, and what else is found.
pub(crate) fn read(text: &str, dialect: Dialect) -> (Vec<Code>, Found) {
    let braced = braced(text, dialect);
    let mut plain = text.to_owned();
    for each in &braced {
        // Byte for byte, so that HTML stumbles over nothing and places stay.
        plain.replace_range(each.place.clone(), &"x".repeat(each.place.len()));
    }
    let tags = tags(&plain);
    let mut page = Page { text, dialect, codes: Vec::new(), found: Found::default() };
    for tag in &tags {
        page.script(tag);
    }
    for tag in &tags {
        for attribute in tag.attributes.iter().filter(|each| !each.value.is_empty()) {
            page.attribute(tag, attribute, &braced);
        }
    }
    for Braced { place, inside } in braced {
        let whole = tags.iter().find_map(|tag| {
            let attribute = tag.attributes.iter().find(|each| each.place == place)?;
            attribute_kind(&tag.name, &attribute.name)
        });
        let text = text.get(inside.clone()).unwrap_or_default();
        if !text.trim().is_empty() {
            page.codes.push(Code::new(text, inside, SourceType::ts(), Form::Snippet(whole)));
        }
    }
    (page.codes, page.found)
}

/// `{ … }` in Svelte, `{{ … }}` in Vue.
struct Braced {
    /// Braces included.
    place: Range<usize>,
    /// What of it is an expression; nothing in `{:else}`.
    inside: Range<usize>,
}

/// What is written in HTML's own way and holds no expressions: how it opens, and how it closes.
const RAW: [(&str, &str); 3] = [("<!--", "-->"), ("<script", "</script"), ("<style", "</style")];

impl Braced {
    fn meets(&self, place: &Range<usize>) -> bool {
        self.place.start < place.end && place.start < self.place.end
    }
}

fn braced(text: &str, dialect: Dialect) -> Vec<Braced> {
    let next = match dialect {
        Dialect::Vue => double,
        Dialect::Svelte => single,
        _ => return Vec::new(),
    };
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(['{', '<'])) {
        at += start;
        let rest = text.get(at..).unwrap_or_default();
        let raw = RAW.iter().find_map(|(open, close)| {
            let inside = rest.strip_prefix(open)?;
            // Not `<styled-button>`.
            let opens = *open == "<!--"
                || inside.starts_with(|next: char| next.is_whitespace() || next == '>');
            opens.then(|| inside.find(close).map_or(rest.len(), |end| open.len() + end))
        });
        if let Some(length) = raw {
            at += length;
        } else if let Some((length, inside)) = next(rest) {
            found.push(Braced {
                place: at..at + length,
                inside: at + inside.start..at + inside.end,
            });
            at += length;
        } else {
            at += 1;
        }
    }
    found
}

/// `{{ … }}` at the start of a text: how long it is, and where in it the expression stands.
fn double(text: &str) -> Option<(usize, Range<usize>)> {
    let end = 2 + text.strip_prefix("{{")?.find("}}")?;
    Some((end + 2, 2..end))
}

/// What an expression stands behind in `{ … }`; the longer one first.
const OPENERS: [&str; 12] = [
    "#if", "#each", "#await", "#key", ":else if", "@html", "@const", "@render", "@attach",
    "@debug", "...", "",
];

/// The same for `{ … }`, which may open a block.
fn single(text: &str) -> Option<(usize, Range<usize>)> {
    let inside = text.strip_prefix('{')?;
    let trimmed = inside.trim_start();
    let opener = OPENERS.iter().find(|opener| trimmed.starts_with(**opener))?;
    let start = text.len() - trimmed.len() + opener.len();
    let other = opener.is_empty() && trimmed.starts_with(['#', ':', '@'])
        || trimmed.starts_with("/") && !trimmed.starts_with("/*") && !trimmed.starts_with("//");
    let rest = text.get(start..)?;
    let length = (!other).then(|| script::expression_length(rest)).flatten();
    // `as { id, name }` parses as a type, `as { id = 0 }` does not.
    let length = length.or_else(|| {
        let rows = rest.find(" as ").filter(|_| *opener == "#each")?;
        script::expression_length(rest.get(..rows)?)
    });
    // After it may come what each of a list is called: `as { id, name }`.
    let (mut end, mut open) = (start + length.unwrap_or_default(), 0);
    for (at, letter) in text.get(end..)?.char_indices() {
        match letter {
            '{' => open += 1,
            '}' if open == 0 => {
                let code = match length {
                    Some(length) => start..start + length,
                    // What cannot be parsed is to be told.
                    None if !other => start..end + at,
                    None => start..start,
                };
                end += at;
                return Some((end + 1, code));
            }
            '}' => open -= 1,
            _ => {}
        }
    }
    None
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
                let own = text.get(tag.place + 1..).is_some_and(|text| text.starts_with(&tag.name));
                if let (true, false, Some(state)) = (own, tag.self_closing, raw_state(&tag.name)) {
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
        let said = tag.attributes.iter().find(|each| each.name == name);
        match (name, said.map(|each| each.value.to_ascii_lowercase()).as_deref()) {
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
            Dialect::Svelte if braced.iter().any(|each| each.meets(place)) => {}
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen as script between braces, and what is left as HTML.
    fn seen(text: &str, dialect: Dialect) -> (Vec<&str>, String) {
        let (mut left, mut insides) = (text.to_owned(), Vec::new());
        for Braced { place, inside } in braced(text, dialect).into_iter().rev() {
            left.replace_range(place, "_");
            insides.insert(0, text[inside].trim());
        }
        (insides, left)
    }

    #[test]
    fn braces_end_where_the_expression_does() {
        for (text, inside, left) in [
            ("a {'}'} b", "'}'", "a _ b"),
            ("{`${'}'}}`} c", "`${'}'}}`", "_ c"),
            ("é{/* } */ x}>", "/* } */ x", "é_>"),
            (
                "{() => { if (a > b) go({ c: '}' }) }}<i>",
                "() => { if (a > b) go({ c: '}' }) }",
                "_<i>",
            ),
            ("{#each rows as { id, n = 0 } (id)}", "rows", "_"),
            ("{:else if a.can('x')}", "a.can('x')", "_"),
            ("{...rest}", "rest", "_"),
            ("{@const open = a.scope('x')}", "open = a.scope('x')", "_"),
            ("{#await a.b() then c}", "a.b()", "_"),
            ("{:else}", "", "_"),
            ("{/if}", "", "_"),
            ("{#snippet row(a, { b })}", "", "_"),
        ] {
            assert_eq!(seen(text, Dialect::Svelte), (vec![inside], left.to_owned()));
        }
        assert_eq!(seen("{never", Dialect::Svelte), (vec![], "{never".to_owned()));
    }

    #[test]
    fn scripts_styles_and_comments_hold_no_expressions() {
        let text = "<style>a{b:c}</style><!-- {d} --><script>{e}</script>{f}";
        assert_eq!(seen(text, Dialect::Svelte).0, ["f"]);
        assert_eq!(seen("<!-- {{a}} -->{{b}}", Dialect::Vue).0, ["b"]);
        assert_eq!(seen("<styled-button on={go}>", Dialect::Svelte).0, ["go"]);
    }
}
