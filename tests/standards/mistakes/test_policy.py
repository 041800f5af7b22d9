"""The policy file, to the letter of RFC 8461, section 3.2."""

import pytest
from standards.catalogue import WHOLE_POLICY

from mtasts_pages.standards import (
    MAX_AGE_LIMIT,
    SAME_KIND_LIMIT,
    DefectKind,
    Mode,
    MxPattern,
    Policy,
    PolicyError,
    find_policy_defects,
    format_policy,
    parse_policy,
    propose_policy,
)

Kind = DefectKind
EXPECTED = Policy(Mode.TESTING, 604800, (MxPattern("mx1.acme.org"),))


@pytest.mark.parametrize(
    "text",
    [
        WHOLE_POLICY,
        WHOLE_POLICY.replace("\n", "\r\n"),
        WHOLE_POLICY.rstrip("\n"),
        WHOLE_POLICY.replace(": ", ":"),
        WHOLE_POLICY.replace(": ", ":\t  "),
        WHOLE_POLICY.replace("\n", " \t\n"),
        "max_age: 604800\nmx: mx1.acme.org\nmode: testing\nversion: STSv1\n",
        WHOLE_POLICY + "x-1.2_3: any words, ümläuts: and more\n",
        WHOLE_POLICY + "mode: none\nmax_age: nonsense\n",
        WHOLE_POLICY.replace("mx1.acme.org", "MX1.Acme.ORG"),
        WHOLE_POLICY.replace("604800", "0000604800"),
        WHOLE_POLICY + "mx: mx1.ACME.org",
        WHOLE_POLICY.replace("\n", "\r\n", 2),
    ],
)
def test_what_the_grammar_allows_is_read(text: str) -> None:
    assert parse_policy(text.encode()) == EXPECTED


@pytest.mark.parametrize(
    ("value", "seconds"), [("0", 0), ("31557600", MAX_AGE_LIMIT), ("0031557600", MAX_AGE_LIMIT)]
)
def test_max_age_is_bounded_by_a_year(value: str, seconds: int) -> None:
    assert parse_policy(f"version: STSv1\nmode: none\nmax_age: {value}".encode()).max_age == seconds


