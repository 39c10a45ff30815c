//! PACK: a pack's folder, a bundle file, or the name of a built-in pack.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use miette::{LabeledSpan, MietteDiagnostic};
use tollgate::{ErrorCode, Policy, packs};
use tollgate_cases::CaseError;
use tollgate_compiler::{Compiled, Report, Text};

use crate::file::read;
use crate::finding::{Finding, Problem};
use crate::json_arg::offset;
use crate::located::Located;
use crate::suggest::suggest;

/// What a PACK argument means.
#[derive(Debug)]
pub(crate) enum Pack {
    Folder(PathBuf),
    Bundle(PathBuf),
    BuiltIn(&'static BuiltIn),
}

/// A pack that the command carries, with its cases.
#[derive(Debug)]
pub(crate) struct BuiltIn {
    name: &'static str,
    policy: fn() -> Policy,
    cases: &'static str,
    /// The catalogues of its languages, by tag.
    pub(crate) languages: &'static [(&'static str, &'static str)],
}

const BUILT_IN: [BuiltIn; 4] = [
    BuiltIn {
        name: "access-levels",
        policy: packs::access_levels,
        cases: include_str!("../../../policies/access-levels/cases/access-levels.jsonl"),
        languages: &[("es", include_str!("../../../policies/access-levels/languages/es.json"))],
    },
    BuiltIn {
        name: "alvys",
        policy: packs::alvys,
        cases: include_str!("../../../policies/alvys/cases/alvys.jsonl"),
        languages: &[("es", include_str!("../../../policies/alvys/languages/es.json"))],
    },
    BuiltIn {
        name: "client-metrics",
        policy: packs::client_metrics,
        cases: include_str!("../../../policies/client-metrics/cases/client-metrics.jsonl"),
        languages: &[("es", include_str!("../../../policies/client-metrics/languages/es.json"))],
    },
    BuiltIn {
        name: "expenses",
        policy: packs::expenses,
        cases: include_str!("../../../policies/expenses/cases/expenses.jsonl"),
        languages: &[("es", include_str!("../../../policies/expenses/languages/es.json"))],
    },
];

/// A file of cases.
pub(crate) struct CaseFile {
    pub(crate) text: Text,
}

impl Pack {
    /// A path that exists is that; anything else is a built-in pack's name.
    pub(crate) fn find(argument: &Path) -> Result<Self, Problem> {
        if argument.is_dir() {
            return Ok(Pack::Folder(argument.to_owned()));
        }
        if argument.exists() {
            return Ok(Pack::Bundle(argument.to_owned()));
        }
        let name = argument.to_string_lossy();
        match BUILT_IN.iter().find(|pack| pack.name == name) {
            Some(pack) => Ok(Pack::BuiltIn(pack)),
            None => Err(unknown(&name)),
        }
    }

    /// The folder of a pack that has its sources.
    pub(crate) fn folder(argument: &Path) -> Result<PathBuf, Problem> {
        let what = match Pack::find(argument)? {
            Pack::Folder(folder) => return Ok(folder),
            Pack::Bundle(path) => format!("`{}` is a file", path.display()),
            Pack::BuiltIn(pack) => format!("`{}` is built in", pack.name),
        };
        let diagnostic = MietteDiagnostic::new(format!("{what}, not the folder of a pack"))
            .with_help("name the folder with the pack's `schema.cedarschema`");
        Err(diagnostic.into())
    }

    /// The policy. Of a folder, its sources are compiled; a bundle in it is not looked at.
    pub(crate) fn policy(&self) -> Result<Policy, Problem> {
        Ok(match self {
            Pack::Folder(folder) => Policy::from_json(&compile(folder)?.0.json)?,
            Pack::Bundle(path) => Policy::from_json(read(path)?.as_str())?,
            Pack::BuiltIn(pack) => (pack.policy)(),
        })
    }

    /// The pack's own cases: of a folder or a bundle, the `*.jsonl` in `cases` beside it, by name.
    pub(crate) fn cases(&self) -> Result<Vec<CaseFile>, Problem> {
        match self {
            Pack::Folder(folder) => cases_in(&folder.join("cases")),
            Pack::Bundle(path) => cases_in(&path.with_file_name("cases")),
            Pack::BuiltIn(pack) => {
                let name = format!("{}.jsonl", pack.name);
                Ok(vec![CaseFile { text: Text::new(name, pack.cases) }])
            }
        }
    }

    /// The ids of the pack's disputed cases, which `cases/disputed.md` lists.
    pub(crate) fn disputed(&self) -> Result<BTreeSet<String>, Problem> {
        let path = match self {
            Pack::Folder(folder) => folder.join("cases/disputed.md"),
            Pack::Bundle(path) => path.with_file_name("cases/disputed.md"),
            Pack::BuiltIn(_) => return Ok(BTreeSet::new()),
        };
        if !path.exists() {
            return Ok(BTreeSet::new());
        }
        Ok(tollgate_cases::disputed(read(&path)?.as_str()))
    }
}

fn cases_in(folder: &Path) -> Result<Vec<CaseFile>, Problem> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(Problem::with_file(folder, &error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Problem::with_file(folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| CaseFile::read(path)).collect()
}

impl CaseFile {
    pub(crate) fn read(path: &Path) -> Result<Self, Problem> {
        Ok(CaseFile { text: read(path)? })
    }

    /// A line of it that is no case.
    pub(crate) fn refused(&self, error: &CaseError) -> Finding {
        let start = offset(self.text.as_str(), error.line(), error.column());
        let diagnostic = MietteDiagnostic::new(error.message())
            .with_code("cases::bad_case")
            .with_label(LabeledSpan::underline(start));
        Finding::in_text(diagnostic, &self.text)
    }
}

/// Compiles the pack of a folder; its warnings come beside it.
pub(crate) fn compile(folder: &Path) -> Result<(Compiled, Vec<Finding>), Problem> {
    let found = |diagnostic| Finding::of(Located { diagnostic, folder: folder.to_owned() });
    match tollgate_compiler::compile_dir(folder) {
        Ok(mut compiled) => {
            let warnings = std::mem::take(&mut compiled.warnings);
            Ok((compiled, warnings.into_iter().map(found).collect()))
        }
        Err(Report { errors, warnings }) => {
            let errors = errors.into_iter().chain(warnings).map(found).collect();
            Err(Problem { errors })
        }
    }
}

/// That the policy has an action of that name.
pub(crate) fn know_action(policy: &Policy, action: &str) -> Result<(), Problem> {
    know("action", action, policy.actions(), ErrorCode::UnknownAction)
}

/// That a name is one of those that are known.
pub(crate) fn know(
    what: &str,
    name: &str,
    known: Vec<&str>,
    code: ErrorCode,
) -> Result<(), Problem> {
    if known.contains(&name) {
        return Ok(());
    }
    let diagnostic = MietteDiagnostic::new(format!("there is no {what} `{name}`"))
        .with_code(code.as_str())
        .with_help(suggest(name, known));
    Err(diagnostic.into())
}

fn unknown(name: &str) -> Problem {
    let help = suggest(name, BUILT_IN.iter().map(|pack| pack.name));
    MietteDiagnostic::new(format!("`{name}` is neither a file nor a built-in pack"))
        .with_code("unknown_pack")
        .with_help(help)
        .into()
}
