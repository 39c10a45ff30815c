// The packs in another language: every text that a policy tells has a key, and Spanish has it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { loadGate, loadPolicy } from "tollgate";
import phrases from "tollgate/languages/es";
import { PACKS } from "./packs.mjs";

const require = createRequire(import.meta.url);
const KINDS = ["need", "first", "reason", "while", "closed", "unavailable", "unexplained"];

const bundles = new Map();
const spanish = new Map();
for (const pack of PACKS) {
  bundles.set(pack, (await import(`tollgate/policies/${pack}`)).default);
  spanish.set(pack, (await import(`tollgate/policies/${pack}/es`)).default);
}

/** The Spanish policy, with what its `format` was called with. */
function listening(pack) {
  const heard = [];
  const es = spanish.get(pack);
  const format = (key, text, parameters) => {
    heard.push({ key, text, parameters });
    return es[key] ?? text;
  };
  return { policy: loadPolicy(bundles.get(pack), { format }), heard };
}

/** Puts the questions of all conformance cases of a pack that have an answer. */
function askAll(policy, pack) {
  const file = join(process.env.TOLLGATE_ROOT, `policies/${pack}/cases/${pack}.jsonl`);
  const messages = [];
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const { principal, resource, context, ask } = JSON.parse(line);
    const collect = (answers) => answers.forEach(({ message }) => messages.push(message));
    try {
      const { grantAdvice: advice } = ask;
      if (advice) policy.grantAdvice(advice.grant, advice.roles);
      if (!principal) continue;
      const gate = policy.gate(principal);
      if (ask.decide) collect([gate.check(ask.decide, resource, context)]);
      const about = resource ? [resource, context] : [];
      if (ask.control) collect([gate.control(ask.control, ...about)]);
      if (ask.options) collect(gate.options(ask.options, ...about.slice(0, 1)));
      if (ask.transition) collect([gate.transition(ask.transition, resource)]);
      if (ask.transitions) collect(gate.transitions(resource).map(({ decision }) => decision));
      if (resource) collect(Object.values(gate.controls(resource)));
    } catch (error) {
      if (error.name !== "TollgateError") throw error;
    }
  }
  return new Set(messages.filter(Boolean));
}

for (const pack of PACKS) {
  test(`${pack} has Spanish for every text that its cases call for`, () => {
    const { policy, heard } = listening(pack);
    const sentences = askAll(policy, pack);
    assert.ok(heard.length > 100 && sentences.size > 5, `${heard.length}, ${sentences.size}`);
    const es = spanish.get(pack);
    const missing = heard.filter(({ key }) => es[key] === undefined && !key.startsWith("message."));
    assert.deepEqual([...new Set(missing.map(({ key }) => key))], []);
    for (const sentence of sentences) {
      assert.doesNotMatch(sentence, /\b(?:the|you|need|and|first|possible)\b/iu);
      assert.match(sentence, /^[\p{Lu}«].*\.$/u);
      assert.doesNotMatch(sentence, / {2}| [,)]| \.(?!\w)|\( /u);
    }
    const kinds = new Set(heard.map(({ key }) => key).filter((key) => key.startsWith("message.")));
    for (const key of kinds) assert.ok(KINDS.includes(key.slice("message.".length)), key);
  });

  test(`${pack} answers the same in Spanish but for its texts`, () => {
    const english = loadPolicy(bundles.get(pack));
    const { policy } = listening(pack);
    assert.equal(policy.fingerprint, english.fingerprint);
    assert.deepEqual(policy.permissions.map(({ name }) => name),
      english.permissions.map(({ name }) => name));
    assert.equal(policy.help.length, english.help.length);
    for (const [index, { question, answer }] of policy.help.entries()) {
      assert.match(question, /¿/);
      assert.notEqual(answer, english.help[index].answer);
    }
    for (const { name, label } of policy.permissions) {
      assert.equal(label, spanish.get(pack)[`group.Permission::${name}`]);
    }
  });

  test(`${pack} in Spanish is one thing by import, by require and as JSON`, () => {
    const es = spanish.get(pack);
    const json = new URL(import.meta.resolve(`tollgate/policies/${pack}/es.json`));
    assert.deepEqual(JSON.parse(readFileSync(json, "utf8")), es);
    assert.deepEqual(require(`tollgate/policies/${pack}/es`), es);
    for (const [key, text] of Object.entries(phrases)) assert.equal(es[key], text);
  });
}

