// The sample people of the demo, whom one signs in as at a click; of any other server, nobody.

import { answer } from "./answers.js";

/** The people, or none while they are on their way. */
export function samples() {
  return answer("/api/samples", { lasting: true }).data?.rows ?? [];
}
