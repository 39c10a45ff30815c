//! Explanations on the boundary: all they are is numbers in a row.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Question, to_js};
use crate::engine::explain::{Asked, ClauseAnswer, Explained};
use crate::engine::ids::{ActionId, ControlId, TransitionId};
use crate::vocabulary::AskedKind;

/// What the answer to something of an [`AskedKind`] was held against, as numbers in a row: the
/// action, the type, one more than the value that is chosen, then of each clause its policy,
/// whether it holds, how many literals it has, and whether each of those holds. None where it waits
/// for its record.
#[wasm_bindgen]
pub fn explain(question: &Question, kind: u32, index: u32) -> Answer {
    let asked = match kind {
        ACTION => Asked::Action(ActionId(index)),
        TRANSITION => Asked::Transition(TransitionId(index)),
        _ => Asked::Control(ControlId(index)),
    };
    question.ask(&mut |request| {
        let mut out = Vec::new();
        if let Some(Explained { action, resource, value, clauses }) = request.explain(asked)? {
            out.extend([action.0, resource.0, value.map_or(0, |value| value.0 + 1)]);
            for ClauseAnswer { policy, holds, literals } in clauses {
                out.extend([policy.0, holds.into(), literals.len() as u32]);
                out.extend(literals.iter().map(|literal| u32::from(*literal)));
            }
        }
        Ok(to_js(&out))
    })
}

const ACTION: u32 = AskedKind::Action as u32;
const TRANSITION: u32 = AskedKind::Transition as u32;
