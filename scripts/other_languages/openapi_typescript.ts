import createClient from "openapi-fetch";
import type { paths } from "./made/contract";
import { use } from "./program";

const got = async <T>(answer: Promise<{ data?: T; response: Response }>): Promise<T> => {
  const { data, response } = await answer;
  if (data === undefined) throw new Error(`${response.status} ${response.url}`);
  return data;
};
// What `format: binary` is typed as, and a form in the place of JSON.
const binary = (file: File) => file as unknown as string;
const bodySerializer = (fields: object) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
};

await use((url, key) => {
  const api = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });
  return {
    create: (body) => got(api.POST("/videos", { body })),
    createOfReference: (prompt, image_url) => got(api.POST("/videos", { body: { prompt, input_reference: { image_url } } })),
    createOfFile: (prompt, file) =>
      got(api.POST("/videos", { body: { prompt, input_reference: binary(file) }, bodySerializer })),
    edit: (prompt, id) => got(api.POST("/videos/edits", { body: { prompt, video: { id } } })),
    editFile: (prompt, file) => got(api.POST("/videos/edits", { body: { prompt, video: binary(file) }, bodySerializer })),
    extend: (prompt, seconds, id) => got(api.POST("/videos/extensions", { body: { prompt, seconds, video: { id } } })),
    extendFile: (prompt, seconds, file) =>
      got(api.POST("/videos/extensions", { body: { prompt, seconds, video: binary(file) }, bodySerializer })),
    remix: (video_id, prompt) =>
      got(api.POST("/videos/{video_id}/remix", { params: { path: { video_id } }, body: { prompt } })),
    retrieve: (video_id) => got(api.GET("/videos/{video_id}", { params: { path: { video_id } } })),
    list: (limit, order, after) => got(api.GET("/videos", { params: { query: { limit, order, after } } })),
    download: (video_id, variant) =>
      got(
        api.GET("/videos/{video_id}/content", { params: { path: { video_id }, query: { variant } }, parseAs: "arrayBuffer" }),
      ),
    delete: (video_id) => got(api.DELETE("/videos/{video_id}", { params: { path: { video_id } } })),
    createCharacter: async (name, file) =>
      (await got(api.POST("/videos/characters", { body: { name, video: binary(file) }, bodySerializer }))).id!,
    getCharacter: async (character_id) =>
      (await got(api.GET("/videos/characters/{character_id}", { params: { path: { character_id } } }))).id!,
  };
});
