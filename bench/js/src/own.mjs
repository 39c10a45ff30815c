// Measures of what only Tollgate does, or does beside few: explaining, controls, gates, growth.

import { loadPolicy } from "tollgate";
import { ACTIONS, PEOPLE, customers } from "./workload.mjs";

const OURS = "Tollgate";

/** Denials with and without what they explain being read, and the same questions to `can`. */
export function explanations({ gates }, { alvys }) {
  const denied = [];
  for (const row of customers(6)) {
    for (const action of ACTIONS) {
      for (const gate of gates) if (!gate.can(action, row)) denied.push({ gate, action, row });
    }
  }
  const each = denied.length;
  const can = () => {
    let allowed = 0;
    for (const { gate, action, row } of denied) if (gate.can(action, row)) allowed++;
    return allowed;
  };
  const check = () => {
    let allowed = 0;
    for (const { gate, action, row } of denied) if (gate.check(action, row).allowed) allowed++;
    return allowed;
  };
  const read = () => {
    let length = 0;
    for (const { gate, action, row } of denied) {
      const { message, unlock } = gate.check(action, row);
      length += message.length + unlock.length;
    }
    return length;
  };
  return [
    {
      id: "check",
      contenders: [
        { name: "can", call: can, each },
        { name: "check, unlock not read", call: check, each },
        { name: "check, message and unlock read", call: read, each },
      ],
    },
    { id: "controls", contenders: [controls(alvys)] },
  ];
}

/** A row has at least this many, or it would prove little. */
const CONTROLS_MIN = 10;

/** All the controls of a company's row, for a person of each permission. */
function controls(bundle) {
  const policy = loadPolicy(bundle);
  const gates = policy.permissions.map(({ name }, i) =>
    policy.gate({ id: `user-${i}`, permissions: [name] }),
  );
  const [record] = JSON.parse(
    '[{"type":"Company","id":"CO-1","companyType":"Customer","status":"Active"}]',
  );
  const call = () => {
    let enabled = 0;
    for (const gate of gates) {
      const states = gate.controls(record);
      for (const id in states) if (states[id].state === "enabled") enabled++;
    }
    return enabled;
  };
  const count = Object.keys(gates[0].controls(record)).length;
  if (count < CONTROLS_MIN) throw new Error(`a row of ${count} controls is too easy`);
  return { name: OURS, call, each: gates.length };
}

/** Gates for people who just signed in. */
export function gates({ policy }, casl) {
  let turn = 0;
  const principal = ({ permissions }) => ({ id: `user-${turn++}`, permissions });
  const row = customers(1)[0];
  const build = (make) => () => {
    let built = 0;
    for (const person of PEOPLE) if (make(principal(person))) built++;
    return built;
  };
  const answer = (make) => build((person) => make(person).can("editCustomer", row) || true);
  const each = PEOPLE.length;
  const ours = (person) => policy.gate(person);
  const casls = ({ permissions }) => casl.ability({ permissions });
  return [
    {
      id: "gate",
      contenders: [
        { name: OURS, call: build(ours), each },
        { name: "CASL", call: build(casls), each },
      ],
    },
    {
      id: "gate-first-answer",
      contenders: [
        { name: OURS, call: answer(ours), each },
        { name: "CASL", call: answer(casls), each },
      ],
    },
  ];
}

const STATUSES = ["OPEN", "HELD", "DONE"];

/** Decisions on bundles of growing size: `texts` by name, such as `policies-10`. */
export function decisions(texts) {
  const axis = (axis) => ({
    id: `growth-${axis}`,
    contenders: Object.entries(texts)
      .filter(([name]) => name.startsWith(axis))
      .map(([name, text]) => ({ name: name.split("-")[1], ...decision(text) })),
  });
  return [axis("policies"), axis("permissions")];
}

/** Five actions that every bundle has, asked of every state. */
function decision(text) {
  const policy = loadPolicy(text);
  const permissions = policy.permissions.slice(0, 10).map(({ name }) => name);
  const gates = [permissions, permissions.slice(1, 4)].map((held, i) =>
    policy.gate({ id: `user-${i}`, permissions: held }),
  );
  const actions = ["act0", "act1", "act2", "act3", "act4"];
  const rows = STATUSES.map((status) => ({ type: "Record", status, complete: true }));
  const call = () => {
    let allowed = 0;
    for (const row of rows) {
      for (const action of actions) {
        for (const gate of gates) if (gate.can(action, row)) allowed++;
      }
    }
    return allowed;
  };
  return { call, each: gates.length * actions.length * rows.length };
}

/** Loads so far: each text is given a fingerprint of its own, so that none is known yet. */
let loaded = 0;

/** Loading bundles of growing size. */
export function loads(texts) {
  return Object.entries(texts)
    .filter(([name]) => name.startsWith("policies"))
    .map(([name, text]) => load(`load-${name.split("-")[1]}`, text));
}

/** Loading a bundle from its text. */
function load(id, text) {
  const bytes = new TextEncoder().encode(text);
  const at = text.search(/[0-9a-f]{64}"/);
  if (at < 0) throw new Error("the bundle has no fingerprint");
  let fresh = text;
  const prepare = () => {
    bytes.set(new TextEncoder().encode((loaded++).toString(16).padStart(64, "0")), at);
    fresh = new TextDecoder().decode(bytes);
  };
  const open = () => loadPolicy(fresh).actions.length;
  const parse = () => Object.keys(JSON.parse(fresh)).length;
  return {
    id,
    contenders: [
      { name: OURS, call: open, each: 1, prepare },
      { name: "JSON.parse", call: parse, each: 1, prepare },
    ],
  };
}
