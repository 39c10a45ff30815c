"use client";
// In the browser, and on the server before it: the same gate, from the snapshot.

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { loadGate } from "tollgate";
import { GateProvider } from "tollgate/react";
import { Customer } from "./Customer";

export function Screen({ user, snapshot }) {
  const gate = useMemo(() => loadGate(snapshot), [snapshot]);
  const router = useRouter();
  return (
    <GateProvider gate={gate}>
      <button onClick={() => router.push("?user=tom")}>Tom</button>
      <button onClick={() => router.push("?user=vera")}>Vera</button>
      <p id="who">{user}</p>
      <Customer />
    </GateProvider>
  );
}
