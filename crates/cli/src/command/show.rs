//! `tollgate show`: what a bundle decides, in words and as conditions in Cedar.

use crate::args::Show;
use crate::finding::Problem;
use crate::output::Output;
use crate::pack::{Pack, know_action};
use crate::show::{Shown, text};

pub(crate) fn run(args: &Show) -> Result<Output, Problem> {
    let policy = Pack::find(&args.bundle)?.policy()?;
    if let Some(action) = &args.action {
        know_action(&policy, action)?;
    }
    let shown = Shown::of(&policy, args.action.as_deref());
    Output::new(text::draw(&shown), &shown)
}
