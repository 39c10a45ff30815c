//! What the compiler says about a pack: errors and warnings with a place, a code and help.

use std::collections::BTreeSet;
use std::fmt;

use miette::{LabeledSpan, Severity, SourceCode};

use crate::source::Place;

/// One error or warning, at a place in a file of the pack.
///
/// The place and its text are carried along, so a `miette` report handler can draw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    severity: Severity,
    code: &'static str,
    message: String,
    place: Place,
    label: Option<String>,
    help: Option<String>,
}

impl Diagnostic {
    pub(crate) fn error(code: &'static str, place: &Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            place: place.clone(),
            label: None,
            help: None,
        }
    }

    pub(crate) fn warning(code: &'static str, place: &Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    pub(crate) fn with_label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// The file's name in the pack.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.place.file.name
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.place.line_column().0
    }

    /// The column, from 1, in characters.
    #[must_use]
    pub fn column(&self) -> usize {
        self.place.line_column().1
    }

    /// What kind of mistake it is, `surface::unknown_action`: stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Whether it keeps the pack from compiling.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.place.file.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let Place { file, start, end } = &self.place;
        let label = LabeledSpan::new_primary_with_span(
            self.label.clone(),
            file.text.underlined(*start..*end),
        );
        Some(Box::new(std::iter::once(label)))
    }
}

/// Why a pack does not compile.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What must be mended, in the order of files and places.
    pub errors: Vec<Diagnostic>,
    /// What is worth a look.
    pub warnings: Vec<Diagnostic>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            let line = if index == 0 { "" } else { "\n" };
            write!(f, "{line}{}: {error}", error.place)?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}

/// Errors that a report has at most: those after them are not looked for.
const ERRORS_MAX: usize = 500;

/// Diagnostics as they are found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: Vec<Diagnostic>,
    errors: usize,
}

impl Findings {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.is_error() {
            self.errors += 1;
            if self.errors > ERRORS_MAX + 1 {
                return;
            }
        }
        self.found.push(diagnostic);
    }

    pub(crate) fn error_count(&self) -> usize {
        self.errors
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Whether what more is found is not reported.
    pub(crate) fn is_full(&self) -> bool {
        self.errors > ERRORS_MAX
    }

    /// Whether nothing is wrong in the files that the test picks by name.
    pub(crate) fn spare(&self, picks: impl Fn(&str) -> bool) -> bool {
        self.errors == 0
            || !self.is_full()
                && !self.found.iter().any(|found| found.is_error() && picks(found.file()))
    }

    /// All of them, as they were found.
    pub(crate) fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// Each finding once, sorted by place, errors apart from warnings.
    pub(crate) fn into_report(self) -> Report {
        let full = self.is_full();
        let Findings { mut found, .. } = self;
        if full {
            // Of the first that is too many, its place is kept.
            if let Some(last) = found.iter().rposition(Diagnostic::is_error) {
                let message = format!("there are more than {ERRORS_MAX} mistakes");
                let help = "mend those first: the others are not told";
                let place = found.remove(last).place;
                found.push(
                    Diagnostic::error("pack::many_mistakes", &place, message).with_help(help),
                );
            }
        }
        let mut seen = BTreeSet::new();
        found.retain(|found| seen.insert((found.place.clone(), found.message.clone())));
        found.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
        let (errors, warnings) = found.into_iter().partition(Diagnostic::is_error);
        Report { errors, warnings }
    }
}

/// The name that was probably meant: the nearest one, if any is near.
pub(crate) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let meant = name.to_lowercase();
    let distance = |known: &str| strsim::damerau_levenshtein(&known.to_lowercase(), &meant);
    let measured = names.into_iter().map(|known| (distance(known), known));
    let near = measured.filter(|(distance, known)| {
        distance * 3 <= known.chars().count().max(meant.chars().count())
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// Help for a name that is not among those known: the nearest one, or a list of them.
pub(crate) fn suggest<'a>(
    name: &str,
    what: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> String {
    /// Names that a help lists before it says how many there are.
    const LISTED_MAX: usize = 12;
    let names: Vec<&str> = names.into_iter().collect();
    if let Some(near) = nearest(name, names.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    let listed: Vec<String> =
        names.iter().take(LISTED_MAX).map(|name| format!("`{name}`")).collect();
    match (names.len(), names.len().saturating_sub(LISTED_MAX)) {
        (0, _) => format!("there is no {what} to name here"),
        (1, _) => format!("write {}", listed.join("")),
        (_, 0) => format!("write one of {}", listed.join(", ")),
        (_, more) => format!("write one of {} and {more} more", listed.join(", ")),
    }
}
