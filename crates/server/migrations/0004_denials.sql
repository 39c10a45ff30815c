-- How much was denied to somebody lately, which is looked at with each question.
CREATE INDEX audit_of ON audit (user_id, allowed, at);
