//! Who asks, to a pack: by the gate of their language, and by those of the others, in which the log
//! is read as well.

use serde_json::{Map, Value, json};
use tollgate::{Decision, Gate, Policy};

use crate::judged::{Asked, Judged};
use crate::packs::{Language, Pack, Packs};
use crate::principals;
use crate::problem::Problem;

/// The member of a kept decision that has what other languages say otherwise.
const LANGUAGES: &str = "languages";

/// Who asks, to a pack.
#[derive(Debug)]
pub(crate) struct Standing {
    /// The gate of their language.
    pub gate: Gate,
    language: Language,
    /// One policy in each language, of the same time.
    policies: [(Language, Policy); 2],
    principal: Value,
}

impl Standing {
    /// Of a principal.
    ///
    /// # Errors
    ///
    /// [`Problem::NoAccount`] for one that the policy does not take.
    pub(crate) fn of(
        packs: &Packs,
        (pack, language): (Pack, Language),
        principal: Value,
    ) -> Result<Self, Problem> {
        let policies = packs.policies(pack);
        let policy = policies.iter().find(|(of, _)| *of == language);
        let (_, policy) = policy.ok_or(Problem::Fault("a pack lacks a language"))?;
        let gate = principals::gate(policy, pack, &principal)?;
        Ok(Standing { gate, language, policies, principal })
    }

    /// Which policy decides.
    pub(crate) fn fingerprint(&self) -> String {
        self.policies[0].1.fingerprint().to_owned()
    }

    /// What the gate said, with all that the log keeps of it; `ask` asks another gate the same.
    ///
    /// # Errors
    ///
    /// The gate's.
    pub(crate) fn judged(
        &self,
        (asked, record): (Asked, &str),
        decision: Decision,
        ask: impl Fn(&Gate) -> Result<Decision, Problem>,
    ) -> Result<Judged, Problem> {
        let mut answers = Vec::new();
        for (language, policy) in &self.policies {
            let one = match *language == self.language {
                true => json!(decision),
                false => json!(ask(&policy.gate(&self.principal)?)?),
            };
            answers.push((*language, one));
        }
        let kept = kept(answers);
        let (record, fingerprint) = (record.to_owned(), self.fingerprint());
        Ok(Judged { asked, record, decision, kept, fingerprint })
    }
}

/// What is said in each language as the log keeps it: the first whole, and of each other one what
/// it says otherwise.
pub(crate) fn kept(answers: Vec<(Language, Value)>) -> Value {
    let mut answers = answers.into_iter();
    let mut kept = answers.next().map(|(_, first)| first).unwrap_or_default();
    let mut languages = Map::new();
    for (language, other) in answers {
        let Value::Object(mut other) = other else { continue };
        other.retain(|name, value| kept.get(name.as_str()) != Some(value));
        languages.insert(language.tag().to_owned(), other.into());
    }
    kept[LANGUAGES] = languages.into();
    kept
}

/// What is kept as it is told in a language.
pub(crate) fn in_language(kept: &str, language: Language) -> String {
    let Ok(Value::Object(mut kept)) = serde_json::from_str(kept) else { return kept.to_owned() };
    let languages = kept.remove(LANGUAGES);
    let differences = languages.and_then(|mut all| all.get_mut(language.tag()).map(Value::take));
    if let Some(Value::Object(differences)) = differences {
        kept.extend(differences);
    }
    Value::from(kept).to_string()
}
