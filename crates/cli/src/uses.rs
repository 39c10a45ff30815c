//! The names of controls, actions and transitions that a front end's sources ask for.
//!
//! *Owns*: which files are sources, and which places in them are names. *Does not* know a pack:
//! whether a name exists is the command's to say.

mod attribute;
mod gate;
mod markup;
mod mustache;
mod script;
mod source;

use std::collections::BTreeSet;
use std::ops::Range;

use oxc_span::SourceType;
use serde::Serialize;

pub(crate) use source::{Dialect, Source, files};

use markup::Dialect as Markup;
use script::{Code, Form, Reader};

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Control,
    /// A control whose options are asked for.
    Choice,
    Action,
    Transition,
}

/// One place where a name is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// The bytes of the name in its file.
    pub(crate) place: Range<usize>,
    /// Whether it can only be ours. Other libraries have the verbs of a gate too.
    pub(crate) sure: bool,
}

/// A place that the parser does not understand, so that names in it are not seen.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) place: Range<usize>,
    pub(crate) message: String,
}

/// What stands in one source.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) uses: Vec<Use>,
    /// Every string in it that is spelt out, whatever it is for.
    pub(crate) strings: BTreeSet<String>,
    pub(crate) unread: Vec<Unread>,
}

/// Finds the names in a source.
pub(crate) fn find(source: &Source) -> Found {
    let mut reader = Reader::default();
    match source.dialect {
        Dialect::Script(language) => {
            let code = Code::new(&source.text, 0, language, Form::Program);
            reader.learn(&code);
            reader.read(&code);
        }
        Dialect::Html => read_markup(&mut reader, &source.text, Markup::Html),
        Dialect::Vue => read_markup(&mut reader, &source.text, Markup::Vue),
        Dialect::Svelte => read_markup(&mut reader, &source.text, Markup::Svelte),
    }
    let mut found = reader.found;
    found.uses.sort_by_key(|each| (each.place.start, each.place.end));
    found.uses.dedup();
    found
}

/// The scripts first, because a template asks the gates that they make.
fn read_markup(reader: &mut Reader, text: &str, dialect: Markup) {
    let markup = markup::read(text, dialect);
    for code in &markup.scripts {
        reader.learn(code);
    }
    for code in &markup.scripts {
        reader.read(code);
    }
    for (code, kind) in &markup.snippets {
        reader.read_snippet(code, *kind);
    }
    reader.found.uses.extend(markup.uses);
    reader.found.strings.extend(markup.strings);
}

/// JavaScript of a kind that its file does not tell: a module or not, with JSX.
fn any_script() -> SourceType {
    SourceType::unambiguous().with_jsx(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half-written files are what an editor sees most of the time.
    #[test]
    fn a_source_cut_anywhere_is_read_as_far_as_it_goes() {
        let vue = include_str!("../tests/uses/right/Company.vue");
        let svelte = include_str!("../tests/uses/right/Company.svelte");
        let html = include_str!("../tests/uses/misspelt/page.html");
        let script = include_str!("../tests/uses/right/gate.ts");
        let typescript = Dialect::Script(SourceType::ts());
        for (text, dialect) in [
            (vue, Dialect::Vue),
            (svelte, Dialect::Svelte),
            (html, Dialect::Html),
            (script, typescript),
        ] {
            for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
                for text in [&text[..end], &text[end..]] {
                    let source = Source { name: String::new(), text: text.to_owned(), dialect };
                    let found = find(&source);
                    let mut places = found.uses.iter().map(|each| &each.place);
                    assert!(places.all(|place| text.get(place.clone()).is_some()), "{end}");
                }
            }
        }
    }
}
