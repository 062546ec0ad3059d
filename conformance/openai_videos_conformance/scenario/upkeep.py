"""What a run asks on its own account: if there is a server, what an earlier run left, what is to be deleted."""

from __future__ import annotations

from ..contract.operations import CREATE_VIDEO, DELETE_VIDEO, LIST_VIDEOS, RETRIEVE_VIDEO
from .looks import NEWEST, SOURCE
from .part import Part
from .refusals import NO_VIDEO
from .step import Cost, Request, Stage, Step

REACHABLE_LIST = Step("reachable", request=Request(operation=LIST_VIDEOS, query={"limit": 1}))
REACHABLE_AGAIN = Step("reachable.again", request=Request(operation=RETRIEVE_VIDEO, ids={"video_id": NO_VIDEO}))
REACHABLE_CREATE = Step("reachable.create", request=Request(operation=CREATE_VIDEO, json={}), cost=Cost.IF_ACCEPTED)
REACHABLE = Part("reachable", stage=Stage.START, own_steps=(REACHABLE_LIST, REACHABLE_AGAIN, REACHABLE_CREATE))

RESUME_LIST = Step("resume.list", request=Request(operation=LIST_VIDEOS, query=NEWEST))
RESUME_RETRIEVE = Step("resume.retrieve", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE))
RESUME = Part("resume", stage=Stage.START, own_steps=(RESUME_LIST, RESUME_RETRIEVE))

CLEANUP_LIST = Step("cleanup.list", request=Request(operation=LIST_VIDEOS, query=NEWEST))
CLEANUP_DELETE = Step("cleanup.delete", request=Request(operation=DELETE_VIDEO, ids=SOURCE))
CLEANUP_RETRIEVE = Step("cleanup.retrieve", request=Request(operation=RETRIEVE_VIDEO, ids=SOURCE))
"""What could not be deleted: it may be gone already."""
CLEANUP = Part("cleanup", stage=Stage.LATER, own_steps=(CLEANUP_LIST, CLEANUP_DELETE, CLEANUP_RETRIEVE))

INIT_LIST = Step("init.list", request=Request(operation=LIST_VIDEOS, query=NEWEST))
INIT_MODELS = Step("init.models", request=Request(path="/models"))
INIT_DOCUMENT = Step("init.document")
"""The OpenAPI document, which many servers have below their root and some below the prefix."""
INIT = Part("init", stage=Stage.START, own_steps=(INIT_LIST, INIT_MODELS, INIT_DOCUMENT))
