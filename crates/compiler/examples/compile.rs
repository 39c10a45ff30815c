//! Compiles the pack folder named on the command line and prints its bundle or its mistakes.

use std::path::Path;
use std::process::ExitCode;

use miette::{GraphicalReportHandler, GraphicalTheme};

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
    let show = |diagnostics: &[tollgate_compiler::Diagnostic]| {
        for diagnostic in diagnostics {
            let mut text = String::new();
            if handler.render_report(&mut text, diagnostic).is_ok() {
                eprintln!("{text}");
            }
        }
    };
    match tollgate_compiler::compile_dir(Path::new(&folder)) {
        Ok(compiled) => {
            show(&compiled.warnings);
            print!("{}", compiled.json);
            ExitCode::SUCCESS
        }
        Err(report) => {
            show(&report.errors);
            show(&report.warnings);
            ExitCode::FAILURE
        }
    }
}
