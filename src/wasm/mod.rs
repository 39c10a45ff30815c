//! The boundary to JavaScript: four functions, and only numbers cross it.
//!
//! The caller asks for `room`, writes words there, and has them taken as a policy (`open`) or as a
//! question (`ask`), whose answer stands at `answer`; `docs/program.md` says what the words mean.
//! Nobody but this room reads or writes memory by address, and it only its own.
//!
//! Policies are kept under numbers, as many as [`shelf::POLICIES`]: a number whose place was given
//! to another is answered by no words at all, and the caller opens the policy again.
#![expect(unsafe_code, reason = "a function is exported by its own name")]

mod question;
mod runtime;
mod shelf;

use alloc::vec::Vec;

use spin::Mutex;

use crate::engine::model::Model;
use crate::engine::reader::Reader;
use shelf::Shelf;

/// All that the module keeps.
struct State {
    policies: Shelf<Model>,
    /// What was written, a question or a policy.
    words: Vec<u32>,
    answer: Vec<u32>,
}

static STATE: Mutex<State> =
    Mutex::new(State { policies: Shelf::new(), words: Vec::new(), answer: Vec::new() });

/// Makes room for as many words, and says where.
#[unsafe(no_mangle)]
extern "C" fn room(words: usize) -> *const u32 {
    let mut state = STATE.lock();
    state.words.clear();
    state.words.resize(words, 0);
    state.words.as_ptr()
}

/// Opens the policy that was written and gives its number, which is zero for what is no policy.
#[unsafe(no_mangle)]
extern "C" fn open() -> u32 {
    let state = &mut *STATE.lock();
    Model::read(&state.words).map_or(0, |model| state.policies.put(model))
}

/// Answers the question that was written and gives the number of words.
#[unsafe(no_mangle)]
extern "C" fn ask() -> usize {
    let state = &mut *STATE.lock();
    let mut words = Reader::new(&state.words);
    let policy = state.policies.get(words.next() as u32);
    state.answer = policy.map_or_else(Vec::new, |model| question::answered(model, &mut words));
    state.answer.len()
}

/// Where the answer stands.
#[unsafe(no_mangle)]
extern "C" fn answer() -> *const u32 {
    STATE.lock().answer.as_ptr()
}
