"""The config edited: one value changed, every other byte kept, the meaning as intended."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from config.reading import read_good, read_text
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mtasts_pages.config import ConfigError
from mtasts_pages.config.edit import Change, EditRefusedError, edit_config
from mtasts_pages.standards.mtasts import Mode, MxPattern

PATH = Path("mta-sts.yaml")
ENFORCE = Change(mode=Mode.ENFORCE)
ONE, TWO, NEW = (MxPattern(f"mx{n}.example.com") for n in (1, 2, 3))
EXAMPLES = int(os.environ.get("MTASTS_PAGES_EDIT_EXAMPLES", "150"))


def edit(text: str, change: Change = ENFORCE, domain: str = "example.com") -> str:
    return edit_config(PATH, text.encode(), {domain: change}).after.decode()


MODES = {
    "its own value, with a comment": (
        "domains:\n  example.com:\n    mode: testing  # for now\n    mx: [mx1.example.com]\n",
        "domains:\n  example.com:\n    mode: enforce  # for now\n    mx: [mx1.example.com]\n",
    ),
    "in quotes": (
        'domains:\n  example.com:\n    "mode": "testing"\n    mx: mx1.example.com\n',
        'domains:\n  example.com:\n    "mode": enforce\n    mx: mx1.example.com\n',
    ),
    "from the defaults": (
        (
            "defaults: {mode: testing}\ndomains:\n  # ours\n  example.com:\n    # first\n"
            "    mx: mx1.example.com\n"
        ),
        (
            "defaults: {mode: testing}\ndomains:\n  # ours\n  example.com:\n    # first\n"
            "    mode: enforce\n    mx: mx1.example.com\n"
        ),
    ),
    "by a merge": (
        (
            "domains:\n  example.net: &a\n    mode: testing\n    mx: mx1.example.com\n"
            "  example.com:\n    <<: *a\n"
        ),
        (
            "domains:\n  example.net: &a\n    mode: testing\n    mx: mx1.example.com\n"
            "  example.com:\n    mode: enforce\n    <<: *a\n"
        ),
    ),
    "the whole entry by an alias": (
        "domains:\n  example.net: &a\n    mx: mx1.example.com\n  example.com: *a  # as above\n",
        (
            "domains:\n  example.net: &a\n    mx: mx1.example.com\n"
            "  example.com: {<<: *a, mode: enforce}  # as above\n"
        ),
    ),
    "the value by an alias": (
        (
            "domains:\n  example.net:\n    mode: &m testing\n    mx: mx1.example.com\n"
            "  example.com:\n    mode: *m\n    mx: mx1.example.com\n"
        ),
        (
            "domains:\n  example.net:\n    mode: &m testing\n    mx: mx1.example.com\n"
            "  example.com:\n    mode: enforce\n    mx: mx1.example.com\n"
        ),
    ),
    "an anchor that nobody uses": (
        "domains:\n  example.com:\n    mode: &m testing\n    mx: mx1.example.com\n",
        "domains:\n  example.com:\n    mode: &m enforce\n    mx: mx1.example.com\n",
    ),
    "in braces": (
        "domains: {example.com: {mx: [mx1.example.com]}, example.net: {mx: a.example}}\n",
        (
            "domains: {example.com: {mode: enforce, mx: [mx1.example.com]},"
            " example.net: {mx: a.example}}\n"
        ),
    ),
    "carriage returns": (
        "domains:\r\n  example.com:\r\n    mx: mx1.example.com",
        "domains:\r\n  example.com:\r\n    mode: enforce\r\n    mx: mx1.example.com",
    ),
    "a byte order mark and a name as people write it": (
        "\ufeffdomains:\n  EXAMPLE.com.:\n    mode: testing\n    mx: mx1.example.com\n",
        "\ufeffdomains:\n  EXAMPLE.com.:\n    mode: enforce\n    mx: mx1.example.com\n",
    ),
}


@pytest.mark.parametrize("case", MODES)
def test_a_mode_is_set(case: str) -> None:
    before, after = MODES[case]
    assert edit(before) == after


def test_an_alias_has_the_entry_of_its_domain() -> None:
    text = "domains:\n  example.com:\n    mx: mx1.example.com\n    aliases: [example.org]\n"
    found = edit_config(PATH, text.encode(), {"example.org": ENFORCE})
    assert found.domains == ("example.com", "example.org")
    assert b"    mode: enforce\n    mx: mx1" in found.after


def test_several_keys_of_several_domains() -> None:
    text = (
        "domains:\n  example.com: &a\n    max_age: 1w\n    mx: mx1.example.com\n"
        "  example.net:\n    mx: mx1.example.com\n"
    )
    change = Change(mode=Mode.ENFORCE, max_age=86_400)
    found = edit_config(PATH, text.encode(), {"example.com": change, "example.net": change})
    assert found.after.decode() == (
        "domains:\n  example.com: &a\n    mode: enforce\n    max_age: 1d\n    mx: mx1.example.com\n"
        "  example.net:\n    mode: enforce\n    max_age: 1d\n    mx: mx1.example.com\n"
    )
    assert found.diff.startswith("--- a/mta-sts.yaml\n+++ b/mta-sts.yaml\n")


LISTS = {
    "one is added to a block": (
        (ONE, TWO, NEW),
        "    mx:\n    # ours\n    - mx1.example.com  # best\n    -   mx2.example.com\n",
        (
            "    mx:\n    # ours\n    - mx1.example.com  # best\n    -   mx2.example.com\n"
            "    -   mx3.example.com\n"
        ),
    ),
    "one is taken from a block": (
        (TWO,),
        "    mx:\n    - MX1.example.com  # best\n    # then\n    - mx2.example.com",
        "    mx:\n    # then\n    - mx2.example.com",
    ),
    "one is added at the end of the file": (
        (ONE, NEW),
        "    mx:\n    - mx1.example.com",
        "    mx:\n    - mx1.example.com\n    - mx3.example.com",
    ),
    "one is added in brackets": (
        (ONE, TWO, NEW),
        '    mx: [mx1.example.com,\n         "mx2.example.com" ]  # both\n',
        '    mx: [mx1.example.com,\n         "mx2.example.com", mx3.example.com ]  # both\n',
    ),
    "the first goes from brackets": (
        (TWO,),
        "    mx: [mx1.example.com, mx2.example.com]\n",
        "    mx: [mx2.example.com]\n",
    ),
    "the last goes, another comes": (
        (ONE, NEW),
        "    mx: [mx1.example.com, mx2.example.com]\n",
        "    mx: [mx1.example.com, mx3.example.com]\n",
    ),
    "another order": (
        (TWO, ONE),
        "    mx: [mx1.example.com, mx2.example.com]\n",
        "    mx: [mx2.example.com, mx1.example.com]\n",
    ),
    "a single host becomes two": (
        (ONE, MxPattern("*.example.net")),
        "    mx: mx1.example.com  # the one\n",
        '    mx: [mx1.example.com, "*.example.net"]  # the one\n',
    ),
}


@pytest.mark.parametrize("case", LISTS)
def test_a_list_is_changed(case: str) -> None:
    wanted, before, after = LISTS[case]
    head = "domains:\n  example.com:\n"
    assert edit(head + before, Change(mx=wanted)) == head + after


def test_an_entry_is_taken_out_with_its_lines() -> None:
    text = (
        "domains:\n  # ours\n  example.com:  # first\n    mx:\n    - mx1.example.com\n\n"
        "  # theirs\n  example.net:\n    mx: [a.example]  # x\n  example.org: {mx: a.example} # y\n"
        "# the end\n"
    )
    remove = Change(remove=True)
    assert edit(text, remove) == (
        "domains:\n  # ours\n\n"
        "  # theirs\n  example.net:\n    mx: [a.example]  # x\n  example.org: {mx: a.example} # y\n"
        "# the end\n"
    )
    assert "example.org" not in edit(text, remove, "example.org")
    assert edit(text, remove, "example.org").endswith("# x\n# the end\n")


REFUSED = {
    "others merge it": (
        (
            "domains:\n  example.com: &a\n    mode: testing\n    mx: mx1.example.com\n"
            "  example.net:\n    <<: *a\n"
        ),
        2,
    ),
    "others have its value": (
        (
            "domains:\n  example.com:\n    mode: &m testing\n    mx: mx1.example.com\n"
            "  example.net:\n    mode: *m\n    mx: mx1.example.com\n"
        ),
        2,
    ),
    "a folded value": (
        "domains:\n  example.com:\n    mode: >-\n      testing\n    mx: a.example\n",
        3,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_refused_with_its_line(case: str) -> None:
    text, line = REFUSED[case]
    with pytest.raises(EditRefusedError) as caught:
        edit(text)
    assert caught.value.message.startswith(f"mta-sts.yaml:{line}: the entry of `example.com` ")
    assert "let it say `mode: enforce`" in (caught.value.hint or "")


def test_the_only_domain_cannot_be_taken_out() -> None:
    with pytest.raises(EditRefusedError, match="cannot be changed"):
        edit("domains:\n  example.com:\n    mx: mx1.example.com\n", Change(remove=True))


def test_a_config_that_is_wrong_is_not_edited() -> None:
    with pytest.raises(ConfigError):
        edit("domains:\n  example.com:\n    mode: enforced\n    mx: mx1.example.com\n")


# ---- random configs, random edits ----

COMMENTS = st.sampled_from(["", "  # a: b", "  # mode: testing", " #"])
HOSTS = ["mx1.example.com", "MX2.example.com", '"*.example.net"', "'mx4.example.com'"]


@st.composite
def keys(draw: st.DrawFn, number: int) -> list[str]:
    """Draw the short keys of an entry."""
    mode = draw(st.sampled_from([None, "testing", "enforce", '"testing"']))
    age = draw(st.sampled_from([None, "1w", "604800", "'2w'"]))
    pairs = [("mode", mode), ("max_age", age), ("ttl", draw(st.sampled_from([None, "1h"])))]
    lines = [f"{key}: {value}" for key, value in pairs if value is not None]
    if draw(st.integers(0, 3)) == 0:
        lines.append(f"aliases: [a{number}.example.com]")
    return lines


@st.composite
def block_lists(draw: st.DrawFn, hosts: list[str], pad: str) -> str:
    indent = " " * draw(st.integers(0, 2))
    items = "".join(f"\n{pad}{indent}- {host}{draw(COMMENTS)}" for host in hosts)
    return f"mx:{draw(COMMENTS)}{items}"


@st.composite
def entries(draw: st.DrawFn, number: int, anchors: list[str]) -> str:
    """Draw an entry of `domains`, in one of the ways in which people write them."""
    name = draw(st.sampled_from([f"d{number}.example.com", f'"D{number}.example.com"']))
    base = draw(st.sampled_from([None, *anchors]))
    if base and draw(st.integers(0, 4)) == 0:
        return f"  {name}: *{base}{draw(COMMENTS)}\n"
    hosts = draw(st.lists(st.sampled_from(HOSTS), min_size=1, max_size=4, unique=True))
    lines = [*([f"<<: *{base}"] if base else []), *draw(keys(number))]
    pad = " " * draw(st.integers(3, 6))
    in_braces = draw(st.integers(0, 3)) == 0
    forms = [st.just(f"mx: [{', '.join(hosts)}]"), st.just(f"mx: {hosts[0]}")]
    if not in_braces:
        forms.append(block_lists(hosts, pad))
    if not base or draw(st.booleans()):
        lines.append(draw(st.one_of(forms)))
    lines = draw(st.permutations(lines))
    anchor = ""
    if draw(st.booleans()):
        anchor = f"&a{number} "
        anchors.append(f"a{number}")
    if in_braces:
        return f"  {name}: {anchor}{{ {', '.join(lines)} }}{draw(COMMENTS)}\n"
    body = "".join(f"{pad}{line}{'' if chr(10) in line else draw(COMMENTS)}\n" for line in lines)
    after = draw(st.sampled_from(["", "\n", "  # next\n"]))
    return f"  {name}: {anchor}{draw(COMMENTS).lstrip()}\n{body}{after}"


@st.composite
def configs(draw: st.DrawFn) -> str:
    anchors: list[str] = []
    defaults = draw(
        st.sampled_from(["", "defaults:\n  mode: enforce\n", "defaults: {max_age: 4w}\n"])
    )
    count = draw(st.integers(1, 4))
    text = "".join(draw(entries(number, anchors)) for number in range(count))
    whole = f"# ours\n{defaults}domains:\n{text}"
    if draw(st.booleans()):
        whole = whole.removesuffix("\n")
    return whole.replace("\n", "\r\n") if draw(st.integers(0, 4)) == 0 else whole


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(configs(), st.data())
def test_any_edit_says_what_was_meant_or_is_not_made(text: str, data: st.DataObject) -> None:
    before = read_text(text).config
    assume(before is not None)
    assert before is not None
    domain = data.draw(st.sampled_from([each.domain for each in before.domains]))
    patterns = [MxPattern(host.strip("\"'").lower()) for host in [*HOSTS, "mx9.example.com"]]
    change = data.draw(
        st.builds(
            Change,
            mode=st.sampled_from([None, Mode.TESTING, Mode.ENFORCE]),
            max_age=st.sampled_from([None, 86_400, 604_800]),
            mx=st.none() | st.lists(st.sampled_from(patterns), min_size=1, unique=True).map(tuple),
        )
        | st.just(Change(remove=True))
    )
    try:
        edit = edit_config(PATH, text.encode(), {domain: change})
    except EditRefusedError:
        # Only where others share what would change, or nothing would be left.
        assert change.remove or "&" in text
        return
    after = read_good(edit.after.decode())
    untouched = [each for each in before.domains if each.domain not in edit.domains]
    assert [each for each in after.domains if each.domain not in edit.domains] == untouched
    if change.remove:
        assert {each.domain for each in after.domains}.isdisjoint(edit.domains)
    else:
        said = {each.domain: each for each in after.domains}
        for each in before.domains:
            if each.domain in edit.domains:
                assert said[each.domain] == change.apply(each)
    start, end = bounds(text, int(domain[1]))
    new = edit.after.decode()
    assert new.startswith(text[:start]), "something changed above the entry"
    assert new.endswith(text[end:]), "something changed below it"
    if change.mx is None and not change.remove:
        assert new.count("#") == text.count("#"), "a comment is gone"
    assert "\r\n" not in text or new.count("\r\n") == new.count("\n")
    if not change.remove:
        assert edit_config(PATH, edit.after, {domain: change}).after == edit.after


def bounds(text: str, number: int) -> tuple[int, int]:
    """Return where the entry of a number begins in a drawn config, and where the next one does."""
    starts = [match.start() for match in re.finditer(r'^  "?[dD]\d\.', text, re.MULTILINE)]
    return starts[number], [*starts, len(text)][number + 1]
