//! `tollgate test`: a pack's cases, put to the engine.

use miette::MietteDiagnostic;
use serde::Serialize;
use tollgate_cases::{Mismatch, Summary, run_all};

use crate::args::Test;
use crate::finding::Problem;
use crate::output::Output;
use crate::pack::{CaseFile, Pack};

pub(crate) fn run(args: &Test) -> Result<Output, Problem> {
    let pack = Pack::find(&args.pack)?;
    let files = if args.files.is_empty() {
        pack.cases()?
    } else {
        args.files.iter().map(|path| CaseFile::read(path)).collect::<Result<_, _>>()?
    };
    if files.is_empty() {
        let message = format!("`{}` has no cases", args.pack.display());
        let help = "put some into `cases/*.jsonl` in the pack's folder, or name files of them";
        return Err(MietteDiagnostic::new(message).with_help(help).into());
    }
    let policy = pack.policy()?;
    let disputed = pack.disputed()?;
    let mut summary = Summary::default();
    for file in &files {
        let ran = run_all(&policy, file.text.as_str(), &disputed)
            .map_err(|error| file.refused(&error))?;
        summary.add(ran);
    }
    let json = Report { pack: policy.pack(), summary: &summary };
    Ok(Output::new(text(&summary), &json)?.fine(summary.failed == 0))
}

#[derive(Serialize)]
struct Report<'a> {
    pack: &'a str,
    #[serde(flatten)]
    summary: &'a Summary,
}

fn text(summary: &Summary) -> String {
    let mut lines: Vec<String> = summary.mismatches.iter().map(Mismatch::to_string).collect();
    if summary.disputed > 0 {
        lines.push(format!("{} disputed", summary.disputed));
    }
    lines.push(summary.to_string());
    lines.join("\n")
}
