//! Languages: the texts of a pack in other languages, each looked up by what it translates.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use tollgate::vocabulary::Phrase;

use super::{Lookup, Pack};
use crate::diagnostic::{Diagnostic, Findings};
use crate::schema::PERMISSION;
use crate::source::{File, Files, LANGUAGES};
use crate::tables::{self, Entries, Name, language as table};

/// Missing texts that a warning lists before it says how many there are.
const LISTED_MAX: usize = 6;

/// The texts of a pack in a language, by the keys that a `format` is called with.
pub(crate) struct Language {
    pub(crate) tag: String,
    pub(crate) texts: BTreeMap<String, String>,
}

/// Reads the languages of a pack without mistakes; a pack with some has to mend them first.
pub(crate) fn read(files: &Files, pack: &Pack, findings: &mut Findings) -> Vec<Language> {
    let tags: BTreeSet<&str> = files.languages().filter_map(|file| tag(&file.name)).collect();
    let mut languages = Vec::new();
    for file in files.languages() {
        let Some(tag) = tag(&file.name) else { continue };
        refuse_tag(tag, file, findings);
        let read: table::Language = tables::read(file, findings);
        let primary = tag.split('-').next().unwrap_or_default();
        let others = primary != tag && (primary == "en" || tags.contains(primary));
        let mut reader = Reader {
            lookup: Lookup { schema: &pack.schema, file, findings },
            texts: BTreeMap::new(),
            missing: Vec::new(),
        };
        // A pack need not have the phrases of a language that Tollgate speaks itself.
        let spoken = primary == "en" || tollgate::Catalogue::LANGUAGES.contains(&primary);
        reader.all(&read, pack, spoken);
        let Reader { texts, missing, .. } = reader;
        // What a regional variant does not say, its language says; and a mistake may be what lacks.
        let fine = findings.spare(|name| name == file.name);
        if !missing.is_empty() && !others && fine {
            findings.push(warn(&missing, file));
        }
        languages.push(Language { tag: tag.to_owned(), texts });
    }
    languages
}

/// The tag that a file's name is.
fn tag(file: &str) -> Option<&str> {
    file.strip_prefix(LANGUAGES)?.strip_suffix(".toml")
}

fn refuse_tag(tag: &str, file: &Arc<File>, findings: &mut Findings) {
    let (message, help) = match canonical(tag) {
        Some(canonical) if canonical != tag => (
            format!("`{tag}` is not how the tag is written"),
            format!("name it `{canonical}.toml`"),
        ),
        Some(_) if tag == "en" => {
            let help = "write English where the pack is: labels, reasons, advice and help";
            ("English is the language of the pack itself".to_owned(), help.to_owned())
        }
        Some(_) => return,
        None => {
            let help = "name the file after a BCP 47 tag: `es.toml`, `pt-BR.toml`, `zh-Hant.toml`";
            (format!("`{tag}` is no language tag"), help.to_owned())
        }
    };
    findings.push(Diagnostic::error("language::tag", &file.start(), message).with_help(help));
}

/// A language tag as BCP 47 writes it; none where it is no tag.
fn canonical(tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let primary = parts.next()?;
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !(2..=3).contains(&primary.len()) || !letters(primary) {
        return None;
    }
    let mut written = primary.to_lowercase();
    for part in parts {
        if !(1..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return None;
        }
        written.push('-');
        written += &match part.len() {
            4 if letters(part) => part[..1].to_uppercase() + &part[1..].to_lowercase(),
            2 => part.to_uppercase(),
            _ => part.to_lowercase(),
        };
    }
    Some(written)
}

fn warn(missing: &[String], file: &Arc<File>) -> Diagnostic {
    let listed: Vec<String> =
        missing.iter().take(LISTED_MAX).map(|text| format!("`{text}`")).collect();
    let more = match missing.len().saturating_sub(LISTED_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let texts =
        if missing.len() == 1 { "1 text is" } else { &format!("{} texts are", missing.len()) };
    let help = format!("add {}{more}; until then they are told in English", listed.join(", "));
    let message = format!("{texts} missing");
    Diagnostic::warning("language::missing", &file.start(), message).with_help(help)
}

/// Something that can be said: its name in the file, its key, and whether English has a text.
struct Known<'a> {
    name: &'a str,
    key: String,
    in_english: bool,
}

