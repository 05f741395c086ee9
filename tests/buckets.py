"""A stand-in for an object store: the few calls of S3 that a deploy makes, and its web site."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from bs4 import BeautifulSoup

LISTED = "<Contents><Key>{key}</Key><ETag>{tag}</ETag></Contents>"
NONE = "<Error><Code>NoSuchBucket</Code><Message>There is no such bucket</Message></Error>"
KEPT = ("Content-Type", "Cache-Control")


class Object(NamedTuple):
    content: bytes
    headers: Mapping[str, str]

    @property
    def tag(self) -> str:
        """Its ETag, which is nothing like its MD5 where it is encrypted."""
        return f'"{sha256(self.content).hexdigest()[:32]}"'


class Bucket:
    """``put`` and ``gone`` are keys, in order; ``fails`` says which put is answered by 500."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.objects: dict[str, Object] = {}
        self.put: list[str] = []
        self.gone: list[str] = []
        self.fails: Callable[[str], bool] = lambda _: False


# What a site answers: for a path, the content and its headers.
Look = Callable[[str], Object | None]


@contextmanager
def served(port: int, look: Look, bucket: Bucket | None = None) -> Iterator[None]:
    """Below ``/name/`` of a bucket what S3 answers, and elsewhere what readers see."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, status: int, found: Object) -> None:
            self.send_response(status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(found.content)

        def xml(self, text: str, status: int = 200) -> None:
            self.answer(status, Object(text.encode(), {"Content-Type": "application/xml"}))

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            first, _, key = unquote(parts.path[1:]).partition("/")
            asked = parse_qs(parts.query)
            if "list-type" in asked:
                if not bucket or first != bucket.name:
                    return self.xml(NONE, 404)
                prefix = asked.get("prefix", [""])[0]
                found = [(k, o.tag) for k, o in bucket.objects.items() if k.startswith(prefix)]
                rest = "".join(LISTED.format(key=escape(k), tag=escape(tag)) for k, tag in found)
                return self.xml(f"<ListBucketResult>{rest}</ListBucketResult>")
            if bucket and first == bucket.name:
                thing = bucket.objects.get(key)
            else:
                thing = look(unquote(parts.path[1:]))
            return self.answer(200, thing) if thing else self.answer(404, Object(b"", {}))

        do_HEAD = do_GET

        def do_PUT(self) -> None:
            assert bucket
            content = self.rfile.read(int(self.headers["Content-Length"]))
            key = unquote(urlsplit(self.path).path).removeprefix(f"/{bucket.name}/")
            if bucket.fails(key):
                return self.xml("", 403)
            headers = {name: self.headers[name] for name in KEPT if self.headers[name]}
            bucket.objects[key] = Object(content, headers)
            bucket.put.append(key)
            return self.answer(200, Object(b"", {"ETag": bucket.objects[key].tag}))

        def do_POST(self) -> None:
            assert bucket
            told = BeautifulSoup(self.rfile.read(int(self.headers["Content-Length"])), "xml")
            for key in told.select("Key"):
                del bucket.objects[key.text]
                bucket.gone.append(key.text)
            self.xml("<DeleteResult></DeleteResult>")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.2", port), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
