# Generated from openapi.yaml by `make generate`; never edited by hand.
"""The videos of the API, asynchronous."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from openai_videos._async.pages import AsyncConversationCursorPage
from openai_videos._async.resource import AsyncResource
from openai_videos._fetched import AsyncBinaryResponseContent
from openai_videos._operations import Call
from openai_videos._options import NOT_GIVEN, POLL_TIMEOUT, CallOptions, Headers, Omit, TimeoutTypes
from openai_videos._pager import AsyncPager
from openai_videos._uploads import FileInput
from openai_videos.resources.videos import _operations
from openai_videos_gen.models.content_variant import ContentVariant
from openai_videos_gen.models.image_input_reference_param import ImageInputReferenceParam
from openai_videos_gen.models.known_video_model import KnownVideoModel
from openai_videos_gen.models.list_order import ListOrder
from openai_videos_gen.models.video import Video
from openai_videos_gen.models.video_character import VideoCharacter
from openai_videos_gen.models.video_delete_response import VideoDeleteResponse
from openai_videos_gen.models.video_extension_seconds import VideoExtensionSeconds
from openai_videos_gen.models.video_list import VideoList
from openai_videos_gen.models.video_reference_input_param import VideoReferenceInputParam
from openai_videos_gen.models.video_seconds import VideoSeconds
from openai_videos_gen.models.video_size import VideoSize


class AsyncVideoListPage(AsyncConversationCursorPage[Video], VideoList):
    """One page, and the way to the next."""


class AsyncVideos(AsyncResource):
    """Video jobs, their files, and the characters that can appear in them."""

    @cached_property
    def with_raw_response(self) -> AsyncVideosWithRawResponse:
        """The same methods, giving the answer itself, read whole; its `parse()` gives what they give here."""
        return AsyncVideosWithRawResponse(AsyncVideos(self._client, "raw"))

    @cached_property
    def with_streaming_response(self) -> AsyncVideosWithStreamingResponse:
        """The same methods, for `async with` statements, giving the answer itself before its body is read."""
        return AsyncVideosWithStreamingResponse(AsyncVideos(self._client, "streamed"))

    def list(
        self,
        *,
        after: str | Omit | None = None,
        limit: int | Omit | None = None,
        order: ListOrder | Omit | None = None,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> AsyncPager[AsyncVideoListPage, Video]:
        """List the recent videos of the project that the key belongs to, page by page.

        Args:
            after: Id of the last item of the page before; the answer starts behind it.
            limit: The most items to answer with.
            order: Sort by time of creation, `asc` for oldest first or `desc` for newest first.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
        """
        result: AsyncPager[AsyncVideoListPage, Video] = self._list(
            AsyncVideoListPage,
            Call(
                _operations.list_videos(),
                {},
                {
                    "after": after,
                    "limit": limit,
                    "order": order,
                },
                {},
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result

    async def create(
        self,
        *,
        prompt: str,
        input_reference: FileInput | ImageInputReferenceParam | Mapping[str, str] | Omit | None = None,
        model: KnownVideoModel | str | Omit | None = None,
        seconds: VideoSeconds | str | Omit | None = None,
        size: VideoSize | str | Omit | None = None,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> Video:
        """Start a job that generates a new video from a text prompt and, if given, a reference image.

        Args:
            prompt: What the video shall show.
            input_reference: The reference image, a JPEG, PNG or WebP file. Or: A reference image that is not uploaded
                with the request. Give exactly one property.
            model: Name of a video generation model. Open, since servers offer models of their own. The
                server's default: `sora-2`.
            seconds: Clip duration that a create can ask for, in seconds. The server's default: `4`.
            size: Width x height of the picture, in pixels. The server's default: `720x1280`.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            TypeError: `input_reference` is nothing that can be sent; OSError: the file cannot be opened.
        """
        result: Video = await self._call(
            Call(
                _operations.create_video(),
                {},
                {},
                {
                    "prompt": prompt,
                    "input_reference": input_reference,
                    "model": model,
                    "seconds": seconds,
                    "size": size,
                },
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result

    async def create_and_poll(
        self,
        *,
        prompt: str,
        input_reference: FileInput | ImageInputReferenceParam | Mapping[str, str] | Omit | None = None,
        model: KnownVideoModel | str | Omit | None = None,
        seconds: VideoSeconds | str | Omit | None = None,
        size: VideoSize | str | Omit | None = None,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
        poll_interval_ms: int | Omit | None = None,
        poll_timeout: float | None = POLL_TIMEOUT,
        on_progress: Callable[[Video], object] | None = None,
        raise_on_failure: bool = False,
    ) -> Video:
        """Start a job that generates a new video from a text prompt and, if given, a reference image.

        Then wait until the job is done. A status that is not known counts as not done.

        Args:
            prompt: What the video shall show.
            input_reference: The reference image, a JPEG, PNG or WebP file. Or: A reference image that is not uploaded
                with the request. Give exactly one property.
            model: Name of a video generation model. Open, since servers offer models of their own. The
                server's default: `sora-2`.
            seconds: Clip duration that a create can ask for, in seconds. The server's default: `4`.
            size: Width x height of the picture, in pixels. The server's default: `720x1280`.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.
            poll_interval_ms: Pause between two looks, in milliseconds. Without it, what the server asks for, else a second that
                grows to ten while nothing moves.
            poll_timeout: How long to wait at most, in seconds; None for ever. Looks that fail in passing are made again until then.
            on_progress: Called with the job after each look.
            raise_on_failure: Raise a job that failed, or ended in another way without a video, as JobFailedError.

        Returns:
            The job when it is `completed` or `failed`, or ended by a name that other servers have for it.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            TypeError: `input_reference` is nothing that can be sent; OSError: the file cannot be opened.
            PollTimeoutError: The job was not done in time.
            JobFailedError: The job failed, if this is asked for.
        """
        from openai_videos._polling import Poll  # Only who waits pays for it.

        result: Video = await self._call_and_poll(
            Call(
                _operations.create_video(),
                {},
                {},
                {
                    "prompt": prompt,
                    "input_reference": input_reference,
                    "model": model,
                    "seconds": seconds,
                    "size": size,
                },
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
            _operations.retrieve_video(),
            Poll(poll_interval_ms, poll_timeout, on_progress, raise_on_failure),
        )
        return result

    async def edit(
        self,
        *,
        prompt: str,
        video: FileInput | VideoReferenceInputParam | Mapping[str, str] | Video,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> Video:
        """Start a job that makes a new video by editing an uploaded video or one that was generated before.

        Args:
            prompt: How the video shall be changed.
            video: The source video, an MP4 file. Or: Reference to a completed video.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            TypeError: `video` is nothing that can be sent; OSError: the file cannot be opened.
        """
        result: Video = await self._call(
            Call(
                _operations.edit_video(),
                {},
                {},
                {
                    "prompt": prompt,
                    "video": video,
                },
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result

    async def edit_and_poll(
        self,
        *,
        prompt: str,
        video: FileInput | VideoReferenceInputParam | Mapping[str, str] | Video,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
        poll_interval_ms: int | Omit | None = None,
        poll_timeout: float | None = POLL_TIMEOUT,
        on_progress: Callable[[Video], object] | None = None,
        raise_on_failure: bool = False,
    ) -> Video:
        """Start a job that makes a new video by editing an uploaded video or one that was generated before.

        Then wait until the job is done. A status that is not known counts as not done.

        Args:
            prompt: How the video shall be changed.
            video: The source video, an MP4 file. Or: Reference to a completed video.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.
            poll_interval_ms: Pause between two looks, in milliseconds. Without it, what the server asks for, else a second that
                grows to ten while nothing moves.
            poll_timeout: How long to wait at most, in seconds; None for ever. Looks that fail in passing are made again until then.
            on_progress: Called with the job after each look.
            raise_on_failure: Raise a job that failed, or ended in another way without a video, as JobFailedError.

        Returns:
            The job when it is `completed` or `failed`, or ended by a name that other servers have for it.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            TypeError: `video` is nothing that can be sent; OSError: the file cannot be opened.
            PollTimeoutError: The job was not done in time.
            JobFailedError: The job failed, if this is asked for.
        """
        from openai_videos._polling import Poll  # Only who waits pays for it.

        result: Video = await self._call_and_poll(
            Call(
                _operations.edit_video(),
                {},
                {},
                {
                    "prompt": prompt,
                    "video": video,
                },
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
            _operations.retrieve_video(),
            Poll(poll_interval_ms, poll_timeout, on_progress, raise_on_failure),
        )
        return result

    async def extend(
        self,
        *,
        prompt: str,
        seconds: VideoExtensionSeconds | str,
        video: FileInput | VideoReferenceInputParam | Mapping[str, str] | Video,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> Video:
        """Start a job that makes a longer video by adding a newly generated segment to a completed one.

        Args:
            prompt: How the video shall go on.
            seconds: Duration of the segment that an extension adds, in seconds.
            video: The source video, an MP4 file. Or: Reference to a completed video.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            TypeError: `video` is nothing that can be sent; OSError: the file cannot be opened.
        """
        result: Video = await self._call(
            Call(
                _operations.extend_video(),
                {},
                {},
                {
                    "prompt": prompt,
                    "seconds": seconds,
                    "video": video,
                },
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result

    async def extend_and_poll(
        self,
        *,
        prompt: str,
        seconds: VideoExtensionSeconds | str,
        video: FileInput | VideoReferenceInputParam | Mapping[str, str] | Video,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
        poll_interval_ms: int | Omit | None = None,
        poll_timeout: float | None = POLL_TIMEOUT,
        on_progress: Callable[[Video], object] | None = None,
        raise_on_failure: bool = False,
    ) -> Video:
        """Start a job that makes a longer video by adding a newly generated segment to a completed one.

        Then wait until the job is done. A status that is not known counts as not done.

        Args:
            prompt: How the video shall go on.
            seconds: Duration of the segment that an extension adds, in seconds.
            video: The source video, an MP4 file. Or: Reference to a completed video.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.
            poll_interval_ms: Pause between two looks, in milliseconds. Without it, what the server asks for, else a second that
                grows to ten while nothing moves.
            poll_timeout: How long to wait at most, in seconds; None for ever. Looks that fail in passing are made again until then.
            on_progress: Called with the job after each look.
            raise_on_failure: Raise a job that failed, or ended in another way without a video, as JobFailedError.

        Returns:
            The job when it is `completed` or `failed`, or ended by a name that other servers have for it.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            TypeError: `video` is nothing that can be sent; OSError: the file cannot be opened.
            PollTimeoutError: The job was not done in time.
            JobFailedError: The job failed, if this is asked for.
        """
        from openai_videos._polling import Poll  # Only who waits pays for it.

        result: Video = await self._call_and_poll(
            Call(
                _operations.extend_video(),
                {},
                {},
                {
                    "prompt": prompt,
                    "seconds": seconds,
                    "video": video,
                },
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
            _operations.retrieve_video(),
            Poll(poll_interval_ms, poll_timeout, on_progress, raise_on_failure),
        )
        return result

    async def create_character(
        self,
        *,
        name: str,
        video: FileInput,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> VideoCharacter:
        """Make a character out of a video that is sent with the request.

        Args:
            name: Display name of the character.
            video: The video to take the character from, an MP4 file.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            TypeError: `video` is nothing that can be sent; OSError: the file cannot be opened.
        """
        result: VideoCharacter = await self._call(
            Call(
                _operations.create_character(),
                {},
                {},
                {
                    "name": name,
                    "video": video,
                },
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result

    async def get_character(
        self,
        character_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> VideoCharacter:
        """Look a character up by its id.

        Args:
            character_id: Id of the character.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            ValueError: An id is empty.
        """
        result: VideoCharacter = await self._call(
            Call(
                _operations.get_character(),
                {
                    "character_id": character_id,
                },
                {},
                {},
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result

    async def retrieve(
        self,
        video_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> Video:
        """Fetch the current state of a video job.

        Args:
            video_id: Id of the video job.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            ValueError: An id is empty.
        """
        result: Video = await self._call(
            Call(
                _operations.retrieve_video(),
                {
                    "video_id": video_id,
                },
                {},
                {},
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result

    async def poll(
        self,
        video_id: str,
        *,
        poll_interval_ms: int | Omit | None = None,
        poll_timeout: float | None = POLL_TIMEOUT,
        on_progress: Callable[[Video], object] | None = None,
        raise_on_failure: bool = False,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> Video:
        """Wait until a job is done. A status that is not known counts as not done.

        Args:
            video_id: Id of the video job.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.
            poll_interval_ms: Pause between two looks, in milliseconds. Without it, what the server asks for, else a second that
                grows to ten while nothing moves.
            poll_timeout: How long to wait at most, in seconds; None for ever. Looks that fail in passing are made again until then.
            on_progress: Called with the job after each look.
            raise_on_failure: Raise a job that failed, or ended in another way without a video, as JobFailedError.

        Returns:
            The job when it is `completed` or `failed`, or ended by a name that other servers have for it.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            ValueError: An id is empty.
            PollTimeoutError: The job was not done in time.
            JobFailedError: The job failed, if this is asked for.
        """
        from openai_videos._polling import Poll  # Only who waits pays for it.

        result: Video = await self._poll(
            Call(
                _operations.retrieve_video(),
                {
                    "video_id": video_id,
                },
                {},
                {},
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
            Poll(poll_interval_ms, poll_timeout, on_progress, raise_on_failure),
        )
        return result

    async def delete(
        self,
        video_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> VideoDeleteResponse:
        """Remove a completed or failed video, and every file stored for it, for good.

        Args:
            video_id: Id of the video job.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            ValueError: An id is empty.
        """
        result: VideoDeleteResponse = await self._call(
            Call(
                _operations.delete_video(),
                {
                    "video_id": video_id,
                },
                {},
                {},
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result

    async def remix(
        self,
        video_id: str,
        *,
        prompt: str,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> Video:
        """Start a job that generates a completed video anew with another prompt.

        Args:
            video_id: Id of the video job.
            prompt: What the new video shall show.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            ValueError: An id is empty.
        """
        result: Video = await self._call(
            Call(
                _operations.remix_video(),
                {
                    "video_id": video_id,
                },
                {},
                {
                    "prompt": prompt,
                },
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result

    async def remix_and_poll(
        self,
        video_id: str,
        *,
        prompt: str,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
        poll_interval_ms: int | Omit | None = None,
        poll_timeout: float | None = POLL_TIMEOUT,
        on_progress: Callable[[Video], object] | None = None,
        raise_on_failure: bool = False,
    ) -> Video:
        """Start a job that generates a completed video anew with another prompt.

        Then wait until the job is done. A status that is not known counts as not done.

        Args:
            video_id: Id of the video job.
            prompt: What the new video shall show.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.
            poll_interval_ms: Pause between two looks, in milliseconds. Without it, what the server asks for, else a second that
                grows to ten while nothing moves.
            poll_timeout: How long to wait at most, in seconds; None for ever. Looks that fail in passing are made again until then.
            on_progress: Called with the job after each look.
            raise_on_failure: Raise a job that failed, or ended in another way without a video, as JobFailedError.

        Returns:
            The job when it is `completed` or `failed`, or ended by a name that other servers have for it.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            ValueError: An id is empty.
            PollTimeoutError: The job was not done in time.
            JobFailedError: The job failed, if this is asked for.
        """
        from openai_videos._polling import Poll  # Only who waits pays for it.

        result: Video = await self._call_and_poll(
            Call(
                _operations.remix_video(),
                {
                    "video_id": video_id,
                },
                {},
                {
                    "prompt": prompt,
                },
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
            _operations.retrieve_video(),
            Poll(poll_interval_ms, poll_timeout, on_progress, raise_on_failure),
        )
        return result

    async def download_content(
        self,
        video_id: str,
        *,
        variant: ContentVariant | Omit | None = None,
        extra_headers: Headers | None = None,
        extra_query: Mapping[str, Any] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        timeout: TimeoutTypes = NOT_GIVEN,
    ) -> AsyncBinaryResponseContent:
        """Stream the bytes of a completed video, or of a preview image made from it.

        Args:
            video_id: Id of the video job.
            variant: Which file to send. Without it, the MP4 video. The server's default: `video`.
            extra_headers: Headers to add, or to send in the place of ours.
            extra_query: Query parameters to add.
            extra_body: Body fields to add.
            timeout: For this call, in the place of the client's.

        Raises:
            APIStatusError: The server refused; the subclass tells the status, such as NotFoundError.
            APIConnectionError: The server was not reached, or the connection broke.
            APIResponseValidationError: The answer is not what the API answers with.
            ValueError: An id is empty.
        """
        result: AsyncBinaryResponseContent = await self._download(
            Call(
                _operations.download_content(),
                {
                    "video_id": video_id,
                },
                {
                    "variant": variant,
                },
                {},
                CallOptions(extra_headers, extra_query, extra_body, timeout),
            ),
        )
        return result


class AsyncVideosWithRawResponse:
    """The methods of `AsyncVideos`, giving answers that were read whole."""

    def __init__(self, videos: AsyncVideos) -> None:
        from openai_videos._async.responses import raw

        self.list = raw(videos.list)
        """List the recent videos of the project that the key belongs to, page by page."""
        self.create = raw(videos.create)
        """Start a job that generates a new video from a text prompt and, if given, a reference image."""
        self.edit = raw(videos.edit)
        """Start a job that makes a new video by editing an uploaded video or one that was generated before."""
        self.extend = raw(videos.extend)
        """Start a job that makes a longer video by adding a newly generated segment to a completed one."""
        self.create_character = raw(videos.create_character)
        """Make a character out of a video that is sent with the request."""
        self.get_character = raw(videos.get_character)
        """Look a character up by its id."""
        self.retrieve = raw(videos.retrieve)
        """Fetch the current state of a video job."""
        self.delete = raw(videos.delete)
        """Remove a completed or failed video, and every file stored for it, for good."""
        self.remix = raw(videos.remix)
        """Start a job that generates a completed video anew with another prompt."""
        self.download_content = raw(videos.download_content)
        """Stream the bytes of a completed video, or of a preview image made from it."""


class AsyncVideosWithStreamingResponse:
    """The methods of `AsyncVideos`, giving answers whose body is read when it is asked for."""

    def __init__(self, videos: AsyncVideos) -> None:
        from openai_videos._async.responses import streamed, streamed_binary

        self.list = streamed(videos.list)
        """List the recent videos of the project that the key belongs to, page by page."""
        self.create = streamed(videos.create)
        """Start a job that generates a new video from a text prompt and, if given, a reference image."""
        self.edit = streamed(videos.edit)
        """Start a job that makes a new video by editing an uploaded video or one that was generated before."""
        self.extend = streamed(videos.extend)
        """Start a job that makes a longer video by adding a newly generated segment to a completed one."""
        self.create_character = streamed(videos.create_character)
        """Make a character out of a video that is sent with the request."""
        self.get_character = streamed(videos.get_character)
        """Look a character up by its id."""
        self.retrieve = streamed(videos.retrieve)
        """Fetch the current state of a video job."""
        self.delete = streamed(videos.delete)
        """Remove a completed or failed video, and every file stored for it, for good."""
        self.remix = streamed(videos.remix)
        """Start a job that generates a completed video anew with another prompt."""
        self.download_content = streamed_binary(videos.download_content)
        """Stream the bytes of a completed video, or of a preview image made from it."""
