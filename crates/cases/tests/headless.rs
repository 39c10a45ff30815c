//! All cases of all packs in a browser: the engine as WebAssembly, without the JavaScript boundary.
#![cfg(target_family = "wasm")]

use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

mod common;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn every_case_of_every_pack_passes() {
    common::run_packs(|line| console_log!("{line}"));
}
