// Cedar's own authorizer, as its WebAssembly has it: entities go along with each request.

import { readFileSync } from "node:fs";
import { isAuthorized } from "@cedar-policy/cedar-wasm/nodejs";

const read = (file) => readFileSync(new URL(`./documents/${file}`, import.meta.url), "utf8");
const named = (text) => Object.fromEntries(text.split(/(?<=;)\n(?=\n|$)/)
  .filter((policy) => policy.trim())
  .map((policy) => [policy.match(/@id\("([^"]+)"\)/)[1], policy]));

const schema = read("schema.cedarschema");
const staticPolicies = named(read("documents.cedar"));
const templates = named(read("reviewers.cedar"));

const user = (id) => ({ type: "User", id });

export function authorize(principal, action, document, context) {
  const { owner, team, level, archived } = document;
  const answer = isAuthorized({
    principal: user(principal.id),
    action: { type: "Action", id: action },
    resource: { type: "Document", id: document.id },
    context,
    schema,
    policies: { staticPolicies, templates, templateLinks: linksOf(principal) },
    entities: [
      {
        uid: user(principal.id),
        attrs: { department: principal.department, clearance: principal.clearance },
        parents: (principal.in ?? []).map((name) => ({ type: "Team", id: name.split("::")[1] })),
      },
      ...(owner.id === principal.id ? [] : [
        { uid: user(owner.id), attrs: { department: owner.department }, parents: [] },
      ]),
      {
        uid: { type: "Document", id: document.id },
        attrs: {
          owner: { __entity: user(owner.id) }, level, archived,
          ...(team && { team: { __entity: { type: "Team", id: team } } }),
        },
        parents: [],
      },
    ],
  });
  if (answer.type !== "success") throw new Error(JSON.stringify(answer.errors));
  const { decision, diagnostics } = answer.response;
  return { allowed: decision === "allow", policies: diagnostics.reason.map(withoutLink).sort() };
}

const withoutLink = (id) => id.split("@")[0];

function linksOf({ id, links = {} }) {
  return Object.entries(links).flatMap(([templateId, resources]) => resources.map((resource) => {
    const [type, name] = resource.split("::");
    return {
      templateId, newId: `${templateId}@${name}`,
      values: { "?principal": user(id), "?resource": { type, id: name } },
    };
  }));
}
