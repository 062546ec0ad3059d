import * as forms from "./made/openapi_generator/forms";
import * as json from "./made/openapi_generator/json";
import { use } from "./program";

await use((url, key) => {
  const api = new json.VideosApi(new json.Configuration({ basePath: url, accessToken: key }));
  const form = new forms.VideosApi(new forms.Configuration({ basePath: url, accessToken: key }));
  return {
    create: (createVideoJsonBody) => api.createVideo({ createVideoJsonBody }),
    createOfReference: (prompt, imageUrl) =>
      api.createVideo({ createVideoJsonBody: { prompt, inputReference: { imageUrl } } }),
    createOfFile: (prompt, inputReference) => form.createVideo({ prompt, inputReference }),
    edit: (prompt, id) => api.editVideo({ editVideoJsonBody: { prompt, video: { id } } }),
    editFile: (prompt, video) => form.editVideo({ prompt, video }),
    extend: (prompt, seconds, id) => api.extendVideo({ extendVideoJsonBody: { prompt, seconds, video: { id } } }),
    extendFile: (prompt, seconds, video) => form.extendVideo({ prompt, seconds, video }),
    remix: (videoId, prompt) => api.remixVideo({ videoId, remixVideoJsonBody: { prompt } }),
    retrieve: (videoId) => api.retrieveVideo({ videoId }),
    list: async (limit, order, after) => {
      const page = await api.listVideos({ limit, order, after });
      return { data: page.data, has_more: page.hasMore, last_id: page.lastId };
    },
    download: (videoId, variant) => api.downloadContent({ videoId, variant }),
    delete: (videoId) => api.deleteVideo({ videoId }),
    createCharacter: async (name, video) => (await api.createCharacter({ name, video })).id!,
    getCharacter: async (characterId) => (await api.getCharacter({ characterId })).id!,
  };
});
