// What is measured: for each measure, who takes part, and to whom ratios are taken.

/** A contender that is asked warm, in a way that `warm.mjs` has. */
const warm = (peer, way) => (time) =>
  `import { warm } from "./warm.mjs"; import * as peer from "./peers/${peer}.mjs";
  globalThis.result = await warm(peer, "${way}", ${time});`;

/** A contender that runs once, and tells several times of which one is meant. */
const cold = (peer, member, options = {}) =>
  Object.assign(() => `import "./cold-${peer}.mjs";`, { cold: true, member, ...options });

/** Peers by name: their file. */
export const PEERS = {
  Tollgate: "tollgate",
  CASL: "casl",
  "json-logic-engine": "json-logic",
  "inline JavaScript": "inline",
  "node-casbin": "casbin",
  "cedar-wasm": "cedar",
};

const QUICK = ["Tollgate", "CASL", "json-logic-engine", "inline JavaScript"];

const warmed = (way, names) =>
  Object.fromEntries(names.map((name) => [name, warm(PEERS[name], way)]));

export const MEASURES = [
  {
    title: "First decision, bundled",
    note: "From the start of evaluating one minified file with engine and policy, when fresh.",
    to: "CASL",
    contenders: { Tollgate: cold("tollgate", "first"), CASL: cold("casl", "first") },
  },
  {
    title: "First decision, packages as installed",
    note: "From before the import, which reads them from disk, in a fresh process.",
    to: "CASL",
    part: "node",
    contenders: {
      Tollgate: cold("tollgate", "first", { installed: true }),
      CASL: cold("casl", "first", { installed: true }),
    },
  },
  {
    title: "loadPolicy, cold",
    note: "The part of the first decision, bundled, that opens the policy.",
    to: "Tollgate",
    contenders: { Tollgate: cold("tollgate", "load") },
  },
  {
    title: "can",
    note: "Strings and plain objects, 16 people in turn.",
    to: "CASL",
    contenders: warmed("can", Object.keys(PEERS)),
  },
  {
    title: "predicate",
    note: "One call of `gate.predicate(action)` on a plain object.",
    to: "CASL",
    contenders: warmed("predicate", QUICK),
  },
  {
    title: "table",
    note: "10,000 rows and 9 actions: asking, and reading all 90,000 answers.",
    to: "CASL",
    contenders: { ...warmed("table", QUICK), "Tollgate, cell by cell": warm("tollgate", "cells") },
  },
  {
    title: "controls",
    note: "All the controls of a row; for others, the nine actions one by one.",
    to: "CASL",
    contenders: warmed("controls", ["Tollgate", "CASL", "inline JavaScript"]),
  },
  {
    title: "check, kept",
    note: "A denial asked again, beside the same questions to `can`.",
    to: "CASL, can",
    contenders: {
      "Tollgate, message and unlock read": warm("tollgate", "explain"),
      "Tollgate, neither read": warm("tollgate", "check"),
      "Tollgate, can": warm("tollgate", "denied"),
      "CASL, can": warm("casl", "denied"),
      "inline JavaScript, can": warm("inline", "denied"),
    },
  },
  {
    title: "gate",
    note: "For a person who just signed in, from a loaded policy.",
    to: "CASL",
    contenders: warmed("gate", ["Tollgate", "CASL"]),
  },
  {
    title: "gate and its first answer",
    note: "",
    to: "CASL",
    contenders: warmed("answer", ["Tollgate", "CASL"]),
  },
];

const policy = 'export { default as bundle } from "tollgate/policies/client-metrics"';
const cedar = "@cedar-policy/cedar-wasm/web";

/** What a browser loads: a script, and for some a module beside it, of the package or a peer's. */
export const SIZES = [
  ["tollgate, with one pack", `export * from "tollgate"; ${policy}`],
  [
    "tollgate/slim, with one pack",
    `export { default } from "tollgate/slim"; export * from "tollgate/slim"; ${policy}`,
    "tollgate/engine.wasm",
  ],
  ["tollgate/csp, with one pack", `export * from "tollgate/csp"; ${policy}`],
  ["tollgate/dom", 'export * from "tollgate/dom"'],
  ["tollgate/react", 'export * from "tollgate/react"'],
  ["tollgate/vue", 'export * from "tollgate/vue"'],
  ["CASL", 'export { AbilityBuilder, createMongoAbility } from "@casl/ability"'],
  ["json-logic-engine", 'export { LogicEngine } from "json-logic-engine"'],
  ["node-casbin", 'export { newEnforcer, newModelFromString } from "casbin"'],
  [
    "cedar-wasm",
    `export { default, statefulIsAuthorized } from "${cedar}"`,
    `../node_modules/${cedar}/cedar_wasm_bg.wasm`,
  ],
];
