import { z } from "zod";

export const llamacppCompletionConfigSchema = z.object({ tools: z.boolean().optional() }).passthrough();
