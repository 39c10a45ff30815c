// A file that no parser understands.
gate.can("editCompany";
