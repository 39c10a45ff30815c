//! What wasm-bindgen and wasm2js write, made to keep to itself: it starts as often as it is called,
//! and asks nothing of a prototype that a page could have put something into. What it needs that is
//! built in it takes from `npm/src/intrinsics.ts`.

use anyhow::{Context, Result, ensure};

/// What the glue and the script import `npm/src/intrinsics.ts` by.
pub(crate) const INTRINSICS_NAME: &str = "#intrinsics";

/// What stands in the glue, and what is put in its place.
const REPLACED: [(&str, &str); 18] = [
    // Setters that a page put into a prototype would take members and items for themselves.
    ("new Object()", "{ __proto__: null }"),
    ("new Array()", "new List()"),
    (
        "new Array(1024).fill(undefined);\nheap.push(undefined, null, true, false);",
        // What inherits nothing has nothing where nothing was put.
        "new List();\nheap.length = 1025;\n\
         heap[1025] = null;\nheap[1026] = true;\nheap[1027] = false;",
    ),
    ("heap.push(heap.length + 1)", "heap[heap.length] = heap.length + 1"),
    ("getDataViewMemory0().getInt32(", "getInt32(getDataViewMemory0(), "),
    ("getDataViewMemory0().setInt32(", "setInt32(getDataViewMemory0(), "),
    ("getUint32ArrayMemory0().set(", "put(getUint32ArrayMemory0(), "),
    ("getUint8ArrayMemory0().set(", "put(getUint8ArrayMemory0(), "),
    ("malloc(arg.length * 1, 1)", "malloc(lengthOf(arg), 1)"),
    ("ptr / 1);\n    WASM_VECTOR_LEN = arg.length", "ptr);\n    WASM_VECTOR_LEN = lengthOf(arg)"),
    (
        "getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len)",
        "new Bytes(wasm.memory.buffer, ptr, len)",
    ),
    (
        "decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len))",
        "textOf(getUint8ArrayMemory0(), ptr, len)",
    ),
    // It is for bytes that are to be a list, as none are.
    ("Array.from(getObject(arg0))", "undefined"),
    ("Number.MAX_SAFE_INTEGER", "9007199254740991"),
    ("new DataView(", "new View("),
    ("new Uint8Array(", "new Bytes("),
    ("new Uint32Array(", "new Words("),
    ("export function ", "function "),
];

/// What would ask a prototype, or what a page could have put in the place of something built in.
const FORBIDDEN: [&str; 12] = [
    ".set(",
    ".push(",
    ".fill(",
    ".apply(",
    ".call(",
    ".decode(",
    ".subarray(",
    "Reflect.",
    "Object.",
    "Array.",
    "new Array",
    "TextDecoder",
];

/// The glue as a function that makes a new one, all of whose state is its own.
pub(crate) fn made_by_call(glue: &str) -> Result<String> {
    let exports: Vec<&str> = glue.lines().filter_map(exported).collect();
    ensure!(!exports.is_empty(), "the glue exports nothing");
    let mut body = plain_names(&mended(glue)?)?;
    for (from, to) in REPLACED {
        ensure!(body.contains(from), "the glue says `{from}` nowhere");
        body = body.replace(from, to);
    }
    for forbidden in FORBIDDEN {
        ensure!(!body.contains(forbidden), "the glue says `{forbidden}`");
    }
    Ok(format!(
        "import {{ Bytes, fromCharCode, getInt32, lengthOf, List, put, setInt32, View, Words }} \
         from \"{INTRINSICS_NAME}\";\n\
         export default () => {{\n{body}\nreturn {{ __proto__: null, {} }};\n}};\n",
        exports.join(", ")
    ))
}

/// The function that a line exports.
fn exported(line: &str) -> Option<&str> {
    Some(line.strip_prefix("export function ")?.split_once('(')?.0)
}

/// The glue keeps a view of the module's memory until its buffer is detached, as it is when memory
/// grows. What wasm2js makes takes another buffer then, and leaves the old one as it was: so the
/// buffer of each view is kept, and must be the one that the memory has now.
fn mended(glue: &str) -> Result<String> {
    let mut mended = String::with_capacity(glue.len());
    let (mut times, mut last) = (0, None);
    for line in glue.lines() {
        if let Some(view) = kept_view(line) {
            times += 1;
            last = Some(view);
            mended += &format!("    if ({view}Of !== wasm.memory.buffer) {{\n");
            continue;
        }
        match last.take() {
            Some(view) => {
                let kept = format!("({view}Of = wasm.memory.buffer);");
                mended += &line.replace("(wasm.memory.buffer);", &kept);
            }
            None => mended += line,
        }
        mended.push('\n');
        if let Some(view) =
            line.strip_prefix("let cached").and_then(|it| it.strip_suffix("Memory0 = null;"))
        {
            mended += &format!("let cached{view}Memory0Of = null;\n");
        }
    }
    let views = mended.matches("Of = wasm.memory.buffer);").count();
    let unkept = mended.matches("(wasm.memory.buffer);").count();
    ensure!(
        times > 0 && times == views && unkept == 0,
        "{views} of {times} kept views were mended"
    );
    Ok(mended)
}

