//! A diagnostic of the compiler, whose files are a pack's, with their paths instead of their names.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use miette::{LabeledSpan, MietteError, MietteSpanContents, Severity};
use miette::{SourceCode, SourceSpan, SpanContents};
use tollgate_compiler::Diagnostic;

/// A diagnostic and the folder of its pack.
#[derive(Debug)]
pub(crate) struct Located {
    pub(crate) diagnostic: Diagnostic,
    pub(crate) folder: PathBuf,
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl Error for Located {}

impl miette::Diagnostic for Located {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        miette::Diagnostic::code(&self.diagnostic)
    }

    fn severity(&self) -> Option<Severity> {
        miette::Diagnostic::severity(&self.diagnostic)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        miette::Diagnostic::help(&self.diagnostic)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        miette::Diagnostic::labels(&self.diagnostic)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }
}

impl SourceCode for Located {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let source = miette::Diagnostic::source_code(&self.diagnostic);
        let read = source.ok_or(MietteError::OutOfBounds)?.read_span(span, before, after)?;
        let path = self.folder.join(read.name().unwrap_or_default());
        Ok(Box::new(MietteSpanContents::new_named(
            path.display().to_string(),
            read.data(),
            *read.span(),
            read.line(),
            read.column(),
            read.line_count(),
        )))
    }
}
