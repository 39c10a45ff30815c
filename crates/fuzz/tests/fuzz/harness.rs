//! Runs a target: first the inputs that were kept, then as many random ones as it names.
//!
//! An input is a text. It is written to `target/fuzz/<target>/input` before it is read, so that it
//! is there also where reading it ends the process, and made smaller where it makes reading panic.

use std::cell::Cell;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::sync::Once;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// What `cargo xtask fuzz` multiplies the number of inputs by.
const TIMES: &str = "TOLLGATE_FUZZ_TIMES";

/// What names the seed of a run that is to be repeated.
const SEED: &str = "TOLLGATE_SEED";

/// What reads inputs.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// How many random inputs an ordinary run has.
    pub(crate) inputs: u32,
    /// How many of ten have to be more than refused, so that what lies behind is reached.
    pub(crate) taken_of_ten: u32,
}

impl Target {
    /// Reads the inputs; `read` says whether it took one, or refused it as it should.
    pub(crate) fn run(&self, inputs: impl Strategy<Value = String>, read: impl Fn(&str) -> bool) {
        let name = self.name;
        let kept = self.kept();
        for (file, text) in &kept {
            println!("{name}: reads {}", file.display());
            read(text);
        }
        let times: u32 = std::env::var(TIMES).map_or(1, |times| times.parse().unwrap());
        let cases = self.inputs * times;
        quiet_panics();
        let seed = seed();
        println!("{name}: {SEED}={seed} repeats this run");
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.to_le_bytes().repeat(4));
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let _ = std::fs::remove_file(self.folder().join("failed"));
        let taken = Cell::new(0);
        let outcome = TestRunner::new_with_rng(config, rng).run(&inputs, |text| {
            self.write("input", &text);
            QUIET.set(true);
            taken.set(taken.get() + u32::from(read(&text)));
            Ok(())
        });
        QUIET.set(false);
        if let Err(error) = outcome {
            let TestError::Fail(reason, text) = error else { panic!("{name}: {error}") };
            let file = self.write("failed", &text);
            panic!(
                "{name}: {reason}\n  the input is in {}; moved to crates/fuzz/crashers/{name}/ \
                 it is a test",
                file.display()
            );
        }
        std::fs::remove_file(self.folder().join("input")).unwrap();
        let taken = taken.get();
        println!("{name}: {} kept inputs, {cases} random ones, {taken} taken", kept.len());
        assert!(cases > 0 && taken * 10 >= cases * self.taken_of_ten, "{taken} of {cases} taken");
    }

    /// The inputs that were kept, each with its file.
    fn kept(&self) -> Vec<(PathBuf, String)> {
        let folder = root().join("crates/fuzz/crashers").join(self.name);
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let read = |file: PathBuf| {
            let text = std::fs::read_to_string(&file).unwrap();
            (file, text)
        };
        files.into_iter().map(read).collect()
    }

    fn folder(&self) -> PathBuf {
        root().join("target/fuzz").join(self.name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::create_dir_all(self.folder()).unwrap();
        let file = self.folder().join(name);
        std::fs::write(&file, text).unwrap();
        file
    }
}

/// The seed that is given, or a new one.
fn seed() -> u64 {
    let new = || RandomState::new().build_hasher().finish();
    std::env::var(SEED).map_or_else(|_| new(), |seed| seed.parse().unwrap())
}

thread_local! {
    /// Whether panics of this thread are told in the end, when the input is as small as it gets.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Lets threads be quiet about panics.
fn quiet_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                tell(panic);
            }
        }));
    });
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The texts below a folder of the files with one of these endings.
pub(crate) fn texts(folder: &str, endings: &[&str]) -> Vec<String> {
    let (mut folders, mut texts) = (vec![root().join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    assert!(!texts.is_empty());
    texts
}

#[test]
fn an_input_that_makes_reading_panic_is_made_small_and_kept() {
    let target = Target { name: "harness", inputs: 1000, taken_of_ten: 0 };
    let inputs = proptest::collection::vec(0_u8..9, 0..40);
    let inputs = inputs.prop_map(|digits| digits.iter().map(ToString::to_string).collect());
    let read = |text: &str| {
        assert!(!text.contains('7'));
        true
    };
    let fallen = std::panic::catch_unwind(|| target.run(inputs, read)).unwrap_err();
    let told = fallen.downcast_ref::<String>().unwrap();
    assert!(told.contains("target/fuzz/harness/failed"), "{told}");
    assert_eq!(std::fs::read_to_string(target.folder().join("failed")).unwrap(), "7");
    std::fs::remove_dir_all(target.folder()).unwrap();
}
