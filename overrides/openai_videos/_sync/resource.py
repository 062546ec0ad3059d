# Made from openai_videos/_async by `make generate`; never edited by hand.
"""What the resources stand on: how any operation is sent and its answer handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openai_videos._errors import APIConnectionError, APIError, APIStatusError
from openai_videos._operations import Call, failed_job, identified, understood

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from openai_videos._contract import Operation
    from openai_videos._options import Form
    from openai_videos._polling import Poll
    from openai_videos._sync.pages import SyncConversationCursorPage
    from openai_videos._sync.sender import Sender


class Resource:
    """Operations, with answers in one form: as the objects of the API, or as answers, read whole or not at all."""

    def __init__(self, client: Sender, form: Form = "parsed") -> None:
        self._client = client
        self._form: Form = form

    def _send(self, call: Call, stream: bool = False) -> httpx.Response:
        with call.prepared() as parts:
            return self._client.send(parts, stream=stream)

    def _call(self, call: Call) -> Any:
        response = self._send(call, stream=self._form == "streamed")
        return self._handed_over(response, self._form, call.understood)

    def _handed_over(self, response: httpx.Response, form: Form, parse: Callable[[httpx.Response], Any]) -> Any:
        if form == "parsed":
            return parse(response)
        from openai_videos._responses import LegacyAPIResponse
        from openai_videos._sync.responses import APIResponse  # Only who asks for answers pays for them.

        return (APIResponse if form == "streamed" else LegacyAPIResponse)(response, parse)

    def _download(self, call: Call) -> Any:
        # Only who fetches files pays for it.
        from openai_videos._downloads import BinaryResponseContent
        from openai_videos._media import expected_of
        from openai_videos._responses import LegacyAPIResponse
        from openai_videos._sync.responses import StreamedBinaryAPIResponse
        from openai_videos._sync.transfers import admitted

        with call.prepared() as parts:
            response = self._client.send(parts, stream=self._form != "raw")
        asked = [*call.query.values(), *(call.options.query or {}).values()]
        expected = expected_of(asked, self._client.check_content)
        response = admitted(response, expected)
        resending = self._client.resending(parts, expected)
        kept = BinaryResponseContent
        fetched = BinaryResponseContent
        if self._form == "streamed":
            return StreamedBinaryAPIResponse(response, resending)
        if self._form == "raw":
            expected.check(response, response.content)
            return LegacyAPIResponse(response, lambda whole: kept(whole, resending))
        return fetched(response, resending)

    def _list(self, page: type[SyncConversationCursorPage[Any]], call: Call) -> Any:
        def fetch(after: str | None, form: Form = "parsed") -> Any:
            def parse(response: httpx.Response) -> SyncConversationCursorPage[Any]:
                parsed: SyncConversationCursorPage[Any] = understood(response, page)
                return parsed.linked(fetch, after)

            asked = call if after is None else call._replace(query={**call.query, "after": after})
            return self._handed_over(self._send(asked, stream=form == "streamed"), form, parse)

        return fetch(None, self._form)

    def _call_and_poll(self, call: Call, status: Operation, poll: Poll) -> Any:
        response = self._send(call)
        job_id = identified(call.understood(response), response)
        return self._poll(call._replace(operation=status, path={"id": job_id}, query={}, body={}), poll)

    def _poll(self, call: Call, poll: Poll) -> Any:
        import time  # Where it is needed: synchronous code does not pay for it.

        (job_id,) = call.path.values()
        poll.final = self._client.final_statuses
        model = call.operation.returns
        while True:
            seen: httpx.Response | APIError
            try:
                seen = self._send(call)
                job = call.understood(seen)
            except (APIConnectionError, APIStatusError) as error:
                seen, job = error, failed_job(error, model)
            if job is not None and poll.done(job):
                return job
            time.sleep(poll.pause(job_id, seen))
