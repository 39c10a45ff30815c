// The page by the framework that its address names. Angular is compiled ahead by then.

const pages = import.meta.glob(["./solid.jsx", "./lit.js", "./angular.js"]);
const name = location.search.slice(1);
Object.entries(pages).find(([file]) => file.startsWith(`./${name}.`))[1]();
