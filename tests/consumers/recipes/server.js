// Express on Node.js: who is signed in, the policy, what is pushed, and the steps that gates guard.

import { randomUUID } from "node:crypto";
import express from "express";
import { loadPolicy, TollgateError } from "tollgate";

/** The application's server, of a bundle, of users by tenant, and of customers. */
export function applicationOf({ bundle, users, customers }) {
  const app = express();
  app.use(express.json());
  const principalOf = signIns(app, users);
  const push = events(app);
  let [served, policy] = [bundle, loadPolicy(bundle)];

  // With its fingerprint as the ETag: Express answers 304 where the browser has it.
  app.get("/api/policy", (_, response) => {
    response.set("cache-control", "no-cache");
    response.set("etag", `"${policy.fingerprint}"`).json(served);
  });

  app.post("/api/customers/:id/:step", (request, response) => {
    const principal = principalOf(request);
    if (!principal) return response.status(401).json({ message: "Sign in first." });
    const customer = customers.get(request.params.id);
    if (!customer) return response.status(404).json({ message: "There is no such customer." });
    // The step, not the action that guards it: the state that the customer is in counts too.
    const step = policy.gate(principal).transition(request.params.step, customer);
    if (!step.allowed) return response.status(403).json({ message: step.message });
    response.json(Object.assign(customer, { status: step.to }));
  });

  // A question that cannot be answered is no yes.
  app.use((error, _request, response, next) => {
    if (!(error instanceof TollgateError)) return next(error);
    response.status(400).json({ code: error.code });
  });

  return {
    app,
    /** Gives somebody other roles in a tenant, and tells the pages. */
    assign(user, tenant, roles) {
      users.get(user).set(tenant, roles);
      push("permissions");
    },
    /** Puts another policy in place, and tells the pages. */
    deploy(next) {
      [served, policy] = [next, loadPolicy(next)];
      push("policy");
    },
  };
}

/** Who is signed in, and in which tenant: as the policy takes it, `null` for nobody. */
function signIns(app, users) {
  const sessions = new Map();
  const idOf = ({ headers }) => /(?:^|; )session=([^;]+)/.exec(headers.cookie ?? "")?.[1];

  app.post("/api/sign-in", ({ body: { user } }, response) => {
    const [tenant] = users.get(user)?.keys() ?? [];
    if (tenant === undefined) return response.status(403).json({ message: "Nobody is called so." });
    const id = randomUUID();
    sessions.set(id, { user, tenant });
    response.cookie("session", id, { httpOnly: true, sameSite: "strict" }).json({});
  });
  app.post("/api/sign-out", (request, response) => {
    sessions.delete(idOf(request));
    response.clearCookie("session").json({});
  });
  app.post("/api/tenant", (request, response) => {
    const session = sessions.get(idOf(request));
    const { tenant } = request.body;
    const isTheirs = session && users.get(session.user).has(tenant);
    if (!isTheirs) return response.status(403).json({ message: "You are not of that tenant." });
    session.tenant = tenant;
    response.json({});
  });

  /** In another tenant somebody has other roles. */
  function principalOf(request) {
    const session = sessions.get(idOf(request));
    if (!session) return null;
    return { id: session.user, roles: users.get(session.user).get(session.tenant) };
  }
  app.get("/api/session", (request, response) => {
    response.set("cache-control", "no-store").json(principalOf(request));
  });
  return principalOf;
}

/** What pages listen to, as server-sent events; tells all of them. */
function events(app) {
  const listeners = new Set();
  app.get("/api/events", (request, response) => {
    response.set({ "content-type": "text/event-stream", "cache-control": "no-store" });
    response.flushHeaders();
    listeners.add(response);
    request.on("close", () => listeners.delete(response));
  });
  return (what) => listeners.forEach((to) => to.write(`event: ${what}\ndata:\n\n`));
}
