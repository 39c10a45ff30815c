//! Sources of front ends, for `tollgate uses`: scripts and pages, changed, each read as every kind
//! of source that there is.

use crate::change::texts;
use crate::harness::{self, Target};

const TARGET: Target = Target { name: "sources", inputs: 1500, taken_of_ten: 1 };

/// A file of each kind that is a source.
const FILES: [&str; 6] = ["a.ts", "a.tsx", "a.js", "a.vue", "a.svelte", "a.html"];

const PIECES: [&str; 48] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "</",
    "/>",
    "\"",
    "'",
    "`",
    "${",
    "{{",
    "}}",
    "/",
    "\\",
    "//",
    "/*",
    "*/",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<script lang=\"ts\">",
    "<template>",
    "<style>",
    "{#if a}",
    "{/if}",
    "{@html",
    "v-if=\"",
    ":a=\"",
    "@click='",
    "=>",
    "...",
    "?.",
    "=",
    "gate.can(\"a\")",
    "data-action=\"a\"",
    "async ",
    "class A ",
    "<A<B>>",
    "import(",
    "é",
    "\u{0}",
    "\u{2028}",
    "\n",
];

/// Finds the names in a source; whether there were any.
fn read(text: &str) -> bool {
    let mut named = false;
    for file in FILES {
        let seen = tollgate_cli::uses_in(file, text).unwrap();
        for place in &seen.names {
            assert!(text.get(place.clone()).is_some(), "{file}: {place:?}");
            named = true;
        }
        for (place, message) in &seen.unread {
            assert!(place.end <= text.len(), "{file}: {message} at {place:?}");
            assert_ne!(message, "the parser failed", "{file}");
        }
    }
    named
}

#[test]
fn sources() {
    let endings = [".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte", ".html"];
    let mut known = harness::texts("crates/cli/tests/uses", &endings);
    known.extend(harness::texts("www", &[".js", ".html"]));
    known.retain(|text| text.len() < 20_000);
    TARGET.run(texts(known, &PIECES), read);
}
