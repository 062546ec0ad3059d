"""The scores are made by scripts, not by a package; their folder comes first on the path."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
