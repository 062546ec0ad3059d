"""Start the server of FastVideo: `serve.py PORT FOLDER`. The engine below it makes test pictures after a moment."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import imageio_ffmpeg  # type: ignore[import-not-found]

JOB_SECONDS = 1.0
MODEL_SIZE = (832, 480)
"""What a model is asked for that is given no size."""
MODEL_SECONDS = 4


class VideoGenerator:
    """The engine, as far as the server asks for it."""

    @classmethod
    def from_fastvideo_args(cls, args: object) -> VideoGenerator:  # noqa: ARG003 - the server hands it over
        """Give an engine, with no weights to load."""
        return cls()

    def generate_video(self, **asked: Any) -> dict[str, Any]:
        """Write a video of the size and length that were asked for."""
        time.sleep(JOB_SECONDS)
        if "[fail]" in asked["prompt"]:
            raise RuntimeError("the engine failed")
        width, height = asked.get("width", MODEL_SIZE[0]), asked.get("height", MODEL_SIZE[1])
        frames = asked.get("num_frames", MODEL_SECONDS * asked["fps"])
        source = f"testsrc=size={width}x{height}:rate={asked['fps']}"
        options = ["-frames:v", str(frames), "-pix_fmt", "yuv420p", "-preset", "ultrafast", "-y", asked["output_path"]]
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source, *options]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        return {}

    def shutdown(self) -> None:
        """End, with nothing to end."""


class FastVideoArgs:
    """What the server is told of its model."""

    model_path = "test-pictures"


def put(name: str, **content: object) -> None:
    """Put a module in the place of one that would load the engine."""
    module = ModuleType(name)
    module.__dict__.update(content)
    sys.modules[name] = module


def main(port: int, folder: str) -> None:
    """Serve, with all of the package but its engine as it is."""
    spec = find_spec("fastvideo")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("fastvideo is not installed")
    # Both would import the engine to name what they have.
    for name in ("fastvideo", "fastvideo.api"):
        put(name, __path__=[str(Path(spec.submodule_search_locations[0], *name.split(".")[1:]))])
    put("fastvideo.entrypoints.video_generator", VideoGenerator=VideoGenerator)
    put("fastvideo.fastvideo_args", FastVideoArgs=FastVideoArgs)
    put("fastvideo.registry", get_preset_selection=lambda _: (None, None))
    # It is asked only where the server was started with defaults for every request.
    put("fastvideo.api.compat", explicit_request_updates=None)
    from fastvideo.entrypoints.openai.api_server import run_server  # type: ignore[import-not-found]

    run_server(FastVideoArgs(), "127.0.0.1", port, folder)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
