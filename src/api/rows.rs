//! Prepared rows: many records, each read once, kept side by side by type.

use crate::api::gate::Gate;
use crate::api::request::Request;
use crate::engine::batch::{Batch, CHUNK, Test};
use crate::engine::ids::{ActionId, TypeId};
use crate::engine::mask::{Mask, empty, join};
use crate::engine::work::Work;

/// Records that a gate is asked about together, each read once: what [`Gate::prepare_all`] makes.
/// Asking again does not read them again.
///
/// They are encoded for the gate's principal, as they were when read. A record takes four bytes,
/// and four more for each 32 bits of its encoding; one that has a value of the wrong type, say,
/// some hundred. Threads may share them.
///
/// ```
/// use serde_json::json;
///
/// let policy = tollgate::packs::client_metrics();
/// let gate = policy.gate(&json!({"id": "u1", "roles": ["Commercial"]}))?;
/// let rows = gate.prepare_all(&[
///     json!({"type": "Customer", "status": "ACTV"}),
///     json!({"type": "Customer", "status": "INAC"}),
/// ]);
/// assert_eq!(rows.len(), 2);
/// assert_eq!(rows.table(Some(&["viewCustomer"]))?.column("viewCustomer"), Some(&[1, 1][..]));
/// assert_eq!(rows.table(Some(&["editCustomer"]))?.column("editCustomer"), Some(&[1, 0][..]));
/// # Ok::<(), tollgate::Error>(())
/// ```
#[derive(Clone)]
pub struct Rows<'g> {
    pub(crate) gate: &'g Gate,
    count: usize,
    /// By type, in the order in which the types were met.
    batches: Vec<Batch>,
    /// Rows that are no sound records, by place, ascending.
    odd: Vec<(usize, Request<'g>)>,
}

impl<'g> Rows<'g> {
    pub(crate) fn new(gate: &'g Gate) -> Self {
        Rows { gate, count: 0, batches: Vec::new(), odd: Vec::new() }
    }

    /// Adds a record of a type, by its words.
    pub(crate) fn push(&mut self, resource: TypeId, words: &[u32]) {
        let layout = self.gate.policy.loaded.program.record(resource);
        let Ok(place) = u32::try_from(self.count) else {
            return self.push_odd(Request::sound(self.gate, resource, words.to_vec()));
        };
        let batch = match self.batches.iter().position(|batch| batch.resource == resource) {
            Some(at) => at,
            None => {
                self.batches.push(Batch::new(resource, layout));
                self.batches.len() - 1
            }
        };
        self.batches[batch].push(place, layout, words);
        self.count += 1;
    }

    /// Adds a row that is to be asked about alone.
    pub(crate) fn push_odd(&mut self, request: Request<'g>) {
        self.odd.push((self.count, request));
        self.count += 1;
    }

    /// How many there are.
    ///
    /// ```
    /// # let gate = tollgate::packs::client_metrics().gate(&serde_json::json!({"id": "u1"}))?;
    /// assert_eq!(gate.prepare_all(&[(), ()]).len(), 2);
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    ///
    /// ```
    /// # let gate = tollgate::packs::client_metrics().gate(&serde_json::json!({"id": "u1"}))?;
    /// assert!(gate.prepare_all::<()>(&[]).is_empty());
    /// # Ok::<(), tollgate::Error>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The types of the records.
    pub(crate) fn resources(&self) -> impl Iterator<Item = TypeId> {
        let odd = self.odd.iter().filter_map(|(_, request)| request.resource());
        self.batches.iter().map(|batch| batch.resource).chain(odd)
    }

    /// Fills columns with the answers for these actions, and returns the rows that have to be asked
    /// about alone: those with an error, or that are no sound records. With `chosen`, an action
    /// that does not apply to a record's type is an error of it.
    pub(crate) fn answer(
        &self,
        actions: &[ActionId],
        chosen: bool,
        columns: &mut [Vec<u8>],
    ) -> Vec<(usize, Request<'g>)> {
        let mut alone = self.odd.clone();
        for batch in &self.batches {
            let mut errors = empty(0);
            let mut tests: Vec<Option<Test>> = Vec::new();
            let mut whole = false;
            for action in actions {
                let test = self.test(batch, *action, &mut errors);
                whole |= test.is_none() && (chosen || self.applies(*action, batch.resource));
                tests.push(test);
            }
            fill(batch, &tests, columns);
            let bad = match whole {
                true => (0..batch.places.len()).collect(),
                false => batch.having(&errors),
            };
            let layout = self.gate.policy.loaded.program.record(batch.resource);
            alone.extend(bad.into_iter().map(|at| {
                let words = batch.values(at, layout);
                let request = Request::sound(self.gate, batch.resource, words);
                (batch.places[at] as usize, request)
            }));
        }
        alone.sort_by_key(|(row, _)| *row);
        alone
    }

    fn applies(&self, action: ActionId, resource: TypeId) -> bool {
        self.gate.policy.loaded.program.rule(action, resource).is_some()
    }

    /// What an action asks of a batch, with the bits of its errors added to those of others; `None`
    /// where no record of the batch can be answered.
    fn test(&self, batch: &Batch, action: ActionId, errors: &mut Mask) -> Option<Test> {
        let gate = self.gate.engine();
        let rule = gate.program.rule(action, batch.resource)?;
        let mut bits = empty(rule.context.blocks.end);
        let (request, work) = (Request::nothing(self.gate), Work::default());
        request.engine(&work).read_context(rule, &mut bits).ok()?;
        errors.resize(errors.len().max(rule.errors.len()), 0);
        join(errors, &rule.errors);
        Some(batch.test(self.gate.kept.of(gate, rule)?, &bits))
    }
}

/// Writes the answers of a batch into columns, chunk by chunk.
fn fill(batch: &Batch, tests: &[Option<Test>], columns: &mut [Vec<u8>]) {
    let count = batch.places.len();
    let mut scattered = [0; CHUNK];
    for start in (0..count).step_by(CHUNK) {
        let records = start..count.min(start + CHUNK);
        let places = &batch.places[records.clone()];
        let (first, last) = (places[0] as usize, places[places.len() - 1] as usize);
        let run = last - first + 1 == places.len();
        for (test, column) in tests.iter().zip(columns.iter_mut()) {
            let Some(test) = test else { continue };
            if run {
                batch.answer(test, &records, &mut column[first..=last]);
                continue;
            }
            let answers = &mut scattered[..places.len()];
            batch.answer(test, &records, answers);
            for (place, answer) in places.iter().zip(answers) {
                column[*place as usize] = *answer;
            }
        }
    }
}
