//! Explanations on the boundary.

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Answer, Question, to_js};
use crate::engine::explain::{Explained, Target};
use crate::engine::ids::{ActionId, ControlId, TransitionId};
use crate::vocabulary::TargetKind;

/// What an answer was held against; nothing where it waits for its record.
#[derive(Serialize)]
struct ExplainAnswer {
    against: Option<Explained>,
}

/// What the answer to something of a [`TargetKind`] was held against.
#[wasm_bindgen]
pub fn explain(question: &Question, kind: u32, index: u32) -> Answer {
    let target = match kind {
        ACTION => Target::Action(ActionId(index)),
        TRANSITION => Target::Transition(TransitionId(index)),
        _ => Target::Control(ControlId(index)),
    };
    question.ask(&mut |request| Ok(to_js(&ExplainAnswer { against: request.explain(target)? })))
}

const ACTION: u32 = TargetKind::Action as u32;
const TRANSITION: u32 = TargetKind::Transition as u32;
