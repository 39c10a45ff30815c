//! Cedar's own formatter.

use std::sync::Arc;

use cedar_policy_formatter::{Config, policies_str_to_pretty};

use crate::diagnostic::{Diagnostic, Findings};
use crate::source::File;
use crate::tokens::Tokens;

/// The least bytes of policies that are formatted together.
const PORTION: usize = 4096;

/// Formats Cedar policies as Cedar's formatter does; `None` where they do not parse.
///
/// A few at a time: Cedar's formatter looks for every comment from the start of what it is given.
#[must_use]
pub fn format_policies(text: &str) -> Option<String> {
    let config = Config::default();
    let portions = portions(text, PORTION).into_iter();
    let formatted: Option<Vec<String>> =
        portions.map(|portion| policies_str_to_pretty(portion, &config).ok()).collect();
    Some(formatted?.join("\n"))
}

/// Whole policies of a text, with the comments before each and behind it in its last line; the last
/// portion has all that follows.
fn portions(text: &str, least: usize) -> Vec<&str> {
    let mut tokens = Tokens::new(text).peekable();
    let (mut portions, mut start) = (Vec::new(), 0);
    while let Some((at, token)) = tokens.next() {
        let ends = token == ";" && at - start >= least;
        let Some((next, _)) = tokens.peek().filter(|_| ends) else { continue };
        let between = text.get(at..*next).unwrap_or_default();
        let end = at + between.find('\n').map_or(between.len(), |line| line + 1);
        portions.extend(text.get(start..end));
        start = end;
    }
    portions.extend(text.get(start..));
    portions
}

/// Warns of a policy file that parses and is not formatted.
pub(crate) fn check(file: &Arc<File>, findings: &mut Findings) {
    let Some(formatted) = format_policies(&file.text) else { return };
    if formatted == *file.text {
        return;
    }
    let same = |(a, b): &(u8, u8)| a == b;
    let start = file.text.bytes().zip(formatted.bytes()).take_while(same).count();
    let start = (0..=start).rev().find(|at| file.text.is_char_boundary(*at)).unwrap_or(0);
    let message = format!("`{}` is not formatted", file.name);
    let help = "run `tollgate format` on the pack";
    findings.push(
        Diagnostic::warning("policy::not_formatted", &file.at(start..start), message)
            .with_help(help),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Cedar's formatter makes of all of it at once.
    fn at_once(text: &str) -> Option<String> {
        policies_str_to_pretty(text, &Config::default()).ok()
    }

    #[test]
    fn policies_are_formatted_as_they_are_together() {
        let policy = "permit(principal,action,resource)when{ resource.a==\";//\" /* no */};";
        let one = "// before\n@id(\"a;b\")permit ( principal , // why\n action,resource\n);";
        let two = "forbid(principal,action,resource) unless { // the\n true // end\n};";
        let policy = policy.replace(" /* no */", "");
        for parts in [
            vec![""],
            vec!["\n // nothing\n"],
            vec![one],
            vec![&policy, one, two],
            vec![one, " // behind\n\n\n// of the next\n", two, "// at the end\n\n// and more"],
            vec![one, "\r\n// windows\r\n", &policy, " ", two, " //x"],
            vec!["permit(principal,action"],
            vec![one, "permit(", two],
        ] {
            let text = parts.concat();
            assert_eq!(format_policies(&text), at_once(&text), "{text}");
            let config = Config::default();
            let portions = portions(&text, 0).into_iter();
            let each: Option<Vec<String>> =
                portions.map(|policy| policies_str_to_pretty(policy, &config).ok()).collect();
            assert_eq!(each.map(|each| each.join("\n")), at_once(&text), "{text}");
        }
    }

    #[test]
    fn the_portions_of_a_text_are_all_of_it() {
        let text = "a; b // c;\nd \";\"; // e\n // f\n g;";
        assert_eq!(portions(text, 0), ["a; ", "b // c;\nd \";\"; // e\n", " // f\n g;"]);
        assert_eq!(portions(text, 9), ["a; b // c;\nd \";\"; // e\n", " // f\n g;"]);
        assert_eq!(portions("", 0).concat(), "");
    }
}
