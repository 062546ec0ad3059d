const made = (kind) => ({
  input: `${kind}.json`,
  output: { target: `made/orval/${kind}.ts`, client: "fetch", override: { mutator: { path: "http.ts", name: "http" } } },
});
export default { json: made("json"), forms: made("forms") };
