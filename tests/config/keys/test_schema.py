"""The JSON Schema and the loader agree on every document, but for the named rules."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtasts_pages.config.keys.schema import json_schema
from mtasts_pages.config.problems import Beyond, Problem, Severity
from mtasts_pages.config.resolve import resolve
from mtasts_pages.config.yaml import read_yaml

ROOT = Path(__file__).parents[3]
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def find_errors(document: object) -> list[Problem]:
    """Return the errors that the loader finds in *document*."""
    # JSON is YAML, as long as nothing but the escapes of both is escaped.
    composed, source = read_yaml("x", json.dumps(document, ensure_ascii=False).encode())
    assert composed is not None
    assert source.list_problems() == ()
    assert composed.data == document
    resolve(composed, ROOT / "mta-sts.yaml")
    return [problem for problem in source.list_problems() if problem.severity is Severity.ERROR]


def scalars() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 2_147_483_650),
        st.sampled_from([0.5, 604800.0, 31_557_600, 31_557_601, 2_147_483_647]),
        st.text("aä.-{}*1", max_size=6),
    )


def junk() -> st.SearchStrategy[Any]:
    return st.one_of(scalars(), st.lists(scalars(), max_size=2), st.just({}), st.just({"a": "b"}))


def mostly(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return values that are *good* nine times out of ten."""
    return st.integers(0, 9).flatmap(lambda roll: junk() if roll == 0 else good)


