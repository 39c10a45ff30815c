//! Small packs, each beside what the compiler says about it: those in `refused` do not compile,
//! those in `warned` do. `BLESS=1 cargo test -p tollgate-compiler --test packs` writes what it says
//! now; read it before committing it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use miette::{GraphicalReportHandler, GraphicalTheme};
use tollgate_compiler::{Diagnostic, compile_dir};

/// Kinds of mistakes that the folder of refused packs must at least show.
const REFUSED_MIN: usize = 40;

#[test]
fn every_bad_pack_is_refused_with_its_expected_message() {
    let said = check_all("refused", |folder| match compile_dir(folder) {
        Ok(_) => Err("it compiles".to_owned()),
        Err(report) => Ok(render(&report.errors) + &render(&report.warnings)),
    });
    println!("{said} kinds of bad packs refused");
    assert!(said >= REFUSED_MIN, "{said} kinds of bad packs");
}

#[test]
fn every_doubtful_pack_compiles_with_its_expected_warning() {
    let said = check_all("warned", |folder| match compile_dir(folder) {
        Ok(compiled) if compiled.warnings.is_empty() => Err("no warning".to_owned()),
        Ok(compiled) => Ok(render(&compiled.warnings)),
        Err(report) => Err(report.to_string()),
    });
    println!("{said} kinds of doubtful packs warned of");
}

fn check_all(kind: &str, say: impl Fn(&Path) -> Result<String, String>) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(kind);
    let mut packs: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    packs.sort();
    let wrong: Vec<String> = packs.iter().filter_map(|pack| wrong(pack, &say)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    packs.len()
}

/// What is wrong with what the compiler says of a pack, if anything.
fn wrong(pack: &Path, say: &impl Fn(&Path) -> Result<String, String>) -> Option<String> {
    let file = pack.join("expected.txt");
    let said = match say(pack) {
        Ok(said) => said,
        Err(error) => return Some(format!("{}: {error}", pack.display())),
    };
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &said).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    let name = pack.display();
    (said != expected).then(|| format!("{name}: expected\n{expected}\ngot\n{said}"))
}

fn render(diagnostics: &[Diagnostic]) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(100)
        .without_syntax_highlighting();
    let mut text = String::new();
    for diagnostic in diagnostics {
        handler.render_report(&mut text, diagnostic).unwrap();
        writeln!(text).unwrap();
    }
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}
