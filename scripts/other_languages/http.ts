export const settings = { url: "", key: "" };
export const http = async <T>(url: string, options?: RequestInit): Promise<T> => {
  const headers = new Headers(options?.headers);
  headers.set("Authorization", `Bearer ${settings.key}`);
  if (typeof options?.body === "string") headers.set("Content-Type", "application/json");
  const response = await fetch(settings.url + url, { ...options, headers });
  const json = response.headers.get("content-type")?.startsWith("application/json");
  return { data: json ? await response.json() : await response.blob(), status: response.status, headers: response.headers } as T;
};
