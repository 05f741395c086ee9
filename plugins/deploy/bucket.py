"""A bucket of an object store that speaks S3: AWS, R2, MinIO and the like.

    .deployed.json    path → SHA-256, type, time to keep and ETag of what deploys have put there

An ETag says nothing of a file's content, which may be encrypted there, but the store gives another
to whatever else is put in its place: by a hand, or by a deploy from elsewhere at the same time.
What is about to change is taken out of that list first, so that whatever is killed is sent again.
"""

import json
import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from plugins.common.headers import cache_control
from plugins.common.served import FEEDS, media_type, stays
from plugins.deploy.host import AS_IT_WAS, DeployError, Host, Release, Sent
from plugins.publish.releases import sha256_of

LIST = ".deployed.json"
MIXED = "Some of it is there, old pages too: make deploy once more."
AT_ONCE = 8
BATCH = 1000  # https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
# Of what a blog has, those that not every Python knows, or by an older name.
TYPES = {
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


@dataclass(frozen=True)
class Bucket(Host):
    """``prefix`` is "" or ends with ``/``."""

    name: str
    prefix: str

    def send(self, release: Release) -> Sent:
        with answered(AS_IT_WAS):
            there = self.listed()
            known = self.noted() if LIST in there else {}
        wanted = listed_of(release)
        changed = [
            path for path in wanted if known.get(path) != f"{wanted[path]} {there.get(path)}"
        ]
        gone = sorted(known.keys() & there.keys() - wanted.keys())
        release.judge(known.keys() & there.keys())
        if changed or gone:
            with answered(AS_IT_WAS):
                self.note(known | dict.fromkeys(changed, ""))
            with answered(MIXED):
                tags = there | self.put(release.output, changed)
                self.remove(gone)
                self.note({path: f"{wanted[path]} {tags[path]}" for path in wanted})
        return Sent(changed, gone)

    def headers(self, path: str, told: Mapping[str, str]) -> Mapping[str, str]:
        return kind_of(path)

    @cached_property
    def store(self) -> Any:
        # Half a second, which no other host needs.
        from botocore.config import Config
        from botocore.session import get_session

        # Not every store of others knows the checksums that are AWS's own.
        needed = "when_required"
        config = Config(
            request_checksum_calculation=needed,
            response_checksum_validation=needed,
            max_pool_connections=AT_ONCE,
        )
        return get_session().create_client("s3", config=config)

    def where(self, path: str) -> dict[str, str]:
        return {"Bucket": self.name, "Key": self.prefix + path}

    def listed(self) -> dict[str, str]:
        """Path → ETag."""
        pages = self.store.get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=self.name, Prefix=self.prefix).search("Contents[]")
        return {each["Key"].removeprefix(self.prefix): each["ETag"] for each in found if each}

    def noted(self) -> dict[str, str]:
        return dict(json.load(self.store.get_object(**self.where(LIST))["Body"]))

    def note(self, known: Mapping[str, str]) -> None:
        told = json.dumps(known, indent=0, ensure_ascii=False).encode()
        self.put_one(LIST, told)

    def put(self, tree: Path, paths: Iterable[str]) -> dict[str, str]:
        """Path → ETag. What pages need goes before them; feeds, which lead to them, go last."""
        tags: dict[str, str] = {}
        for _, group in groupby(sorted(paths, key=rank), rank):
            of_one_rank = list(group)
            with ThreadPoolExecutor(AT_ONCE) as pool:
                put = pool.map(lambda p: self.put_one(p, (tree / p).read_bytes()), of_one_rank)
                try:
                    tags.update(zip(of_one_rank, put, strict=True))
                except BaseException:
                    pool.shutdown(cancel_futures=True)
                    raise
        return tags

    def put_one(self, path: str, content: bytes) -> str:
        type_, kept = kind_of(path).values()
        put = self.store.put_object(
            **self.where(path), Body=content, ContentType=type_, CacheControl=kept
        )
        return str(put["ETag"])

    def remove(self, paths: list[str]) -> None:
        for start in range(0, len(paths), BATCH):
            keys = [{"Key": self.prefix + path} for path in paths[start : start + BATCH]]
            told = {"Objects": keys, "Quiet": True}
            answer = self.store.delete_objects(Bucket=self.name, Delete=told)
            for fault in answer.get("Errors", ()):
                raise DeployError(f"{fault['Key']} cannot be removed: {fault['Message']}. {MIXED}")


@contextmanager
def answered(why: str) -> Iterator[None]:
    """Raise DeployError, which ends with ``why``, where a store does not do what it is asked."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise DeployError(f"The store has failed: {str(error).rstrip('.')}. {why}") from error


def listed_of(release: Release) -> dict[str, str]:
    """What the list is to say of each, but for what the store calls it."""
    return {
        path: " ".join([sha256_of(release.output / path), *kind_of(path).values()])
        for path in release.files
    }


def kind_of(path: str) -> dict[str, str]:
    """Its headers."""
    return {"Content-Type": type_of(path), "Cache-Control": cache_control(path)}


def type_of(path: str) -> str:
    end = Path(path).suffix
    kind = TYPES.get(end) or mimetypes.types_map.get(end) or "application/octet-stream"
    return media_type(path) or kind + "; charset=utf-8" * kind.startswith("text/")


def rank(path: str) -> int:
    if stays(path):
        return 0
    if path.startswith(FEEDS):
        return 3
    return 2 if path.endswith(".html") else 1