test("sentences are put together in Spanish", () => {
  const customer = { type: "Customer", id: "c", status: "INAC", informationComplete: true };
  const { policy } = listening("client-metrics");
  const message = (permissions, ask) => ask(policy.gate({ id: "u", permissions })).message;
  const edit = (gate) => gate.check("editCustomer", customer);
  assert.equal(message(["view", "edit"], edit), "Reactivar el cliente primero.");
  assert.equal(message(["view"], edit), "Necesita Editar (Clientes) y reactivar el cliente.");
  assert.equal(message([], (gate) => gate.check("editCustomer", { ...customer, status: "ACTV" })),
    "Necesita Ver y Editar (Clientes).");
  assert.equal(message(["view", "edit"], (gate) => gate.transition("deactivate", customer)),
    "«Desactivar el cliente» no es posible mientras el estado sea inactivo.");
});

test("what has no label is said by what it is and its name", () => {
  const bundle = structuredClone(bundles.get("access-levels"));
  for (const group of bundle.groups) delete group.label;
  const pages = structuredClone(bundles.get("client-metrics"));
  for (const group of pages.groups) delete group.label;
  for (const type of bundle.types) for (const it of type.attributes ?? []) delete it.label;
  const messageOf = (of, format, ask) =>
    ask(loadPolicy(of, { format }).gate({ id: "u", groups: [] }));
  const spoken = (key, text) => phrases[key] ?? text;
  const score = (gate) => gate.check("recalculateScores").message;
  assert.equal(messageOf(pages, undefined, score),
    "You need the permission `view` and the permission `clientMetrics` (Customers).");
  assert.equal(messageOf(pages, spoken, score),
    "Necesita el permiso `view` y el permiso `clientMetrics` (Customers).");
  const named = (key, text) => (key === "group.Permission::view" ? "Ver" : spoken(key, text));
  assert.equal(messageOf(pages, named, score),
    "Necesita Ver y el permiso `clientMetrics` (Customers).");
  assert.equal(loadPolicy(pages).permissions[0].label, "view");
  const shipment = { type: "Shipment", bookedBy: "x", billedTo: "x", commissioned: [] };
  const view = (gate) => gate.check("viewShipment", shipment).message;
  assert.equal(messageOf(bundle, undefined, view), "You need the group `Operations`, the group " +
    "`Accounting`, the group `Admin`, or the group `Sales` and to be in `commissioned`.");
  assert.equal(messageOf(bundle, spoken, view), "Necesita el grupo `Operations`, el grupo " +
    "`Accounting`, el grupo `Admin`, o bien el grupo `Sales` y estar en `commissioned`.");
});

/** The parameters of the last whole sentence of a question. */
function sentence(pack, principal, ask) {
  const { policy, heard } = listening(pack);
  ask(policy.gate(principal));
  const last = heard.findLast(({ key }) => key.startsWith("message."));
  return [last.key, last.parameters];
}

test("a whole sentence says what kind it is and what it is about", () => {
  const customer = { type: "Customer", id: "c", status: "INAC", informationComplete: true };
  const type = "Customer";
  const edit = (gate) => gate.check("editCustomer", customer);
  const step = { transition: "reactivate", to: "ACTV" };
  assert.deepEqual(sentence("client-metrics", { id: "u", permissions: ["view", "edit"] }, edit),
    ["message.first", { type, unlock: [[step]] }]);
  assert.deepEqual(sentence("client-metrics", { id: "u", permissions: ["view"] }, edit),
    ["message.need", { type, unlock: [[{ grant: "Permission::edit" }, step]] }]);
  assert.deepEqual(sentence("client-metrics", { id: "u", permissions: ["view", "edit"] },
    (gate) => gate.transition("deactivate", customer)),
  ["message.unavailable", { type, unlock: [], transition: "deactivate", state: "INAC" }]);
  const company = { type: "Company", companyType: "Shipper", status: "Active" };
  assert.deepEqual(sentence("alvys", { id: "u", roles: [] },
    (gate) => gate.check("bookLoad", company)),
  ["message.reason", { type: "Company", unlock: [], policy: "only-customers-have-loads" }]);
});

