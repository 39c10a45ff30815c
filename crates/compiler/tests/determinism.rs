//! What must not matter to a bundle does not: the order of files, blanks, comments, line ends of
//! tables; and what it says of itself is so.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tollgate::packs::NAMES;
use tollgate_compiler::{Sources, compile};

fn pack(name: &str) -> Sources {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies").join(name);
    Sources::read(&root).unwrap()
}

/// The built-in packs, and the server's own.
fn packs() -> impl Iterator<Item = Sources> {
    NAMES.into_iter().chain(["office"]).map(pack)
}

fn json(sources: &Sources) -> String {
    compile(sources).map_err(|report| report.to_string()).unwrap().json
}

#[test]
fn compiling_twice_gives_the_same_bytes() {
    for sources in packs() {
        assert_eq!(json(&sources), json(&sources), "{}", sources.name);
    }
}

#[test]
fn the_order_in_which_files_are_given_does_not_matter() {
    for sources in packs() {
        let mut reversed = sources.clone();
        reversed.files.reverse();
        assert_eq!(json(&sources), json(&reversed), "{}", sources.name);
    }
}

#[test]
fn blanks_and_comments_do_not_matter() {
    for sources in packs() {
        let mut spread = sources.clone();
        for (name, text) in &mut spread.files {
            let comment = if name.ends_with(".toml") { "# said\n" } else { "// said\n" };
            *text = format!("{comment}{}\n\n{comment}", text.replace("\n\n", "\n\n\n"));
        }
        assert_eq!(json(&sources), json(&spread), "{}", sources.name);
    }
}

#[test]
fn formatting_policies_does_not_matter() {
    for sources in packs() {
        let mut squeezed = sources.clone();
        for (name, text) in &mut squeezed.files {
            if name.ends_with(".cedar") {
                let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                *text = code.map(str::trim).collect::<Vec<_>>().join(" ");
            }
        }
        assert_eq!(json(&sources), json(&squeezed), "{}", sources.name);
        assert!(!compile(&squeezed).unwrap().warnings.is_empty(), "it is not formatted");
    }
}

#[test]
fn the_fingerprint_is_that_of_all_else() {
    for sources in packs() {
        let compiled = compile(&sources).unwrap();
        assert!(compiled.json.ends_with("}\n") && compiled.json.lines().count() == 1);
        let mut bundle: Value = serde_json::from_str(&compiled.json).unwrap();
        let said = bundle.as_object_mut().unwrap().remove("fingerprint").unwrap();
        let rest = serde_json_canonicalizer::to_vec(&bundle).unwrap();
        let computed: String =
            Sha256::digest(&rest).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(said, computed);
        assert_eq!(compiled.fingerprint, computed);
        assert_eq!(compiled.pack, sources.name);
    }
}

#[test]
fn the_committed_bundles_are_those_of_their_packs() {
    for sources in packs() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let file = root.join(&sources.name).join("bundle.json");
        let committed = std::fs::read_to_string(&file).unwrap();
        let name = &sources.name;
        assert!(committed == json(&sources), "run `tollgate compile policies/{name}`");
    }
}

#[test]
fn the_packs_compile_without_warnings() {
    for sources in packs() {
        let warnings = compile(&sources).unwrap().warnings;
        assert!(warnings.is_empty(), "{}: {}", sources.name, warnings[0]);
    }
}

#[test]
fn a_schema_is_numbered_in_the_order_of_its_declarations() {
    let schema = "
        entity Zone enum [\"z\", \"a\"];
        entity Permission enum [\"view\", // edit\n \"edit\"];
        entity User in [Permission, Zone];
        type Place = { zeta: Zone, alpha?: Bool };
        entity Van { zeta: Zone, alpha: Bool };
        entity Car { mid?: Bool, axle: Bool };
        @label(\"Drive\")
        action park, \"drive\" // not: wash, park
          , wash appliesTo { principal: User, resource: [Car, Van], context: Place };";
    let policies = "@id(\"all\") @reason(\"r\") permit(principal in Permission::\"edit\", action, \
                    resource is Van) when { resource.alpha && resource.zeta == Zone::\"a\" && \
                    context.zeta == Zone::\"z\" && context has alpha };
                    @id(\"car\") @reason(\"r\") permit(principal in Zone::\"z\", action, \
                    resource is Car) when { resource has mid && resource.axle };";
    let surface = "[used_elsewhere]\npark = \"x\"\ndrive = \"x\"\nwash = \"x\"\n";
    let files = [("schema.cedarschema", schema), ("a.cedar", policies), ("surface.toml", surface)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let text = json(&Sources { name: "order".to_owned(), files });
    let bundle: Value = serde_json::from_str(&text).unwrap();
    let names = |list: &Value| -> Vec<String> {
        let items = list.as_array().unwrap().iter();
        items.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        names(&bundle["groups"]),
        ["Zone::z", "Zone::a", "Permission::view", "Permission::edit"]
    );
    assert_eq!(names(&bundle["types"]), ["Van", "Car"]);
    assert_eq!(names(&bundle["types"][0]["attributes"]), ["zeta", "alpha"]);
    assert_eq!(names(&bundle["types"][1]["attributes"]), ["mid", "axle"]);
    assert_eq!(names(&bundle["actions"]), ["park", "drive", "wash"]);
    assert_eq!(names(&bundle["actions"][0]["context"]), ["zeta", "alpha"]);
    assert_eq!(bundle["actions"][1]["label"], "Drive");
}
