"""A bucket of an object store that speaks S3: AWS, R2, MinIO and the like.

    .deployed.json    path → SHA-256, type and time to keep of what deploys have put there

Its own hashes say nothing of what is encrypted there, or came in parts. What is about to
change is taken out of that list first, so that whatever is killed is sent again.
"""

import json
import mimetypes
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from plugins.common.headers import cache_control
from plugins.common.served import FEEDS, media_type, stays
from plugins.deploy.host import AS_IT_WAS, Host, Release, Sent, run
from plugins.publish.releases import sha256_of

LIST = ".deployed.json"
MIXED = "Some of it is there, old pages too: make deploy once more."
AT_ONCE = 4
BATCH = 500  # of 1000: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
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
    programs = ("aws",)

    def send(self, release: Release) -> Sent:
        there = self.listed()
        known = json.loads(run("aws", "s3", "cp", self.key(LIST), "-")) if LIST in there else {}
        wanted = listed_of(release)
        changed = [
            path
            for path in wanted
            if wanted[path] != known.get(path)
            or (release.output / path).stat().st_size != there.get(path)
        ]
        gone = sorted(known.keys() & there.keys() - wanted.keys())
        if changed or gone:
            self.note(known | dict.fromkeys(changed, ""), AS_IT_WAS)
            self.put(release.output.absolute(), changed)
            self.remove(gone)
            self.note(wanted, MIXED)
        return Sent(changed, gone)

    def headers(self, path: str, told: Mapping[str, str]) -> Mapping[str, str]:
        return {"Content-Type": type_of(path), "Cache-Control": cache_control(path)}

    def key(self, path: str) -> str:
        return f"s3://{self.name}/{self.prefix}{path}"

    def listed(self) -> dict[str, int]:
        """Path → how many bytes."""
        command = ("aws", "s3api", "list-objects-v2", "--bucket", self.name)
        which = ("--prefix", self.prefix, "--query", "Contents[].[Key,Size]", "--output", "json")
        found = json.loads(run(*command, *which)) or []
        return {key.removeprefix(self.prefix): size for key, size in found}

    def note(self, known: Mapping[str, str], why: str) -> None:
        told = json.dumps(known, indent=0, ensure_ascii=False).encode()
        run("aws", "s3", "cp", "-", self.key(LIST), *kind_of(LIST), told=told, why=why)

    def put(self, tree: Path, paths: Iterable[str]) -> None:
        """What pages need goes before them, and feeds, which lead to them, go last."""
        in_order = sorted(paths, key=lambda path: (rank(path), kind_of(path)))
        for _, of_one_rank in groupby(in_order, rank):
            groups = [list(group) for _, group in groupby(of_one_rank, kind_of)]
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda group: self.put_alike(tree, group), groups))

    def put_alike(self, tree: Path, paths: list[str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for path in paths:
                link = Path(folder) / path
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(tree / path)
            which = ("--recursive", "--only-show-errors", *kind_of(paths[0]))
            run("aws", "s3", "cp", folder, self.key(""), *which, why=MIXED)

    def remove(self, paths: list[str]) -> None:
        for start in range(0, len(paths), BATCH):
            keys = [{"Key": self.prefix + path} for path in paths[start : start + BATCH]]
            told = json.dumps({"Objects": keys, "Quiet": True})
            command = ("aws", "s3api", "delete-objects", "--bucket", self.name)
            run(*command, "--delete", told, why=MIXED)


def listed_of(release: Release) -> dict[str, str]:
    """What the list is to say."""
    return {
        path: " ".join([sha256_of(release.output / path), *kind_of(path)]) for path in release.files
    }


def kind_of(path: str) -> tuple[str, ...]:
    return ("--content-type", type_of(path), "--cache-control", cache_control(path))


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
