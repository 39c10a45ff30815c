//! The names of controls, actions and transitions that a front end's sources ask for.
//!
//! *Owns*: which files are sources, and which places in them are names. *Does not* know a pack:
//! whether a name exists is the command's to say.

mod braces;
mod gate;
mod markup;
mod nesting;
mod question;
mod script;
mod source;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use oxc_span::SourceType;
use serde::Serialize;
use tollgate_compiler::Text;

pub(crate) use source::{Dialect, Source, files};

use script::{Code, Form, Reader};

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Control,
    /// A control whose options are asked for.
    Choice,
    Action,
    Transition,
}

impl Kind {
    /// What a person calls it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Control => "control",
            Kind::Choice => "choice",
            Kind::Action => "action",
            Kind::Transition => "transition",
        }
    }
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

impl Use {
    /// Whether it is for Stimulus, whose `data-action` says `click->menu#open`.
    fn is_foreign(&self) -> bool {
        self.kind == Kind::Action && (self.name.contains('#') || self.name.contains("->"))
    }
}

/// What an attribute of an element names; neither distinguishes capitals.
fn attribute_kind(element: &str, attribute: &str) -> Option<Kind> {
    // The component that shows its children as the gate says.
    let gated = element.eq_ignore_ascii_case("gated");
    match attribute {
        "control" if gated => Some(Kind::Control),
        "action" if gated => Some(Kind::Action),
        "data-control" => Some(Kind::Control),
        "data-action" => Some(Kind::Action),
        "data-transition" => Some(Kind::Transition),
        _ => None,
    }
}

/// What a script says of the type of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RecordType {
    /// `{ type: "Expense", … }`
    Written(String),
    /// The variable or property that the record is in.
    Named(String),
    Unknown,
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
    /// The records for which a gate is asked for all steps.
    pub(crate) all_steps: Vec<RecordType>,
    pub(crate) unread: Vec<Unread>,
}

/// What `tollgate uses` sees in one source.
#[derive(Debug)]
pub struct Seen {
    /// The bytes of each name that is asked for.
    pub names: Vec<Range<usize>>,
    /// The places that the parser does not understand, each with what it says.
    pub unread: Vec<(Range<usize>, String)>,
}

/// What `tollgate uses` sees in the text of a file of that name; nothing where it is no source.
#[must_use]
pub fn uses_in(file: &str, text: &str) -> Option<Seen> {
    let dialect = Dialect::of(Path::new(file))?;
    let Found { uses, unread, .. } = find(&Source { text: Text::new(file, text), dialect });
    let names = uses.into_iter().map(|each| each.place).collect();
    let unread = unread.into_iter().map(|each| (each.place, each.message)).collect();
    Some(Seen { names, unread })
}

/// Finds the names in a source, on a stack that is large enough whatever it says.
pub(crate) fn find(source: &Source) -> Found {
    let refused = |at: usize, message: String| {
        let unread = vec![Unread { place: at..at, message }];
        Found { unread, ..Found::default() }
    };
    let stack = match nesting::stack(source.text.as_str()) {
        Ok(stack) => stack,
        Err((at, message)) => return refused(at, message),
    };
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().stack_size(stack);
        match reader.spawn_scoped(scope, || read(source)) {
            Ok(reader) => {
                reader.join().unwrap_or_else(|_| refused(0, "the parser failed".to_owned()))
            }
            Err(error) => refused(0, error.to_string()),
        }
    })
}

fn read(source: &Source) -> Found {
    let text = source.text.as_str();
    let (codes, mut found) = match source.dialect {
        Dialect::Script(language) => {
            let code = Code::new(text, 0..text.len(), language, Form::Program);
            (vec![code], Found::default())
        }
        dialect => markup::read(text, dialect),
    };
    let mut reader = Reader::default();
    for code in &codes {
        reader.read(code);
    }
    // What turned out to be a gate only after it was asked is known the second time.
    reader.found = Found::default();
    for code in &codes {
        reader.read(code);
    }
    found.uses.append(&mut reader.found.uses);
    found.strings.append(&mut reader.found.strings);
    found.unread.append(&mut reader.found.unread);
    found.all_steps.append(&mut reader.found.all_steps);
    found.uses.sort_by_key(|each| (each.place.start, each.place.end));
    found.uses.dedup();
    found
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
                    let source = Source { text: Text::new("", text), dialect };
                    let found = find(&source);
                    let mut places = found.uses.iter().map(|each| &each.place);
                    assert!(places.all(|place| text.get(place.clone()).is_some()), "{end}");
                }
            }
        }
    }
}
