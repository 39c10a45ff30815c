// The page by the framework that its address names.

const pages = import.meta.glob(["./solid.jsx", "./lit.js", "./angular.ts"]);
const name = location.search.slice(1);
Object.entries(pages).find(([file]) => file.startsWith(`./${name}.`))[1]();
