"""Faults: named ways in which the server breaks the contract when it is asked to.

Each one breaks one requirement, and says which. They stand between the client and the server, so that the server itself
knows nothing of them.
"""

from openai_videos_mock.faults.catalogue import catalogue, overlapping, sequential
from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.faults.switches import FaultError, Switch, switch, switches

__all__ = ["Fault", "FaultError", "Layer", "Switch", "catalogue", "overlapping", "sequential", "switch", "switches"]
