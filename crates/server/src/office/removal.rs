//! Removing a company: with it goes what it is to the other packs, and what was done for it.

use futures_util::future::BoxFuture;

use super::customers::ever_customers;
use super::freight::ACCOUNTS;
use super::{loads, scores};
use crate::changes;
use crate::kind::Kind;
use crate::problem::Problem;
use crate::read;
use crate::writing::{Done, Writing};

/// Removes a company. The log keeps all that goes with it.
pub(crate) fn company<'a>(writing: &'a mut Writing<'_>) -> BoxFuture<'a, Result<Done, Problem>> {
    Box::pin(async move {
        let id = writing.record()?.id.clone();
        let loads = loads::loads(writing.work, &id).await?;
        let papers = loads::papers(writing.work, &id).await?;
        let mut parts = Vec::new();
        // Of a company whose type was changed they are there, too.
        for (name, kind) in
            [("customer", ever_customers()), ("account", Kind { only: None, ..ACCOUNTS })]
        {
            let Some(record) = read::find(writing.work, &kind, &id).await? else { continue };
            let mut whole = read::whole(writing.work, &kind, &record).await?;
            if name == "customer" {
                whole["scores"] = scores::logged_scores(writing.work, &id).await?;
            }
            parts.push((name, whole));
        }
        let mut done = changes::remove(writing).await?;
        if let Some(before) = &mut done.before {
            before["loads"] = loads.into();
            before["documents"] = papers.into();
            for (name, part) in parts {
                before[name] = part;
            }
        }
        Ok(done)
    })
}
