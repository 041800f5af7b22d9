"""What each report of a real sender says, number by number and oddity by oddity."""

import json
from pathlib import Path

import pytest
from reports.samples import FOLDER, needs_samples

from mtasts_pages.standards.tls_report import TlsReportError, parse_report
from mtasts_pages.world.mail.containers import ContainerError, unpack
from mtasts_pages.world.mail.paths import list_items, read_item

EXPECTED = json.loads((Path(__file__).parent / "expected_samples.json").read_text())


def describe(path: Path) -> list[object]:
    rows: list[object] = []
    for item in list_items(str(path)):
        try:
            for document in unpack(read_item(item) or b"", item.name):
                report = parse_report(document.data)
                rows.append(
                    {
                        "start": report.start.isoformat(),
                        "policies": [
                            [each.type, each.domain, each.successful, each.failed,
                             len(each.failures)]
                            for each in report.policies
                        ],
                        "oddities": sorted(map(str, report.oddities | document.oddities)),
                    }
                )  # fmt: skip
        except (ContainerError, TlsReportError) as error:
            rows.append(str(error))
    return rows


@needs_samples
@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_says(name: str) -> None:
    assert describe(FOLDER / name) == EXPECTED[name]


@needs_samples
def test_every_sample_is_in_the_table() -> None:
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*")}
    assert found == set(EXPECTED)