def one_or_more(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(good, st.lists(mostly(good), max_size=3))


LABELS = st.sampled_from(
    ["a", "B-1", "1", "xn--bcher-kva", "xn--a", "bücher", "mta-sts", "a_b", "-a"]
)
DOMAINS = st.one_of(
    st.builds(
        "{}.{}".format, LABELS, st.sampled_from(["example", "example.", "com", "1", "1.", "wiki"])
    ),
    st.sampled_from(["a" * 47 + ".example", "a" * 48 + ".example", "ü" * 40 + ".example", "a"]),
    st.sampled_from(
        ["https://a.example", "u@a.example", "*.a.example", "_mta-sts.a", "ü.example\n"]
    ),
)
HOSTS = st.one_of(
    st.builds("{}.{}".format, LABELS, st.sampled_from(["example", "com.", "invalid", "7"])),
    st.sampled_from(["*.a.example", "*", ".", "10 a.example", "192.0.2.1", "a.example,b.example"]),
    st.sampled_from(["your-domain.com", "x.mx-verification.google.com", "mx.{domain}", "a.b\n"]),
    st.sampled_from([".".join(["a" * 63] * 4)[:253], ".".join(["a" * 63] * 4)[:254], "::1"]),
)
MODES = st.sampled_from(["none", "testing", "enforce", "Enforce", "enforce\n"])
DURATIONS = st.sampled_from(
    [
        0,
        1,
        -1,
        604800,
        "0",
        "1w",
        "1w1d",
        "1d1w",
        "",
        "w",
        "9999999999w",
        "99999999999",
        "1w\n",
        "1W",
    ]
)
RUAS = st.sampled_from(
    [
        *(
            "mailto:a@example.com",
            "mailto:tls@{domain}",
            "MAILTO:a@example.com",
            "mailto:a@{owner}",
        ),
        *("https://a.example/{domain}", "http://a.example", "mailto:", "https://", "a@example.com"),
        *(
            "mailto:a@example.com,mailto:b@example.com",
            "mailto:a@b.example\n",
            "none",
            "mailto:ü@é.example",
        ),
    ]
)
OWNERS = st.sampled_from(
    ["a", "a-b", "a--b", "-a", "a-", "a_b", "a" * 39, "a" * 40, "a-" * 19 + "ab", "@a", "a\n", "ä"]
)
REPOSITORIES = st.sampled_from(
    [
        *(
            "mta-sts.{domain}",
            "{domain}{domain}",
            "policy",
            "Policy",
            ".",
            "..",
            "a.git",
            "a.WIKI",
            "a/b",
        ),
        *(
            "{d}",
            "{",
            "a b",
            "a" * 100,
            "a" * 101,
            "a" * 99 + "{domain}",
            "a" * 60 + "{domain}",
            "a\n",
            "ä",
        ),
    ]
)
POLICY = {
    "mode": mostly(MODES),
    "max_age": mostly(DURATIONS),
    "tls_reports": mostly(st.one_of(st.none(), one_or_more(RUAS))),
    "ttl": mostly(DURATIONS),
}
PLACE = {"owner": mostly(OWNERS), "repository": mostly(REPOSITORIES)}
DOMAIN = {
    **POLICY,
    **PLACE,
    "mx": mostly(one_or_more(HOSTS)),
    "aliases": mostly(one_or_more(DOMAINS)),
}
SOURCES = st.sampled_from(
    [
        "./tls-reports",
        "-",
        "--",
        "",
        "a\0b",
        "a\nb",
        "imaps://a@b.example",
        "IMAPS://a%40c.example@b.example:993/In%20box",
        "imaps://a:b@c.example/",
        "imaps://a@b.example:0/",
        "imaps://a@b.example:65535/",
        "imaps://a@b.example:65536/",
        "imaps://a@b.example/x%0d%0aLOGOUT",
        "imaps://a@b.example/x y",
        "imaps://b.example/",
        "imaps://a@[::1]/",
        "imap://a@b.example/",
        "https://b.example/",
        "ü",
    ]
)
SERVERS = st.sampled_from(["mx.example.com", "a b", "", "ü", "x\n", "a" * 253, "a" * 254])
UNKNOWN = st.dictionaries(st.sampled_from(["Mode", "mxs", "<", "üö", "0"]), junk(), max_size=1)


def section(keys: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    mapping = st.fixed_dictionaries({}, optional=keys)
    spoilt = st.builds(lambda known, unknown: {**known, **unknown}, mapping, UNKNOWN)
    return mostly(st.one_of(mapping, mapping, spoilt))


GOOD_HOSTS = st.lists(st.sampled_from(["mx.a.example", "*.b.example", "mx.ü.example"]), max_size=2)
GOOD_DOMAIN = st.fixed_dictionaries(
    {"mx": GOOD_HOSTS},
    optional={
        "mode": st.sampled_from(["none", "enforce"]),
        "max_age": st.sampled_from(["1w", 0]),
        "aliases": st.lists(st.sampled_from(["c.example", "ä.example"]), max_size=1),
    },
)
GOOD_NAMES = st.sampled_from(["a.example", "B.example.", "ü.example", "b.example"])
DOCUMENTS = st.one_of(
    mostly(
        st.fixed_dictionaries(
            {"domains": mostly(st.dictionaries(DOMAINS, section(DOMAIN), max_size=3))},
            optional={
                "github": section(PLACE),
                "defaults": section(POLICY),
                "site": section(
                    {"templates": st.sampled_from(["templates", "nowhere", "", "t\0"])}
                ),
                "reports": section(
                    {"from": mostly(one_or_more(SOURCES)), "trust": mostly(one_or_more(SERVERS))}
                ),
                "sites": junk(),
            },
        )
    ),
    st.fixed_dictionaries(
        {"domains": st.dictionaries(GOOD_NAMES, GOOD_DOMAIN, min_size=1, max_size=3)},
        optional={
            "defaults": section({"mode": st.sampled_from(["none", "testing"])}),
            "github": st.just({"owner": "example-org", "repository": "p.{domain}"}),
        },
    ),
)


def check_agreement(document: object) -> None:
    errors = find_errors(document)
    refusal = jsonschema.exceptions.best_match(VALIDATOR.iter_errors(document))
    if refusal is None:
        unnamed = [problem.message for problem in errors if problem.beyond is None]
        assert not unnamed, "the loader refuses what the schema accepts"
    else:
        assert errors, f"the loader accepts what the schema refuses: {refusal.message}"


# Values at the bounds of each rule, one at a time; what is generated seldom has them all.
BOUNDS: dict[str, list[Any]] = {
    "owner": [
        "a" * 39,
        "a" * 40,
        "a-" * 19 + "a",
        "a-" * 19 + "ab",
        "a--b",
        "-a",
        "a-",
        "a_b",
        "a\n",
    ],
    "repository": [
        "a" * 100,
        "a" * 101,
        ".",
        "..",
        "...",
        "a.git",
        "a.Wiki",
        "a.atom",
        "a/b",
        "{d}",
    ],
    "max_age": [
        0,
        -1,
        31_557_600,
        31_557_601,
        1.0,
        1.5,
        "1w",
        "1d1w",
        "",
        "1" * 10,
        "1" * 11,
        True,
    ],
    "ttl": [0, -1, 2_147_483_647, 2_147_483_648, "1h", "1h ", None],
    "mode": ["none", "None", None, False, []],
    "mx": [[], ["*.a.example"], ["*"], "a.example.", "a.7", "a", [["a.example"]], {}, None],
    "aliases": [[], "b.example.", "b", "*.b.example", "a" * 47 + ".example", "a" * 48 + ".example"],
    "tls_reports": [
        [],
        None,
        [None],
        "mailto:a@b.example",
        "MAILTO:a@b.example",
        "http://b.example",
    ],
}


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in BOUNDS.items() for value in values]
)
def test_schema_and_loader_agree_at_the_bounds(key: str, value: object):
    check_agreement({"domains": {"a.example": {"mode": "none", key: value}}})


