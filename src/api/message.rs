//! Sentences: what each token of the engine's messages says, in the policy's language.

use crate::api::bundle::{Attribute, PERMISSION, ROLE};
use crate::api::lifecycle::StateValue;
use crate::api::policy::Policy;
use crate::api::texts::texts;
use crate::engine::ids::{AttributeId, GroupId, PolicyId, ReferenceId, StepId, TypeId, ValueId};
use crate::engine::message::Token;
use crate::limits::FACTS_NAMED_MAX;
use crate::vocabulary::Phrase;

/// The sentence of a message about a record of a type.
pub(crate) fn text(policy: &Policy, resource: TypeId, tokens: &[Token]) -> String {
    let about_state = tokens.iter().any(|token| matches!(token, Token::Quoted(_)));
    let writer = Writer { policy, resource };
    if !policy.loaded.explains() && !tokens.is_empty() && !about_state {
        return writer.whole("unexplained", writer.phrase(Phrase::Unexplained).to_owned());
    }
    let reason = tokens.iter().find_map(|token| match token {
        Token::Reason(policy) => writer.reason(*policy),
        _ => None,
    });
    match reason {
        Some(reason) => writer.whole("reason", reason.to_owned()),
        None => {
            let sentence: String = tokens.iter().map(|token| writer.token(*token)).collect();
            writer.whole(kind(tokens), sentence)
        }
    }
}

/// What kind of sentence it is, by what it begins with.
fn kind(tokens: &[Token]) -> &'static str {
    match tokens.iter().find(|token| !matches!(token, Token::Reason(_))) {
        Some(Token::Phrase(Phrase::Quote)) => "unavailable",
        Some(Token::Phrase(phrase)) => phrase.as_str(),
        _ => "first",
    }
}

struct Writer<'a> {
    policy: &'a Policy,
    resource: TypeId,
}

impl<'a> Writer<'a> {
    fn phrase(&self, phrase: Phrase) -> &'a str {
        self.policy.text(&format!("phrase.{phrase}"), texts().phrase(phrase))
    }

    /// A whole sentence, which a catalogue may write anew.
    fn whole(&self, kind: &str, sentence: String) -> String {
        if sentence.is_empty() {
            return sentence;
        }
        let anew = self.policy.catalogue.as_deref();
        let anew = anew.and_then(|texts| texts.get(&format!("message.{kind}")));
        anew.map_or(sentence, str::to_owned)
    }

    fn token(&self, token: Token) -> String {
        match token {
            Token::Phrase(phrase) => self.phrase(phrase).to_owned(),
            Token::Group(group) => self.group(group),
            Token::Category(group) => self.policy.category(group).unwrap_or_default().to_owned(),
            Token::Tie(attribute) => self.tie(attribute),
            Token::Step(step) => with_first(self.step(step), |it| it.to_lowercase().collect()),
            Token::Title(step) => with_first(self.step(step), |it| it.to_uppercase().collect()),
            Token::Quoted(step) => self.step(step).to_owned(),
            Token::State(value) => self.state(value),
            Token::Reason(_) => String::new(),
            Token::Condition(attribute) => self.condition(attribute),
            Token::Fact(of) => self.fact(of).to_owned(),
            Token::Value(of, value) => self.value(of, value),
            Token::Item(of, item) => {
                let tie = self.principal(of).ties.get(item.index());
                format!("`{}`", tie.and_then(|it| it.text.as_deref()).unwrap_or_default())
            }
        }
    }

    fn principal(&self, of: ReferenceId) -> &'a Attribute {
        &self.policy.loaded.bundle.principal.attributes[of.index()]
    }

    /// What of the principal is asked for: its label, the type of groups made at run time, or its
    /// name.
    fn fact(&self, of: ReferenceId) -> &'a str {
        let of = self.principal(of);
        let english = of.label.as_ref().or(of.of.as_ref()).unwrap_or(&of.name);
        self.policy.text(&format!("fact.{}", of.name), english)
    }

    /// A value of an attribute of the principal: of texts that are one class some, where they are
    /// many.
    fn value(&self, of: ReferenceId, value: ValueId) -> String {
        let of = self.principal(of);
        if let Some(value) = of.values.get(value.index()) {
            return format!("`{value}`");
        }
        let mut named: Vec<String> = (of.texts.iter().filter(|it| it.class == value))
            .map(|it| format!("`{}`", it.text))
            .collect();
        if named.len() > FACTS_NAMED_MAX {
            named.splice(FACTS_NAMED_MAX.., ["…".to_owned()]);
        }
        named.join(self.phrase(Phrase::Or))
    }

    fn type_name(&self) -> &'a str {
        &self.policy.loaded.bundle.types[self.resource.index()].name
    }

    fn reason(&self, policy: PolicyId) -> Option<&'a str> {
        let policy = &self.policy.loaded.bundle.policies[policy.index()];
        let reason = policy.reason.as_deref()?;
        Some(self.policy.text(&format!("policy.{}", policy.id), reason))
    }

    /// A group by its label, or by its name and what it is.
    fn group(&self, group: GroupId) -> String {
        let of = &self.policy.loaded.bundle.groups[group.index()];
        if of.label.is_some() {
            return self.policy.group_label(group).to_owned();
        }
        let kind = match &of.name {
            name if name.starts_with(PERMISSION) => Phrase::Permission,
            name if name.starts_with(ROLE) => Phrase::Role,
            _ => Phrase::Group,
        };
        let english = self.named(kind, of.entity().1);
        self.policy.text(&format!("group.{}", of.name), &english).to_owned()
    }

    /// What has no label, by its name.
    fn named(&self, before: Phrase, name: &str) -> String {
        format!("{}`{name}`", self.phrase(before))
    }

    fn tie(&self, attribute: AttributeId) -> String {
        let of = &self.policy.loaded.bundle.types[self.resource.index()];
        let attribute = &of.attributes[attribute.index()];
        let english = attribute.label.clone();
        let english = english.unwrap_or_else(|| self.named(Phrase::BeIn, &attribute.name));
        let key = format!("tie.{}.{}", of.name, attribute.name);
        self.policy.text(&key, &english).to_owned()
    }

    fn condition(&self, attribute: AttributeId) -> String {
        let of = &self.policy.loaded.bundle.types[self.resource.index()];
        let condition = of.conditions.iter().find(|it| it.attribute == attribute);
        let name = &of.attributes[attribute.index()].name;
        let key = format!("condition.{}.{name}", of.name);
        self.policy.text(&key, condition.map_or(name, |it| &it.text)).to_owned()
    }

    fn step(&self, step: StepId) -> &'a str {
        let lifecycle = self.policy.loaded.bundle.types[self.resource.index()].lifecycle.as_ref();
        let step = lifecycle.and_then(|it| it.transitions.get(step.index()));
        step.map_or("", |step| {
            let key = format!("transition.{}.{}", self.type_name(), step.name);
            self.policy.text(&key, step.label.as_deref().unwrap_or(&step.name))
        })
    }

    fn state(&self, value: ValueId) -> String {
        let loaded = &self.policy.loaded;
        let lifecycle = loaded.bundle.types[self.resource.index()].lifecycle.as_ref();
        let label = lifecycle.and_then(|it| it.states[value.index()].clone());
        let state = loaded.state_attribute(self.resource);
        let state = state.map(|it| StateValue::new(it, value).to_string()).unwrap_or_default();
        let key = format!("state.{}.{state}", self.type_name());
        self.policy.text(&key, label.as_ref().unwrap_or(&state)).to_owned()
    }
}

fn with_first(text: &str, change: fn(char) -> String) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| change(first) + chars.as_str())
}
