"""What RFC 8461 and RFC 8460 ask of a publisher, and which module keeps it.

Data for ``docs/standards.md``; a test checks that every module and every test named here exists.
Rules that concern only senders and reporters are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How binding a rule is (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"


OPERATOR = "operator"
"""In place of a module: no program can keep the rule, or this one does not yet."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One rule for a publisher.

    Attributes:
        number: Its number in the checklist; stable.
        section: The section that has it, such as ``RFC 8461, 3.2``.
        level: How binding it is.
        text: The rule, in a sentence of this project.
        kept_by: The module that keeps it, or `OPERATOR`.
        test: The test that holds it, as pytest names it; empty for the operator's rules.

    """

    number: int
    section: str
    level: Level
    text: str
    kept_by: str
    test: str = ""


_MTASTS = "mtasts_pages.standards.mtasts"
_TLSRPT = "mtasts_pages.standards.tlsrpt"
_MISTAKES = "mtasts_pages.standards.mistakes"
_RECORD_FIELDS = f"{_MISTAKES}.record_fields"
_LINES = f"{_MISTAKES}.policy_lines"
_VALUES = f"{_MISTAKES}.policy_values"
_ID = "mtasts_pages.site.policy_id"
_HOST = "mtasts_pages.world.policy_host"
_RELEASE = "mtasts_pages.checks.standing"
_MUST, _SHOULD = Level

_IN_MTASTS = "tests/standards/test_mtasts.py::"
_IN_TLSRPT = "tests/standards/test_tlsrpt.py::"
_IN_READING = "tests/standards/test_reading.py::"
_IN_POLICY = "tests/standards/mistakes/test_policy.py::"
_IN_NAMES = "tests/standards/mistakes/test_names.py::"
_HERE = "tests/standards/test_requirements.py::"
_IN_IDS = "tests/site/test_policy_id.py::"
_IN_HOST = "tests/world/test_policy_host.py::"
_IN_PUBLISH = "tests/publishing/test_publish.py::"

# fmt: off
_ROWS: tuple[tuple[str, Level, str, str, str], ...] = (
    # The policy record.
    ("RFC 8461, 3.1", _MUST, "The policy record is at `_mta-sts.` and the policy domain",
     "mtasts_pages.dns.records",
     "tests/dns/test_records.py::test_a_domain_has_its_records_in_the_order_of_publishing"),
    ("RFC 8461, 3.1", _MUST,
     "The record is US-ASCII, begins with exactly `v=STSv1;`, and has an `id`",
     _MTASTS, _IN_READING + "test_a_policy_record_is_read_or_explained"),
    ("RFC 8461, 3.1", _MUST, "The `id` is 1 to 32 letters and digits",
     _MTASTS, _IN_MTASTS + "test_a_policy_id_that_cannot_be_published_cannot_exist"),
    ("RFC 8461, 3.1", _MUST,
     "The `id` belongs to one policy: it changes exactly when the policy does",
     _ID, _IN_IDS + "test_ids_of_one_moment_differ_exactly_when_the_bytes_differ"),
    ("RFC 8461, 3.1", _MUST, "No field is empty, and one `;` at most ends the record",
     _RECORD_FIELDS, _IN_READING + "test_a_policy_record_is_read_or_explained"),
    ("RFC 8461, 3.1", _MUST,
     "A name has one record that begins with `v=STSv1;`, or it has no policy",
     _RELEASE, _HERE + "test_two_policy_records_are_none"),
    # The policy file.
    ("RFC 8461, 3.2", _MUST, "Each line is a key, a colon and a value, ended by CRLF or LF",
     _LINES, _IN_POLICY + "test_what_the_grammar_allows_is_read"),
    ("RFC 8461, 3.2", _MUST, "No line is empty, indented or a comment",
     f"{_MISTAKES}.policy_fields",
     "tests/standards/test_catalogue.py::test_a_policy_shows_its_one_defect"),
    ("RFC 8461, 3.2", _MUST, "The file is UTF-8 without a byte order mark",
     _LINES, _IN_POLICY + "test_other_encodings_are_recognised_and_read_on"),
    ("RFC 8461, 3.2", _MUST, "`version`, `mode` and `max_age` occur exactly once",
     _MTASTS, _IN_MTASTS + "test_the_file_is_written_byte_for_byte"),
    ("RFC 8461, 3.2", _MUST, "The mode is `testing`, `enforce` or `none`, in lower case",
     _VALUES, _IN_POLICY + "test_a_mode_that_is_none_is_explained"),
    ("RFC 8461, 3.2", _MUST, "`max_age` is 1 to 10 digits and at most 31557600",
     _MTASTS, _IN_POLICY + "test_max_age_is_bounded_by_a_year"),
    ("RFC 8461, 3.2", _MUST,
     "Each pattern has an `mx` line, and there is one at least unless the mode is `none`",
     _MTASTS, _IN_MTASTS + "test_a_policy_that_cannot_be_published_cannot_exist"),
    ("RFC 8461, 3.2", _MUST, "An MX pattern is a host in A-labels, or `*.` and a host",
     _MTASTS, _IN_NAMES + "test_what_people_paste_is_recognised"),
    ("RFC 8461, 4.1", _MUST, "A wildcard is the whole left-most label and matches exactly one",
     _MTASTS, _IN_MTASTS + "test_a_wildcard_covers_exactly_one_label"),
    # The policy host.
    ("RFC 8461, 3.3", _MUST, "The policy host has a valid certificate for its own name",
     _HOST, _IN_HOST + "test_a_certificate_for_another_name_is_refused"),
    ("RFC 8461, 3.3", _MUST, "The policy is served with status 200; redirects are not followed",
     _HOST, _IN_HOST + "test_a_bad_answer_serves_nothing"),
    ("RFC 8461, 3.2", _SHOULD, "The policy is served as `text/plain`",
     _HOST, _IN_HOST + "test_a_bad_answer_serves_nothing"),
    ("RFC 8461, 3.3", _SHOULD, "The policy has at most 64 KiB and arrives within a minute",
     _HOST, _IN_HOST + "test_a_body_without_end_is_given_up"),
    # Operation.
    ("RFC 8461, 8.1", _SHOULD,
     "A changed policy is served first, and its new `id` published second",
     "mtasts_pages.rollout.looking.proof",
     _IN_PUBLISH + "test_a_new_id_stays_on_hold_while_the_cdn_serves_the_old_policy"),
    ("RFC 8461, 3.4", _MUST,
     "A subdomain that takes mail has a policy of its own: none is inherited",
     OPERATOR, ""),
    ("RFC 8461, 4.2", _MUST, "Each MX host offers STARTTLS with a valid certificate for its name",
     OPERATOR, ""),
    ("RFC 8461, 8.3", _SHOULD,
     "A policy is withdrawn by mode `none` first, and only then removed",
     OPERATOR, ""),
    ("RFC 8461, 10.2", _SHOULD, "An enforced policy is remembered for weeks or longer",
     _VALUES,
     "tests/standards/test_catalogue.py::test_a_policy_shows_its_one_defect"),
    ("RFC 8461, 10.3", _SHOULD, "Nobody else can serve content at `mta-sts.` of the domain",
     OPERATOR, ""),
    # The TLS reporting record.
    ("RFC 8460, 3", _MUST, "The TLS reporting record is at `_smtp._tls.` and the policy domain",
     "mtasts_pages.dns.records",
     "tests/dns/test_records.py::test_a_domain_has_its_records_in_the_order_of_publishing"),
    ("RFC 8460, 3", _MUST, "The record begins with exactly `v=TLSRPTv1;` and has a `rua`",
     _TLSRPT, _IN_TLSRPT + "test_the_tls_reporting_record_has_one_rua_field"),
    ("RFC 8460, 3", _MUST, "Each address is a `mailto:` or an `https:` URI",
     _TLSRPT, _IN_READING + "test_an_address_that_reporters_refuse_is_explained"),
    ("RFC 8460, 3", _MUST,
     "`,`, `!` and `;` are percent-encoded within an address, and there is no size limit",
     _TLSRPT, _IN_READING + "test_an_address_becomes_what_a_record_holds"),
    ("RFC 8460, 3", _MUST,
     "A name has one record that begins with `v=TLSRPTv1;`, or it gets no reports",
     _RELEASE, _HERE + "test_two_reporting_records_are_none"),
    ("RFC 8460, 5.4", _MUST,
     "An `https:` address takes reports by POST and answers with a status of 2xx",
     OPERATOR, ""),
)
# fmt: on

REQUIREMENTS: tuple[Requirement, ...] = tuple(
    Requirement(number, *row) for number, row in enumerate(_ROWS, 1)
)
"""The checklist, in the order of a publisher's work."""
