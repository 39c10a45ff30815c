// A customer's buttons.

import { useControl } from "tollgate/react";

export function Customer({ customer }) {
  const edit = useControl("row.edit", customer);
  return (
    <>
      {!edit.hidden && (
        <button disabled={edit.disabled} title={edit.message}>
          Edit
        </button>
      )}
      <button {...edit.props}>Rename</button>
    </>
  );
}
