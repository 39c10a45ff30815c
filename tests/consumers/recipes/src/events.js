// Changes that the server pushes.

/** Asks anew when permissions or the policy are others, and when the connection is back. */
export function listen(refresh) {
  const events = new EventSource("/api/events");
  for (const what of ["permissions", "policy", "open"]) events.addEventListener(what, refresh);
  return () => events.close();
}
