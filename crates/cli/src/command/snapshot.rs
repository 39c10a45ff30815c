//! `tollgate snapshot`: what a server would send to one principal's page.

use crate::args::Snapshot;
use crate::finding::Problem;
use crate::json_arg;
use crate::output::Output;
use crate::pack::Pack;

pub(crate) fn run(args: &Snapshot) -> Result<Output, Problem> {
    let principal = json_arg::parse("--principal", &args.principal)?;
    let gate = Pack::find(&args.pack)?.policy()?.gate(&principal)?;
    Output::json(&gate.snapshot(!args.terse))
}
