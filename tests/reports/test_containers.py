"""Reports are found in whatever they come in, and bombs end within bounds."""

import gzip
import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from reports.samples import FOLDER, make_mail, make_report, needs_samples, pack

from mtasts_pages.standards.tls_report import parse_report
from mtasts_pages.world.mail.containers import (
    ContainerError,
    ContainerOddity,
    Document,
    Fault,
    unpack,
)
from mtasts_pages.world.mail.paths import Item, list_items, read_item

JSON = json.dumps(make_report()).encode()
SECONDS = 5.0  # of the processor: other tests may have it meanwhile
MEGABYTES = 400


def zip_up(*members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, member in enumerate(members):
            archive.writestr(f"{number}.json", member)
    return data.getvalue()


def forward(mail: bytes) -> bytes:
    outer = EmailMessage()
    outer["From"] = "somebody@example.com"
    outer["Subject"] = "Fwd: report"
    outer.set_content("see below")
    outer.add_attachment(mail, maintype="application", subtype="octet-stream", filename="r.eml")
    return outer.as_bytes()


PACKED = {
    "plain": (JSON, set()),
    "gzip": (pack(make_report()), set()),
    "twice": (gzip.compress(pack(make_report())), {ContainerOddity.COMPRESSED_TWICE}),
    "zip": (zip_up(JSON), {ContainerOddity.ZIPPED}),
    "members": (gzip.compress(JSON[:50]) + gzip.compress(JSON[50:]), set()),
    "mail": (make_mail(make_report()), set()),
    "mail in mail": (forward(make_mail(make_report())), set()),
    "body": (b"From: a@b.example\n\n" + JSON, {ContainerOddity.NOT_ATTACHED}),
}


@pytest.mark.parametrize("how", PACKED)
def test_a_report_is_found(how: str) -> None:
    data, oddities = PACKED[how]
    (document,) = unpack(data)
    assert parse_report(document.data) == parse_report(JSON)
    assert document.oddities == oddities


def test_a_name_that_promises_compression_is_not_believed() -> None:
    (document,) = unpack(JSON, "r.json.gz")
    assert document.oddities == {ContainerOddity.NOT_COMPRESSED}


def test_a_zip_may_hold_many_reports() -> None:
    assert len(list(unpack(zip_up(JSON, pack(make_report()), b"read me")))) == 2


@pytest.mark.parametrize(
    "data", [b"", b"read me", b"<xml/>", gzip.compress(b"<xml/>", mtime=0), b"\0" * 9]
)
def test_what_is_of_another_kind_gives_nothing(data: bytes) -> None:
    assert list(unpack(data)) == []


def test_a_mail_without_a_report_gives_nothing() -> None:
    assert list(unpack(b"From: a@b.example\nSubject: hello\n\nhow are you?\n")) == []


def nest(depth: int) -> bytes:
    head = b"From: a@b.example\nMIME-Version: 1.0\n"
    parts = [
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth)
    ]
    return head + b"".join(parts)


def repeat_gzip(times: int) -> bytes:
    data = JSON
    for _ in range(times):
        data = gzip.compress(data)
    return data


BOMBS: dict[str, tuple[Callable[[], bytes], Fault]] = {
    "gzip": (lambda: gzip.compress(bytes(1 << 30), 9), Fault.TOO_LARGE),
    "gzip of gzip": (lambda: gzip.compress(gzip.compress(bytes(1 << 28), 9)), Fault.TOO_LARGE),
    "matryoshka": (lambda: repeat_gzip(20), Fault.TOO_DEEP),
    "zip": (lambda: zip_up(bytes(1 << 28)), Fault.TOO_LARGE),
    "zip of many": (lambda: zip_up(*[JSON] * 10_001), Fault.TOO_MANY),
    "zip of zips": (lambda: zip_up(zip_up(zip_up(bytes(1 << 26)))), Fault.TOO_LARGE),
    "members": (lambda: gzip.compress(b"{") * 20_000, Fault.TOO_MANY),
    "100,000 nested parts": (lambda: nest(100_000), Fault.TOO_MANY),
    "150 nested parts": (lambda: nest(150), Fault.NO_REPORT),
    "100,000 parts": (
        lambda: nest(1) + b"\n--b0\n\nx\n" * 100_000,
        Fault.TOO_MANY,
    ),
    "cut": (lambda: pack(make_report())[:-20], Fault.DAMAGED),
    "cut zip": (lambda: zip_up(JSON)[:-10], Fault.DAMAGED),
    "mail of 65 MiB": (lambda: b"From: a@b.example\n\n" + b"x" * (65 << 20), Fault.TOO_LARGE),
}


def open_all(data: bytes) -> Fault:
    """Return the fault of *data*."""
    try:
        documents = list(unpack(data))
    except ContainerError as error:
        return error.fault
    assert not documents
    return Fault.NO_REPORT


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_within_seconds_and_bounded_memory(name: str) -> None:
    make, fault = BOMBS[name]
    data = make()
    began = time.process_time()
    assert open_all(data) is fault
    assert time.process_time() - began < SECONDS
    tracemalloc.start()
    try:
        open_all(data)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES << 20
    finally:
        tracemalloc.stop()


def test_a_large_file_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.eml"
    with path.open("wb") as file:
        file.write(b"From: a@b.example\n\n")
        file.truncate(200 << 20)
    (item,) = list_items(str(path))
    tracemalloc.start()
    assert read_item(item) is None
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_a_folder_is_walked_and_a_delivery_under_way_left_alone(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
        (tmp_path / "box" / name / "1.a:2,S").write_bytes(make_mail(make_report()))
    (tmp_path / "tmp").mkdir()  # a folder of that name elsewhere is one as any other
    (tmp_path / "tmp" / "r.json").write_bytes(JSON)
    (tmp_path / "loop").symlink_to(tmp_path)
    found = sorted(item.name.removeprefix(f"{tmp_path}/") for item in list_items(str(tmp_path)))
    assert found == ["box/cur/1.a:2,S", "box/new/1.a:2,S", "tmp/r.json"]


def test_an_mbox_is_split_at_its_from_lines(tmp_path: Path) -> None:
    mails = [make_mail(make_report(report_id=str(number))) for number in range(3)]
    quoted = b"Subject: x\n\nFrom here on\n>From the start\n"
    box = b"".join(
        b"From a@b.example Sat Nov 21 08:00:00 2026\n" + mail + b"\n" for mail in [*mails, quoted]
    )
    (tmp_path / "reports.mbox").write_bytes(box)
    items = list(list_items(str(tmp_path)))
    assert [item.name.rpartition("#")[2] for item in items] == ["1", "2", "3", "4"]
    assert items[3].data is not None
    assert items[3].data.endswith(quoted + b"\n")


def find(path: Path) -> list[Document]:
    return [
        document
        for item in list_items(str(path))
        for document in unpack(read_item(item) or b"", item.name)
    ]


@needs_samples
@pytest.mark.parametrize(
    "path",
    sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.parent != FOLDER),
    ids=lambda path: path.name,
)
def test_a_report_of_a_real_sender_is_read(path: Path) -> None:
    if path.name == "truncated.json.gz":
        with pytest.raises(ContainerError, match="damaged or cut off"):
            find(path)
        return
    documents = find(path)
    assert len(documents) == (3 if path.suffix == ".mbox" else 1)
    if path.name == "deep.json":
        with pytest.raises(ValueError, match="nested too deeply"):
            parse_report(documents[0].data)
        return
    for document in documents:
        assert parse_report(document.data).policies


def test_an_item_may_hold_its_bytes() -> None:
    assert read_item(Item("x", b"y")) == b"y"
