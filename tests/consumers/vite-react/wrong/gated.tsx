// What does not compile, each with what TypeScript says of it: what is wrong, by its name.

import type { Pack } from "tollgate/policies/client-metrics";
import { createGateBinding } from "tollgate/react";

const { Gated } = createGateBinding<Pack>();
const company = { type: "Company", status: "ACTV" } as const;
const misspelt = { type: "Customer", status: "actv" } as const;
const customer = { type: "Customer", status: "ACTV" } as const;

// says: Type '"Company"' is not assignable to type '"Customer"'.
export const anotherType = <Gated action="editCustomer" record={company} />;
// says: Type '"actv"' is not assignable to type
export const anotherValue = <Gated action="editCustomer" record={misspelt} />;
// says: Type '"Company"' is not assignable to type '"Customer"'.
export const ofControl = <Gated control="row.edit" record={company} />;
// says: Did you mean '"editCustomer"'?
export const noAction = <Gated action="editCustomr" record={customer} />;
// says: Did you mean '"row.edit"'?
export const noControl = <Gated control="row.edi" record={customer} />;
// says: Property 'control' is missing
export const nothing = <Gated record={customer} />;
