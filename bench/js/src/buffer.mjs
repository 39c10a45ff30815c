// What node-casbin takes for granted of Node, for a page.

export { Buffer } from "buffer/index.js";
