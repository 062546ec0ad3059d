// The engine below the server of @qvac/cli, as far as videos need it: a job takes half a second, and its video is a file.
import fs from "node:fs";

const VIDEO = fs.readFileSync(new URL("./tiny.avi", import.meta.url));
const JOB_MS = 500;
const cancelled = new Set();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let count = 0;

export function video(parameters) {
  const requestId = `req_${++count}`;
  async function* progress() {
    for (let step = 1; step <= 10 && !cancelled.has(requestId); step++) {
      await sleep(JOB_MS / 10);
      yield { step, totalSteps: 10, elapsedMs: (step * JOB_MS) / 10 };
    }
  }
  const outputs = (async () => {
    await sleep(JOB_MS);
    if (parameters.prompt.includes("[fail]")) throw new Error("the engine failed");
    return [VIDEO];
  })();
  outputs.catch(() => {});
  const size = { width: parameters.width ?? 832, height: parameters.height ?? 480 };
  const stats = sleep(JOB_MS).then(() => ({ ...size, videoFrames: parameters.video_frames }));
  return { requestId, progressStream: progress(), outputs, stats };
}

export async function cancel({ requestId }) {
  cancelled.add(requestId);
}

export function loadModel() {
  return Object.assign(Promise.resolve("model"), { requestId: "load_1" });
}

export const unloadModel = async () => {};
export const close = async () => {};
export const getLoadedModelInfo = async () => ({});

const absent = () => {
  throw new Error("this stub makes videos only");
};
export {
  absent as completion,
  absent as diffusion,
  absent as embed,
  absent as ocr,
  absent as ragCloseWorkspace,
  absent as ragDeleteWorkspace,
  absent as ragIngest,
  absent as ragListWorkspaces,
  absent as ragSearch,
  absent as textToSpeech,
  absent as transcribe,
  absent as transcribeStream,
  absent as translate,
};
