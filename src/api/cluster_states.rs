//! What the attributes of clusters can be for whoever asks: nobody but a question about all that is
//! open needs it, and most gates are never asked one.

use std::sync::OnceLock;

use crate::api::bundle::Tie;
use crate::api::column::Known;
use crate::api::policy::Loaded;
use crate::api::states::{Cluster, Tries, Words};
use crate::engine::fault::{Fault, Result};
use crate::engine::ids::{ClusterId, ReferenceId};
use crate::limits::STATES_MAX;

/// What the attributes of clusters can be for somebody, found when it is first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClusterStates(OnceLock<Option<Vec<Option<Vec<Words>>>>>);

impl ClusterStates {
    /// What those of one can be where somebody's values are `known`; nothing where no tie of it
    /// goes `by` them. All that do are found together, as they share what may be tried.
    pub(crate) fn of(
        &self,
        loaded: &Loaded,
        known: &[Known<'_>],
        by: fn(&Tie) -> bool,
        cluster: ClusterId,
    ) -> Result<Option<&[Words]>> {
        let find = || {
            let mut tries = Tries::default();
            let of = |cluster| {
                let members = loaded.tables.members(cluster);
                let known = |reference: ReferenceId| known.get(reference.index());
                let cluster = Cluster::of(&members, &known);
                if cluster.goes(by) { cluster.states(&mut tries).map(Some) } else { Some(None) }
            };
            loaded.bundle.clusters.iter().map(of).collect()
        };
        let all = self.0.get_or_init(find).as_ref().ok_or_else(Fault::too_large)?;
        Ok(all.get(cluster.index()).and_then(Option::as_deref))
    }
}

/// Whether what the attributes of all clusters can be takes so few tries, where somebody's values
/// are `known`, that it need not be found to know that it is not too much.
pub(crate) fn are_few(loaded: &Loaded, known: &[Known<'_>]) -> bool {
    let most = loaded.bundle.clusters.iter().map(|cluster| {
        let members = loaded.tables.members(cluster);
        Cluster::of(&members, &|it: ReferenceId| known.get(it.index())).most_tries()
    });
    most.fold(0, usize::saturating_add) <= STATES_MAX
}