@pytest.mark.parametrize(
    ("value", "kind", "repair"),
    [
        ("31557601", Kind.MAX_AGE_TOO_LARGE, "31557600"),
        ("9999999999", Kind.MAX_AGE_TOO_LARGE, "31557600"),
        ("00031557600", Kind.MAX_AGE_NOT_A_NUMBER, None),
        ("604,800", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("604.800", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("604 800", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("604800s", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("604800 seconds", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("604800;", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("604800 (1 week)", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("604800<br>", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ('"604800"', Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("7d", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("1 week", Kind.MAX_AGE_NOT_A_NUMBER, "604800"),
        ("1.5", Kind.MAX_AGE_NOT_A_NUMBER, None),
        ("-604800", Kind.MAX_AGE_NOT_A_NUMBER, None),
        ("a week", Kind.MAX_AGE_NOT_A_NUMBER, None),
        ("٦٠٤٨٠٠", Kind.MAX_AGE_NOT_A_NUMBER, None),
        ("", Kind.MAX_AGE_NOT_A_NUMBER, None),
    ],
)
def test_any_other_max_age_is_refused(value: str, kind: Kind, repair: str | None) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(WHOLE_POLICY.replace("604800", value).encode())
    assert [(d.kind, d.line, d.column, d.repair) for d in caught.value.defects] == [
        (kind, 4, 10, repair)
    ]


@pytest.mark.parametrize(
    ("value", "kind", "repair"),
    [
        ("Enforce", Kind.MODE_CASE, "enforce"),
        ("enforced", Kind.MODE_UNKNOWN, "enforce"),
        ("enforcing", Kind.MODE_UNKNOWN, "enforce"),
        ("test", Kind.MODE_UNKNOWN, "testing"),
        ('"testing"', Kind.MODE_UNKNOWN, "testing"),
        ("testing;", Kind.MODE_UNKNOWN, "testing"),
        ("testing mode", Kind.MODE_UNKNOWN, "testing"),
        ("off", Kind.MODE_UNKNOWN, "none"),
        ("tesitng", Kind.MODE_UNKNOWN, "testing"),
        ("report-only", Kind.MODE_UNKNOWN, "testing"),
        ("[enforce|testing|none]", Kind.TEMPLATE_TEXT, "testing"),
        ("testing (or enforce)", Kind.TEMPLATE_TEXT, "testing"),
        ("enforce/testing", Kind.TEMPLATE_TEXT, "testing"),
        ("none testing enforce", Kind.TEMPLATE_TEXT, "testing"),
        ("yes", Kind.MODE_UNKNOWN, None),
        ("", Kind.MODE_UNKNOWN, None),
    ],
)
def test_a_mode_that_is_none_is_explained(value: str, kind: Kind, repair: str | None) -> None:
    data = WHOLE_POLICY.replace("testing", value).encode()
    (defect,) = find_policy_defects(data)
    assert (defect.kind, defect.line, defect.repair) == (kind, 2, repair)
    policy = propose_policy(data)
    assert (policy and policy.mode) == repair


@pytest.mark.parametrize(
    ("line", "kind", "repair"),
    [
        ("mode = testing", Kind.WRONG_SEPARATOR, "mode: testing"),
        ("mode=testing", Kind.WRONG_SEPARATOR, "mode: testing"),
        ("mode testing", Kind.WRONG_SEPARATOR, "mode: testing"),
        ("mode\uff1atesting", Kind.WRONG_SEPARATOR, "mode: testing"),
        ("mode : testing", Kind.SPACE_BEFORE_COLON, "mode: testing"),
        ("- mode: testing", Kind.DECORATED_KEY, "mode: testing"),
        ('"mode": "testing",', Kind.DECORATED_KEY, None),
        ("* mode: testing", Kind.DECORATED_KEY, "mode: testing"),
        ("  mode: testing", Kind.INDENTED, "mode: testing"),
        ("\u00a0mode: testing", Kind.INDENTED, "mode: testing"),
    ],
)
def test_a_field_that_is_badly_set_is_still_understood(
    line: str, kind: Kind, repair: str | None
) -> None:
    data = WHOLE_POLICY.replace("mode: testing", line).encode()
    found = find_policy_defects(data)
    assert found[0].kind is kind
    assert found[0].line == 2
    assert propose_policy(data) == EXPECTED
    if repair:
        assert found[0].repair == repair


@pytest.mark.parametrize(
    ("key", "kind"),
    [("Mode", Kind.KEY_CASE), ("MODE", Kind.KEY_CASE), ("mod", Kind.KEY_MISSPELLED)],
)
def test_a_slip_of_a_key_is_named_beside_what_is_missing(key: str, kind: Kind) -> None:
    data = WHOLE_POLICY.replace("mode", key).encode()
    assert [d.kind for d in find_policy_defects(data)] == [kind, Kind.MISSING_KEY]
    assert propose_policy(data) == EXPECTED


@pytest.mark.parametrize("key", ["version", "mode", "max_age", "mx"])
def test_a_missing_key_is_named(key: str) -> None:
    lines = [line for line in WHOLE_POLICY.splitlines() if not line.startswith(f"{key}:")]
    (defect,) = find_policy_defects("\n".join(lines).encode())
    assert defect.kind is Kind.MISSING_KEY
    assert f"`{key}`" in defect.message


@pytest.mark.parametrize("joint", [" ", ", ", "; ", "\\n", "|", "  "])
def test_a_policy_on_one_line_is_understood(joint: str) -> None:
    data = WHOLE_POLICY.strip().replace("\n", joint).encode()
    (defect,) = find_policy_defects(data)
    assert (defect.kind, defect.text) == (Kind.ONE_LINE, "mode")
    assert propose_policy(data) == EXPECTED


def test_a_list_of_hosts_as_yaml_has_it_is_understood() -> None:
    data = WHOLE_POLICY.replace("mx: mx1.acme.org", "mx:\n- mx1.acme.org\n- mx2.acme.org").encode()
    assert [(d.line, d.kind, d.repair) for d in find_policy_defects(data)] == [
        (3, Kind.MX_EMPTY, None),
        (4, Kind.HOST_WITHOUT_KEY, "mx: mx1.acme.org"),
        (5, Kind.HOST_WITHOUT_KEY, "mx: mx2.acme.org"),
    ]
    policy = propose_policy(data)
    assert policy is not None
    assert [pattern.text for pattern in policy.mx] == ["mx1.acme.org", "mx2.acme.org"]


def test_a_character_that_cannot_be_seen_is_named() -> None:
    data = ("\u200b" + WHOLE_POLICY).encode()
    (defect,) = find_policy_defects(data)
    assert (defect.kind, defect.repair) == (Kind.BAD_KEY, "version")
    assert "\\u200b" in defect.message
    assert propose_policy(data) == EXPECTED


def test_a_text_that_is_no_policy_at_all_is_not_asked_for_each_key() -> None:
    kinds = [d.kind for d in find_policy_defects(b"404: Not Found")]
    assert kinds.count(Kind.MISSING_KEY) == 1


def test_mode_none_needs_no_mx() -> None:
    data = b"version: STSv1\nmode: none\nmax_age: 86400\n"
    assert parse_policy(data) == Policy(Mode.NONE, 86400, ())
    assert find_policy_defects(data) == ()


def test_of_a_repeated_key_the_first_counts() -> None:
    data = WHOLE_POLICY.replace("mode: testing", "mode: enforce\nmode: none").encode()
    assert parse_policy(data).mode is Mode.ENFORCE
    assert [(d.kind, d.line) for d in find_policy_defects(data)] == [(Kind.DUPLICATE_KEY, 3)]


def test_all_defects_are_found_in_one_pass() -> None:
    data = (
        "version: STSv1\n"
        "mode: [enforce|testing|none] # 1. Decide your mode.\n"
        "mx: mx1.your_domain.tld      # 2. Add your primary host\n"
        "                             #    and the others\n"
        "mx: 10 mx2.acme.org.\n"
        "max_age: 1209600             # 4. Two weeks\n"
    )
    assert [(d.line, d.kind) for d in find_policy_defects(data.encode())] == [
        (2, Kind.TEMPLATE_TEXT),
        (2, Kind.TRAILING_COMMENT),
        (3, Kind.TEMPLATE_TEXT),
        (3, Kind.TRAILING_COMMENT),
        (4, Kind.COMMENT_LINE),
        (5, Kind.MX_PRIORITY),
        (5, Kind.MX_TRAILING_DOT),
        (6, Kind.TRAILING_COMMENT),
    ]


def test_the_policy_that_is_meant_is_proposed() -> None:
    data = (
        "\ufeff  version: STSv1\r\n  Mode: Enforced\r\n\r\n  mx: 10 MX1.acme.org.\r\n"
        "  mx: mx1.acme.org\r\n  max_age: 1 week\r\n"
    )
    assert propose_policy(data.encode()) == Policy(
        Mode.ENFORCE, 604800, (MxPattern("mx1.acme.org"),)
    )


def test_the_error_carries_the_repaired_text() -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(WHOLE_POLICY.replace("testing", "enforced").encode())
    assert caught.value.repair == format_policy(Policy(Mode.ENFORCE, 604800, EXPECTED.mx)).decode(
        "ascii"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1"])
def test_other_encodings_are_recognised_and_read_on(encoding: str) -> None:
    data = (WHOLE_POLICY + "note: grün\n").encode(encoding)
    kinds = [d.kind for d in find_policy_defects(data)]
    assert kinds[0] in (Kind.UTF_16, Kind.BYTE_ORDER_MARK) or Kind.NOT_UTF_8 in kinds
    assert propose_policy(data) == EXPECTED


def test_many_defects_of_a_kind_are_named_in_part() -> None:
    data = WHOLE_POLICY + "\n" * 60
    assert len(find_policy_defects(data.encode())) == SAME_KIND_LIMIT
