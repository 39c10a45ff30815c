// A customer: its steps, its reliability, its form.

import { useState } from "react";
import { Gated, useControl, useGate } from "tollgate/react";

const acme = {
  type: "Customer",
  id: "c1",
  name: "Acme",
  status: "INAC",
  informationComplete: true,
};

function Menu() {
  return (
    <>
      <Gated control="menu.customers">
        <button>Customers</button>
      </Gated>
      <Gated action="createCustomer">
        <button>New customer</button>
      </Gated>
    </>
  );
}

export function Customer() {
  const [customer, setCustomer] = useState(acme);
  const [reliability, setReliability] = useState(3);
  const [edits, setEdits] = useState(0);
  const [saves, setSaves] = useState(0);

  const gate = useGate();
  const edit = useControl("row.edit", customer);
  const slider = useControl("slider.reliability", customer);
  const form = useControl("form.customer", customer);
  const reactivate = () => setCustomer({ ...customer, status: "ACTV" });
  const deactivate = () => setCustomer({ ...customer, status: "INAC" });

  return (
    <>
      <Menu />

      <h1>{customer.name}</h1>
      <p id="status">{customer.status}</p>
      <button onClick={() => setEdits(edits + 1)} {...edit.props}>
        Edit
      </button>
      <Gated control="row.reactivate" record={customer}>
        <button onClick={reactivate}>Reactivate</button>
      </Gated>
      <Gated control="row.deactivate" record={customer}>
        {({ props }) => (
          <button onClick={deactivate} {...props}>
            Deactivate
          </button>
        )}
      </Gated>
      <p id="edits">{edits}</p>
      <p id="why">
        {gate.check("editCustomer", customer).determining.map(({ policy }) => policy)}
      </p>

      <label>
        Reliability
        <input
          type="range"
          max="5"
          value={reliability}
          onChange={(event) => setReliability(Number(event.target.value))}
          {...slider.props}
        />
      </label>
      {slider.message && <small>{slider.message}</small>}

      <form
        onSubmit={(event) => {
          event.preventDefault();
          setSaves(saves + 1);
        }}
        {...form.props}
      >
        <label>
          Name
          <input
            value={customer.name}
            onChange={(event) => setCustomer({ ...customer, name: event.target.value })}
            readOnly={form.readOnly}
          />
        </label>
        <button aria-disabled={form.readOnly}>Save</button>
      </form>
      <p id="saves">{saves}</p>
    </>
  );
}
