//! Circles among things that import each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Who imports whom, and where it says so first: a file and a line.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    edges: BTreeMap<String, BTreeMap<String, String>>,
}

/// Nodes of which each imports the next and the last the first, with the place where it does.
pub(crate) type Circle = Vec<(String, String)>;

impl Graph {
    pub(crate) fn add(&mut self, from: &str, to: &str, place: String) {
        let targets = self.edges.entry(from.to_owned()).or_default();
        targets.entry(to.to_owned()).or_insert(place);
    }

    /// Circles that have no node in common, each among the shortest through its first node. There
    /// may be others, through the same nodes: there is none at all where this finds none.
    pub(crate) fn circles(&self) -> Vec<Circle> {
        let mut found: Vec<Circle> = Vec::new();
        let mut reported: BTreeSet<&str> = BTreeSet::new();
        for start in self.edges.keys() {
            if reported.contains(start.as_str()) {
                continue;
            }
            let Some(circle) = self.back_to(start) else { continue };
            if circle.iter().any(|(node, _)| reported.contains(node)) {
                continue;
            }
            reported.extend(circle.iter().map(|(node, _)| *node));
            found.push(
                circle
                    .into_iter()
                    .map(|(node, place)| (node.to_owned(), place.to_owned()))
                    .collect(),
            );
        }
        found
    }

    /// The shortest way from a node back to itself.
    fn back_to<'g>(&'g self, start: &'g str) -> Option<Vec<(&'g str, &'g str)>> {
        let mut came_from: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        let mut next = VecDeque::from([start]);
        while let Some(node) = next.pop_front() {
            for (target, place) in self.edges.get(node).into_iter().flatten() {
                if came_from.contains_key(target.as_str()) {
                    continue;
                }
                came_from.insert(target, (node, place));
                if target == start {
                    let mut circle = Vec::new();
                    let mut at = start;
                    while let Some((from, place)) = came_from.get(at) {
                        circle.push((*from, *place));
                        at = from;
                        if at == start {
                            break;
                        }
                    }
                    circle.reverse();
                    return Some(circle);
                }
                next.push_back(target);
            }
        }
        None
    }
}

/// A circle as a sentence: the places where each node imports the next.
pub(crate) fn sentence(circle: &Circle) -> String {
    let first = circle.first().map_or("", |(node, _)| node);
    let places: Vec<&str> = circle.iter().map(|(_, place)| place.as_str()).collect();
    format!("imports itself in a circle: {} -> {first}", places.join(" -> "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::default();
        for (line, (from, to)) in edges.iter().enumerate() {
            graph.add(from, to, format!("{from}:{}", line + 1));
        }
        graph
    }

    #[test]
    fn what_meets_again_below_is_no_circle() {
        let graph = graph(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]);
        assert_eq!(graph.circles(), Vec::<Circle>::new());
    }

    #[test]
    fn a_circle_is_told_step_by_step() {
        let graph = graph(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]);
        let circles = graph.circles();
        assert_eq!(circles.len(), 1);
        let sentence = "imports itself in a circle: b:2 -> c:3 -> b";
        assert_eq!(circles.first().map(super::sentence), Some(sentence.to_owned()));
    }

    #[test]
    fn circles_apart_are_all_found() {
        let graph = graph(&[("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("e", "e")]);
        assert_eq!(graph.circles().len(), 3);
    }
}
