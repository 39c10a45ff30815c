// In a realm of its own, with all that is built in there: each member of each prototype and of each
// function that is global is replaced by a liar once the package is loaded, and each name that
// could be inherited is put into prototypes before it is loaded and after. Every answer is the same
// as without, or the package's own error, and later answers are right.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const file = (name) => readFileSync(new URL(import.meta.resolve(name)), "utf8");
const bundles = ["client-metrics", "access-levels", "alvys"].map((pack) =>
  file(`tollgate/policies/${pack}.json`),
);

/** The entry as a script that gives what it exports: a realm has no loader of modules. */
function scriptOf(entry) {
  const [, body, exported] = /^([^]*)export\{([^}]*)\};?\s*$/.exec(file(entry));
  const members = exported.split(",").map((each) => each.split(" as "));
  const pairs = members.map(([from, as = from]) => `${as}:${from}`);
  return new vm.Script(`(()=>{${body};return{__proto__:null,${pairs}}})()`);
}

/** A realm, as what evaluates in it. */
function realm() {
  const context = vm.createContext({ atob, btoa, TextDecoder });
  return (code) => (code instanceof vm.Script ? code : new vm.Script(code)).runInContext(context);
}

/** The answer, or the package's error. */
function outcome({ TollgateError }, question) {
  try {
    return question();
  } catch (error) {
    if (!(error instanceof TollgateError)) throw error;
    return [error.code, error.message];
  }
}

/** What asks questions of all kinds, whose records are the realm's own objects. */
function asking(run, load) {
  const local = (value) => run(`(${JSON.stringify(value)})`);
  const records = ["ACTV", "INAC", "PAIN", "none"].map((status) =>
    local({ type: "Customer", status, informationComplete: true }),
  );
  const editor = local({ id: "u1", permissions: ["view", "edit"] });
  const reader = local({ id: "u2", roles: ["ReadOnly"] });
  const sales = local({ id: "u1", customer: "c1", roles: ["Sales"] });
  const mover = local({ id: "u1", permissions: ["createCompany", "editCompany"] });
  const wrong = local({ id: "u1", roles: ["nobody"] });
  const roles = local(["Commercial"]);
  const shipment = local({ type: "Shipment", commissioned: ["u2", "u1"], bookedBy: "u2" });
  const sparse = run(`({ type: "Shipment", commissioned: [, "u1"], bookedBy: "u2" })`);
  const company = local({ type: "Company", companyType: "Shipper", status: "Active" });
  const to = local({ to: "Warehouse" });
  const actions = local(["editCustomer"]);
  const rows = run("(a, b, c) => [a, b, c, a]")(...records);
  const verbs = (gate) => [
    ...records.flatMap((record) => [
      () => gate.can("editCustomer", record),
      () => gate.predicate("editCustomer")(record),
      () => gate.check("editCustomer", record),
      () => gate.controls(record),
      () => gate.control("row.edit", record),
      () => gate.transition("reactivate", record),
      () => gate.transitions(record),
      () => gate.project(record),
    ]),
    () => gate.scope("editCustomer"),
    () => gate.filter("editCustomer"),
    () => gate.filter("editCustomer").matches(records[0]),
    () => gate.table(rows, actions).column("editCustomer"),
    () => gate.table(rows).can(1, "editCustomer"),
    () => gate.table(records).errors,
    () => gate.snapshot(),
    () => load.loadGate(gate.snapshot()).check("editCustomer", records[1]),
  ];
  const loaded = () => bundles.map((bundle) => load.loadPolicy(bundle));
  const before = loaded();
  const kept = before[0].gate(editor);
  return (fresh) => {
    const [customers, levels, companies] = fresh ? loaded() : before;
    const shipments = levels.gate(sales);
    const moves = companies.gate(mover);
    const questions = [
      ...[customers.gate(editor), customers.gate(reader), kept].flatMap(verbs),
      () => shipments.can("viewShipment", shipment),
      () => shipments.check("viewShipment", shipment),
      () => shipments.check("viewShipment", sparse),
      () => shipments.filter("viewShipment"),
      () => shipments.project(shipment),
      () => moves.check("changeCompanyType", company, to),
      () => moves.options("form.newCompany.companyType", company),
      () => customers.gate(wrong),
      () => customers.lifecycle("Customer"),
      () => customers.roleDefaults(roles),
      () => customers.grantAdvice("edit", roles),
      () => [customers.actions, customers.roles, customers.permissions, customers.help],
    ];
    return questions.map((question) => outcome(load, question));
  };
}

/** All that is built in and has members: prototypes, functions, namespaces, iterators. */
const BUILT_IN = `(() => {
  const all = new Map();
  const add = (name, of) => of && all.set(name, of);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const of = globalThis[name];
    if (of === globalThis || (typeof of !== "object" && typeof of !== "function")) continue;
    add(name, of);
    if (typeof of === "function") add(name + ".prototype", of.prototype);
  }
  for (const [name, of] of Object.entries(WebAssembly).concat(
    Object.getOwnPropertyNames(WebAssembly).map((each) => [each, WebAssembly[each]]))) {
    if (typeof of === "function") add("WebAssembly." + name + ".prototype", of.prototype);
  }
  const up = Object.getPrototypeOf;
  add("TypedArray", up(Uint8Array));
  add("TypedArray.prototype", up(Uint8Array.prototype));
  add("ArrayIterator", up([][Symbol.iterator]()));
  add("MapIterator", up(new Map()[Symbol.iterator]()));
  add("SetIterator", up(new Set()[Symbol.iterator]()));
  add("StringIterator", up(""[Symbol.iterator]()));
  add("RegExpStringIterator", up("".matchAll(/x/g)));
  add("Iterator", up(up([][Symbol.iterator]())));
  add("GeneratorFunction", up(function* () {}));
  add("Generator", up(function* () {}).prototype);
  add("AsyncFunction", up(async () => {}));
  return [...all];
})()`;

