//! Records of one type side by side: each clause is held against all of them, block by block, which
//! a compiler turns into wide instructions. It reads the same residuals as a single question.

use core::ops::Range;

use super::ids::TypeId;
use super::layout::{Layout, value};
use super::mask::{Mask, empty, has, join, meets};
use super::residual::{Residual, Rows};

/// How many records are asked about at a time: their blocks and answers stay in the nearest cache.
pub(crate) const CHUNK: usize = 2048;

/// Records of one type in which nothing is wrong but that attributes may be missing.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) resource: TypeId,
    /// By record: its place among all that were given, ascending.
    pub(crate) places: Vec<u32>,
    /// By block of the record's bits: that block of each record.
    columns: Vec<Vec<u32>>,
    /// The bits that any of them has.
    seen: Mask,
    /// The bits of the record that is being added.
    next: Mask,
}

/// What is left of a residual for a batch: of each clause the columns, and the bits it rejects in
/// them. A clause without any holds for every record.
#[derive(Debug, Default)]
pub(crate) struct Test {
    permits: Vec<Vec<(usize, u32)>>,
    forbids: Vec<Vec<(usize, u32)>>,
}

impl Batch {
    pub(crate) fn new(resource: TypeId, layout: &Layout) -> Self {
        let blocks = layout.blocks.end;
        let (seen, next) = (empty(blocks), empty(blocks));
        Batch { resource, places: Vec::new(), columns: vec![Vec::new(); blocks], seen, next }
    }

    /// Adds a record of these values.
    pub(crate) fn push(&mut self, place: u32, layout: &Layout, values: &[u32]) {
        self.next.fill(0);
        layout.encode(values, &mut self.next);
        join(&mut self.seen, &self.next);
        self.places.push(place);
        for (column, block) in self.columns.iter_mut().zip(&self.next) {
            column.push(*block);
        }
    }

    /// The values of a record, read back.
    pub(crate) fn values(&self, at: usize, layout: &Layout) -> Vec<u32> {
        let bits: Mask = self.columns.iter().map(|column| column[at]).collect();
        let values = layout.slots.iter().map(|slot| {
            let place = (0..slot.present).find(|place| has(&bits, slot.value(*place)));
            let Some(place) = place else { return value::ABSENT };
            let tied = (0..slot.ties.len()).filter(|tie| has(&bits, slot.tie(*tie, true)));
            tied.fold(place as u32, |word, tie| word | 1 << (value::TIES + tie))
        });
        values.collect()
    }

    /// The records that have one of these bits.
    pub(crate) fn having(&self, mask: &[u32]) -> Vec<usize> {
        if !meets(&self.seen, mask) {
            return Vec::new();
        }
        let has = |at: &usize| self.columns.iter().zip(mask).any(|(all, of)| all[*at] & of != 0);
        (0..self.places.len()).filter(has).collect()
    }

    /// What a residual asks of these records, where all are asked with the same context: `bits` has
    /// its blocks, behind those of the record.
    pub(crate) fn test(&self, residual: &Residual, bits: &[u32]) -> Test {
        let clauses = |rows: &Rows| {
            let mut clauses: Vec<Vec<(usize, u32)>> = Vec::new();
            for reject in rows.data.chunks_exact(rows.width) {
                let record_blocks = self.seen.len().min(reject.len());
                if meets(&reject[record_blocks..], &bits[record_blocks..]) {
                    continue;
                }
                // A bit that no record has rejects none.
                let rejected = self.seen.iter().zip(reject).map(|(seen, reject)| seen & reject);
                let clause: Vec<_> =
                    rejected.enumerate().filter(|(_, reject)| *reject != 0).collect();
                if clause.is_empty() {
                    return vec![clause];
                }
                clauses.push(clause);
            }
            clauses
        };
        let forbids = clauses(&residual.forbids);
        match forbids.iter().any(Vec::is_empty) {
            true => Test::default(),
            false => Test { permits: clauses(&residual.permits), forbids },
        }
    }

    /// Whether each of at most [`CHUNK`] records passes, 1 or 0.
    pub(crate) fn answer(&self, test: &Test, records: &Range<usize>, answers: &mut [u8]) {
        answers.fill(0);
        for clause in &test.permits {
            self.hold(clause, records, answers, |answer, holds| answer | holds);
        }
        for clause in &test.forbids {
            self.hold(clause, records, answers, |answer, holds| answer & (1 - holds));
        }
    }