/// Reads one language.
struct Reader<'a, 'f> {
    lookup: Lookup<'a, 'f>,
    texts: BTreeMap<String, String>,
    missing: Vec<String>,
}

impl Reader<'_, '_> {
    fn all(&mut self, read: &table::Language, pack: &Pack, spoken: bool) {
        self.groups(read, pack);
        self.ties(read, pack);
        self.lifecycles(read, pack);
        self.conditions(read, pack);
        let attributes = &pack.schema.principal.attributes;
        let facts = pack.roles.facts.keys();
        let facts = facts.map(|index| known("fact", &attributes[*index].name, true));
        self.table("facts", &read.facts, facts);
        let roles = pack.roles.roles.iter();
        let roles = roles.map(|role| known("role", &role.name, role.label.is_some()));
        self.table("roles", &read.roles, roles);
        let actions = pack.schema.actions.iter();
        let actions = actions.map(|it| known("action", &it.at.value, it.label.is_some()));
        self.table("actions", &read.actions, actions);
        let controls = pack.surface.controls.iter();
        let controls = controls.map(|it| known("control", &it.id.value, it.label.is_some()));
        self.table("controls", &read.controls, controls);
        let policies = pack.policies.iter();
        let policies = policies.map(|policy| known("policy", &policy.id.value, true));
        self.table("policies", &read.policies, policies);
        let (decisions, grants) = (&pack.advices.decisions, &pack.advices.grants);
        let ids = decisions.iter().map(|it| &it.id).chain(grants.iter().map(|it| &it.id));
        self.table("advice", &read.advice, ids.map(|id| known("advice", id, true)));
        self.help(&read.help, pack);
        let names: BTreeSet<&str> = Phrase::ALL.iter().map(|phrase| phrase.as_str()).collect();
        let phrases = names.into_iter().map(|name| known("phrase", name, !spoken));
        self.table("phrases", &read.phrases, phrases);
    }

    fn groups(&mut self, read: &table::Language, pack: &Pack) {
        let text = |index: usize| pack.roles.groups.get(&index);
        let groups = || {
            pack.schema.groups.iter().enumerate().map(|(index, group)| Known {
                name: if group.type_name == PERMISSION { &group.value } else { &group.at.value },
                key: format!("group.{}", group.at.value),
                in_english: text(index).is_some_and(|text| text.label.is_some()),
            })
        };
        let prefix = format!("group.{PERMISSION}::");
        let is_permission = |known: &Known<'_>| known.key.starts_with(&prefix);
        self.table("permissions", &read.permissions, groups().filter(is_permission));
        self.table("groups", &read.groups, groups().filter(|known| !is_permission(known)));
        let categories: BTreeSet<&String> =
            pack.roles.groups.values().filter_map(|text| text.category.as_ref()).collect();
        let categories = categories.into_iter().map(|name| known("category", name, true));
        self.table("categories", &read.categories, categories);
    }

    fn ties(&mut self, read: &table::Language, pack: &Pack) {
        let types = pack.schema.types.iter().enumerate();
        let ties: Vec<(String, bool)> = types
            .flat_map(|(resource, record)| {
                let ties = record.attributes.iter().enumerate();
                ties.filter_map(move |(index, it)| {
                    let text = pack.roles.ties.get(&(resource, index));
                    let in_english = text.is_some_and(|text| text.label.is_some());
                    (in_english || it.is_tie())
                        .then(|| (format!("{}.{}", record.name, it.name), in_english))
                })
            })
            .collect();
        self.table(
            "ties",
            &read.ties,
            ties.iter().map(|(name, in_english)| known("tie", name, *in_english)),
        );
    }

    fn lifecycles(&mut self, read: &table::Language, pack: &Pack) {
        for (what, entries) in [("states", &read.states), ("transitions", &read.transitions)] {
            let types = pack.lifecycles.iter().map(|it| it.resource);
            let names: Vec<&str> =
                types.map(|resource| pack.schema.types[resource].name.as_str()).collect();
            for (name, _) in entries.iter() {
                let found = names.contains(&name.as_str()).then_some(());
                let what = ("language::unknown_name", "type with a lifecycle", "");
                self.lookup.found(found, name, what, names.iter().copied());
            }
            for lifecycle in &pack.lifecycles {
                let record = &pack.schema.types[lifecycle.resource];
                let texts = entries.iter().find(|(name, _)| name.as_str() == record.name);
                let (empty, of) = (Entries::default(), format!("{what}.{}", record.name));
                let texts = texts.map_or(&empty, |(_, texts)| texts);
                if what == "states" {
                    let values = record.attributes[lifecycle.attribute].values();
                    let states = values.into_iter().zip(&lifecycle.states);
                    let prefix = format!("state.{}", record.name);
                    let states = states.map(|(name, label)| known(&prefix, name, label.is_some()));
                    self.table(&of, texts, states);
                } else {
                    let prefix = format!("transition.{}", record.name);
                    let steps = lifecycle.transitions.iter();
                    let steps = steps.map(|it| known(&prefix, &it.name.value, it.label.is_some()));
                    self.table(&of, texts, steps);
                }
            }
        }
    }

