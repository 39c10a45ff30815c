// Who is signed in, and the gate that follows from it.

import { useState } from "react";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics";
import { GateProvider } from "tollgate/react";
import { Reasons } from "tollgate/react/tooltip";
import { createGateStore } from "tollgate/store";
import { Customer } from "./Customer";

const policy = loadPolicy(bundle);
const tom = { id: "tom", roles: ["Commercial"] } as const;
const vera = { id: "vera", permissions: ["view"] } as const;
const store = createGateStore(policy.gate(tom));

export function App() {
  const [user, setUser] = useState<typeof tom | typeof vera>(tom);
  const signIn = (next: typeof user) => {
    setUser(next);
    store.set(policy.gate(next));
  };
  return (
    <GateProvider gate={store}>
      <button onClick={() => signIn(tom)}>Tom</button>
      <button onClick={() => signIn(vera)}>Vera</button>
      <p id="who">{user.id}</p>
      <Customer />
      <Reasons />
    </GateProvider>
  );
}
