"""The command line: `openai-videos-mock` or `python -m openai_videos_mock`."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command and give its exit code."""
    try:
        from openai_videos_mock.command import run_command
    except ModuleNotFoundError as missing:
        install = "it comes with: pip install 'openai-videos[mock]'"
        sys.stderr.write(f"openai-videos-mock: error: {missing.name} is not installed; {install}\n")
        return 1
    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
