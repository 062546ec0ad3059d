# Generated from openapi.yaml by `make generate`; never edited by hand.
"""What the contract says about the operations of the videos, each loaded when it is first called."""

from __future__ import annotations

from functools import cache

from openai_videos._contract import Operation


@cache
def list_videos() -> Operation:

    from openai_videos_gen.api.videos.list_videos import _get_kwargs
    from openai_videos_gen.models.video_list import VideoList

    return Operation(
        request=_get_kwargs,
        returns=VideoList,
    )


@cache
def create_video() -> Operation:

    from openai_videos_gen.api.videos.create_video import _get_kwargs
    from openai_videos_gen.models.create_video_json_body import CreateVideoJsonBody
    from openai_videos_gen.models.create_video_multipart_body import CreateVideoMultipartBody
    from openai_videos_gen.models.image_input_reference_param import ImageInputReferenceParam
    from openai_videos_gen.models.video import Video

    return Operation(
        request=_get_kwargs,
        returns=Video,
        json=CreateVideoJsonBody,
        multipart=CreateVideoMultipartBody,
        files={"input_reference": ImageInputReferenceParam},
    )


@cache
def edit_video() -> Operation:

    from openai_videos_gen.api.videos.edit_video import _get_kwargs
    from openai_videos_gen.models.edit_video_json_body import EditVideoJsonBody
    from openai_videos_gen.models.edit_video_multipart_body import EditVideoMultipartBody
    from openai_videos_gen.models.video import Video
    from openai_videos_gen.models.video_reference_input_param import VideoReferenceInputParam

    return Operation(
        request=_get_kwargs,
        returns=Video,
        json=EditVideoJsonBody,
        multipart=EditVideoMultipartBody,
        files={"video": VideoReferenceInputParam},
    )


@cache
def extend_video() -> Operation:

    from openai_videos_gen.api.videos.extend_video import _get_kwargs
    from openai_videos_gen.models.extend_video_json_body import ExtendVideoJsonBody
    from openai_videos_gen.models.extend_video_multipart_body import ExtendVideoMultipartBody
    from openai_videos_gen.models.video import Video
    from openai_videos_gen.models.video_reference_input_param import VideoReferenceInputParam

    return Operation(
        request=_get_kwargs,
        returns=Video,
        json=ExtendVideoJsonBody,
        multipart=ExtendVideoMultipartBody,
        files={"video": VideoReferenceInputParam},
    )


@cache
def create_character() -> Operation:

    from openai_videos_gen.api.videos.create_character import _get_kwargs
    from openai_videos_gen.models.create_character_multipart_body import CreateCharacterMultipartBody
    from openai_videos_gen.models.video_character import VideoCharacter

    return Operation(
        request=_get_kwargs,
        returns=VideoCharacter,
        multipart=CreateCharacterMultipartBody,
        files={"video": None},
    )


@cache
def get_character() -> Operation:

    from openai_videos_gen.api.videos.get_character import _get_kwargs
    from openai_videos_gen.models.video_character import VideoCharacter

    return Operation(
        request=_get_kwargs,
        returns=VideoCharacter,
    )


@cache
def retrieve_video() -> Operation:

    from openai_videos_gen.api.videos.retrieve_video import _get_kwargs
    from openai_videos_gen.models.video import Video

    return Operation(
        request=_get_kwargs,
        returns=Video,
    )


@cache
def delete_video() -> Operation:

    from openai_videos_gen.api.videos.delete_video import _get_kwargs
    from openai_videos_gen.models.video_delete_response import VideoDeleteResponse

    return Operation(
        request=_get_kwargs,
        returns=VideoDeleteResponse,
    )


@cache
def remix_video() -> Operation:

    from openai_videos_gen.api.videos.remix_video import _get_kwargs
    from openai_videos_gen.models.remix_video_json_body import RemixVideoJsonBody
    from openai_videos_gen.models.remix_video_multipart_body import RemixVideoMultipartBody
    from openai_videos_gen.models.video import Video

    return Operation(
        request=_get_kwargs,
        returns=Video,
        json=RemixVideoJsonBody,
        multipart=RemixVideoMultipartBody,
    )


@cache
def download_content() -> Operation:

    from openai_videos_gen.api.videos.download_content import _get_kwargs

    return Operation(
        request=_get_kwargs,
    )
