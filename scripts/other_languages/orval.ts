import { settings } from "./http";
import * as form from "./made/orval/forms";
import * as json from "./made/orval/json";
import { use } from "./program";

// An answer is one of a success or of an error, told apart by its status.
const got = async <A extends { status: number | string; data: unknown }>(answer: Promise<A>) => {
  const given = await answer;
  if (given.status !== 200) throw new Error(`${given.status}`);
  return given.data as Extract<A, { status: 200 }>["data"];
};

await use((url, key) => {
  Object.assign(settings, { url, key });
  return {
    create: (body) => got(json.createVideo(body)),
    createOfReference: (prompt, image_url) => got(json.createVideo({ prompt, input_reference: { image_url } })),
    createOfFile: (prompt, input_reference) => got(form.createVideo({ prompt, input_reference })),
    edit: (prompt, id) => got(json.editVideo({ prompt, video: { id } })),
    editFile: (prompt, video) => got(form.editVideo({ prompt, video })),
    extend: (prompt, seconds, id) => got(json.extendVideo({ prompt, seconds, video: { id } })),
    extendFile: (prompt, seconds, video) => got(form.extendVideo({ prompt, seconds, video })),
    remix: (id, prompt) => got(json.remixVideo(id, { prompt })),
    retrieve: (id) => got(json.retrieveVideo(id)),
    list: (limit, order, after) => got(json.listVideos({ limit, order, after })),
    download: (id, variant) => got(json.downloadContent(id, { variant })),
    delete: (id) => got(json.deleteVideo(id)),
    createCharacter: async (name, video) => (await got(json.createCharacter({ name, video }))).id!,
    getCharacter: async (id) => (await got(json.getCharacter(id))).id!,
  };
});
