"""Texts only this inbox can have made: what a link or a hidden field may do, and until when."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

Purpose = Literal["confirm", "decide"]
MADE_BYTES = 8
ROUND_BYTES = 4
ID_BYTES = 16
TOLD_BYTES = MADE_BYTES + ROUND_BYTES + ID_BYTES


def token(key: bytes, purpose: Purpose, id_: str, round_: int, made: datetime) -> str:
    """For the message of that id, until it is decided once more."""
    told = (
        int(made.timestamp()).to_bytes(MADE_BYTES, "big")
        + round_.to_bytes(ROUND_BYTES, "big")
        + UUID(id_).bytes
    )
    return urlsafe_b64encode(told + _signature(key, purpose, told)).decode().rstrip("=")


def read_token(key: bytes, purpose: Purpose, text: str) -> tuple[str, int, datetime]:
    """The id of the message, its round, and when the token was made. Raises ValueError."""
    raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    told, signature = raw[:TOLD_BYTES], raw[TOLD_BYTES:]
    if not hmac.compare_digest(signature, _signature(key, purpose, told)):
        raise ValueError("not made here")
    made = datetime.fromtimestamp(int.from_bytes(told[:MADE_BYTES], "big"), UTC)
    round_ = int.from_bytes(told[MADE_BYTES:-ID_BYTES], "big")
    return str(UUID(bytes=told[-ID_BYTES:])), round_, made


def _signature(key: bytes, purpose: Purpose, told: bytes) -> bytes:
    """Of parts with a fixed length behind a word that holds no NUL: nothing can be spliced."""
    return hmac.digest(key, purpose.encode() + b"\0" + told, "sha256")
