// Stands between a browser and the server, and keeps all that the server answers: whole bodies,
// streams of events among them, each with who was asking.

import http from "node:http";

/**
 * Listens at an address of its own and passes everything on to `url`. `answers` gives what was
 * heard, from the first or another one on: `{ user, method, path, status, text }`, of which `user`
 * is null where nobody was signed in. `count` says how much that is.
 */
export async function listenTo(url) {
  const { hostname, port } = new URL(url);
  const heard = [];
  const users = new Map();
  const ears = http.createServer((request, answer) => {
    const { method, url: path, headers } = request;
    const entry = { method, path, cookie: headers.cookie ?? "", status: 0, parts: [] };
    heard.push(entry);
    const passed = http.request({ hostname, port, method, path, headers }, (response) => {
      entry.status = response.statusCode;
      answer.writeHead(response.statusCode, response.rawHeaders);
      response.on("data", (part) => {
        entry.parts.push(part);
        answer.write(part);
      });
      response.on("end", () => {
        learn(users, entry);
        answer.end();
      });
      response.on("error", () => answer.destroy());
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    request.pipe(passed);
  });
  await new Promise((resolve) => { ears.listen(0, "127.0.0.1", resolve); });
  return {
    url: `http://127.0.0.1:${ears.address().port}/`,
    count: () => heard.length,
    answers: (from = 0) => heard.slice(from).map(({ method, path, status, cookie, parts }) => ({
      user: users.get(cookie) ?? null, method, path, status, text: textOf(parts),
    })),
    end: () => {
      ears.close();
      ears.closeAllConnections();
    },
  };
}

const textOf = (parts) => Buffer.concat(parts).toString("utf8");

/** Whose a cookie is, the page asks for first. */
function learn(users, { method, path, cookie, status, parts }) {
  if (method !== "GET" || path !== "/api/session" || status !== 200) return;
  const { user } = JSON.parse(textOf(parts));
  if (user) users.set(cookie, user.id);
}
