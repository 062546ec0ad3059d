"""The asynchronous client."""

from __future__ import annotations

from openai_videos._async.endpoints import AsyncEndpoints
from openai_videos.resources import AsyncResources


class AsyncClient(AsyncEndpoints, AsyncResources):
    """An asynchronous client of the Videos API.

    Args:
        api_key: Sent as bearer token; without it, the environment variable `OPENAI_API_KEY`. A function that gives one
            is asked before each attempt. None is needed where `default_headers` have `Authorization`, `omit` for none,
            or the key by another name.
        organization: Sent as `OpenAI-Organization`; without it, the environment variable `OPENAI_ORG_ID`, if it is set.
        project: Sent as `OpenAI-Project`; without it, the environment variable `OPENAI_PROJECT_ID`, if it is set.
        base_url: Where the API is, version prefix included; without it, the environment variable `OPENAI_BASE_URL`.
        timeout: Seconds for each step of a request, or a `Timeout`; None for no limit. Without it 600, and 5 to
            connect, or what `http_client` is set to.
        max_retries: How often a request is sent again. What makes something is sent again only when it surely did not
            reach its end, or was turned away by 429, or by 503 with Retry-After.
        retry_seconds: The time after which no further attempt begins; None for no limit.
        retry_pause: The seconds before the first repetition; each further one waits twice as long, up to eight.
        retry_writes: Send writes again like reads, at the risk that a job is made, and billed, twice.
        default_headers: Sent with every request.
        default_query: Added to the query of every request, such as `{"api-version": "preview"}`.
        http_client: An `httpx.AsyncClient` or `httpx2.AsyncClient` with settings of your own: proxies, certificates.
            Closing this closes it.
        check_content: Refuse a download that is HTML or JSON, by its media type or its first bytes, and a video in the
            place of a picture. False takes whatever comes with status 200.
        final_statuses: States in which a job of this server moves no more, besides those that other servers have.

    Raises:
        OpenAIError: There is no base URL or no key, or they cannot be used.
    """


AsyncOpenAI = AsyncClient
