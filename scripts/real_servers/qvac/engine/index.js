// The engine below the server of @qvac/cli, as far as videos need it: after half a second, test pictures of the size and
// the length that were asked for.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const JOB_MS = 500;
const MOST_BYTES = 256 * 1024 * 1024;
// What a model is asked for that is given no size, no length.
const MODEL = { width: 832, height: 480, video_frames: 33, fps: 16 };
const cancelled = new Set();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let count = 0;

async function pictures({ width, height, video_frames, fps }) {
  const source = ["-f", "lavfi", "-i", `testsrc=size=${width}x${height}:rate=${fps}`];
  const result = ["-frames:v", String(video_frames), "-c:v", "mjpeg", "-f", "avi", "pipe:1"];
  const options = { encoding: "buffer", maxBuffer: MOST_BYTES };
  return (await promisify(execFile)("ffmpeg", ["-v", "error", ...source, ...result], options)).stdout;
}

export function video(parameters) {
  const asked = { ...MODEL, ...parameters };
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
    return [await pictures(asked)];
  })();
  outputs.catch(() => {});
  const { width, height, video_frames: videoFrames } = asked;
  const stats = sleep(JOB_MS).then(() => ({ width, height, videoFrames }));
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
