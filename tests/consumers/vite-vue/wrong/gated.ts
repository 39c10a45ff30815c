// What does not compile, each with what TypeScript says of it: what is wrong, by its name. A
// template's `<Gated>` is this call to its type checker.

import type { Pack } from "tollgate/policies/client-metrics";
import { createGateBinding } from "tollgate/vue";

const { Gated } = createGateBinding<Pack>();
const company = { type: "Company", status: "ACTV" } as const;
const misspelt = { type: "Customer", status: "actv" } as const;
const customer = { type: "Customer", status: "ACTV" } as const;

// says: Type '"Company"' is not assignable to type '"Customer"'.
Gated({ action: "editCustomer", record: company });
// says: Type '"actv"' is not assignable to type
Gated({ action: "editCustomer", record: misspelt });
// says: Type '"Company"' is not assignable to type '"Customer"'.
Gated({ control: "row.edit", record: company });
// says: Did you mean '"editCustomer"'?
Gated({ action: "editCustomr", record: customer });
// says: Did you mean '"row.edit"'?
Gated({ control: "row.edi", record: customer });