@settings(max_examples=1500, deadline=None)
@given(DOCUMENTS.filter(lambda document: document is not None))
def test_schema_and_loader_agree_but_for_the_named_rules(document: object):
    check_agreement(document)


# A document that breaks nothing but the rule.
BREAKS = {
    Beyond.NAME: {"domains": {"☃.example": {"mode": "none"}}},
    Beyond.MAIL_HOST: {"domains": {"a.example": {"mx": "ms1.msv1.invalid"}}},
    Beyond.DURATION: {"domains": {"a.example": {"mode": "none", "max_age": "99w"}}},
    Beyond.RUA: {"domains": {"a.example": {"mode": "none", "tls_reports": "mailto:a"}}},
    Beyond.FILLED_IN: {
        "domains": {"a.example": {"mode": "none", "repository": "a" * 92 + "{domain}"}}
    },
    Beyond.NAMED_TWICE: {"domains": {"a.example": {"mode": "none", "aliases": "A.example"}}},
    Beyond.REPOSITORY_TWICE: {
        "github": {"repository": "policy"},
        "domains": {"a.example": {"mode": "none"}, "b.example": {"mode": "none"}},
    },
    Beyond.DIRECTORY: {
        "domains": {"a.example": {"mode": "none"}},
        "site": {"templates": "nowhere"},
    },
    Beyond.POLICY_SIZE: {
        "domains": {"a.example": {"mx": [f"mx{i}.example.com" for i in range(3000)]}}
    },
}


@pytest.mark.parametrize("rule", Beyond)
def test_every_named_rule_is_one_that_the_schema_does_not_say(rule: Beyond):
    assert VALIDATOR.is_valid(BREAKS[rule])
    assert {problem.beyond for problem in find_errors(BREAKS[rule])} == {rule}


def test_schema_is_one_of_draft_7_and_can_be_written_as_json():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def find_keys(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, inner in schema.get("properties", {}).items():
        yield f"{path}{name}", inner
        yield from find_keys(inner, f"{path}{name}.")
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        yield from find_keys(others, f"{path}*.")


@pytest.mark.parametrize(("path", "schema"), list(find_keys(SCHEMA)))
def test_every_key_has_a_description_and_examples_that_are_valid(path: str, schema: dict[str, Any]):
    assert schema["description"]
    if path in {"github", "defaults", "site", "reports"}:
        return  # their keys have examples
    for example in schema["examples"]:
        jsonschema.Draft7Validator(schema).validate(example)


def test_the_sample_config_passes_the_schema():
    document, _ = read_yaml("sample", (ROOT / "sample-config.yaml").read_bytes())
    assert document is not None
    VALIDATOR.validate(document.data)
