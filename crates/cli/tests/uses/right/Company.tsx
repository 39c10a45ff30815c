// Attributes and components in JSX.

import { Gated, useControl } from "tollgate/react";
import * as Tollgate from "tollgate/react";

export function Company({ company, isNew }) {
  const name = useControl(isNew ? "form.newCompany" : "form.company", company);
  return (
    <form data-control="form.company" {...name.props}>
      <button data-control={"button.deleteCompany"} data-action='deleteCompany'>Delete</button>
      <button data-control={`button.progressLoad`} data-transition={"hold"}>Hold</button>
      <Gated control="status.company" record={company}>
        <Gated action={"editCustomerRate"} record={company}><b>Rate</b></Gated>
        <Tollgate.Gated control={isNew ? "form.newCompany.companyType" : undefined} />
      </Gated>
      {gate.can("bookLoad", company) && <i>Book</i>}
    </form>
  );
}
