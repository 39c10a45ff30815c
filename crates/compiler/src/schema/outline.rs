//! Where the members of a JSON document stand.

use std::collections::HashMap;
use std::iter::Peekable;
use std::ops::Range;

use crate::tokens::Tokens;

/// A value of a document and what is in it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) place: Range<usize>,
    members: HashMap<String, (usize, Outline)>,
    items: Vec<Outline>,
}

impl Outline {
    /// Of a text that is JSON. Of a document that is nested deeper than parsers take, or of
    /// another text, it lacks something.
    pub(super) fn new(text: &str) -> Self {
        Reader { tokens: Tokens::new(text).peekable() }.value(0)
    }

    /// The value of a member.
    pub(super) fn member(&self, name: &str) -> Option<&Outline> {
        self.members.get(name).map(|(_, value)| value)
    }

    /// Where a member stands, with its name.
    pub(super) fn whole(&self, name: &str) -> Option<Range<usize>> {
        self.members.get(name).map(|(start, value)| *start..value.place.end)
    }

    pub(super) fn item(&self, index: usize) -> Option<&Outline> {
        self.items.get(index)
    }
}

/// Levels that are looked into: parsers take no more.
const DEPTH_MAX: usize = 128;

struct Reader<'t> {
    tokens: Peekable<Tokens<'t>>,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Outline {
        let Some((start, token)) = self.tokens.next() else { return Outline::default() };
        let mut found = Outline { place: start..start + token.len(), ..Outline::default() };
        match token {
            "{" if depth < DEPTH_MAX => {
                while let Some((at, name)) = self.tokens.next_if(|(_, it)| *it != "}") {
                    self.tokens.next_if(|(_, it)| *it == ":");
                    let value = self.value(depth + 1);
                    let name = serde_json::from_str(name).unwrap_or_else(|_| name.to_owned());
                    found.members.entry(name).or_insert((at, value));
                    self.tokens.next_if(|(_, it)| *it == ",");
                }
                self.close(&mut found);
            }
            "[" if depth < DEPTH_MAX => {
                while self.tokens.peek().is_some_and(|(_, it)| *it != "]") {
                    found.items.push(self.value(depth + 1));
                    self.tokens.next_if(|(_, it)| *it == ",");
                }
                self.close(&mut found);
            }
            // A number is several words and signs.
            _ => {
                let more = |it: &(usize, &str)| !matches!(it.1, "," | "}" | "]");
                while let Some((at, token)) = self.tokens.next_if(more) {
                    found.place.end = at + token.len();
                }
            }
        }
        found
    }

    fn close(&mut self, of: &mut Outline) {
        if let Some((at, token)) = self.tokens.next() {
            of.place.end = at + token.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_items_are_where_they_stand() {
        let text = r#"{ "a": [1.5e-3, "x,]", {"b\u0063": null}], "d" : {} , "e": -2 }"#;
        let outline = Outline::new(text);
        assert_eq!(text.get(outline.place.clone()), Some(text));
        let at = |of: &Outline| text.get(of.place.clone()).unwrap().to_owned();
        let list = outline.member("a").unwrap();
        let items: Vec<String> = (0..3).map(|index| at(list.item(index).unwrap())).collect();
        assert_eq!(items, ["1.5e-3", r#""x,]""#, r#"{"b\u0063": null}"#]);
        assert_eq!(at(list.item(2).unwrap().member("bc").unwrap()), "null");
        let whole = |name| text.get(outline.whole(name).unwrap()).unwrap();
        assert_eq!([whole("d"), whole("e")], [r#""d" : {}"#, r#""e": -2"#]);
        assert!(list.item(3).is_none() && outline.member("f").is_none());
    }

    #[test]
    fn no_text_is_too_much_for_it() {
        for text in ["", "{", "[[", "{]", "[}", "{\"a\"", "}", "]", "{:,}", "[,,]", "\"", "{,"] {
            Outline::new(text);
        }
        Outline::new(&"[".repeat(100_000));
        Outline::new(&"{\"a\":".repeat(100_000));
    }
}
