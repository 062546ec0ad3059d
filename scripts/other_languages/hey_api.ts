import { client as forms } from "./made/hey_api/forms/client.gen";
import * as form from "./made/hey_api/forms/sdk.gen";
import { client } from "./made/hey_api/json/client.gen";
import * as json from "./made/hey_api/json/sdk.gen";
import { use } from "./program";

const throwOnError = true;

await use((url, key) => {
  for (const each of [client, forms]) each.setConfig({ baseUrl: url, auth: key });
  return {
    create: async (body) => (await json.createVideo({ body, throwOnError })).data,
    createOfReference: async (prompt, image_url) =>
      (await json.createVideo({ body: { prompt, input_reference: { image_url } }, throwOnError })).data,
    createOfFile: async (prompt, file) =>
      (await form.createVideo({ body: { prompt, input_reference: file }, throwOnError })).data,
    edit: async (prompt, id) => (await json.editVideo({ body: { prompt, video: { id } }, throwOnError })).data,
    editFile: async (prompt, video) => (await form.editVideo({ body: { prompt, video }, throwOnError })).data,
    extend: async (prompt, seconds, id) =>
      (await json.extendVideo({ body: { prompt, seconds, video: { id } }, throwOnError })).data,
    extendFile: async (prompt, seconds, video) =>
      (await form.extendVideo({ body: { prompt, seconds, video }, throwOnError })).data,
    remix: async (video_id, prompt) => (await json.remixVideo({ path: { video_id }, body: { prompt }, throwOnError })).data,
    retrieve: async (video_id) => (await json.retrieveVideo({ path: { video_id }, throwOnError })).data,
    list: async (limit, order, after) => (await json.listVideos({ query: { limit, order, after }, throwOnError })).data,
    download: async (video_id, variant) =>
      (await json.downloadContent({ path: { video_id }, query: { variant }, parseAs: "blob", throwOnError })).data as Blob,
    delete: async (video_id) => (await json.deleteVideo({ path: { video_id }, throwOnError })).data,
    createCharacter: async (name, video) => (await json.createCharacter({ body: { name, video }, throwOnError })).data.id!,
    getCharacter: async (character_id) => (await json.getCharacter({ path: { character_id }, throwOnError })).data.id!,
  };
});
