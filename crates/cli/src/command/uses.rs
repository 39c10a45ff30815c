//! `tollgate uses`: whether a front end and its packs name the same things.

mod guards;

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::path::Path;

use miette::{LabeledSpan, MietteDiagnostic, Severity};
use serde::Serialize;
use tollgate::{ControlKind, Policy};
use tollgate_compiler::Text;

use crate::args::Uses as Args;
use crate::file;
use crate::finding::{Finding, Problem};
use crate::output::Output;
use crate::pack::Pack;
use crate::suggest::suggest;
use crate::uses::{self, Found, Kind, Source, Unread, Use};

use guards::{Guards, Requested};

pub(crate) fn run(args: &Args) -> Result<Output, Problem> {
    let packs = args.packs.iter().map(|path| Named::read(path)).collect::<Result<Vec<_>, _>>()?;
    let names = Names::of(&packs);
    let guards = Guards::of(&packs);
    let (mut sources, mut placed, mut findings) = (0, Vec::new(), Vec::new());
    let (mut guarding, mut requested) = (Vec::new(), Requested::default());
    let mut strings = BTreeSet::new();
    for path in uses::files(&args.paths)? {
        let Some(source) = Source::read(&path)? else { continue };
        let Found { uses, strings: spelt, all_steps, unread } = uses::find(&source);
        sources += 1;
        requested.add_all_steps(sources, all_steps);
        strings.extend(spelt);
        strings.extend(uses.iter().map(|each| each.name.clone()));
        for each in uses {
            requested.add_use(&each);
            let unknown = names.unknown(&each);
            if each.sure || unknown.is_none() {
                placed.push(PlacedUse::of(&each, &source));
            }
            if let (true, Some(unknown)) = (each.sure, unknown) {
                findings.push(at(unknown, each.place, &source));
            } else if let (true, Some(warning)) = (each.sure, guards.warning(&each)) {
                guarding.push((each.name, sources, at(warning, each.place, &source)));
            }
        }
        findings.extend(unread.into_iter().map(|each| unparsed(each, &source)));
    }
    if !args.partial {
        names.controls_among(&strings).for_each(|id| requested.add_control(id));
        guarding.retain(|(name, source, _)| !guards.is_step_requested(name, *source, &requested));
        findings.extend(guarding.into_iter().map(|(_, _, finding)| finding));
        findings.extend(packs.iter().flat_map(|pack| pack.unused(&strings, packs.len() > 1)));
    }
    answer(sources, &placed, findings)
}

fn at(diagnostic: MietteDiagnostic, place: Range<usize>, source: &Source) -> Finding {
    let place = source.text.underlined(place);
    let diagnostic = diagnostic.with_label(LabeledSpan::underline(place));
    Finding::in_text(diagnostic, &source.text)
}

fn unparsed(unread: Unread, source: &Source) -> Finding {
    let message = format!("not checked, because it cannot be parsed: {}", unread.message);
    at(MietteDiagnostic::new(message).with_code("uses::syntax"), unread.place, source)
}

#[derive(Serialize)]
struct Report<'a> {
    sources: usize,
    uses: &'a [PlacedUse],
    findings: &'a [Finding],
}

/// A use, with its place as findings count it.
#[derive(Serialize)]
struct PlacedUse {
    kind: Kind,
    name: String,
    file: String,
    line: usize,
    column: usize,
}

impl PlacedUse {
    fn of(each: &Use, source: &Source) -> Self {
        let (line, column) = source.text.place(each.place.start);
        let (kind, name) = (each.kind, each.name.clone());
        PlacedUse { kind, name, file: source.text.name().to_owned(), line, column }
    }
}

fn answer(sources: usize, uses: &[PlacedUse], findings: Vec<Finding>) -> Result<Output, Problem> {
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let read = format!("{} in {}", count(uses.len(), "use"), count(sources, "source"));
    let text = match findings.len() {
        0 => format!("fine ({read})"),
        found => format!("{} ({read})", count(found, "finding")),
    };
    let report = Report { sources, uses, findings: &findings };
    let fine = findings.is_empty();
    Ok(Output::new(text, &report)?.with(findings).fine(fine))
}

/// A pack, with the file that its controls stand in where that can be read.
struct Named {
    policy: Policy,
    surface: Option<Text>,
}

