# Generated from openapi.yaml by `make generate`; never edited by hand.
"""The models of the contract, each loaded when it is first used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
_WHERE = {
    "ContentVariant": ".content_variant",
    "CreateCharacterMultipartBody": ".create_character_multipart_body",
    "CreateVideoJsonBody": ".create_video_json_body",
    "CreateVideoMultipartBody": ".create_video_multipart_body",
    "EditVideoJsonBody": ".edit_video_json_body",
    "EditVideoMultipartBody": ".edit_video_multipart_body",
    "Error": ".error",
    "ErrorResponse": ".error_response",
    "ExtendVideoJsonBody": ".extend_video_json_body",
    "ExtendVideoMultipartBody": ".extend_video_multipart_body",
    "ImageInputReferenceParam": ".image_input_reference_param",
    "KnownVideoModel": ".known_video_model",
    "ListOrder": ".list_order",
    "RemixVideoJsonBody": ".remix_video_json_body",
    "RemixVideoMultipartBody": ".remix_video_multipart_body",
    "Video": ".video",
    "VideoCharacter": ".video_character",
    "VideoCreateError": ".video_create_error",
    "VideoDeleteResponse": ".video_delete_response",
    "VideoExtensionSeconds": ".video_extension_seconds",
    "VideoList": ".video_list",
    "VideoReferenceInputParam": ".video_reference_input_param",
    "VideoSeconds": ".video_seconds",
    "VideoSize": ".video_size",
    "VideoStatus": ".video_status",
}


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
