"""Files beside an export, and fetched from a server of ours that is the old site."""

import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from plugins.moving_in import pictures
from plugins.moving_in.pictures import Shelf
from plugins.moving_in.records import Attachment, Blog, Media
from plugins.moving_in.written import Journal

UPLOADS = "https://old.example/wp-content/uploads"
BLOG = Blog(
    "https://old.example/",
    attachments=(
        Attachment("3", f"{UPLOADS}/2011/08/band-scaled.jpg", alt="A band", caption="On stage"),
        Attachment("4", f"{UPLOADS}/2011/08/wide-728x90.jpg"),
    ),
)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "backup/public/wp-content/uploads"
    for name in (
        "2011/08/band-scaled.jpg 2011/08/band-300x200.jpg 2012/01/band.jpg 2011/08/wide-728x90.jpg"
        " 2011/08/wide.jpg 2013/02/prices.pdf 2014/05/Eagle_lrg.jpg 2015/01/tram.png"
    ).split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return tmp_path / "backup"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (f"{UPLOADS}/2011/08/band-300x200.jpg", "images/2011/08/band-scaled.jpg"),
        ("http://www.old.example/wp-content/uploads/2011/08/band-scaled.jpg?w=300",
         "images/2011/08/band-scaled.jpg"),
        ("https://i0.wp.com/old.example/wp-content/uploads/2012/01/band-150x150.jpg?resize=9",
         "images/2012/01/band.jpg"),
        (f"{UPLOADS}/2011/08/wide-728x90.jpg", "images/2011/08/wide-728x90.jpg"),
        (f"{UPLOADS}/2015/01/tram-e1313575200123-300x200.png", "images/2015/01/tram.png"),
        (f"{UPLOADS}/2013/02/prices.pdf", "files/2013/02/prices.pdf"),
        ("page_files/tram.png", "images/tram.png"),
        ("Eagle_lrg", "images/Eagle_lrg.jpg"),
        (f"{UPLOADS}/2016/01/gone.jpg", ""),
    ],
)  # fmt: skip
def test_an_address_leads_to_the_original(media: Path, url: str, path: str) -> None:
    found = Shelf([BLOG], media).find(url)
    assert found and found.path == path


def test_what_is_no_file_of_the_blog(media: Path) -> None:
    shelf = Shelf([BLOG], media)
    for url in ("https://far.example/a.jpg", "https://old.example/2011/08/17/x/", "http://[", ""):
        assert not (found := shelf.find(url)) or not found.path


def test_an_attachment_brings_its_words(media: Path) -> None:
    found = Shelf([BLOG], None).find(f"{UPLOADS}/2011/08/band-300x200.jpg")
    assert found == Media("", f"{UPLOADS}/2011/08/band-scaled.jpg", "A band", "On stage")


def test_a_file_is_copied_from_a_folder_and_from_a_zip(media: Path, tmp_path: Path) -> None:
    packed = tmp_path / "uploads.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for path in media.rglob("*.jpg"):
            file.write(path, path.relative_to(media))
        file.writestr("../../evil.jpg", b"out")
    for shelf, folder in ((Shelf([BLOG], media), "a"), (Shelf([BLOG], packed), "b")):
        found, journal = shelf.find(f"{UPLOADS}/2012/01/band.jpg"), Journal(tmp_path / folder)
        assert found and shelf.copy(found, tmp_path / folder, journal) is None
        assert (tmp_path / folder / found.path).read_bytes() == b"2012/01/band.jpg"