/** Liars to put in place of a function, by the realm's own syntax. */
const LIARS = `[
  function () { throw new Error("hostile"); },
  function () { return undefined; },
  function () { return true; },
  function () { return this; },
]`;

/** Names that an object of the package could inherit, places in lists among them. */
const INHERITED = [
  ...Array.from({ length: 9 }, (_, place) => `${place}`),
  ..."-1 64 1024 1025 1028 4294967295 get set value writable enumerable configurable".split(" "),
  ..."return next done then length index cause fatal ignoreBOM constructor toJSON".split(" "),
  ..."allowed fault denial code place type status permissions groups snapshot".split(" "),
  Symbol.iterator, Symbol.toPrimitive, Symbol.isConcatSpreadable, Symbol.species,
  Symbol.toStringTag,
];
const HEIRS = ["Object", "Array", "String", "Function", "Map", "Uint8Array", "Number"];

/** Ways to put a member into a prototype. */
const WAYS = [
  { value: [0], writable: true, enumerable: true, configurable: true },
  { value: true, writable: false, configurable: true },
  { get: () => "ACTV", set: () => {}, configurable: true },
  {
    get() { throw new Error("hostile"); },
    set() { throw new Error("hostile"); },
    configurable: true,
  },
];

/** Each name in each of some prototypes, in each way. */
const inherited = (heirs) =>
  heirs.flatMap((heir) =>
    INHERITED.flatMap((member) =>
      WAYS.map((way, i) => [`${heir}.prototype.${String(member)}, way ${i}`, heir, member, way]),
    ),
  );

/** Puts a member in place while something is asked; nothing comes of it where that cannot be. */
function meanwhile(what, of, member, descriptor, ask) {
  const before = Object.getOwnPropertyDescriptor(of, member);
  const bare = Object.assign(Object.create(null), descriptor);
  try {
    // A length is a number.
    if (!Reflect.defineProperty(of, member, bare)) return undefined;
  } catch {
    return undefined;
  }
  try {
    return ask();
  } catch (error) {
    throw new Error(`${what}: ${error?.stack ?? error}`);
  } finally {
    if (before) Object.defineProperty(of, member, before);
    else delete of[member];
  }
}

/** Holds answers to the right ones, and shows the first that differs. */
function same(answers, right, what) {
  const texts = answers.map((answer) => JSON.stringify(answer));
  const at = texts.findIndex((answer, i) => answer !== right[i]);
  if (at >= 0) assert.equal(texts[at], right[at], `${what}, answer ${at}`);
}

/** One of so many is tried where there is no time for all. */
const few = process.env.TOLLGATE_LONG === "1" ? 1 : 3;

for (const [entry, step] of [["tollgate", 1], ["tollgate/csp", 9]]) {
  const script = scriptOf(entry);

  test(`${entry}: nothing that is replaced after loading changes an answer`, () => {
    const run = realm();
    const ask = asking(run, run(script));
    const right = ask(true).map((answer) => JSON.stringify(answer));
    same(ask(false), right, "nothing");
    const liars = run(LIARS);
    let [members, tried] = [0, 0];
    const all = run(BUILT_IN).flatMap(([name, of]) =>
      Reflect.ownKeys(of).map((member) => [`${name}.${String(member)}`, of, member]),
    );
    for (const [i, [what, of, member]] of all.entries()) {
      if (i % step) continue;
      members += 1;
      const was = Object.getOwnPropertyDescriptor(of, member);
      for (const [place, liar] of liars.entries()) {
        if ((i + place) % few) continue;
        const lie = was.get ? { ...was, get: liar } : { ...was, value: liar };
        const answers = meanwhile(what, of, member, lie, () => [ask(false), ask(true)]);
        if (!answers) continue;
        tried += 1;
        for (const each of [...answers, ask(false)]) same(each, right, `${what}, liar ${place}`);
      }
    }
    console.log(`${entry}: ${members} members of what is built in, ${tried} lies`);
    assert.ok(tried > 80);
  });

  test(`${entry}: nothing that was inherited before loading changes an answer`, () => {
    const plain = realm();
    const right = asking(plain, plain(script))(true).map((answer) => JSON.stringify(answer));
    let tried = 0;
    for (const [i, [what, heir, member, way]] of inherited(["Object", "Array"]).entries()) {
      // A realm takes a while.
      if (i % (few * step)) continue;
      const run = realm();
      const of = run(`${heir}.prototype`);
      // What was there is a function that the package takes for what it is.
      if (Object.hasOwn(of, member)) continue;
      const loaded = meanwhile(what, of, member, way, () => {
        const ask = asking(run, run(script));
        return [ask, ask(false)];
      });
      tried += 1;
      same(loaded[1], right, what);
      same(loaded[0](false), right, `after ${what}`);
    }
    console.log(`${entry}: ${tried} times something was inherited before loading`);
    assert.ok(tried > 3);
  });

  test(`${entry}: nothing that is inherited after loading changes an answer`, () => {
    const run = realm();
    const ask = asking(run, run(script));
    const right = ask(true).map((answer) => JSON.stringify(answer));
    let tried = 0;
    for (const [i, [what, heir, member, way]] of inherited(HEIRS).entries()) {
      if (i % (few * step)) continue;
      const of = run(`${heir}.prototype`);
      const answers = meanwhile(what, of, member, way, () => [ask(false), ask(true)]);
      if (!answers) continue;
      tried += 1;
      for (const each of [...answers, ask(false)]) same(each, right, what);
    }
    console.log(`${entry}: ${tried} times something was inherited after loading`);
    assert.ok(tried > 30);
  });
}
