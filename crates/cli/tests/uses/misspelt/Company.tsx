// Attributes and components in JSX.

export const Company = ({ company }) => (
  <form data-control="form.compani">
    <button data-control={"button.bookLoads"} data-transition={`holds`} data-action="bookLoads" />
    <Gated control="status.companies" /><Gated action={late ? "bookLoad" : "bookLate"} />
  </form>
);
