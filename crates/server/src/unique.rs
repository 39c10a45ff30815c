//! That no two records have the same name, or what else tells them apart: but for case and for what
//! stands around it.

use sea_query::{Alias, Expr, ExprTrait, Func, LikeExpr, Query, Value as Bound};
use sqlx::Row;

use crate::kind::{At, Field, Kind};
use crate::problem::Problem;
use crate::rows::column;
use crate::texts::Text;
use crate::visible::seen;
use crate::writing::Writing;

/// What texts that are taken for the same have in common.
fn alike(text: &str) -> String {
    seen(text).to_lowercase()
}

/// That no other record has what a record of an id gets, or a new one; a record keeps what it has.
///
/// # Errors
///
/// [`Problem::Invalid`] at the first field of which another record has it.
pub(crate) async fn only_one(
    writing: &mut Writing<'_>,
    kind: &Kind,
    (id, fields): (&str, &[(&'static Field, Bound)]),
) -> Result<(), Problem> {
    for (field, value) in fields.iter().filter(|(field, _)| field.only) {
        let Bound::String(Some(text)) = value else { continue };
        let others = same(writing, field.at, text).await?;
        if !others.is_empty() && !others.iter().any(|other| other == id) {
            let text = Text::of(match (kind.name, field.name) {
                ("metrics", _) => |it| &it.metric_taken,
                (_, "taxId") => |it| &it.tax_id_taken,
                _ => |it| &it.name_taken,
            });
            return Err(Problem::invalid(field.name, text));
        }
    }
    Ok(())
}

/// The ids of the rows whose column has the same.
async fn same(writing: &mut Writing<'_>, at: At, text: &str) -> Result<Vec<String>, Problem> {
    let wanted = alike(text);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let pattern = LikeExpr::new(pattern(text)).escape('\\');
    let mut query = Query::select();
    query.expr_as(column(At(at.0, "id")), Alias::new("id"));
    query.expr_as(column(at), Alias::new("text")).from(Alias::new(at.0));
    query.and_where(Expr::expr(Func::lower(column(at))).like(pattern));
    let mut found = Vec::new();
    for row in writing.work.all(&query).await? {
        if alike(&row.try_get::<String, _>("text")?) == wanted {
            found.push(row.try_get("id")?);
        }
    }
    Ok(found)
}

/// What a database finds at least: not each knows the case of what is not ASCII.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for each in seen(text).chars() {
        match each {
            '%' | '_' | '\\' => pattern.extend(['\\', each]),
            each if each.is_ascii() => pattern.push(each.to_ascii_lowercase()),
            _ => pattern.push('_'),
        }
    }
    pattern + "%"
}
