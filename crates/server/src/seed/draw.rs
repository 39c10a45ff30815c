//! Chance: the same draws for the same seed, on every machine.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// A day in milliseconds.
pub(super) const DAY: i64 = 86_400_000;

pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Draw(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number of a range, both ends included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// Whether what happens so often of a hundred times does now.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// A place in a list of so many.
    pub(super) fn below(&mut self, count: usize) -> usize {
        self.0.random_range(0..count)
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// One of those with a weight each, which come to a hundred.
    pub(super) fn weighed<T: Copy>(&mut self, list: &[(i64, T)]) -> T {
        let mut left = self.between(1, 100);
        for (weight, it) in &list[1..] {
            if left <= *weight {
                return *it;
            }
            left -= weight;
        }
        list[0].1
    }
}
