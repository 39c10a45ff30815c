//! What a bundle decides, for a terminal.

use super::{Clause, Control, Rule, Shown, Step};
use crate::wrap::{Indent, wrapped};

/// Where what stands beside a heading begins.
const COLUMN: usize = 12;

pub(crate) fn draw(shown: &Shown) -> String {
    let mut lines = Vec::new();
    for action in &shown.actions {
        for rule in &action.on {
            let label = action.label.as_ref().map_or_else(String::new, |it| format!(": {it}"));
            lines.push(format!("{} on {}{label}", action.action, rule.resource));
            self::rule(rule, &mut lines);
            lines.push(String::new());
        }
        if action.on.is_empty() {
            lines.extend([format!("{} on no type", action.action), String::new()]);
        }
    }
    lines.push(format!("pack {}, fingerprint {}", shown.pack, shown.fingerprint));
    lines.join("\n")
}

fn rule(rule: &Rule, lines: &mut Vec<String>) {
    match rule.permits.is_empty() {
        true => lines.push("  never allowed".to_owned()),
        false => clauses("  allowed when", &rule.permits, lines),
    }
    if !rule.forbids.is_empty() {
        clauses("  but not when", &rule.forbids, lines);
    }
    let listed = |items: &[String]| items.join(", ");
    beside("reads", &listed(&rule.reads), lines);
    for advice in &rule.advice {
        let text = format!("{}: {} (when {})", advice.id, advice.text, advice.when);
        beside("advice", &text, lines);
    }
    beside("steps", &listed(&rule.steps.iter().map(step).collect::<Vec<_>>()), lines);
    beside("controls", &listed(&rule.controls.iter().map(control).collect::<Vec<_>>()), lines);
}

/// Clauses under their policies, each in words and as a condition in Cedar.
fn clauses(heading: &str, clauses: &[Clause], lines: &mut Vec<String>) {
    lines.push(heading.to_owned());
    let mut policy = None;
    for clause in clauses {
        if policy != Some(&clause.policy) {
            let reason = clause.reason.as_ref().map_or_else(String::new, |it| format!(": {it}"));
            let text = format!("{}{reason}", clause.policy);
            lines.extend(wrapped(&text, Indent { first: 4, others: 6 }));
            policy = Some(&clause.policy);
        }
        lines.extend(wrapped(&format!("- {}", clause.words), Indent { first: 6, others: 8 }));
        lines.extend(wrapped(&clause.cedar, Indent { first: 8, others: 10 }));
    }
}

/// A heading and what belongs to it; nothing where that is nothing.
fn beside(heading: &str, text: &str, lines: &mut Vec<String>) {
    if !text.is_empty() {
        let line = format!("  {heading:<width$}{text}", width = COLUMN - 2);
        lines.extend(wrapped(&line, Indent { first: 0, others: COLUMN }));
    }
}

fn step(step: &Step) -> String {
    format!("{} ({} to {})", step.transition, step.from.join(" or "), step.to)
}

fn control(control: &Control) -> String {
    match &control.role {
        Some(role) => format!("{} ({}: {role})", control.id, control.kind),
        None => format!("{} ({})", control.id, control.kind),
    }
}