/// The view that a line of the glue checks before it is used again.
fn kept_view(line: &str) -> Option<&str> {
    let (view, _) = line.trim_start().strip_prefix("if (")?.split_once(" === null || ")?;
    (view.starts_with("cached") && view.ends_with("Memory0")).then_some(view)
}

/// The glue with a reader of texts that asks nobody. They are names of members and what the engine
/// says of itself: ASCII, a byte a character.
fn plain_names(glue: &str) -> Result<String> {
    const READER: &str = "\
function textOf(bytes, at, length) {
    let text = '';
    for (let i = 0; i < length; i++) text += fromCharCode(bytes[at + i]);
    return text;
}

";
    let (before, rest) =
        glue.split_once("let cachedTextDecoder = ").context("the glue decodes no text")?;
    let (_, after) = rest.split_once("let WASM_VECTOR_LEN").context("the glue passes no lists")?;
    Ok(format!("{before}{READER}let WASM_VECTOR_LEN{after}"))
}

/// wasm2js writes a script that imports the glue and starts once, when it is loaded: this makes a
/// module of it that exports the function by which it starts.
pub(crate) fn started_by_call(script: &str) -> Result<String> {
    const START: &str = "var retasmFunc = asmFunc(";
    const MEMORY: &str = "\"memory\": Object.create(Object.prototype, {";
    const KEPT: &str = "\
const { Float32Array, Float64Array, Int8Array, Int16Array, Int32Array } = globalThis;
const { Uint8Array, Uint16Array, Uint32Array } = globalThis;
";
    let (body, _) = script.split_once(START).context("wasm2js wrote no start")?;
    let body = body.lines().filter(|line| !line.starts_with("import ")).collect::<Vec<_>>();
    ensure!(!body.is_empty(), "wasm2js wrote nothing to start");
    // Where it starts anew it takes the functions that there were at first.
    let (kept, body): (Vec<&str>, Vec<&str>) =
        body.into_iter().partition(|line| line.starts_with(" var Math_"));
    ensure!(!kept.is_empty(), "wasm2js keeps no function");
    let mut body = body.join("\n");
    let (before, rest) = body.split_once(MEMORY).context("wasm2js made no memory")?;
    let (_, after) = rest.split_once("\n  }), \n").context("wasm2js made no end of memory")?;
    body = format!(
        "{before}\"memory\": {{ __proto__: null, get buffer() {{ return buffer; }} }},\n{after}"
    );
    for (from, to) in
        [("newHEAP8.set(HEAP8)", "put(newHEAP8, HEAP8)"), ("b64.charCodeAt(", "codeAt(b64, ")]
    {
        ensure!(body.contains(from), "the script says `{from}` nowhere");
        body = body.replace(from, to);
    }
    Ok(format!(
        "import {{ codeAt, put }} from \"{INTRINSICS_NAME}\";\n{KEPT}{}\n\
         export default (imports) => {{\n{body}\nreturn asmFunc(imports);\n}};\n",
        kept.join("\n")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_that_the_glue_keeps_is_checked_against_the_buffer_of_now() {
        let glue = "\
let cachedDataViewMemory0 = null;
    if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true) {
        cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    }
";
        let mended = mended(glue).expect("it keeps one view");
        assert_eq!(
            mended,
            "\
let cachedDataViewMemory0 = null;
let cachedDataViewMemory0Of = null;
    if (cachedDataViewMemory0Of !== wasm.memory.buffer) {
        cachedDataViewMemory0 = new DataView(cachedDataViewMemory0Of = wasm.memory.buffer);
    }
"
        );
        assert!(super::mended("cached = new Uint8Array(wasm.memory.buffer);").is_err());
    }

    #[test]
    fn glue_that_says_something_else_is_refused() {
        assert!(made_by_call("export function can() {}").is_err());
        assert_eq!(exported("export function can(question) {"), Some("can"));
        assert_eq!(exported("function can(question) {"), None);
    }
}