    fn conditions(&mut self, read: &table::Language, pack: &Pack) {
        let of = |resource: &usize| pack.schema.types[*resource].name.as_str();
        for (name, _) in read.conditions.iter() {
            let names = pack.conditions.keys().map(of);
            let found = names.clone().any(|it| it == name.as_str()).then_some(());
            let what = ("language::unknown_name", "type with conditions", "");
            self.lookup.found(found, name, what, names);
        }
        for (resource, conditions) in &pack.conditions {
            let record = &pack.schema.types[*resource];
            let texts = read.conditions.iter().find(|(name, _)| name.as_str() == record.name);
            let (empty, prefix) = (Entries::default(), format!("condition.{}", record.name));
            let names = conditions.iter().map(|it| record.attributes[it.attribute].name.as_str());
            let known = names.map(|name| known(&prefix, name, true));
            let texts = texts.map_or(&empty, |(_, texts)| texts);
            self.table(&format!("conditions.{}", record.name), texts, known);
        }
    }

    /// Texts of one table, each of something that is known.
    fn table<'k>(
        &mut self,
        what: &str,
        read: &Entries<Name>,
        known: impl Iterator<Item = Known<'k>>,
    ) {
        let all: Vec<Known<'k>> = known.collect();
        let by_name: HashMap<&str, &Known<'k>> =
            all.iter().rev().map(|known| (known.name, known)).collect();
        for (name, text) in read.iter() {
            let Some(known) = by_name.get(name.as_str()) else {
                let message = format!("nothing in the pack is called `{}`", name.as_str());
                let names = all.iter().map(|known| known.name);
                self.lookup.unknown("language::unknown_name", name, message, ("name", names));
                continue;
            };
            // A phrase may be nothing: not every language puts a word there.
            if what != "phrases" {
                self.lookup.not_blank(text, "language::empty_text", "the text");
            }
            self.texts.insert(known.key.clone(), text.as_str().to_owned());
        }
        let mut translated: HashSet<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
        for known in all.iter().filter(|known| known.in_english) {
            if translated.insert(known.name) {
                self.missing.push(format!("{what}.{}", quoted(known.name)));
            }
        }
    }

    fn help(&mut self, read: &[table::Help], pack: &Pack) {
        let questions = || pack.help.iter().map(|help| help.question.as_str());
        let numbers: HashMap<&str, usize> =
            questions().enumerate().map(|(index, question)| (question, index)).collect();
        let mut translated: HashSet<&str> = HashSet::new();
        for help in read {
            if !translated.insert(help.of.as_str()) {
                let message = format!("`{}` is translated twice", help.of.as_str());
                let advice = "remove one of the two".to_owned();
                self.lookup.error("language::duplicate", &help.of, message, advice);
            }
            let found = numbers.get(help.of.as_str()).copied();
            let what = ("language::unknown_question", "question", "");
            let Some(index) = self.lookup.found(found, &help.of, what, questions()) else {
                continue;
            };
            for (part, text) in [("question", &help.question), ("answer", &help.answer)] {
                self.lookup.not_blank(text, "language::empty_text", "the text");
                self.texts.insert(format!("help.{index}.{part}"), text.as_str().to_owned());
            }
        }
        for question in questions() {
            if !translated.contains(question) {
                self.missing.push(format!("help: {question}"));
            }
        }
    }
}

fn known<'a>(prefix: &str, name: &'a str, in_english: bool) -> Known<'a> {
    Known { name, key: format!("{prefix}.{name}"), in_english }
}

/// A name as a TOML key.
fn quoted(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if name.bytes().all(bare) { name.to_owned() } else { format!("\"{name}\"") }
}
