//! Writes the TypeScript half of what Rust and TypeScript both know: words, numbers and texts. Each
//! stands once, in the crate; what is written is committed, and a test compares.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};
use tollgate::program::{NO_NAME, PENDING, UNKNOWN, value};
use tollgate::{limits, vocabulary};

use crate::process::Tally;
use crate::repo;

/// Where the sources go.
const FOLDER: &str = "npm/src/generated";

/// The texts of the crate, and those of `tollgate-sql`.
const TEXTS: &str = "src/texts.json";
const SQL_TEXTS: &str = "crates/sql/src/texts.json";

/// A file's path and content.
type Source = (PathBuf, String);

/// Writes the sources.
pub(crate) fn write() -> Result<bool> {
    for (path, content) in sources()? {
        println!("{}", repo::display(&path));
        repo::write(&path, content)?;
    }
    Ok(true)
}

/// Whether the sources that are committed are those that would be written.
pub(crate) fn check(tally: &mut Tally) -> Result<()> {
    let mut stale = Vec::new();
    for (path, content) in sources()? {
        if std::fs::read_to_string(&path).is_ok_and(|committed| committed == content) {
            tally.passed += 1;
        } else {
            tally.failed += 1;
            stale.push(repo::display(&path).to_string());
        }
    }
    ensure!(stale.is_empty(), "stale: {}; run `cargo xtask codegen`", stale.join(", "));
    Ok(())
}

fn sources() -> Result<Vec<Source>> {
    let folder = repo::path(FOLDER);
    let source = |name: &str, about: &str, content: String| {
        let opening = format!("// {about}\n// `cargo xtask codegen` writes this file.\n\n");
        (folder.join(name), opening + &content)
    };
    Ok(vec![
        source("words.ts", "The words of answers and bundles, by their numbers.", words()),
        source("numbers.ts", "Numbers with a meaning of their own, and limits.", numbers()),
        source("texts.ts", "What errors and messages say, in English.", texts(TEXTS)?),
        source("sql-texts.ts", "What errors of the adapters say, in English.", texts(SQL_TEXTS)?),
    ])
}

/// Lists of words, as a type and by number.
fn words() -> String {
    use vocabulary::{
        AttributeKind, ChangeKind, ControlKind, ControlMode, Denial, Effect, ErrorCode, FilterKind,
        Holds, Op, Phrase, Place, Relation, Scope, TargetKind, TokenKind,
    };
    macro_rules! all {
        ($(($about:literal, $list:literal, $type:ident)),* $(,)?) => {
            [$(($about, $list, stringify!($type), texts_of!($type))),*]
        };
    }
    macro_rules! texts_of {
        ($type:ident) => {
            $type::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>()
        };
    }
    let lists = all![
        ("What went wrong, as a name to branch on.", "ERROR_CODES", ErrorCode),
        ("What an attribute holds.", "ATTRIBUTE_KINDS", AttributeKind),
        ("How a value of an attribute is compared with another.", "RELATIONS", Relation),
        ("What a policy does.", "EFFECTS", Effect),
        ("Why something is denied.", "DENIALS", Denial),
        ("Whether an action is allowed over all records, some, or none.", "SCOPES", Scope),
        ("How many rows a filter lets through.", "FILTER_KINDS", FilterKind),
        ("A comparison of a filter.", "OPS", Op),
        ("What a control is on screen.", "CONTROL_KINDS", ControlKind),
        ("How a control shows.", "CONTROL_MODES", ControlMode),
        ("What a change of an unlock is.", "CHANGE_KINDS", ChangeKind),
        ("What a part of a message stands for.", "TOKEN_KINDS", TokenKind),
        ("What messages are put together from, beside labels.", "PHRASES", Phrase),
        ("Where something is wrong with a question.", "PLACES", Place),
        ("What is explained.", "TARGET_KINDS", TargetKind),
        ("Whether something that a policy asks for is so.", "HOLDS", Holds),
    ];
    let mut out = String::new();
    for (about, list, name, words) in lists {
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let union = quoted.iter().map(|word| format!("\n  | {word}")).collect::<String>();
        let items = quoted.iter().map(|word| format!("  {word},\n")).collect::<String>();
        let _ = write!(out, "/** {about} */\nexport type {name} ={union};\n\n");
        let _ = write!(out, "export const {list}: readonly {name}[] = [\n{items}];\n\n");
    }
    out + &principal_lists()
}

/// The lists of a principal, and what is nearly the name of one.
fn principal_lists() -> String {
    let all = vocabulary::PRINCIPAL_LISTS;
    let quoted = all.map(|list| format!("\"{list}\"")).join(", ");
    let nearly = all.map(|list| list.trim_end_matches('s')).join("|");
    format!(
        "/** The lists of names that a principal has beside its attributes. */\n\
         export const PRINCIPAL_LISTS = [{quoted}] as const;\n\n\
         /** The name of one, or nearly. */\n\
         export const LIKE_A_LIST = /^(?:{nearly})s?$/i;\n"
    )
}