impl Named {
    fn read(path: &Path) -> Result<Self, Problem> {
        let pack = Pack::find(path)?;
        let surface = match &pack {
            Pack::Folder(folder) => Some(folder.join("surface.toml")).filter(|path| path.exists()),
            Pack::Bundle(_) | Pack::BuiltIn(_) => None,
        };
        let surface = surface.map(|path| file::read(&path)).transpose()?;
        Ok(Named { policy: pack.policy()?, surface })
    }

    /// Controls that no source spells.
    fn unused(&self, strings: &BTreeSet<String>, several: bool) -> Vec<Finding> {
        let controls = self.policy.bundle().controls.iter().map(|control| control.id.as_str());
        let unused = controls.filter(|id| !strings.contains(*id));
        unused.map(|id| self.unused_finding(id, several)).collect()
    }

    fn unused_finding(&self, id: &str, several: bool) -> Finding {
        let of = if several { format!(" of `{}`", self.policy.pack()) } else { String::new() };
        let diagnostic = MietteDiagnostic::new(format!("no source uses the control `{id}`{of}"))
            .with_code("uses::unused_control")
            .with_severity(Severity::Warning)
            .with_help(
                "use it, or take it out of `surface.toml`; an id that is put together while the \
                 page runs is not seen",
            );
        let Some(text) = &self.surface else { return diagnostic.into() };
        let quoted = format!("[controls.\"{id}\"]");
        let header = [quoted, format!("[controls.{id}]")].into_iter().find_map(|header| {
            let at = text.as_str().find(&header)?;
            Some(at..at + header.len())
        });
        match header {
            Some(place) => {
                let label = LabeledSpan::underline(place);
                Finding::in_text(diagnostic.with_label(label), text)
            }
            None => diagnostic.into(),
        }
    }
}

/// The names that the packs have, each once, in their order.
#[derive(Default)]
struct Names<'p> {
    listed: Vec<(Kind, &'p str)>,
    known: HashSet<(Kind, &'p str)>,
}

impl<'p> Names<'p> {
    fn of(packs: &'p [Named]) -> Self {
        let mut names = Names::default();
        for Named { policy, .. } in packs {
            let bundle = policy.bundle();
            for control in &bundle.controls {
                names.add(Kind::Control, &control.id);
                if control.kind == ControlKind::Choice {
                    names.add(Kind::Choice, &control.id);
                }
            }
            for action in policy.actions() {
                names.add(Kind::Action, action);
            }
            for transition in bundle.transitions() {
                names.add(Kind::Transition, &transition.name);
            }
        }
        names
    }

    fn add(&mut self, kind: Kind, name: &'p str) {
        if self.known.insert((kind, name)) {
            self.listed.push((kind, name));
        }
    }

    /// Controls that some string can only be the id of.
    fn controls_among<'s>(
        &'s self,
        strings: &'s BTreeSet<String>,
    ) -> impl Iterator<Item = &'s str> {
        strings.iter().map(String::as_str).filter(|id| {
            let is = |kind| self.known.contains(&(kind, *id));
            is(Kind::Control) && !is(Kind::Action) && !is(Kind::Transition)
        })
    }

    /// What to say of a name that no pack has, or that is of another kind.
    fn unknown(&self, each: &Use) -> Option<MietteDiagnostic> {
        let Use { kind, name, .. } = each;
        if self.known.contains(&(*kind, name.as_str())) {
            return None;
        }
        let of_kind = |(of, name): &(Kind, &'p str)| (of == kind).then_some(*name);
        let known: Vec<&str> = self.listed.iter().filter_map(of_kind).collect();
        let others = self.listed.iter().find(|(_, other)| other == name).map(|(kind, _)| *kind);
        let what = kind.as_str();
        if let (Kind::Choice, Some(Kind::Control)) = (kind, others) {
            let diagnostic = MietteDiagnostic::new(format!("the control `{name}` is no choice"));
            return Some(diagnostic.with_code("uses::no_choice").with_help(suggest(name, known)));
        }
        let help = match others {
            Some(Kind::Action) => format!("`{name}` is an action"),
            Some(other) => format!("`{name}` is a {}", other.as_str()),
            None if known.is_empty() => format!("the pack has no {what}s"),
            None => suggest(name, known),
        };
        let code = if *kind == Kind::Choice { Kind::Control } else { *kind }.as_str();
        let diagnostic = MietteDiagnostic::new(format!("unknown {what} `{name}`"));
        Some(diagnostic.with_code(format!("uses::unknown_{code}")).with_help(help))
    }
}
