// What the page asks the server.

/** What the server answers; what it refuses is thrown. */
export async function ask(path, sent) {
  const headers = { "content-type": "application/json" };
  const post = { method: "POST", headers, body: JSON.stringify(sent) };
  const response = await fetch(path, sent && post);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}
