//! Cedar text as words and signs, each with its place; comments are left out.

/// The words and signs of Cedar text, without comments.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        self.at = skip_blank(self.text, self.at);
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = match (word_length(rest), rest.chars().next()) {
            (0, Some(sign)) => sign.len_utf8(),
            (length, _) => length,
        };
        let token = rest.get(..length)?;
        self.at += length;
        Some((self.at - length, token))
    }
}

/// The length of the word or string that the text starts with; none is `0`.
fn word_length(text: &str) -> usize {
    if !text.starts_with('"') {
        return text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    }
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            '"' if !escaped => return index + 1,
            _ => escaped = character == '\\' && !escaped,
        }
    }
    text.len()
}

/// Where blanks and comments end.
fn skip_blank(text: &str, mut at: usize) -> usize {
    loop {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if !rest.starts_with("//") {
            return at;
        }
        at += rest.find('\n').unwrap_or(rest.len());
    }
}
