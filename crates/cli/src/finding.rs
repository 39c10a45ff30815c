//! What is wrong somewhere: errors and warnings, drawn for people or as data for programs.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use miette::{Diagnostic, MietteDiagnostic, MietteHandlerOpts, Report, ReportHandler, Severity};
use serde::Serialize;
use tollgate_compiler::Text;

use crate::terminal::visible;

/// One error or warning.
#[derive(Debug)]
pub(crate) struct Finding {
    report: Report,
    /// The engine's: where in a request, and what would have been right there.
    at: Option<String>,
    allowed: Vec<String>,
}

impl Finding {
    /// A diagnostic as a finding.
    pub(crate) fn of(diagnostic: impl Diagnostic + Send + Sync + 'static) -> Self {
        Finding { report: Report::new(diagnostic), at: None, allowed: Vec::new() }
    }

    /// A diagnostic at a place that its labels tell, in a text.
    pub(crate) fn in_text(diagnostic: MietteDiagnostic, text: &Text) -> Self {
        let report = Report::new(diagnostic).with_source_code(text.clone());
        Finding { report, at: None, allowed: Vec::new() }
    }

    fn place(&self) -> Option<Place> {
        let label = self.report.labels()?.next()?;
        let read = self.report.source_code()?.read_span(label.inner(), 0, 0).ok()?;
        Some(Place {
            file: read.name().map(str::to_owned),
            line: read.line() + 1,
            column: read.column() + 1,
        })
    }
}

/// The drawing for people, with the text around the place: with colours where they are wanted,
/// unless what is drawn would steer the terminal itself.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = format!("{:?}", Plain(&self.report));
        match visible(&plain) {
            Cow::Borrowed(_) => writeln!(f, "{:?}", self.report),
            Cow::Owned(shown) => writeln!(f, "{shown}"),
        }
    }
}

/// A report that is drawn without colours.
struct Plain<'a>(&'a Report);

impl fmt::Debug for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        MietteHandlerOpts::new().color(false).terminal_links(false).build().debug(&**self.0, f)
    }
}

#[derive(Serialize)]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    line: usize,
    column: usize,
}

impl Serialize for Finding {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Data<'a> {
            severity: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            code: Option<String>,
            message: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            help: Option<String>,
            #[serde(flatten)]
            place: Option<Place>,
            #[serde(skip_serializing_if = "Option::is_none")]
            at: Option<&'a str>,
            #[serde(skip_serializing_if = "<[String]>::is_empty")]
            allowed: &'a [String],
        }
        let Finding { report, at, allowed } = self;
        Data {
            severity: match report.severity() {
                Some(Severity::Advice) => "advice",
                Some(Severity::Warning) => "warning",
                Some(Severity::Error) | None => "error",
            },
            code: report.code().map(|code| code.to_string()),
            message: report.to_string(),
            help: report.help().map(|help| help.to_string()),
            place: self.place(),
            at: at.as_deref(),
            allowed,
        }
        .serialize(serializer)
    }
}

impl From<MietteDiagnostic> for Finding {
    fn from(diagnostic: MietteDiagnostic) -> Self {
        Finding::of(diagnostic)
    }
}

impl From<tollgate::Error> for Finding {
    fn from(error: tollgate::Error) -> Self {
        let message = match error.at() {
            Some(at) => format!("{error} (at `{at}`)"),
            None => error.to_string(),
        };
        let mut diagnostic = MietteDiagnostic::new(message).with_code(error.code().as_str());
        if !error.allowed().is_empty() {
            let allowed: Vec<_> = error.allowed().iter().map(|name| format!("`{name}`")).collect();
            diagnostic = diagnostic.with_help(format!("there is {}", allowed.join(", ")));
        }
        Finding {
            report: Report::new(diagnostic),
            at: error.at().map(str::to_owned),
            allowed: error.allowed().to_vec(),
        }
    }
}

/// Why a command could not do what was asked.
#[derive(Debug, Serialize)]
pub(crate) struct Problem {
    pub(crate) errors: Vec<Finding>,
}

impl Problem {
    /// A problem that needs no more than its message.
    pub(crate) fn of(message: impl fmt::Display) -> Self {
        MietteDiagnostic::new(message.to_string()).into()
    }

    /// A problem with a file.
    pub(crate) fn with_file(path: &Path, error: &std::io::Error) -> Self {
        Problem::of(format!("`{}`: {error}", path.display()))
    }
}

impl<T: Into<Finding>> From<T> for Problem {
    fn from(finding: T) -> Self {
        Problem { errors: vec![finding.into()] }
    }
}
