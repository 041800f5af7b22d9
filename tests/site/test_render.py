"""Rendering through the built-in templates."""

import locale
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import make_domain, with_policy
from standards import values

from mtasts_pages.site import CNAME, POLICY_PATH, Templates, load_templates, render_site
from mtasts_pages.standards import Mode, Policy, format_policy, parse_policy

FILES = {
    ".well-known/mta-sts.txt",
    "CNAME",
    ".nojekyll",
    ".gitattributes",
    "index.html",
    "README.md",
}


class Page(HTMLParser):
    """What a browser would make of a page: its elements, its text, what it would fetch."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(max_examples=100, deadline=None)
@given(policy=values.policies)
def test_the_policy_file_is_what_the_standard_writes(builtin: Templates, policy: Policy) -> None:
    rendered = render_site(with_policy("example.com", policy), builtin)[POLICY_PATH]
    assert rendered == format_policy(policy)
    assert parse_policy(rendered) == policy


@settings(max_examples=50, deadline=None)
@given(domain=values.domains)
def test_the_custom_domain_is_the_policy_host_without_a_line_end(
    builtin: Templates, domain: str
) -> None:
    site = render_site(make_domain(domain), builtin)
    assert site[CNAME] == b"mta-sts." + domain.encode()
    assert site[".nojekyll"] == b""
    assert site.keys() == FILES


@pytest.mark.parametrize("mode", Mode)
def test_the_landing_page_shows_the_policy_and_loads_nothing(
    builtin: Templates, mode: Mode
) -> None:
    domain = make_domain(mode=mode)
    page = Page(render_site(domain, builtin)["index.html"])
    assert format_policy(domain.policy).decode().replace("\r\n", "\n") in page.text
    assert not {"script", "img", "link", "iframe", "object", "embed", "form"} & set(page.elements)
    assert not {"src", "srcset", "style", "onclick", "onload"} & dict(page.attributes).keys()
    assert ("href", "/.well-known/mta-sts.txt") in page.attributes


def test_the_landing_page_says_another_thing_for_each_mode(builtin: Templates) -> None:
    pages = {render_site(make_domain(mode=mode), builtin)["index.html"] for mode in Mode}
    assert len(pages) == len(Mode)


@pytest.mark.parametrize(
    "text",
    [
        "</title><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "'--><iframe src=//example.net>",
        "{{ 7 * 7 }}{% raw %}",
    ],
)
def test_nothing_in_a_name_breaks_out_of_the_landing_page(builtin: Templates, text: str) -> None:
    """No such name comes through the config; the page does not rely on that."""
    try:
        hostile = render_site(make_domain(text), builtin)["index.html"]
    except UnicodeError:
        pytest.fail("the name was not rendered")
    good = Page(render_site(make_domain(), builtin)["index.html"])
    page = Page(hostile)
    assert page.elements == good.elements
    assert page.attributes == good.attributes
    assert text in page.text


def test_equal_configs_give_equal_bytes(
    builtin: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = render_site(make_domain(), builtin)
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    monkeypatch.chdir("/")
    assert locale.getlocale()
    again = render_site(make_domain(), load_templates(None))
    assert again == first
    assert list(again) == list(first)


@given(
    st.sampled_from(Mode), st.permutations(["mx1.example.com", "mx2.example.com", "*.example.net"])
)
def test_mx_lines_keep_the_order_of_the_config(
    builtin: Templates, mode: Mode, hosts: list[str]
) -> None:
    policy = render_site(make_domain(mode=mode, mx=tuple(hosts)), builtin)[POLICY_PATH]
    lines = policy.decode().split("\r\n")
    assert [line[4:] for line in lines if line.startswith("mx: ")] == hosts
