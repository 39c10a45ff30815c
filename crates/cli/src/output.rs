//! What a command answers, and printing it: text for people or one JSON document for programs.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use serde::Serialize;

use crate::finding::{Finding, Problem};
use crate::terminal::visible;

/// Whether people or programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
}

impl Format {
    pub(crate) fn new(json: bool) -> Self {
        if json { Format::Json } else { Format::Text }
    }
}

/// What came of a command that could do what was asked.
#[derive(Debug)]
pub(crate) struct Output {
    text: String,
    json: String,
    findings: Vec<Finding>,
    fine: bool,
}

impl Output {
    /// An answer as text, and the same as JSON.
    pub(crate) fn new(text: impl Into<String>, json: &impl Serialize) -> Result<Self, Problem> {
        let json = serde_json::to_string(json).map_err(Problem::of)?;
        Ok(Output { text: text.into(), json, findings: Vec::new(), fine: true })
    }

    /// An answer that is JSON for people too, over several lines.
    pub(crate) fn json(answer: &impl Serialize) -> Result<Self, Problem> {
        Output::new(serde_json::to_string_pretty(answer).map_err(Problem::of)?, answer)
    }

    /// Findings that people read beside the text; the JSON has its own.
    pub(crate) fn with(self, findings: Vec<Finding>) -> Self {
        Output { findings, ..self }
    }

    /// Whether the exit status says that nothing was found.
    pub(crate) fn fine(self, fine: bool) -> Self {
        Output { fine, ..self }
    }
}

const FINE: u8 = 0;
const FINDINGS: u8 = 1;
const ERROR: u8 = 2;

/// Prints what came of a command and says the exit status: 0 fine, 1 findings, 2 error.
pub(crate) fn print(result: Result<Output, Problem>, format: Format) -> ExitCode {
    let status = match &result {
        Ok(output) if output.fine => FINE,
        Ok(_) => FINDINGS,
        Err(_) => ERROR,
    };
    match write(result, format) {
        // A reader that has seen enough, `tollgate matrix … | head`, is no error.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => ExitCode::from(ERROR),
        _ => ExitCode::from(status),
    }
}

/// Prints why arguments are wrong, or the help that was asked for, and says the exit status.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Where nobody can be told, nobody is.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(ERROR) } else { ExitCode::from(FINE) }
}

/// Tells people, beside the answers, what goes on. Programs know.
pub(crate) fn tell(text: &str, format: Format) {
    if format == Format::Text {
        // Where nobody can be told, nobody is.
        let _ = writeln!(io::stderr().lock(), "{}", visible(text));
    }
}

fn write(result: Result<Output, Problem>, format: Format) -> io::Result<()> {
    let (text, json, findings) = match result {
        Ok(output) => (output.text, output.json, output.findings),
        Err(problem) => (String::new(), serde_json::to_string(&problem)?, problem.errors),
    };
    if format == Format::Json {
        return writeln!(io::stdout().lock(), "{}", visible(&json));
    }
    let mut stderr = io::stderr().lock();
    findings.iter().try_for_each(|finding| write!(stderr, "{finding}"))?;
    match text.trim_end() {
        "" => Ok(()),
        text => writeln!(io::stdout().lock(), "{}", visible(text)),
    }
}
