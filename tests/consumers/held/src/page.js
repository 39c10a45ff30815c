// The page by the binding that its address names.

const entries = import.meta.glob("./*.entry.js");
entries[`./${location.search.slice(1)}.entry.js`]();
