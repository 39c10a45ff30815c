//! Help for a name that nothing has.

/// "did you mean `x`?" where a known name is near, else the names that there are.
pub(crate) fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let distance =
        |other: &str| strsim::damerau_levenshtein(&other.to_lowercase(), &name.to_lowercase());
    let nearest = known.iter().min_by_key(|other| distance(other));
    match nearest {
        Some(nearest) if distance(nearest) <= nearest.len() / 3 => {
            format!("did you mean `{nearest}`?")
        }
        _ => format!("there is `{}`", known.join("`, `")),
    }
}