def test_nothing_leaves_the_content_folder(media: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(evil, "w") as file:
        for name in ("../../evil.jpg", "/evil.jpg", "..\\evil.jpg", "a/..jpg"):
            file.writestr(name, b"out")
    content = tmp_path / "content"
    content.mkdir()
    shelf = Shelf([BLOG], evil)
    for url in ("../../evil.jpg", f"{UPLOADS}/%2e%2e/%2e%2e/evil.jpg", f"{UPLOADS}/..%5cevil.jpg"):
        if (found := shelf.find(url)) and found.path:
            shelf.copy(found, content, Journal(content))
    assert not list(tmp_path.glob("*.jpg"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "images").symlink_to(tmp_path)
    shelf = Shelf([BLOG], media)
    found = shelf.find(f"{UPLOADS}/2015/01/tram.png")
    told = found and shelf.copy(found, other, Journal(other))
    assert told and told.level == "lost"


def test_a_file_of_the_authors_own_is_left(media: Path, tmp_path: Path) -> None:
    shelf = Shelf([BLOG], media)
    found = shelf.find(f"{UPLOADS}/2015/01/tram.png")
    assert found
    own = tmp_path / found.path
    own.parent.mkdir(parents=True)
    own.write_bytes(b"theirs")
    told = shelf.copy(found, tmp_path, Journal(tmp_path))
    assert told and told.where == "images/2015/01/tram.png"
    assert own.read_bytes() == b"theirs"


def test_two_files_of_one_name_have_two_places(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.png").write_bytes(folder.encode())
    shelf = Shelf([Blog("https://old.example")], tmp_path)
    places = [shelf.find(f"https://old.example/{folder}/same.png") for folder in "ab"]
    assert [found.path for found in places if found] == ["images/same.png", "images/same-2.png"]


@pytest.fixture
def old_site() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """An old site, and what it was asked: path, Range, User-Agent."""
    asked: list[tuple[str, str, str]] = []
    whole = b"0123456789" * 10

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            begin = self.headers.get("Range", "")
            asked.append((self.path, begin, self.headers.get("User-Agent", "")))
            status, body, more = 200, whole, {"Content-Type": "image/jpeg"}
            match self.path.rpartition("/")[2]:
                case "moved.jpg":
                    status, body, more = 302, b"", {"Location": "/uploads/whole.jpg"}
                case "away.jpg":
                    status, body, more = 302, b"", {"Location": "http://far.example/x.jpg"}
                case "round.jpg":
                    status, body, more = 302, b"", {"Location": "/uploads/round.jpg"}
                case "page.jpg":
                    more = {"Content-Type": "text/html"}
                case "gone.jpg":
                    status, body = 404, b""
                case "cut.jpg" if not begin:
                    more["Content-Length"] = "100"
                    body = whole[:40]
                case "cut.jpg":
                    status, body = 206, whole[40:]
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_fetching_goes_on_where_it_was_broken_off(
    old_site: tuple[str, list[tuple[str, str, str]]], tmp_path: Path
) -> None:
    site, asked = old_site

    def shelf() -> Shelf:
        return Shelf([Blog(site)], None, tmp_path / "kept", pause=0)

    broken = shelf()
    missing = broken.find(f"{site}/uploads/cut.jpg")
    assert missing and not missing.path
    assert [told.level for told in broken.told] == ["lost"]
    again, content = shelf(), tmp_path / "content"
    found = again.find(f"{site}/uploads/cut.jpg")
    assert found and again.copy(found, content, Journal(content)) is None
    assert (content / found.path).read_bytes() == b"0123456789" * 10
    assert shelf().find(f"{site}/uploads/cut.jpg") == found
    assert [begin for _, begin, _ in asked] == ["", "bytes=40-"]
    assert asked[0][2] == pictures.AGENT
    assert (tmp_path / "kept/.gitignore").read_text() == "*\n"


def test_fetching_follows_the_blog_only(
    old_site: tuple[str, list[tuple[str, str, str]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site, asked = old_site
    shelf = Shelf([Blog(site)], None, tmp_path / "kept", pause=0)
    moved = shelf.find(f"{site}/uploads/moved-300x200.jpg")
    assert moved and moved.path
    monkeypatch.setattr(pictures, "MAX_BYTES", 50)
    for name in ("away", "round", "page", "gone", "whole"):
        found = shelf.find(f"{site}/uploads/{name}.jpg")
        assert found and not found.path
    reasons = [told.what for told in shelf.told]
    for reason, part in zip(
        reasons, ("far.example", "circles", "a page", "404", "MB"), strict=True
    ):
        assert part in reason
    assert shelf.find("http://far.example/wp-content/uploads/x.jpg") is None
    assert len(asked) < 20
