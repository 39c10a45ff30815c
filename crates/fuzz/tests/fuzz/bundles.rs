//! Bundles: those of the packs, with their tables or their programs changed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::collection::vec;
use proptest::prelude::{Just, any};
use proptest::prop_oneof;
use proptest::sample::Index;
use proptest::strategy::Strategy;
use serde_json::{Value, json};
use tollgate::Policy;

use crate::asking::{self, Names, person};
use crate::harness::Target;
use crate::json::changed;

const TARGET: Target = Target { name: "bundles", inputs: 1500, taken_of_ten: 1 };

/// The bundle with the fingerprint that it should have, so that loading looks at the rest.
fn sealed(mut bundle: Value) -> Value {
    if bundle.is_object()
        && let Ok(fingerprint) = tollgate::fingerprint(&bundle)
    {
        bundle["fingerprint"] = json!(fingerprint);
    }
    bundle
}

/// The bundle with a few bytes of its program changed.
fn with_program(mut bundle: Value, changes: &[(Index, u8)]) -> Value {
    let program = bundle["program"].as_str().and_then(|text| STANDARD.decode(text).ok());
    let Some(mut bytes) = program.filter(|bytes| !bytes.is_empty()) else { return bundle };
    for (at, bits) in changes {
        let at = at.index(bytes.len());
        bytes[at] ^= bits;
    }
    bundle["program"] = json!(STANDARD.encode(bytes));
    bundle
}

fn read(text: &str) -> bool {
    let Ok(policy) = Policy::from_json(text) else { return false };
    let bundle: Value = serde_json::from_str(text).unwrap();
    let names = Names::of(&bundle);
    let mut people = vec![json!({"id": "me"}), person(&bundle, &[])];
    people.extend(policy.roles().into_iter().take(2).map(|role| person(&bundle, &[role])));
    let gates = people.iter().filter_map(|person| policy.gate(person).ok());
    gates.map(|gate| names.ask_snapshots(&gate)).sum::<usize>() > 0
}

#[test]
fn bundles() {
    let known = asking::bundles();
    let bits = prop_oneof![Just(1), any::<u8>()];
    let programs = (changed(known.clone()), vec((any::<Index>(), bits), 1..4))
        .prop_map(|(bundle, changes)| with_program(bundle, &changes));
    let bundles = prop_oneof![changed(known), programs];
    TARGET.run(bundles.prop_map(|bundle| sealed(bundle).to_string()), read);
}
