"""Start the server of Aquiles-Image: `serve.py PORT KEY`. The model below it makes test pictures after a moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import imageio_ffmpeg  # type: ignore[import-not-found]

MODEL = "ltx-2"
SIZE, RATE = "1536x1024", 24
FRAMES = {"4": 121, "8": 193, "12": 289}
DEFAULT_FRAMES = 121
"""What the package asks of this model, in its pipelines/video/ltx_2: the server hands no size on."""


class Pipeline:
    """A model, as far as the server asks for it."""

    def start(self) -> None:
        """Load nothing."""

    def generate(self, *, prompt: str, save_result_path: str, seconds: str = "", **_: Any) -> None:
        """Write a video."""
        if "[fail]" in prompt:
            raise RuntimeError("the model failed")
        Path(save_result_path).parent.mkdir(parents=True, exist_ok=True)
        source, frames = f"testsrc=size={SIZE}:rate={RATE}", FRAMES.get(seconds, DEFAULT_FRAMES)
        options = ["-frames:v", str(frames), "-pix_fmt", "yuv420p", "-preset", "ultrafast", "-y", save_result_path]
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source, *options]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


class ModelVideoPipelineInit:
    """What loads a model by its name."""

    def __init__(self, model: str) -> None:
        """Take any."""

    def initialize_pipeline(self) -> Pipeline:
        """Give the one that is here."""
        return Pipeline()


def put(name: str, **content: object) -> None:
    """Put a module in the place of one that is not here, or that would load a model."""
    module = ModuleType(name)
    module.__dict__.update(content)
    sys.modules[name] = module


def main(port: str, key: str) -> None:
    """Serve by the command of the package, with all of it but its models as it is."""
    cuda = SimpleNamespace(is_available=lambda: False, device_count=lambda: 0)
    put("torch.multiprocessing", Queue=object)
    put("torch", __path__=[], cuda=cuda, Tensor=object, Generator=object)
    sys.modules["torch"].__dict__["multiprocessing"] = sys.modules["torch.multiprocessing"]
    put("diffusers", DiffusionPipeline=None)
    put("aquilesimage.pipelines.video", ModelVideoPipelineInit=ModelVideoPipelineInit)
    from aquilesimage.cli.cli import app  # type: ignore[import-not-found]

    app(["serve", "--model", MODEL, "--api-key", key, "--host", "127.0.0.1", "--port", port])


if __name__ == "__main__":
    main(*sys.argv[1:])
