// The page with the components that its address names.

const kits = import.meta.glob(["./mui.jsx", "./radix.jsx"]);
kits[`./${location.search.slice(1)}.jsx`]();
