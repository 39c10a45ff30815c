// On the server: who is signed in, by the whole policy. The page gets what that person's gate needs.

import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { Screen } from "./Screen";

const policy = loadPolicy(bundle);
const users = {
  tom: { id: "tom", roles: ["Commercial"] },
  vera: { id: "vera", permissions: ["view"] },
};

export default async function Page({ searchParams }) {
  const { user = "tom" } = await searchParams;
  const gate = policy.gate(users[user]);
  return <Screen user={user} snapshot={gate.snapshot()} />;
}
