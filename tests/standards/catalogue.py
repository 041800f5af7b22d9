"""A text for each kind of defect, as people publish it; nothing else is wrong with it."""

from mtasts_pages.standards import DefectKind as Kind

WHOLE_POLICY = "version: STSv1\nmode: testing\nmx: mx1.acme.org\nmax_age: 604800\n"


def _mx(value: str) -> bytes:
    return f"version: STSv1\nmode: testing\nmx: {value}\nmax_age: 604800\n".encode()


def _mode(value: str) -> bytes:
    return f"version: STSv1\nmode: {value}\nmx: mx1.acme.org\nmax_age: 604800\n".encode()


def _max_age(value: str, mode: str = "testing") -> bytes:
    return f"version: STSv1\nmode: {mode}\nmx: mx1.acme.org\nmax_age: {value}\n".encode()


def _with_line(line: str) -> bytes:
    return f"version: STSv1\nmode: testing\n{line}\nmx: mx1.acme.org\nmax_age: 604800\n".encode()


POLICIES: dict[Kind, bytes] = {
    Kind.EMPTY_FILE: b"\n",
    Kind.TOO_LARGE: WHOLE_POLICY.encode() + b"note: " + b"x" * 70_000,
    Kind.UTF_16: WHOLE_POLICY.encode("utf-16"),
    Kind.NOT_UTF_8: WHOLE_POLICY.encode() + b"note: \xfc\n",
    Kind.BYTE_ORDER_MARK: WHOLE_POLICY.encode("utf-8-sig"),
    Kind.RICH_TEXT: b"{\\rtf1\\ansi\n\\f0 version: STSv1\\\nmode: testing\\\nmax_age: 1\\\n}",
    Kind.HTML: b"<!DOCTYPE html>\n<html><body>version: STSv1</body></html>\n",
    Kind.BARE_CR: WHOLE_POLICY.replace("\n", "\r").encode(),
    Kind.MIXED_LINE_ENDS: WHOLE_POLICY.replace("\n", "\r\n", 1).encode(),
    Kind.BLANK_LINE: _with_line(""),
    Kind.INDENTED: WHOLE_POLICY.replace("version", "  version").replace("mode", "  mode").encode(),
    Kind.COMMENT_LINE: _with_line("# begin with testing"),
    Kind.TRAILING_COMMENT: _max_age("604800 # a week"),
    Kind.GUIDE_TEXT: _with_line("Replace the host below with your own"),
    Kind.DNS_RECORD: _with_line("v=STSv1; id=20261123"),
    Kind.WRONG_SEPARATOR: WHOLE_POLICY.replace("mode:", "mode =").encode(),
    Kind.SPACE_BEFORE_COLON: WHOLE_POLICY.replace("mode:", "mode :").encode(),
    Kind.ONE_LINE: b"version: STSv1 mode: testing mx: mx1.acme.org max_age: 604800",
    Kind.HOST_WITHOUT_KEY: _with_line("mx2.acme.org"),
    Kind.DECORATED_KEY: WHOLE_POLICY.replace("mode", "- mode").encode(),
    Kind.BAD_KEY: _with_line("_note: kept for later"),
    Kind.BAD_VALUE: _with_line("note:"),
    Kind.KEY_CASE: _with_line("MX: mx2.acme.org"),
    Kind.KEY_MISSPELLED: _with_line("mxs: mx2.acme.org"),
    Kind.UNKNOWN_KEY: _with_line("contact: postmaster"),
    Kind.DUPLICATE_KEY: _with_line("mode: none"),
    Kind.MISSING_KEY: b"version: STSv1\nmx: mx1.acme.org\nmax_age: 604800\n",
    Kind.TEMPLATE_TEXT: _mode("[enforce|testing|none]"),
    Kind.VERSION_UNKNOWN: WHOLE_POLICY.replace("STSv1", "STSv2").encode(),
    Kind.VERSION_NOT_FIRST: b"mode: none\nversion: STSv1\nmax_age: 86400\n",
    Kind.MODE_CASE: _mode("Testing"),
    Kind.MODE_UNKNOWN: _mode("enforced"),
    Kind.MAX_AGE_NOT_A_NUMBER: _max_age("604,800"),
    Kind.MAX_AGE_TOO_LARGE: _max_age("31557601"),
    Kind.MAX_AGE_ZERO: _max_age("0"),
    Kind.MAX_AGE_SHORT: _max_age("86400", "enforce"),
    Kind.MAX_AGE_LONG: _max_age("31536000", "none"),
    Kind.MAX_AGE_NEAR_MISS: _max_age("704800"),
    Kind.DUPLICATE_MX: _with_line("mx: MX1.acme.org"),
    Kind.MX_EMPTY: _mx(""),
    Kind.MX_PRIORITY: _mx("10 mx1.acme.org"),
    Kind.MX_LIST: _mx("mx1.acme.org, mx2.acme.org"),
    Kind.MX_PUNCTUATION: _mx('"mx1.acme.org"'),
    Kind.MX_URL: _mx("https://mx1.acme.org/"),
    Kind.MX_MAIL_ADDRESS: _mx("postmaster@acme.org"),
    Kind.MX_PORT: _mx("mx1.acme.org:25"),
    Kind.MX_IP_ADDRESS: _mx("192.0.2.1"),
    Kind.MX_NULL: _mx("."),
    Kind.MX_TRAILING_DOT: _mx("mx1.acme.org."),
    Kind.MX_WILDCARD: _mx("mx*.acme.org"),
    Kind.MX_NOT_A_LABEL: _mx("mx.bücher.org"),
    Kind.PLACEHOLDER_HOST: _mx("your-email-server.com"),
    Kind.RESERVED_HOST: _mx("mx1.example.com"),
    Kind.NOT_RECEIVING_HOST: _mx("ms12345678.msv1.invalid"),
    Kind.COVERS_NO_HOST: _mx("mail.protection.outlook.com"),
    Kind.POLICY_HOST_AS_MX: _mx("mta-sts.acme.org"),
    Kind.NAME_WHITE_SPACE: _mx("mx1 acme org"),
    Kind.NAME_TOO_LONG: _mx(("a" * 60 + ".") * 5 + "org"),
    Kind.LABEL_EMPTY: _mx("mx1..acme.org"),
    Kind.LABEL_TOO_LONG: _mx("a" * 64 + ".org"),
    Kind.LABEL_HYPHEN: _mx("mx1-.acme.org"),
    Kind.NAME_UNDERSCORE: _mx("mx_1.acme.org"),
    Kind.NAME_CHARACTER: _mx("mx1+2.acme.org"),
    Kind.NAME_NOT_IDNA: _mx("mx\u2603\u200d.acme.org"),
    Kind.NAME_SINGLE_LABEL: _mx("localhost"),
    Kind.NAME_NUMERIC_TLD: _mx("mx1.acme.1"),
}
POLICY_RECORDS: dict[Kind, str] = {
    Kind.RECORD_EMPTY: "",
    Kind.RECORD_NOT_ASCII: "v=STSv1; id=a; note=ü",
    Kind.RECORD_OUTER_SPACE: " v=STSv1; id=a",
    Kind.RECORD_QUOTED: '"v=STSv1; id=a"',
    Kind.RECORD_ZONE_LINE: "_mta-sts IN TXT v=STSv1; id=a",
    Kind.RECORD_OTHER: "v=spf1 -all",
    Kind.RECORD_VERSION: "id=a",
    Kind.RECORD_VERSION_CASE: "v=stsv1; id=a",
    Kind.RECORD_SPACE_AFTER_VERSION: "v=STSv1 ; id=a",
    Kind.RECORD_EMPTY_FIELD: "v=STSv1; id=a;;",
    Kind.RECORD_BAD_FIELD: "v=STSv1; id=a; note",
    Kind.RECORD_KEY_CASE: "v=STSv1; ID=b; id=a",
    Kind.RECORD_UNKNOWN_FIELD: "v=STSv1; id=a; ext=1",
    Kind.ID_MISSING: "v=STSv1; ext=1",
    Kind.ID_MALFORMED: "v=STSv1; id=2026-11-23",
    Kind.ID_DUPLICATE: "v=STSv1; id=a; id=b",
}
TLS_RECORDS: dict[Kind, str] = {
    Kind.RUA_MISSING: "v=TLSRPTv1; ext=1",
    Kind.RUA_DUPLICATE: "v=TLSRPTv1; rua=mailto:a@acme.org; rua=mailto:b@acme.org",
    Kind.RUA_EMPTY: "v=TLSRPTv1; rua=mailto:a@acme.org,",
    Kind.RUA_SCHEME: "v=TLSRPTv1; rua=tls-reports@acme.org",
    Kind.RUA_SIZE_SUFFIX: "v=TLSRPTv1; rua=mailto:a@acme.org!10m",
    Kind.RUA_NOT_ENCODED: "v=TLSRPTv1; rua=mailto:a!b@acme.org",
    Kind.RUA_MAILTO: "v=TLSRPTv1; rua=mailto:tls-reports",
    Kind.RUA_HOST: "v=TLSRPTv1; rua=mailto:root@localhost",
    Kind.RUA_HTTPS: "v=TLSRPTv1; rua=https:reports.acme.org",
}
NAMES: dict[Kind, str] = {
    Kind.NAME_EMPTY: "",
    Kind.NAME_IP_ADDRESS: "192.0.2.1",
}
"""What only `parse_domain` says."""
