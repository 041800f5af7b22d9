"""The catalogue of defects: every rule that a published text can break.

The codes are stable: documents, scripts and suppressions refer to them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Self


class Gravity(StrEnum):
    """How much a defect matters."""

    REFUSED = "refused"  # not what the RFC asks for, or a name that can never be met
    RISKY = "risky"  # valid, but senders differ over it or it is not what its author means
    NOTABLE = "notable"  # valid, and read alike by all; worth a second look


class Reaction(StrEnum):
    """What a sender does that keeps to the grammar."""

    REFUSES = "refuses the whole text"
    IGNORES = "ignores this part"
    ACCEPTS = "accepts it as it is"


class Outcome(NamedTuple):
    """What becomes of a text with such a defect."""

    gravity: Gravity
    strict: Reaction
    lenient: bool  # whether some sender in use accepts it nevertheless


_LOST = Outcome(Gravity.REFUSED, Reaction.REFUSES, lenient=False)
_DISPUTED = Outcome(Gravity.REFUSED, Reaction.REFUSES, lenient=True)
_UNMET = Outcome(Gravity.REFUSED, Reaction.ACCEPTS, lenient=True)  # but no MX host bears the name
_OVERLOOKED = Outcome(Gravity.REFUSED, Reaction.IGNORES, lenient=False)  # as if it were not there
_OFTEN_OVERLOOKED = Outcome(Gravity.REFUSED, Reaction.IGNORES, lenient=True)
_PART_IGNORED = Outcome(Gravity.RISKY, Reaction.IGNORES, lenient=True)
_MISLEADING = Outcome(Gravity.RISKY, Reaction.ACCEPTS, lenient=True)
_ODD = Outcome(Gravity.NOTABLE, Reaction.ACCEPTS, lenient=True)
_UNKNOWN = Outcome(Gravity.NOTABLE, Reaction.IGNORES, lenient=True)

_RECORD = "RFC 8461, 3.1"
_POLICY = "RFC 8461, 3.2"
_MATCHING = "RFC 8461, 4.1"
_TXT = "RFC 8461, 3.1; RFC 8460, 3"  # the two records share their grammar
_RUA = "RFC 8460, 3"
_HOST = "RFC 5321, 4.1.2"
_FQDN = "RFC 5321, 2.3.5"


class DefectKind(StrEnum):
    """One rule, by its stable code.

    Attributes:
        section: The section that says so.
        gravity: How much it matters.
        strict: What a sender does that keeps to the grammar.
        lenient: Whether some sender in use accepts such a text nevertheless, as measured.
        meaning: What is wrong, in one sentence.

    """

    section: str
    gravity: Gravity
    strict: Reaction
    lenient: bool
    meaning: str

    def __new__(cls, code: str, section: str, outcome: Outcome, meaning: str) -> Self:
        """Return the member that a row of the table describes."""
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.section = section
        kind.gravity, kind.strict, kind.lenient = outcome
        kind.meaning = meaning
        return kind

    # fmt: off
    # The policy file as a whole.
    EMPTY_FILE = "empty-file", _POLICY, _LOST, "The file holds nothing"
    TOO_LARGE = "too-large", "RFC 8461, 3.3", _LOST, "The file is larger than 64 KiB"
    UTF_16 = "utf-16", _POLICY, _LOST, "The file is written in UTF-16"
    NOT_UTF_8 = "not-utf-8", _POLICY, _DISPUTED, "A byte of the file is not UTF-8"
    BYTE_ORDER_MARK = (
        "byte-order-mark", _POLICY, _DISPUTED,
        "An invisible byte order mark precedes the first key",
    )
    RICH_TEXT = "rich-text", _POLICY, _LOST, "The file is a rich-text document"
    HTML = "html", _POLICY, _LOST, "The file is a web page"
    BARE_CR = "bare-cr", _POLICY, _DISPUTED, "A carriage return alone ends a line"
    MIXED_LINE_ENDS = "mixed-line-ends", _POLICY, _ODD, "Some lines end in CRLF, others in LF"
    # Lines and keys of the policy file.
    BLANK_LINE = "blank-line", _POLICY, _DISPUTED, "A line is empty"
    INDENTED = "indented", _POLICY, _DISPUTED, "White space precedes a key"
    COMMENT_LINE = "comment-line", _POLICY, _DISPUTED, "A line is a comment"
    TRAILING_COMMENT = "trailing-comment", _POLICY, _LOST, "A comment follows a value"
    GUIDE_TEXT = "guide-text", _POLICY, _DISPUTED, "A line is prose or markup, not `key: value`"
    DNS_RECORD = (
        "dns-record", _POLICY, _DISPUTED,
        "A line is the policy record, which belongs in the DNS",
    )
    WRONG_SEPARATOR = "wrong-separator", _POLICY, _LOST, "Another sign than a colon follows a key"
    SPACE_BEFORE_COLON = (
        "space-before-colon", _POLICY, _DISPUTED,
        "White space separates a key from its colon",
    )
    ONE_LINE = "one-line", _POLICY, _LOST, "Several fields are on one line"
    HOST_WITHOUT_KEY = (
        "host-without-key", _POLICY, _DISPUTED,
        "A host is on a line of its own, without `mx:`",
    )
    DECORATED_KEY = "decorated-key", _POLICY, _LOST, "A list mark or quotes surround a key"
    BAD_KEY = (
        "bad-key", _POLICY, _DISPUTED,
        "A key is not made of letters, digits, `_`, `-` and `.`",
    )
    BAD_VALUE = (
        "bad-value", _POLICY, _DISPUTED,
        "The value of an unknown key is empty or holds a control character",
    )
    KEY_CASE = "key-case", _POLICY, _PART_IGNORED, "A key is not in lower case"
    KEY_MISSPELLED = "key-misspelled", _POLICY, _PART_IGNORED, "A key is misspelt"
    UNKNOWN_KEY = "unknown-key", _POLICY, _UNKNOWN, "A key is not known"
    DUPLICATE_KEY = "duplicate-key", _POLICY, _PART_IGNORED, "A key is given twice"
    MISSING_KEY = "missing-key", _POLICY, _LOST, "A key that every policy needs is missing"
    # Values of the policy file.
    TEMPLATE_TEXT = "template-text", _POLICY, _LOST, "The text of a template was not filled in"
    VERSION_UNKNOWN = "version-unknown", _POLICY, _LOST, "The version is not `STSv1`"
    VERSION_NOT_FIRST = "version-not-first", _POLICY, _ODD, "The version is not on the first line"
    MODE_CASE = "mode-case", _POLICY, _DISPUTED, "The mode is not in lower case"
    MODE_UNKNOWN = "mode-unknown", _POLICY, _LOST, "The mode is not `testing`, `enforce` or `none`"
    MAX_AGE_NOT_A_NUMBER = (
        "max-age-not-a-number", _POLICY, _LOST,
        "The `max_age` is not a plain number of seconds",
    )
    MAX_AGE_TOO_LARGE = "max-age-too-large", _POLICY, _LOST, "The `max_age` is larger than 31557600"
    MAX_AGE_ZERO = "max-age-zero", _POLICY, _MISLEADING, "The policy expires at once"
    MAX_AGE_SHORT = (
        "max-age-short", "RFC 8461, 10.2", _ODD,
        "An enforced policy is remembered for less than a week",
    )
    MAX_AGE_LONG = (
        "max-age-long", "RFC 8461, 8.3", _ODD,
        "A policy of mode `none` is remembered for more than a week",
    )
    MAX_AGE_NEAR_MISS = (
        "max-age-near-miss", _POLICY, _ODD,
        "The `max_age` is a mistyped round duration",
    )
    DUPLICATE_MX = "duplicate-mx", _POLICY, _ODD, "An MX pattern is given twice"
    # MX patterns.
    MX_EMPTY = "mx-empty", _POLICY, _DISPUTED, "The value of `mx` is empty"
    MX_PRIORITY = (
        "mx-priority", _POLICY, _DISPUTED,
        "The value of `mx` holds a part of the MX record beside the host",
    )
    MX_LIST = "mx-list", _POLICY, _DISPUTED, "One `mx` names several hosts"
    MX_PUNCTUATION = (
        "mx-punctuation", _POLICY, _DISPUTED,
        "Quotes, brackets or punctuation surround the host",
    )
    MX_URL = "mx-url", _POLICY, _DISPUTED, "The value of `mx` is a URL"
    MX_MAIL_ADDRESS = "mx-mail-address", _POLICY, _DISPUTED, "The value of `mx` is a mail address"
    MX_PORT = "mx-port", _POLICY, _DISPUTED, "A port follows the host"
    MX_IP_ADDRESS = "mx-ip-address", _HOST, _DISPUTED, "The value of `mx` is an IP address"
    MX_NULL = "mx-null", "RFC 7505, 3", _DISPUTED, "The value of `mx` is the null MX"
    MX_TRAILING_DOT = "mx-trailing-dot", _POLICY, _DISPUTED, "A dot follows the host"
    MX_WILDCARD = "mx-wildcard", _MATCHING, _DISPUTED, "The `*` is not the whole left-most label"
    MX_NOT_A_LABEL = "mx-not-a-label", _POLICY, _DISPUTED, "The host is not written in A-labels"
    PLACEHOLDER_HOST = (
        "placeholder-host", _MATCHING, _MISLEADING,
        "The host looks like a placeholder that was left in",
    )
    RESERVED_HOST = (
        "reserved-host", "RFC 2606, 2 and 3", _ODD,
        "The host is a name that is reserved for documents and tests",
    )
    NOT_RECEIVING_HOST = (
        "not-receiving-host", _MATCHING, _MISLEADING,
        "The host serves verification, bounces or mail programs and receives no mail",
    )
    COVERS_NO_HOST = (
        "covers-no-host", _MATCHING, _MISLEADING,
        "The pattern is beside a provider's MX hosts, and covers none of them",
    )
    POLICY_HOST_AS_MX = "policy-host-as-mx", _MATCHING, _MISLEADING, "The host is a policy host"
    # Names.
    NAME_EMPTY = "name-empty", _HOST, _DISPUTED, "The name is empty"
    NAME_WHITE_SPACE = (
        "name-white-space", _HOST, _DISPUTED,
        "White space is inside or around the name",
    )
    NAME_TOO_LONG = (
        "name-too-long", "RFC 1035, 2.3.4", _UNMET,
        "The name has more than 253 characters",
    )
    LABEL_EMPTY = (
        "label-empty", _HOST, _DISPUTED,
        "Two dots follow one another, or the name begins with one",
    )
    LABEL_TOO_LONG = (
        "label-too-long", "RFC 1035, 2.3.4", _DISPUTED,
        "A label has more than 63 characters",
    )
    LABEL_HYPHEN = "label-hyphen", _HOST, _DISPUTED, "A label begins or ends with a hyphen"
    NAME_UNDERSCORE = "name-underscore", _HOST, _DISPUTED, "The name holds an underscore"
    NAME_CHARACTER = (
        "name-character", _HOST, _DISPUTED,
        "The name holds a character that host names do not have",
    )
    NAME_NOT_IDNA = (
        "name-not-idna", "RFC 5891, 4.2", _DISPUTED,
        "The name has no A-labels by IDNA 2008",
    )
    NAME_SINGLE_LABEL = "name-single-label", _FQDN, _UNMET, "The name is not fully qualified"
    NAME_IP_ADDRESS = "name-ip-address", _HOST, _DISPUTED, "The name is an IP address"
    NAME_NUMERIC_TLD = "name-numeric-tld", "RFC 1123, 2.1", _UNMET, "The last label is a number"
    # The two TXT records.
    RECORD_EMPTY = "record-empty", _TXT, _OVERLOOKED, "The record is empty"
    RECORD_NOT_ASCII = (
        "record-not-ascii", _TXT, _DISPUTED,
        "The record holds a character outside US-ASCII",
    )
    RECORD_OUTER_SPACE = "record-outer-space", _TXT, _DISPUTED, "White space surrounds the record"
    RECORD_QUOTED = "record-quoted", _TXT, _OVERLOOKED, "Quotes are part of the record"
    RECORD_ZONE_LINE = (
        "record-zone-line", _TXT, _OVERLOOKED,
        "Other text precedes the record's version",
    )
    RECORD_OTHER = "record-other", _TXT, _OVERLOOKED, "The record is of another kind"
    RECORD_VERSION = (
        "record-version", _TXT, _OVERLOOKED,
        "The record does not begin with its version",
    )
    RECORD_VERSION_CASE = (
        "record-version-case", _TXT, _OFTEN_OVERLOOKED,
        "The version is not written as the standard writes it",
    )
    RECORD_SPACE_AFTER_VERSION = (
        "record-space-after-version", _TXT, _PART_IGNORED,
        "White space precedes the first `;`",
    )
    RECORD_EMPTY_FIELD = "record-empty-field", _TXT, _DISPUTED, "Two `;` follow one another"
    RECORD_BAD_FIELD = "record-bad-field", _TXT, _DISPUTED, "A field is not `name=value`"
    RECORD_KEY_CASE = "record-key-case", _TXT, _PART_IGNORED, "A field name is not in lower case"
    RECORD_UNKNOWN_FIELD = "record-unknown-field", _TXT, _UNKNOWN, "A field is not known"
    ID_MISSING = "id-missing", _RECORD, _LOST, "The record has no `id`"
    ID_MALFORMED = "id-malformed", _RECORD, _DISPUTED, "The `id` is not 1 to 32 letters and digits"
    ID_DUPLICATE = "id-duplicate", _RECORD, _PART_IGNORED, "The record has several `id` fields"
    RUA_MISSING = "rua-missing", _RUA, _LOST, "The record has no `rua`"
    RUA_DUPLICATE = "rua-duplicate", _RUA, _MISLEADING, "The record has several `rua` fields"
    RUA_EMPTY = "rua-empty", _RUA, _DISPUTED, "An address of `rua` is empty"
    RUA_SCHEME = "rua-scheme", _RUA, _DISPUTED, "An address is neither `mailto:` nor `https:`"
    RUA_SIZE_SUFFIX = (
        "rua-size-suffix", _RUA, _DISPUTED,
        "A size limit as in DMARC follows an address",
    )
    RUA_NOT_ENCODED = (
        "rua-not-encoded", _RUA, _DISPUTED,
        "A character of an address is not percent-encoded",
    )
    RUA_MAILTO = "rua-mailto", _RUA, _DISPUTED, "A `mailto:` address is not one mail address"
    RUA_HOST = (
        "rua-host", _RUA, _UNMET,
        "The host of an address is not fully qualified, or its port does not exist",
    )
    RUA_HTTPS = "rua-https", _RUA, _DISPUTED, "An `https:` address is not a URL with a host"
    # fmt: on
