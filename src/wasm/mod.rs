//! The boundary to JavaScript: four functions, and only numbers cross it.
//!
//! The caller asks for `room`, writes words there, and has them taken as a policy (`open`) or as a
//! question (`ask`), whose answer stands at `answer`; `docs/program.md` says what the words mean.
//! Nobody but this room reads or writes memory by address, and it only its own.
//!
//! Policies are kept under numbers, at most [`POLICIES`] of them. Where another is to come, all are
//! forgotten: a question about one of them is answered by no words at all, and the caller opens it
//! again.
#![expect(unsafe_code, reason = "a function is exported by its own name; memory is handed out")]

mod question;

use core::cell::RefCell;

use crate::engine::model::Model;
use crate::engine::reader::Reader;
use crate::memory::heap::HEAP;
use crate::memory::{List, zeros};

/// Policies kept at once.
const POLICIES: usize = 16;

/// All that the module keeps.
struct State {
    /// The number of the next policy; none is given twice before all others have been.
    next: u32,
    policies: List<(u32, Model)>,
    /// What was written, a question or a policy.
    words: List<u32>,
    answer: List<u32>,
    /// Where the memory of the policies begins; zero before anything was handed out.
    start: usize,
    /// Where it ends, and that of a question begins.
    mark: usize,
}

struct Shared(RefCell<State>);

// SAFETY: the module has one thread.
unsafe impl Sync for Shared {}

static STATE: Shared = Shared(RefCell::new(State {
    next: 1,
    policies: List::new(),
    words: List::new(),
    answer: List::new(),
    start: 0,
    mark: 0,
}));

/// Makes room for as many words, of a policy or of a question, and says where.
#[unsafe(no_mangle)]
extern "C" fn room(words: usize, policy: bool) -> *const u32 {
    let state = &mut *STATE.0.borrow_mut();
    if policy && state.policies.len() == POLICIES {
        state.policies = List::new();
        state.mark = state.start;
    }
    (state.words, state.answer) = (List::new(), List::new());
    if state.mark == 0 {
        (state.start, state.mark) = (HEAP.top(), HEAP.top());
    }
    // SAFETY: the policies lie below the mark, and nothing else is kept.
    unsafe { HEAP.release(state.mark) };
    state.words = zeros(words);
    state.words.as_ptr()
}

/// Opens the policy that was written and gives its number, which is zero for what is no policy.
#[unsafe(no_mangle)]
extern "C" fn open() -> u32 {
    let state = &mut *STATE.0.borrow_mut();
    let Some(model) = Model::read(&state.words) else { return 0 };
    let id = state.next;
    state.next = id.wrapping_add(1).max(1);
    state.policies.push((id, model));
    state.mark = HEAP.top();
    id
}

/// Answers the question that was written and gives the number of words.
#[unsafe(no_mangle)]
extern "C" fn ask() -> usize {
    let state = &mut *STATE.0.borrow_mut();
    let mut words = Reader::new(&state.words);
    let id = words.next() as u32;
    let policy = state.policies.iter().find(|(own, _)| *own == id);
    state.answer =
        policy.map_or_else(List::new, |(_, model)| question::answered(model, &mut words));
    state.answer.len()
}

/// Where the answer stands.
#[unsafe(no_mangle)]
extern "C" fn answer() -> *const u32 {
    STATE.0.borrow().answer.as_ptr()
}

/// Panics end at once: input cannot cause one.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
