import sys

from openai_videos_cli import main

if __name__ == "__main__":
    sys.exit(main())
