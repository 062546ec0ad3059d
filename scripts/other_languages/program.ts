// What every generated client is used for: `node CLIENT.mjs URL KEY FOLDER`, a line each call.
import fs from "node:fs";
import path from "node:path";

export interface Job { id: string; status: string }
export interface Client {
  create(body: { prompt: string; model?: "sora-2-pro"; seconds?: "8"; size?: "1280x720" }): Promise<Job>;
  createOfReference(prompt: string, url: string): Promise<Job>;
  createOfFile(prompt: string, file: File): Promise<Job>;
  edit(prompt: string, id: string): Promise<Job>;
  editFile(prompt: string, file: File): Promise<Job>;
  extend(prompt: string, seconds: "4", id: string): Promise<Job>;
  extendFile(prompt: string, seconds: "4", file: File): Promise<Job>;
  remix(id: string, prompt: string): Promise<Job>;
  retrieve(id: string): Promise<Job>;
  list(limit: number, order: "asc" | "desc", after?: string): Promise<{ data: Job[]; has_more: boolean; last_id: string | null }>;
  download(id: string, variant?: "thumbnail"): Promise<Blob | ArrayBuffer>;
  delete(id: string): Promise<{ id: string; deleted: boolean }>;
  createCharacter(name: string, file: File): Promise<string>;
  getCharacter(id: string): Promise<string>;
}

export const use = async (make: (url: string, key: string) => Client): Promise<void> => {
  const [url, key, folder] = process.argv.slice(2) as [string, string, string];
  const client = make(url, key);
  const at = (name: string) => path.join(folder, name);
  const file = (name: string, type: string) => new File([fs.readFileSync(at(name))], name, { type });
  const tell = (operation: string, input: string, sent: object, came: object) =>
    console.log(JSON.stringify({ operation, input, sent, ...came }));
  const still = file("still.png", "image/png"), clip = file("clip.mp4", "video/mp4");

  let job = await client.create({ prompt: "no file" });
  tell("create_video", "no file", { prompt: "no file" }, { id: job.id });
  const options = { model: "sora-2-pro", seconds: "8", size: "1280x720" } as const;
  job = await client.create({ prompt: "options", ...options });
  tell("create_video", "options", { prompt: "options", ...options }, { id: job.id });
  job = await client.createOfReference("reference", "https://example.org/still.png");
  const reference = { image_url: "https://example.org/still.png" };
  tell("create_video", "a reference", { prompt: "reference", input_reference: reference }, { id: job.id });
  job = await client.createOfFile("file", still);
  tell("create_video", "a file", { prompt: "file", input_reference: { file: "still.png" } }, { id: job.id });
  const source = job.id;
  while (!["completed", "failed"].includes((job = await client.retrieve(source)).status));
  tell("retrieve_video", "an id", { id: source }, { id: job.id, status: job.status });
  job = await client.edit("edit", source);
  tell("edit_video", "a reference", { prompt: "edit", video: { id: source } }, { id: job.id });
  job = await client.editFile("edit file", clip);
  tell("edit_video", "a file", { prompt: "edit file", video: { file: "clip.mp4" } }, { id: job.id });
  job = await client.extend("extend", "4", source);
  tell("extend_video", "a reference", { prompt: "extend", seconds: "4", video: { id: source } }, { id: job.id });
  job = await client.extendFile("extend file", "4", clip);
  tell("extend_video", "a file", { prompt: "extend file", seconds: "4", video: { file: "clip.mp4" } }, { id: job.id });
  job = await client.remix(source, "remix");
  tell("remix_video", "an id", { id: source, prompt: "remix" }, { id: job.id });
  job = await client.create({ prompt: "poll [fail]" });
  while (!["completed", "failed"].includes((job = await client.retrieve(job.id)).status));
  tell("create_video", "a job that fails", { prompt: "poll [fail]" }, { id: job.id, status: job.status });
  const failed = job.id;
  for (const variant of [undefined, "thumbnail"] as const) {
    const saved = `whole.${variant ?? "video"}`;
    const content = await client.download(source, variant);
    fs.writeFileSync(at(saved), Buffer.from(content instanceof Blob ? await content.arrayBuffer() : content));
    tell("download_content", saved, { id: source, ...(variant && { variant }) }, { saved });
  }
  for (const order of ["asc", "desc"] as const) {
    const ids: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await client.list(3, order, after);
      ids.push(...page.data.map((each) => each.id));
      after = page.last_id ?? undefined;
      if (!page.has_more) break;
    }
    tell("list_videos", `all pages, ${order}`, {}, { ids, order });
  }
  const character = await client.createCharacter("Ada", clip);
  tell("create_character", "a file", { name: "Ada", video: { file: "clip.mp4" } }, { id: character });
  tell("get_character", "an id", { id: character }, { id: await client.getCharacter(character) });
  const gone = await client.delete(failed);
  tell("delete_video", "an id", { id: failed }, { id: gone.id, deleted: gone.deleted });
};
