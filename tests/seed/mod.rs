//! Where a random run starts: from a new seed each time, or from one that is given to repeat a run.

#![allow(dead_code, unreachable_pub, reason = "each suite uses its part")]

use std::hash::{BuildHasher, Hasher, RandomState};

/// What names the seed of a run that is to be repeated.
const VARIABLE: &str = "TOLLGATE_SEED";

/// The seed of this run, which is printed: that of `TOLLGATE_SEED`, or a new one.
pub fn seed(what: &str) -> u64 {
    let seed = match std::env::var(VARIABLE) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{VARIABLE}={text} is no number")),
        Err(_) => RandomState::new().build_hasher().finish(),
    };
    println!("{what}: {VARIABLE}={seed} repeats this run");
    seed
}

/// The seed of one of the things that a run is made of.
pub fn of(seed: u64, index: usize) -> u64 {
    mix(seed ^ mix(index as u64))
}

/// Bytes for a tape.
pub fn bytes(seed: u64, count: usize) -> Vec<u8> {
    let numbers = (0..count.div_ceil(8)).map(|index| of(seed, index));
    numbers.flat_map(u64::to_le_bytes).take(count).collect()
}

/// One step of SplitMix64.
fn mix(state: u64) -> u64 {
    let state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}
