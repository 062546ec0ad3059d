"""What the resources stand on: how any operation is sent and its answer handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_videos._errors import APIConnectionError, APIError, APIStatusError
from openai_videos._operations import Call, failed_job, identified, understood
from openai_videos._pager import AsyncPager  # sync:

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from openai_videos._async.pages import AsyncConversationCursorPage
    from openai_videos._async.sender import AsyncSender
    from openai_videos._contract import Operation
    from openai_videos._options import Form
    from openai_videos._polling import Poll


class AsyncResource:
    """Operations, with answers in one form: as the objects of the API, or as answers, read whole or not at all."""

    def __init__(self, client: AsyncSender, form: Form = "parsed") -> None:
        self._client = client
        self._form: Form = form

    async def _send(self, call: Call, stream: bool = False) -> httpx.Response:
        with call.prepared() as parts:
            return await self._client.send(parts, stream=stream)

    async def _call(self, call: Call) -> Any:
        response = await self._send(call, stream=self._form == "streamed")
        return self._handed_over(response, self._form, call.understood)

    def _handed_over(self, response: httpx.Response, form: Form, parse: Callable[[httpx.Response], Any]) -> Any:
        if form == "parsed":
            return parse(response)
        from openai_videos._async.responses import AsyncAPIResponse  # Only who asks for answers pays for them.
        from openai_videos._responses import LegacyAPIResponse

        return (AsyncAPIResponse if form == "streamed" else LegacyAPIResponse)(response, parse)

    async def _download(self, call: Call) -> Any:
        # Only who fetches files pays for it.
        from openai_videos._async.responses import AsyncStreamedBinaryAPIResponse
        from openai_videos._async.transfers import admitted
        from openai_videos._fetched import AsyncBinaryResponseContent
        from openai_videos._media import expected_of
        from openai_videos._responses import LegacyAPIResponse

        with call.prepared() as parts:
            response = await self._client.send(parts, stream=self._form != "raw")
        asked = [*call.query.values(), *(call.options.query or {}).values()]
        expected = expected_of(asked, self._client.check_content)
        response = await admitted(response, expected)
        resending = self._client.resending(parts, expected)
        kept = AsyncBinaryResponseContent.kept  # sync: kept = BinaryResponseContent
        fetched = AsyncBinaryResponseContent.fetched  # sync: fetched = BinaryResponseContent
        if self._form == "streamed":
            return AsyncStreamedBinaryAPIResponse(response, resending)
        if self._form == "raw":
            expected.check(response, response.content)
            return LegacyAPIResponse(response, lambda whole: kept(whole, resending))
        return await fetched(response, resending)

    def _list(self, page: type[AsyncConversationCursorPage[Any]], call: Call) -> Any:
        async def fetch(after: str | None, form: Form = "parsed") -> Any:
            def parse(response: httpx.Response) -> AsyncConversationCursorPage[Any]:
                parsed: AsyncConversationCursorPage[Any] = understood(response, page)
                return parsed.linked(fetch, after)

            asked = call if after is None else call._replace(query={**call.query, "after": after})
            return self._handed_over(await self._send(asked, stream=form == "streamed"), form, parse)

        return AsyncPager(fetch, self._form)  # sync: return fetch(None, self._form)

    async def _call_and_poll(self, call: Call, status: Operation, poll: Poll) -> Any:
        response = await self._send(call)
        job_id = identified(call.understood(response), response)
        return await self._poll(call._replace(operation=status, path={"id": job_id}, query={}, body={}), poll)

    async def _poll(self, call: Call, poll: Poll) -> Any:
        import anyio  # Where it is needed: synchronous code does not pay for it.

        (job_id,) = call.path.values()
        poll.final = self._client.final_statuses
        model = call.operation.returns
        while True:
            seen: httpx.Response | APIError
            try:
                seen = await self._send(call)
                job = call.understood(seen)
            except (APIConnectionError, APIStatusError) as error:
                seen, job = error, failed_job(error, model)
            if job is not None and poll.done(job):
                return job
            await anyio.sleep(poll.pause(job_id, seen))
