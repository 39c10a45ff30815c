// Asks where the stack comes to its end. The function is sent to pages as its text, and so brings
// all it needs.

/**
 * What comes of a question that is asked where the stack has room for so many more calls: an
 * answer, or what was thrown; nothing where the stack ended once more while that was noted.
 */
export function nearTheEnd(calls, question) {
  let left = calls;
  let outcome = {};
  const down = () => {
    try {
      down();
    } catch (error) {
      if (left < 0) throw error;
    }
    left -= 1;
    if (left !== -1) return;
    try {
      outcome = { answer: question() };
    } catch (error) {
      outcome = { error };
    }
  };
  try {
    down();
  } catch {
    // It came to its end once more.
  }
  return outcome;
}
