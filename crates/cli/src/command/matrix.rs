//! `tollgate matrix`: which role may do what, as a table.

use crate::args::{Matrix as Args, Style};
use crate::finding::Problem;
use crate::matrix::{Matrix, html, markdown, text};
use crate::output::Output;
use crate::pack::Pack;

pub(crate) fn run(args: &Args) -> Result<Output, Problem> {
    let policy = Pack::find(&args.pack)?.policy()?;
    let matrix = Matrix::of(&policy);
    let drawn = match args.format {
        Style::Text => text::draw(&matrix),
        Style::Markdown => markdown::draw(&matrix),
        Style::Html => html::draw(&matrix),
    };
    Output::new(drawn, &matrix)
}