    /// Holds a clause against records.
    #[inline]
    fn hold(
        &self,
        clause: &[(usize, u32)],
        records: &Range<usize>,
        answers: &mut [u8],
        change: impl Fn(u8, u8) -> u8,
    ) {
        let column = |column: usize| &self.columns[column][records.clone()];
        match clause {
            [] => answers.iter_mut().for_each(|answer| *answer = change(*answer, 1)),
            [(only, reject)] => {
                for (answer, bits) in answers.iter_mut().zip(column(*only)) {
                    *answer = change(*answer, u8::from(bits & reject == 0));
                }
            }
            several => {
                let mut met = [0; CHUNK];
                for (each, reject) in several {
                    for (met, bits) in met.iter_mut().zip(column(*each)) {
                        *met |= bits & reject;
                    }
                }
                for (answer, met) in answers.iter_mut().zip(&met) {
                    *answer = change(*answer, u8::from(*met == 0));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ids::ReferenceId;
    use super::super::layout::{Other, Slot, Tie};
    use super::super::mask::put;
    use super::*;
    use crate::vocabulary::{AttributeKind, Relation};

    const VALUES: usize = 20;

    /// Three attributes of twenty values, each of which may be absent, tied or neither.
    fn layout() -> Layout {
        let tie = |to| Tie { relation: Relation::Equals, to: Other::Principal(ReferenceId(to)) };
        let slot = Slot {
            kind: AttributeKind::Enum,
            offered: true,
            optional: true,
            present: VALUES,
            named: VALUES,
            bits: 0..0,
            ties: vec![tie(0), tie(1)],
        };
        Layout::new(vec![slot; 3], 0)
    }

    fn values(at: usize) -> Vec<u32> {
        let value = |place: usize, ties: usize| match place % (VALUES + 1) {
            VALUES => value::ABSENT,
            place => (place | (ties % 4) << value::TIES) as u32,
        };
        vec![value(at, at / 3), value(at / 5, at), value(at / 11, at / 2)]
    }

    #[test]
    fn records_that_take_several_blocks_pass_as_each_alone_does() {
        let (layout, count) = (layout(), 2 * CHUNK + 77);
        assert!(layout.blocks.end > 2);
        let mut batch = Batch::new(TypeId(0), &layout);
        (0..count).for_each(|at| batch.push(at as u32, &layout, &values(at)));
        let clauses = |clauses: [Vec<usize>; 2]| {
            let mut rows = Rows::new(layout.blocks.end);
            for bits in clauses {
                let mut mask = empty(layout.blocks.end);
                bits.into_iter().for_each(|bit| put(&mut mask, bit, true));
                rows.push(&mask);
            }
            rows
        };
        // Of values of the first, the second and the third attribute.
        let permits = clauses([vec![0, 1, 2, 30, 60], vec![5, 6, 70]]);
        let forbids = clauses([(27..44).collect(), (0..15).chain(56..62).collect()]);
        let residual = Residual { permits, forbids };
        let test = batch.test(&residual, &empty(layout.blocks.end));
        let mut allowed = 0;
        for start in (0..count).step_by(CHUNK) {
            let records = start..count.min(start + CHUNK);
            let mut answers = vec![7; records.len()];
            batch.answer(&test, &records, &mut answers);
            for (at, answer) in records.zip(answers) {
                let mut bits = empty(layout.blocks.end);
                layout.encode(&values(at), &mut bits);
                assert_eq!(answer == 1, residual.allows(&bits), "{at}");
                allowed += usize::from(answer);
            }
        }
        assert!((count / 10..count / 10 * 9).contains(&allowed), "{allowed} of {count}");
    }

    #[test]
    fn values_are_read_back_as_they_were() {
        let layout = layout();
        let mut batch = Batch::new(TypeId(0), &layout);
        (0..500).for_each(|at| batch.push(at as u32, &layout, &values(at)));
        (0..500).for_each(|at| assert_eq!(batch.values(at, &layout), values(at)));
    }

    #[test]
    fn a_clause_that_rejects_no_record_decides_for_all() {
        let layout = layout();
        let mut batch = Batch::new(TypeId(0), &layout);
        batch.push(0, &layout, &values(0));
        let rows = |clauses: &[&[u32]]| {
            let mut rows = Rows::new(layout.blocks.end);
            clauses.iter().for_each(|clause| rows.push(clause));
            rows
        };
        let answer = |permits: &[&[u32]], forbids: &[&[u32]]| {
            let (permits, forbids) = (rows(permits), rows(forbids));
            let residual = Residual { permits, forbids };
            let mut answers = [7];
            let test = batch.test(&residual, &empty(layout.blocks.end));
            batch.answer(&test, &(0..1), &mut answers);
            answers[0]
        };
        // The record has the first bit, and not the second.
        assert_eq!(answer(&[&[2]], &[]), 1);
        assert_eq!(answer(&[&[1], &[2]], &[&[1]]), 1);
        assert_eq!(answer(&[&[2]], &[&[1], &[2]]), 0);
        assert_eq!(answer(&[], &[]), 0);
    }
}
