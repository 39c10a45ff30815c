//! `tollgate check`: all that can be said about a pack without writing anything.
//!
//! Compiles it with its lints, reads its cases, and compares its bundle, debug file, types and
//! catalogues, where it has any, with what its sources compile to now. A bundle, also one that is
//! built in, is loaded, and its cases are read.

use std::collections::BTreeSet;
use std::path::Path;

use miette::MietteDiagnostic;
use serde::Serialize;
use tollgate_compiler::Compiled;

use crate::args::Check;
use crate::command::compile;
use crate::debug;
use crate::file;
use crate::finding::{Finding, Problem};
use crate::output::Output;
use crate::pack::{self, Pack};

#[derive(Serialize)]
struct Checked<'a> {
    cases: usize,
    findings: &'a [Finding],
}

pub(crate) fn run(args: &Check) -> Result<Output, Problem> {
    let pack = Pack::find(&args.pack)?;
    let mut findings = compiled(&pack)?;
    let mut ids = BTreeSet::new();
    for file in pack.cases()? {
        match tollgate_cases::parse(file.text.as_str()) {
            Ok(cases) => ids.extend(cases.into_iter().map(|case| case.id)),
            Err(error) => findings.push(file.refused(&error)),
        }
    }
    findings.extend(pack.disputed()?.difference(&ids).map(|id| {
        let message = format!("`cases/disputed.md` lists `{id}`, which is no case");
        Finding::of(MietteDiagnostic::new(message).with_code("cases::unknown_disputed"))
    }));

    let checked = Checked { cases: ids.len(), findings: &findings };
    let text = match findings.len() {
        0 => format!("`{}` is fine ({} cases read)", args.pack.display(), ids.len()),
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    };
    let fine = findings.is_empty();
    Ok(Output::new(text, &checked)?.with(findings).fine(fine))
}

/// What is wrong with the sources of a pack, or its bundle where it has no sources here.
fn compiled(pack: &Pack) -> Result<Vec<Finding>, Problem> {
    let Pack::Folder(folder) = pack else {
        pack.policy()?;
        return Ok(Vec::new());
    };
    Ok(match pack::compile(folder) {
        Ok((compiled, mut findings)) => {
            findings.extend(stale(folder, &compiled)?);
            findings
        }
        Err(problem) => problem.errors,
    })
}

/// A bundle, its debug file or types, or a catalogue, that are there and are not what the sources
/// compile to now.
fn stale(folder: &Path, compiled: &Compiled) -> Result<Vec<Finding>, Problem> {
    let types = compile::types(compiled)?;
    let debug = debug::file(compiled)?;
    let mut written = vec![
        ("bundle.json".to_owned(), &compiled.json, ""),
        ("bundle.debug.json".to_owned(), &debug, ""),
        ("bundle.d.ts".to_owned(), &types, " --types"),
    ];
    let languages = compiled.languages.iter();
    written.extend(languages.map(|it| (format!("languages/{}.json", it.tag), &it.json, "")));
    let mut findings = Vec::new();
    for (name, fresh, option) in written {
        let path = folder.join(name);
        if path.exists() && file::read(&path)?.as_str() != fresh {
            let message = format!("`{}` is not what the pack compiles to", path.display());
            let help = format!("run `tollgate compile {}{option}`", folder.display());
            let diagnostic = MietteDiagnostic::new(message).with_code("bundle::stale");
            findings.push(diagnostic.with_help(help).into());
        }
    }
    Ok(findings)
}
