// A test of an application in another language: `node control.mjs URL-OF-THE-CONTROL URL-OF-THE-API`.
import assert from "node:assert/strict";

const [control, api] = process.argv.slice(2);
const send = async (method, url, body) => {
  const response = await fetch(url, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, json: await response.json() };
};

await send("POST", `${control}/reset`);
await send("POST", `${control}/script`, { on: "create", times: 1, status: 429 });

assert.equal((await send("POST", `${api}/videos`, { prompt: "waves" })).status, 429);
const created = await send("POST", `${api}/videos`, { prompt: "waves", seconds: "8" });
assert.equal(created.json.status, "queued");

await send("POST", `${control}/clock`, { advance: 10 });
assert.equal((await send("GET", `${api}/videos/${created.json.id}`)).json.status, "completed");

const met = await send("POST", `${control}/journal/expect`, { on: "create", times: 1, sent: { seconds: 8 } });
assert.equal(met.json.requests[0].status, 200);
const miss = await send("POST", `${control}/journal/expect`, { on: "create", sent: { seconds: 12 } });
assert.match(miss.json.error.message, /closest: number 2, .* seconds=8 in place of 12/);
console.log("all well");
