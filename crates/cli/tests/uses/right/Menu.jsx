// JavaScript with types of Flow, as older front ends have it.

export const Menu = (props: { gate: any }) => (
  <a data-control="menu.companies">{props.gate.can("viewCompanies") ? "Companies" : null}</a>
);
