"""Plain scalars mean what they look like."""

import pytest

from mtasts_pages.config.yaml.scalars import resolve_plain, resolve_tagged


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, word) for word in ("no", "No", "on", "off", "yes", "Y", "n", "nULL", "tRUE", "=")),
        *((word, word) for word in ("1:30", "190:20:30", "1_000", "0b101", "0o8", "0x", "+0x1")),
        *((word, word) for word in ("2026-11-24", "1.2.3", ".", "-", "+", "..", "1e", "e5", "<<")),
        ("012", 12),
        ("-012", -12),
        ("+5", 5),
        ("0o14", 12),
        ("0x1F", 31),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("-.inf", float("-inf")),
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        ("1" * 5000, "1" * 5000),
    ],
)
def test_plain_scalars_are_those_of_yaml_1_2(text: str, value: object):
    found = resolve_plain(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "tag", "value"),
    [("5", "str", "5"), ("5", "int", 5), ("5", "float", 5), ("~", "null", None), ("", "str", "")],
)
def test_a_tag_of_yaml_says_what_a_scalar_is(text: str, tag: str, value: object):
    assert resolve_tagged(text, f"tag:yaml.org,2002:{tag}") == value


@pytest.mark.parametrize("tag", ["tag:yaml.org,2002:int", "tag:yaml.org,2002:binary", "!x"])
def test_a_tag_that_does_not_fit_is_refused(tag: str):
    with pytest.raises(ValueError, match=r"unknown|unfit"):
        resolve_tagged("1w", tag)
