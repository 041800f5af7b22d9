"""An operator's own templates, over the built-in ones."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from samples import make_domain

from mtasts_pages.errors import TemplateError
from mtasts_pages.site import CNAME, POLICY_PATH, Site, load_templates, render_site
from mtasts_pages.site.templates import locate_builtin_templates
from mtasts_pages.standards import format_policy

Override = Callable[[Mapping[str, str | bytes]], Path]
ROOT = Path(__file__).parents[2]
RIGHT = (
    "version: STSv1\nmode: {{ policy.mode }}\n"
    "{% for pattern in policy.mx %}mx: {{ pattern.text }}\n{% endfor %}"
    "max_age: {{ policy.max_age }}\n"
)


@pytest.fixture
def render(override: Override) -> Callable[[Mapping[str, str | bytes]], Site]:
    return lambda files: render_site(make_domain(), load_templates(override(files)))


Render = Callable[[Mapping[str, str | bytes]], Site]


def test_the_built_in_templates_of_a_checkout_are_those_at_its_top() -> None:
    assert locate_builtin_templates() == ROOT / "templates"


def test_a_file_takes_the_place_of_the_built_in_one(render: Render) -> None:
    site = render({"index.html": "<p>{{ domain }} & co</p>\n"})
    assert site["index.html"] == b"<p>example.com & co</p>\n"
    assert site[POLICY_PATH] == format_policy(make_domain().policy)


def test_a_file_can_extend_the_built_in_one_of_its_path(render: Render) -> None:
    plain = render_site(make_domain(), load_templates(None))
    site = render(
        {
            "index.html": '{% extends "builtin/index.html" %}',
            "README.md": '{% include "builtin/README.md" %}\nAsk the mail team.\n',
        }
    )
    assert site["index.html"] == plain["index.html"]
    assert site["README.md"].startswith(plain["README.md"].rstrip())
    assert site["README.md"].endswith(b"\nAsk the mail team.\n")


def test_another_path_adds_a_file_to_the_site(render: Render) -> None:
    site = render({".well-known/security.txt": "Contact: mailto:security@{{ domain }}\n"})
    assert site[".well-known/security.txt"] == b"Contact: mailto:security@example.com\n"
    assert len(site) == 7


def test_own_pages_are_escaped_too(override: Override) -> None:
    folder = override({"about/index.html": "<p>{{ domain }}</p>"})
    site = render_site(make_domain("<script>"), load_templates(folder))
    assert site["about/index.html"] == b"<p>&lt;script&gt;</p>"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_right_policy_template_renders_the_policy_whatever_its_line_ends(
    render: Render, end: str
) -> None:
    assert render({POLICY_PATH: RIGHT.replace("\n", end)}) == render_site(
        make_domain(), load_templates(None)
    )


def test_a_policy_with_lf_line_ends_is_a_policy(render: Render) -> None:
    """RFC 8461, 3.2: either line end will do."""
    site = render({POLICY_PATH: "{{ policy_text }}"})
    assert site[POLICY_PATH] == format_policy(make_domain().policy).replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    "template",
    [
        RIGHT.replace("{{ policy.mode }}", "enforce"),
        RIGHT.replace("{{ policy.max_age }}", "86400"),
        RIGHT.replace("policy.mx", "policy.mx[:1]"),
        RIGHT.replace("{% for", "mx: mx9.example.com\n{% for"),
        RIGHT.replace("policy.mx", "policy.mx | reverse"),
    ],
)
def test_a_policy_template_that_says_something_else_is_refused(
    render: Render, template: str
) -> None:
    with pytest.raises(TemplateError, match=r"another policy for `example\.com`") as caught:
        render({POLICY_PATH: template})
    assert POLICY_PATH in caught.value.message
    assert "remove or fix" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "template",
    [
        "",
        "\N{BYTE ORDER MARK}" + RIGHT,
        "# our policy\n" + RIGHT,
        "\n" + RIGHT,
        RIGHT.replace("max_age", "  max_age"),
        RIGHT.replace("{{ pattern.text }}", "{{ pattern.text }}."),
        RIGHT.replace("STSv1", "STSv2"),
        RIGHT.replace("version", "Version"),
        RIGHT + "max_age: 86400\n" * 2 + "mode: none\n",
        "<pre>" + RIGHT + "</pre>",
        RIGHT + "x" * 65_536,
    ],
)
def test_a_policy_template_that_renders_no_valid_policy_is_refused(
    render: Render, template: str
) -> None:
    with pytest.raises(TemplateError, match=r"policy for `example\.com`"):
        render({POLICY_PATH: template})


@pytest.mark.parametrize(
    "template", ["{{ policy_host }}\n", "{{ domain }}", "https://{{ policy_host }}", "", " "]
)
def test_a_custom_domain_other_than_the_policy_host_is_refused(
    render: Render, template: str
) -> None:
    with pytest.raises(TemplateError, match=r"exactly `mta-sts\.example\.com`"):
        render({CNAME: template})


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (b"<p>{% if %}</p>", r"index\.html:1: "),
        (b"<p>\n\n{{ domain", r"index\.html:3: "),
        (b"{% for x in y %}", r"index\.html:1: "),
        (b"caf\xe9", "`index.html` is not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\0", "`index.html` is not UTF-8 text"),
        (b"{{ dommain }}", "`index.html` fails for `example.com`: 'dommain' is undefined"),
        (b"{{ policy.mode.nothing.more }}", "`index.html` fails for `example.com`"),
        (b"{{ 1 / 0 }}", "`index.html` fails for `example.com`: division by zero"),
        (b'{% extends "builtin/inde.html" %}', "`index.html` fails for `example.com`"),
        (b'{% include "index.html" %}', "`index.html` fails for `example.com`"),
        (b'{% include "../../etc/passwd" %}', "`index.html` fails for `example.com`"),
    ],
)
def test_a_broken_template_is_named(render: Render, template: bytes, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        render({"index.html": template})


def test_an_undefined_name_is_answered_with_those_that_there_are(render: Render) -> None:
    with pytest.raises(TemplateError) as caught:
        render({"index.html": "{{ dommain }}"})
    for name in ("domain", "policy_host", "policy", "policy_text"):
        assert f"`{name}`" in (caught.value.hint or "")


@pytest.mark.parametrize("path", [".git/hooks/pre-push", "sub/.GIT/config", ".git/HEAD"])
def test_a_folder_of_git_is_refused(override: Override, path: str) -> None:
    with pytest.raises(TemplateError, match=re.escape("`.git`")):
        load_templates(override({path: "x"}))


@pytest.mark.parametrize(
    "path", ["CNAME/x", ".nojekyll/keep", ".well-known/mta-sts.txt/index.html"]
)
def test_a_folder_in_the_place_of_a_file_is_refused(override: Override, path: str) -> None:
    with pytest.raises(TemplateError, match="both a file and a folder"):
        load_templates(override({path: "x"}))


def test_a_file_in_the_place_of_a_folder_is_refused(override: Override) -> None:
    with pytest.raises(TemplateError, match="both a file and a folder"):
        load_templates(override({".well-known": "x"}))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(TemplateError, match="is not a folder of templates"):
            load_templates(path)


def test_an_empty_folder_changes_nothing(tmp_path: Path) -> None:
    assert render_site(make_domain(), load_templates(tmp_path)) == render_site(
        make_domain(), load_templates(None)
    )
