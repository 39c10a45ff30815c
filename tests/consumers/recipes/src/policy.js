// The policy, loaded anew when there is another.

import { loadPolicy } from "tollgate";

let policy;

/** The policy that the server has now. */
export async function currentPolicy() {
  // The browser sends the ETag of the bundle that it has; where that is still the one, the server
  // answers 304 without a body, and the bundle comes from the browser's cache.
  const response = await fetch("/api/policy", { cache: "no-cache" });
  if (!response.ok) throw new Error(`the policy is not there: ${response.status}`);
  const bundle = await response.json();
  if (bundle.fingerprint !== policy?.fingerprint) policy = loadPolicy(bundle);
  return policy;
}
