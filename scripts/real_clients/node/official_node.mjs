// The official SDK for Node.js: every method and kind of input. `official_node.mjs URL KEY FOLDER`, a line each call.
import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import OpenAI, { toFile } from "openai";

const [url, key, folder] = process.argv.slice(2);
if (url === "--version") {
  const text = fs.readFileSync(new URL("./node_modules/openai/package.json", import.meta.url));
  console.log(JSON.parse(text).version);
  process.exit();
}

const client = new OpenAI({ baseURL: url, apiKey: key, maxRetries: 0 });
const at = (name) => path.join(folder, name);
const tell = (operation, input, sent, came) => console.log(JSON.stringify({ operation, input, sent, ...came }));
const FILES = {
  "a stream of fs": (name) => fs.createReadStream(at(name)),
  "a File": (name) => new File([fs.readFileSync(at(name))], name, { type: "video/mp4" }),
  "a Blob": (name) => new Blob([fs.readFileSync(at(name))]),
  "toFile of a Buffer": (name) => toFile(fs.readFileSync(at(name)), name),
  "toFile of bytes, with a type": (name) => toFile(new Uint8Array(fs.readFileSync(at(name))), name, { type: "video/mp4" }),
  "toFile of a stream": (name) => toFile(fs.createReadStream(at(name)), name),
  "a Response": (name) => new Response(fs.readFileSync(at(name))),
};

const done = async (id) => {
  for (;;) {
    const video = await client.videos.retrieve(id);
    if (video.status === "completed" || video.status === "failed") return video;
  }
};

// Starts jobs, in every way.
let video = await client.videos.create({ prompt: "no file" });
tell("create_video", "no file", { prompt: "no file" }, { id: video.id });
const options = { model: "sora-2-pro", seconds: "8", size: "1280x720" };
video = await client.videos.create({ prompt: "options", ...options });
tell("create_video", "options", { prompt: "options", ...options }, { id: video.id });
for (const [kind, opened] of Object.entries(FILES)) {
  video = await client.videos.create({ prompt: kind, input_reference: await opened("still.png") });
  tell("create_video", kind, { prompt: kind, input_reference: { file: "still.png" } }, { id: video.id });
  video = await client.videos.edit({ prompt: kind, video: await opened("clip.mp4") });
  tell("edit_video", kind, { prompt: kind, video: { file: "clip.mp4" } }, { id: video.id });
  video = await client.videos.extend({ prompt: kind, seconds: "4", video: await opened("clip.mp4") });
  tell("extend_video", kind, { prompt: kind, seconds: "4", video: { file: "clip.mp4" } }, { id: video.id });
  const character = await client.videos.createCharacter({ name: kind, video: await opened("clip.mp4") });
  tell("create_character", kind, { name: kind, video: { file: "clip.mp4" } }, { id: character.id });
  const same = await client.videos.getCharacter(character.id);
  tell("get_character", "an id", { id: character.id }, { id: same.id });
}

// Names what is on the server, or elsewhere, in place of a file.
const source = await done(video.id);
tell("retrieve_video", "an id, until it is done", { id: source.id }, { id: source.id, status: source.status });
for (const input_reference of [{ image_url: "https://example.org/still.png" }, { file_id: "file_123" }]) {
  const kind = `a reference, ${Object.keys(input_reference)[0]}`;
  video = await client.videos.create({ prompt: kind, input_reference });
  tell("create_video", kind, { prompt: kind, input_reference }, { id: video.id });
}
video = await client.videos.edit({ prompt: "a reference", video: { id: source.id } });
tell("edit_video", "a reference", { prompt: "a reference", video: { id: source.id } }, { id: video.id });
video = await client.videos.extend({ prompt: "a reference", seconds: "4", video: { id: source.id } });
tell("extend_video", "a reference", { prompt: "a reference", seconds: "4", video: { id: source.id } }, { id: video.id });
video = await client.videos.remix(source.id, { prompt: "JSON" });
tell("remix_video", "JSON", { id: source.id, prompt: "JSON" }, { id: video.id });

// Waits for jobs, and takes what they made.
video = await client.videos.create({ prompt: "poll [fail]" });
tell("create_video", "a job that fails", { prompt: "poll [fail]" }, { id: video.id, status: (await done(video.id)).status });
const failed = video.id;
for (const variant of ["video", "thumbnail", "spritesheet"]) {
  const response = await client.videos.downloadContent(source.id, { variant });
  fs.writeFileSync(at(`whole.${variant}`), Buffer.from(await response.arrayBuffer()));
  tell("download_content", variant, { id: source.id, variant }, { saved: `whole.${variant}` });
}
const response = await client.videos.downloadContent(source.id);
await pipeline(Readable.fromWeb(response.body), fs.createWriteStream(at("streamed")));
tell("download_content", "a stream", { id: source.id }, { saved: "streamed" });

// Pages to the end, both ways, then deletes one.
for (const order of ["asc", "desc"]) {
  const ids = [];
  for await (const each of client.videos.list({ limit: 3, order })) ids.push(each.id);
  tell("list_videos", `all pages, ${order}`, {}, { ids, order });
}
const gone = await client.videos.delete(failed);
tell("delete_video", "an id", { id: failed }, { id: gone.id, deleted: gone.deleted });
