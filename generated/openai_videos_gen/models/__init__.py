# Generated from openapi.yaml by `make generate`; never edited by hand.
"""Contains all the data models used in inputs/outputs"""

from .content_variant import ContentVariant
from .create_character_multipart_body import CreateCharacterMultipartBody
from .create_video_json_body import CreateVideoJsonBody
from .create_video_multipart_body import CreateVideoMultipartBody
from .edit_video_json_body import EditVideoJsonBody
from .edit_video_multipart_body import EditVideoMultipartBody
from .error import Error
from .error_response import ErrorResponse
from .extend_video_json_body import ExtendVideoJsonBody
from .extend_video_multipart_body import ExtendVideoMultipartBody
from .image_input_reference_param import ImageInputReferenceParam
from .known_video_model import KnownVideoModel
from .list_order import ListOrder
from .remix_video_json_body import RemixVideoJsonBody
from .remix_video_multipart_body import RemixVideoMultipartBody
from .video import Video
from .video_character import VideoCharacter
from .video_create_error import VideoCreateError
from .video_delete_response import VideoDeleteResponse
from .video_extension_seconds import VideoExtensionSeconds
from .video_list import VideoList
from .video_reference_input_param import VideoReferenceInputParam
from .video_seconds import VideoSeconds
from .video_size import VideoSize
from .video_status import VideoStatus

__all__ = (
    "ContentVariant",
    "CreateCharacterMultipartBody",
    "CreateVideoJsonBody",
    "CreateVideoMultipartBody",
    "EditVideoJsonBody",
    "EditVideoMultipartBody",
    "Error",
    "ErrorResponse",
    "ExtendVideoJsonBody",
    "ExtendVideoMultipartBody",
    "ImageInputReferenceParam",
    "KnownVideoModel",
    "ListOrder",
    "RemixVideoJsonBody",
    "RemixVideoMultipartBody",
    "Video",
    "VideoCharacter",
    "VideoCreateError",
    "VideoDeleteResponse",
    "VideoExtensionSeconds",
    "VideoList",
    "VideoReferenceInputParam",
    "VideoSeconds",
    "VideoSize",
    "VideoStatus",
)
