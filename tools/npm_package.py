"""Files out of a package of the npm registry."""

import subprocess
import tarfile
import tempfile
from pathlib import Path

FETCH_SECONDS = 300


def fetch_package(name: str, directory: Path) -> Path:
    """Return the tarball of *name* (``@scope/name@version``), fetched with ``npm pack``.

    Nothing of the package is run: its install scripts belong to ``npm install``.
    """
    done = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(directory), name],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=FETCH_SECONDS,
    )
    return directory / done.stdout.split()[-1]


def read_members(name: str, members: tuple[str, ...], tarball: Path | None) -> tuple[str, ...]:
    """Return the text of *members* of the package, of *tarball* when there is one at hand."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        tarfile.open(tarball or fetch_package(name, Path(scratch))) as package,
    ):
        return tuple(read_member(package, f"package/{member}") for member in members)


def read_member(package: tarfile.TarFile, member: str) -> str:
    """Return the text of one member."""
    file = package.extractfile(member)
    if file is None:
        raise SystemExit(f"`{member}` is not a file of the package")
    return file.read().decode()
