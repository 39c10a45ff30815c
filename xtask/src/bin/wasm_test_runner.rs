//! Runs a WebAssembly test binary in a headless browser: wasm-bindgen's own runner, built here so
//! that Cargo.lock pins it together with wasm-bindgen.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
