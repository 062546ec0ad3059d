"""Scripts: what happens to which request or job, from Python, a file, the control path or words in a prompt.

They stand next to the server, within variants and faults: what they answer is changed by those as any other answer.
"""

from openai_videos_mock.scripts.reading import ScriptError, read_file, read_rules
from openai_videos_mock.scripts.rule import Rule, RuleError
from openai_videos_mock.scripts.script import Script

__all__ = ["Rule", "RuleError", "Script", "ScriptError", "read_file", "read_rules"]