fn numbers() -> String {
    let numbers = [
        ("A name, or a type, that nobody has.", "UNKNOWN_NAME", UNKNOWN as usize),
        ("In place of a record's type: the record is not there yet.", "PENDING", PENDING as usize),
        ("In place of a name, or of a list of names, that is none.", "NO_NAME", NO_NAME as usize),
        ("Of a value's word, the bits of the value itself.", "VALUE_MASK", value::MASK as usize),
        ("The first bit of the ties in a value's word.", "TIES", value::TIES),
        ("The word of no value.", "ABSENT", value::ABSENT as usize),
        (
            "The word of what is none of an enumeration's values.",
            "UNKNOWN",
            value::UNKNOWN as usize,
        ),
        ("The word of a value of another type.", "WRONG", value::WRONG as usize),
        ("In place of a context's words: it is no object.", "NO_OBJECT", value::NO_OBJECT as usize),
        ("The word of what is missing of an entity.", "MISSING", value::MISSING as usize),
        ("The format of bundles that is read.", "FORMAT", limits::FORMAT as usize),
        ("Longer lists are not read.", "LIST_ITEMS_MAX", limits::LIST_ITEMS_MAX),
        ("States of attributes that depend on each other.", "STATES_MAX", limits::STATES_MAX),
        ("Tries of finding what these can be.", "TRIES_MAX", limits::TRIES_MAX),
        ("Attributes whose values one try copies.", "TRY_WORDS", limits::TRY_WORDS),
        (
            "Conditions that a filter is written with.",
            "FILTER_CONDITIONS_MAX",
            limits::FILTER_CONDITIONS_MAX,
        ),
        ("Texts of a list that count as one.", "FILTER_TEXTS", limits::FILTER_TEXTS),
        ("Units of a name, a label or a value.", "NAME_MAX", limits::NAME_MAX),
        ("Units of a text that is told by itself.", "TEXT_MAX", limits::TEXT_MAX),
        ("Texts of one class that a message names.", "FACTS_NAMED_MAX", limits::FACTS_NAMED_MAX),
        ("Policies that the engine keeps open.", "OPEN_POLICIES_MAX", limits::OPEN_POLICIES_MAX),
    ];
    let one = |(about, name, number): (&str, &str, usize)| {
        format!("/** {about} */\nexport const {name} = {number};\n")
    };
    numbers.map(one).join("\n")
}

/// The texts of a file: a constant each, or a function of what is put in.
fn texts(file: &str) -> Result<String> {
    let all: Map<String, Value> = serde_json::from_str(&repo::read(&repo::path(file))?)
        .with_context(|| format!("`{file}` is no JSON object"))?;
    let mut out = String::new();
    for (group, texts) in &all {
        match (group.as_str(), texts) {
            ("about", _) => {}
            ("attributeMustBe" | "phrases", Value::Object(texts)) => {
                let _ = writeln!(out, "export const {group} = {{");
                for (name, text) in texts {
                    let _ =
                        writeln!(out, "  {name}: {},", Value::String(plain(name, text)?.into()));
                }
                out += "} as const;\n";
            }
            (_, Value::Object(texts)) => {
                for (name, text) in texts {
                    let exported =
                        if group == "errors" { name.clone() } else { joined(group, name) };
                    out += &exported_text(&exported, plain(name, text)?);
                }
            }
            _ => bail!("`{group}` of `{file}` is no object"),
        }
        out += "\n";
    }
    Ok(out.trim().to_owned() + "\n")
}

fn plain<'a>(name: &str, text: &'a Value) -> Result<&'a str> {
    text.as_str().with_context(|| format!("the text `{name}` is no string"))
}

/// A name in a group as one name: `labels` and `tie` are `labelsTie`.
fn joined(group: &str, name: &str) -> String {
    let (first, rest) = name.split_at(1.min(name.len()));
    group.to_owned() + &first.to_uppercase() + rest
}

/// A text as source: what stands in braces is a parameter.
fn exported_text(name: &str, text: &str) -> String {
    let mut template = String::new();
    let mut parameters: Vec<&str> = Vec::new();
    for (index, part) in text.split(['{', '}']).enumerate() {
        if index % 2 == 0 {
            template += &part.replace('\\', "\\\\").replace('`', "\\`");
        } else {
            let _ = write!(template, "${{{part}}}");
            if !parameters.contains(&part) {
                parameters.push(part);
            }
        }
    }
    if parameters.is_empty() {
        return format!("export const {name} = {};\n", Value::String(text.to_owned()));
    }
    let parameters: Vec<String> = parameters.iter().map(|each| format!("{each}: string")).collect();
    let parameters = parameters.join(", ");
    let lines = lines_of(&template).join("` +\n  `");
    format!("export const {name} = ({parameters}): string =>\n  `{lines}`;\n")
}

/// A template as lines that are no wider than sources may be; no parameter is torn.
fn lines_of(template: &str) -> Vec<String> {
    const WIDTH: usize = 90;
    let mut lines = vec![String::new()];
    for word in template.split_inclusive(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() <= WIDTH => line.push_str(word),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The English phrases by key, as those of other languages are.
pub(crate) fn phrases() -> Result<Value> {
    let path: &Path = &repo::path(TEXTS);
    let all: Value = serde_json::from_str(&repo::read(path)?).context("it is no JSON")?;
    Ok(all["phrases"].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_constant_or_a_function_of_what_is_put_in() {
        assert_eq!(
            exported_text("stop", "a \"stop\""),
            "export const stop = \"a \\\"stop\\\"\";\n"
        );
        let expected = "export const no = (what: string, name: string): string =>\n  \
                        `no ${what} \\`${name}\\``;\n";
        assert_eq!(exported_text("no", "no {what} `{name}`"), expected);
        assert_eq!(joined("labels", "tie"), "labelsTie");
    }
}
