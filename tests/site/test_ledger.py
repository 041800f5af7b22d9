import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtasts_pages.site import format_message, parse_message

ids = st.text(string.ascii_letters + string.digits, min_size=1, max_size=32)
subjects = st.text(string.printable, min_size=1).map(lambda text: " ".join(text.split()))


@given(subjects.filter(bool), ids, st.text(string.printable))
def test_what_a_message_announces_is_read_back(subject: str, policy_id: str, body: str) -> None:
    message = format_message(subject, policy_id, body.strip())
    assert parse_message(message) == policy_id
    assert parse_message(message.replace("\n", "\r\n")) == policy_id
    assert message.startswith(subject)


@given(subjects)
def test_a_message_without_a_policy_announces_none(subject: str) -> None:
    assert parse_message(format_message(subject, None)) is None


@pytest.mark.parametrize(
    "message",
    [
        "Publish\n\nMTA-STS-Id: 20261123a\n",
        "Publish\r\n\r\nMTA-STS-Id: 20261123a\r\n",
        "Publish\n\nMTA-STS-Id: 20261123a",
        "Publish\n\nMTA-STS-Id:20261123a \n\n",
        "Publish\n\nmta-sts-id: 20261123a\n",
        "Publish\n\nWhy.\n \nReviewed-by: A\nMTA-STS-Id: 20261123a\nSigned-off-by: B\n",
        "Publish\n\nMTA-STS-Id: old\nMTA-STS-Id: 20261123a\n",
    ],
)
def test_a_trailer_is_found(message: str) -> None:
    assert parse_message(message) == "20261123a"


@pytest.mark.parametrize(
    "message",
    [
        "",
        "\n\n",
        "MTA-STS-Id: 20261123a",  # a subject
        "Publish",
        "Explain\n\nMTA-STS-Id: 20261123a\n\nThat line above was an example.\n",
        "Explain\n\nThe trailer `MTA-STS-Id: 20261123a` is what counts.\n",
        "Explain\n\n    MTA-STS-Id: 20261123a\n",
        "Explain\n\n> MTA-STS-Id: 20261123a\n",
        "Publish\n\nMTA-STS-Id: 2026-11-23\n",
        "Publish\n\nMTA-STS-Id: " + "1" * 33 + "\n",
        "Publish\n\nMTA-STS-Id:\n",
        "Publish\n\nMTA-STS-Id: 20261123a and more\n",
        "Publish\n\nX-MTA-STS-Id: 20261123a\n",
    ],
)
def test_what_only_speaks_of_a_trailer_announces_nothing(message: str) -> None:
    assert parse_message(message) is None
