"""What a form sent: read within limits, understood strictly, or refused in one sentence."""

import asyncio
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

MEDIA_TYPE = "application/x-www-form-urlencoded"
MAX_BYTES = 32 * 1024
MAX_READ_BYTES = 1024 * 1024
MAX_SECONDS = 5
MAX_FIELDS = 50


async def fields_of(request: Request) -> dict[str, str]:
    """Field name to text as it was sent; of a name sent twice, the last.

    Raises HTTPException: 400, 408, 413 or 415.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        raise HTTPException(415, f"A form must be sent as {MEDIA_TYPE}.")
    try:
        async with asyncio.timeout(MAX_SECONDS):
            body = await _body_of(request)
    except TimeoutError as error:
        raise HTTPException(
            408, "The form took too long to arrive. Go back and send it again."
        ) from error
    except ClientDisconnect as error:
        raise HTTPException(400, "The form did not arrive whole.") from error
    try:
        return fields(body)
    except ValueError as error:
        raise HTTPException(400, "The form could not be read.") from error


async def _body_of(request: Request) -> bytes:
    """The body, whole. Raises HTTPException: 413.

    When there is too much it reads on for a while: a browser that is still
    sending shows a closed connection as a fault, not the answer that came first.
    """
    declared = request.headers.get("content-length", "")
    too_long = declared.isdecimal() and int(declared) > MAX_BYTES
    body = bytearray()
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        too_long = too_long or read > MAX_BYTES
        if read > MAX_READ_BYTES:
            break
        if not too_long:
            body += chunk
    if too_long:
        raise HTTPException(413, "The form is too long. Go back, shorten it and send it again.")
    return bytes(body)


def fields(body: bytes) -> dict[str, str]:
    """Field name to text.

    Raises ValueError: not UTF-8 through and through, a NUL, or too many fields.
    """
    sent = dict(
        parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    )
    if any("\0" in text for field in sent.items() for text in field):
        raise ValueError("a NUL")
    return sent
