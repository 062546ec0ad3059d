// Starts the server of @qvac/cli, as `qvac serve openai` does: `node serve.mjs PORT FOLDER`.
import fs from "node:fs";
import { startServer } from "./node_modules/@qvac/cli/dist/serve/index.js";

const [port, projectRoot] = process.argv.slice(2);
const models = { "sora-2": { src: "none.gguf", type: "sdcpp-video", preload: true, default: true } };
fs.writeFileSync(`${projectRoot}/qvac.config.json`, JSON.stringify({ serve: { models } }));
await startServer({ projectRoot, host: "127.0.0.1", port: Number(port), docs: false, extensions: ["openai"] });
