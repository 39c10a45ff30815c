// What asking gives: the answer, or the code of the package's error. Any other error fails.

import assert from "node:assert/strict";

/** Asks, of an entry of the package that has this error. */
export const outcomeBy = ({ TollgateError }) => (question) => {
  try {
    return question();
  } catch (error) {
    assert.ok(error instanceof TollgateError, `${error?.stack ?? error}`);
    return error.code;
  }
};
