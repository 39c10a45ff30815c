// Who is signed in, and the gate that follows from it.

import { useMemo, useState } from "react";
import { loadPolicy } from "tollgate";
import bundle from "tollgate/policies/client-metrics.json";
import { GateProvider } from "tollgate/react";
import { Customer } from "./Customer";

const policy = loadPolicy(bundle);
const tom = { id: "tom", roles: ["Commercial"] };
const vera = { id: "vera", permissions: ["view"] };

export function App() {
  const [user, setUser] = useState<typeof tom | typeof vera>(tom);
  const gate = useMemo(() => policy.gate(user), [user]);
  return (
    <GateProvider gate={gate}>
      <button onClick={() => setUser(tom)}>Tom</button>
      <button onClick={() => setUser(vera)}>Vera</button>
      <p id="who">{user.id}</p>
      <Customer />
    </GateProvider>
  );
}
