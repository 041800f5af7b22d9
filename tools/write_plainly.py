"""Writes the files and git objects of many sites with nothing checked: what cannot be undercut.

Usage: write_plainly.py SITES FOLDER, where SITES is a marshalled list of (name, {path: bytes}).
"""

import hashlib
import marshal
import os
import sys
import zlib

sites, folder = sys.argv[1:]


def put(path: str, data: bytes) -> None:
    """Write a file."""
    with open(path, "wb") as file:  # noqa: PTH123 - the least that it can cost
        file.write(data)


def put_object(git: str, kind: bytes, data: bytes) -> bytes:
    """Write a loose object and return its id."""
    whole = b"%s %d\0%s" % (kind, len(data), data)
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    os.makedirs(f"{git}/objects/{name[:2]}", exist_ok=True)  # noqa: PTH103 - as above
    put(f"{git}/objects/{name[:2]}/{name[2:]}", zlib.compress(whole, 1))
    return bytes.fromhex(name)


with open(sites, "rb") as source:  # noqa: PTH123 - as above
    loaded = marshal.load(source)  # noqa: S302 - the benchmark wrote it
for site, files in loaded:
    git = f"{folder}/{site}/.git"
    for needed in (f"{git}/objects", f"{git}/refs/heads", f"{folder}/{site}/.well-known"):
        os.makedirs(needed)  # noqa: PTH103 - as above
    top, inside = {}, b""
    for path, data in files.items():
        put(f"{folder}/{site}/{path}", data)
        blob = put_object(git, b"blob", data)
        where, _, name = path.rpartition("/")
        if where:
            inside += b"100644 %s\0%s" % (name.encode(), blob)
        else:
            top[name] = b"100644 %s\0%s" % (name.encode(), blob)
    top[".well-known/"] = b"40000 .well-known\0" + put_object(git, b"tree", inside)
    tree = put_object(git, b"tree", b"".join(top[name] for name in sorted(top)))
    who = b"a <a@example.com> 1764000000 +0000"
    said = b"tree %s\nauthor %s\ncommitter %s\n\nPublish\n" % (tree.hex().encode(), who, who)
    commit = put_object(git, b"commit", said)
    put(f"{git}/config", b"[core]\n\trepositoryformatversion = 0\n")
    put(f"{git}/HEAD", b"ref: refs/heads/main\n")
    put(f"{git}/refs/heads/main", commit.hex().encode() + b"\n")
