// Whatever a filter of the packs with a note says, the page says it in words, in each language.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { loadPolicy } from "../../../target/npm/tollgate/index.js";
import { dictionary } from "../../../www/lib/dictionary.js";
import { LANGUAGES, setLanguage, untranslated } from "../../../www/lib/language.js";
import { clauseOf } from "../../../www/screens/filter-words.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const YOU = "u-you";

// What a page has and older Nodes have not.
globalThis.navigator ??= { language: "en-US", languages: ["en-US"] };

/** The packs whose lists have a note, and what people are beside their groups. */
const PEOPLE = {
  "access-levels": [{}, { customer: "C-1001" }],
  "expenses": [
    {}, { department: "Operations" }, { in: ["Team::t-1"] },
    { department: "Operations", limit: 9000, in: ["Team::t-1"],
      links: { "delegate-approval": ["Expense::EX-3001"] } },
  ],
};

/** How a clause begins that has words of its own; a bare name has no article. */
const BEGINS = /^(the|who|you|somebody|it|no|there|el|la|las|quien|usted|otra|tiene|hay) /;

/** Every condition of every filter, of people in all sets of groups. */
function conditions(pack) {
  const bundle = JSON.parse(readFileSync(`${root}policies/${pack}/bundle.json`, "utf8"));
  const policy = loadPolicy(bundle);
  const all = new Map();
  const groups = bundle.groups.map(({ name }) => name);
  const records = bundle.types.filter(({ attributes }) => attributes?.length);
  const steps = records.flatMap(({ lifecycle }) => lifecycle?.transitions ?? []);
  const onRecords = ({ on }) => on.some(({ type }) => records.includes(bundle.types[type]));
  const questions = [
    ...bundle.actions.filter(onRecords).map(({ name }) => name),
    ...steps.map(({ name }) => ({ transition: name })),
  ];
  for (let set = 0; set < 2 ** groups.length; set += 1) {
    const subset = groups.filter((_, place) => set & (2 ** place));
    for (const more of PEOPLE[pack]) {
      const gate = policy.gate({ id: YOU, groups: subset, ...more });
      for (const what of questions) {
        for (const part of gate.filter(what).any.flatMap((each) => each.all)) {
          all.set(JSON.stringify(part), part);
        }
      }
    }
  }
  const tell = (_, text) => text;
  return { all: [...all.values()], types: records, words: dictionary(bundle, tell) };
}

/** As code writes names, and people do not. */
const RAW = /[a-z][A-Z]|\w\.\w|\{|undefined|\[object|u-you|t-\d|\*/;

for (const pack of Object.keys(PEOPLE)) {
  test(`each filter of ${pack} is said in words`, (t) => {
    const { all, types, words } = conditions(pack);
    const desk = { pack, words, person: { id: YOU } };
    const clauses = {};
    for (const language of Object.keys(LANGUAGES)) {
      setLanguage(language);
      clauses[language] = all.map((part) => clauseOf(part, desk));
      for (const [place, clause] of clauses[language].entries()) {
        assert.doesNotMatch(clause, RAW, JSON.stringify(all[place]));
        assert.match(clause, BEGINS, JSON.stringify(all[place]));
      }
      assert.equal(new Set(clauses[language]).size, all.length, "two conditions read the same");
    }
    setLanguage("en");
    assert.deepEqual([...untranslated], []);
    for (const [place, clause] of clauses.en.entries()) assert.notEqual(clause, clauses.es[place]);
    const mentioned = new Set(all.map(({ attribute }) => attribute));
    const attributes = types.flatMap((type) => type.attributes.map(({ name }) => name));
    t.diagnostic(`${all.length} conditions on ${[...mentioned].join(", ")}`);
    assert.ok(mentioned.size >= 4 && mentioned.size <= new Set(attributes).size + 1);
  });
}

test("an attribute that has no words is said by its own name, readably", () => {
  const desk = { pack: "expenses", words: {}, person: { id: YOU } };
  const part = { attribute: "owner.costCentre", op: "ge", value: 7 };
  assert.equal(clauseOf(part, desk), "owner cost centre is at least 7");
});