test("a control's sentence has the same parameters, with and without its record", () => {
  const principal = { id: "u", permissions: ["view"] };
  const grants = [[{ grant: "Permission::edit" }]];
  assert.deepEqual(
    sentence("client-metrics", principal, (gate) => gate.control("button.newCustomer")),
    ["message.need", { type: "Workspace", unlock: grants }]);
  const customer = { type: "Customer", id: "c", status: "ACTV", informationComplete: true };
  assert.deepEqual(
    sentence("client-metrics", principal, (gate) => gate.control("row.edit", customer)),
    ["message.need", { type: "Customer", unlock: grants }]);
  assert.deepEqual(sentence("alvys", { id: "u", permissions: ["createCustomer"] },
    (gate) => gate.options("form.newCompany.companyType").map(({ message }) => message)),
  ["message.need", { type: "Company", unlock: [[{ grant: "Permission::createCompany" }]] }]);
});

test("a translator may write a sentence anew", () => {
  const format = (key, text, parameters) => {
    if (key !== "message.need") return text;
    const ways = parameters.unlock.map((all) => all.map(({ grant }) => grant).join(" + "));
    return `Pida ${ways.join(" | ")}`;
  };
  const gate = loadPolicy(bundles.get("client-metrics"), { format }).gate({ id: "u", roles: [] });
  assert.equal(gate.check("recalculateScores").message,
    "Pida Permission::view + Permission::clientMetrics");
});

test("a format that throws or tells no text leaves the English", () => {
  const ask = (options) => {
    const gate = loadPolicy(bundles.get("alvys"), options).gate({ id: "u", roles: [] });
    const control = gate.controls({ type: "Company", companyType: "Shipper", status: "Active" });
    return [gate.check("importCustomers"), control];
  };
  const english = ask();
  const wrong = [
    () => { throw new Error("no text"); }, () => undefined, () => 7, () => ({}), () => null,
    async (_, text) => text,
  ];
  for (const format of wrong) assert.deepEqual(ask({ format }), english, String(format));
  for (const format of [undefined, null, "es"]) assert.deepEqual(ask({ format }), english);
});

test("a snapshot tells its texts in the language of the page that loads it", () => {
  const es = spanish.get("client-metrics");
  const english = loadPolicy(bundles.get("client-metrics")).gate({ id: "u", permissions: [] });
  const format = (key, text) => es[key] ?? text;
  const messageOf = (options) => loadGate(english.snapshot(options), { format })
    .check("recalculateScores").message;
  assert.equal(messageOf(), "Necesita Ver y Métricas de clientes (Clientes).");
  assert.equal(messageOf({ explain: false }), "Esto no está permitido.");
});

test("a text that is longer than a bundle's leaves the English", () => {
  const long = { "group.Permission::edit": 256, "policy.inactive-customers-wait": 4096 };
  const lengths = (more) => {
    const format = (key, text) => (key in long ? "ü".repeat(long[key] + more) : text);
    const policy = loadPolicy(bundles.get("client-metrics"), { format });
    const label = policy.permissions.find(({ name }) => name === "edit").label;
    const gate = policy.gate({ id: "u1", permissions: ["view", "edit"] });
    const customer = { type: "Customer", status: "INAC", informationComplete: true };
    const { determining } = gate.check("editCustomer", customer);
    return [label.length, determining[0].reason.length];
  };
  assert.deepEqual(lengths(0), [256, 4096]);
  assert.ok(lengths(1).every((length) => length < 200));
});

test("a whole sentence is as long as the format makes it", () => {
  const format = (key, text, parameters) => (parameters ? "x".repeat(10_000) : text);
  const gate = loadPolicy(bundles.get("client-metrics"), { format }).gate({ id: "u1" });
  assert.equal(gate.check("viewCustomers").message.length, 10_000);
});
