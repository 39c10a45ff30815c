// The packs' Cedar files, so that an explanation can show the policy that decided.

const FILES = {
  "client-metrics": ["customers", "status", "metrics"],
  "alvys": ["companies", "everyone", "loads", "permissions", "rates", "types"],
  "access-levels": [
    "shipments", "invoice", "commissions", "office", "customer-portal", "customer-lock", "admin",
  ],
  "office": ["access", "audit", "people", "periods", "teams"],
  "expenses": ["view", "filing", "approval", "delegation", "payment", "export"],
};

const policies = new Map();

/** Fetches every policy file of every pack. */
export async function loadPolicyTexts() {
  await Promise.all(Object.keys(FILES).map(load));
}

/** Fetches every policy file of `pack` and remembers each policy by its id. */
async function load(pack) {
  await Promise.all(FILES[pack].map(async (file) => {
    const href = `./policies/${pack}/${file}.cedar`;
    const answer = await fetch(href);
    if (!answer.ok) throw new Error(`the policy file ${href} answered ${answer.status}`);
    for (const piece of (await answer.text()).split(/;[ \t]*$/m)) {
      const id = piece.match(/@id\("([^"]+)"\)/)?.[1];
      if (id) policies.set(`${pack}/${id}`, { href: linkTo(href, id), text: `${piece.trim()};` });
    }
  }));
}

function linkTo(href, id) {
  return `${href}#:~:text=${encodeURIComponent(`@id("${id}")`)}`;
}

/** Where a policy stands and what it says, or null while its file is on its way. */
export function policyText(pack, id) {
  return policies.get(`${pack}/${id}`) ?? null;
}
