"""Each reader takes what its key means, and names what people write instead."""

from collections.abc import Callable

import pytest

from mtasts_pages.config import BadValueError
from mtasts_pages.config.keys import (
    fill_rua,
    read_domain,
    read_mx_text,
    read_owner,
    read_rua,
)
from mtasts_pages.config.keys.fields import read_max_age, read_mode, read_ttl
from mtasts_pages.config.keys.github import fill_repository, read_repository
from mtasts_pages.config.keys.names import read_mx
from mtasts_pages.errors import UsageError
from mtasts_pages.standards.mtasts import Mode

Reader = Callable[..., object]


def good(reader: Reader, given: object, value: object) -> tuple[Reader, object, object]:
    return reader, given, value


def bad(reader: Reader, given: object, message: str, hint: str) -> tuple[Reader, object, str, str]:
    return reader, given, message, hint


GOOD = [
    good(read_mode, "enforce", Mode.ENFORCE),
    good(read_max_age, 0, 0),
    good(read_max_age, "1w", 604_800),
    good(read_max_age, 31_557_600, 31_557_600),
    good(read_ttl, "1h", 3600),
    good(read_rua, "mailto:tls@{domain}", "mailto:tls@{domain}"),
    good(read_domain, "EXAMPLE.com.", "example.com"),
    good(read_domain, "Bücher.example", "xn--bcher-kva.example"),
    good(read_owner, "a-b", "a-b"),
    good(read_owner, "a" * 39, "a" * 39),
    good(read_repository, "mta-sts.{domain}", "mta-sts.{domain}"),
    good(read_repository, "a" * 90 + "{domain}.x", "a" * 90 + "{domain}.x"),
    good(lambda text: read_mx(text).text, "*.Mail.Example.NET", "*.mail.example.net"),
]
BAD = [
    bad(read_mode, "enforced", "`enforced` is not a mode", "did you mean `enforce`?"),
    bad(read_mode, None, "`mode` has no value", "the word `none`"),
    bad(read_mode, ["testing"], "this is not a mode", "modes are"),
    bad(read_max_age, -1, "max_age cannot be negative", "`1w` or more"),
    bad(read_max_age, "53w", "`53w` is too long for max_age", "31557600 seconds"),
    bad(read_max_age, "1 week", "`1 week` is not a duration", "write `1w`"),
    bad(read_max_age, 1.5, "`1.5` is not a duration", "write seconds"),
    bad(read_ttl, 2_147_483_648, "`2147483648` is too long for ttl", "2147483647 seconds"),
    bad(read_rua, "none", "`none` is not a reporting address", "`null`"),
    bad(read_rua, "mailto:a@{owner}", "`{owner}` means nothing here", "only `{domain}`"),
    bad(read_rua, "mailto:a@b.example,mailto:c@d.example", "several addresses", "write a list"),
    bad(read_rua, 5, "`5` is a number, not a reporting address", "put it in quotes"),
    bad(read_domain, "https://a.example/", "is a URL, not a domain", "write `a.example`"),
    bad(read_domain, "u@a.example", "is a mail address, not a domain", "write `a.example`"),
    bad(read_domain, "*.a.example", "is a wildcard, not a domain", "RFC 8461, 3.4"),
    bad(read_domain, "mta-sts.a.example", "is a name that a policy needs", "`a.example`"),
    bad(read_domain, " a.example", "has white space around it", "write `a.example`"),
    bad(read_domain, "a" * 48 + ".example", "has 64 characters", "the limit is 63"),
    bad(read_mx, "10 mx1.a.example.", "contains a priority and a trailing dot", "`mx1.a.example`"),
    bad(read_mx, "a.example,b.example", "contains several hosts", "write a list"),
    bad(read_mx, {"mx": "a.example"}, "is a line of a policy file", "write `a.example`"),
    bad(read_mx, {"Priority 1": "a.example"}, "contains a priority", "write `a.example`"),
    bad(read_mx, ["a.example"], "a list is not an MX host", "mx1.example.com"),
    bad(read_mx, "ms1.msv1.invalid", "is a verification host", "leave it out"),
    bad(read_mx, "mx.your-domain.tld", "is a placeholder that was left in", "MX records"),
    bad(read_mx, "mx.{domain}", "`{domain}` is not filled in here", "under each domain"),
    bad(read_owner, "https://github.com/acme/x", "is more than the owner's name", "write `acme`"),
    bad(read_owner, "a_b", "is the login of a managed user", "name an organisation"),
    bad(read_owner, "a--b", "`a--b.github.io` does not resolve", "single hyphens"),
    bad(read_owner, "a b", "is not the name of a GitHub user", "letters, digits"),
    bad(read_repository, "acme/policy.git", "is more than the name", "write `policy`"),
    bad(read_repository, "a b", "` ` is not allowed", "GitHub allows letters"),
    bad(read_repository, "a.Wiki", "ends in `.Wiki`", "as in `a`"),
    bad(read_repository, "..", "`..` is not the name of a repository", "mta-sts.{domain}"),
    bad(read_repository, "{d}", "`{d}` means nothing here", "only `{domain}`"),
    bad(read_repository, "a" * 100 + "{domain}", "has 101 characters", "the limit is 100"),
]


@pytest.mark.parametrize(("reader", "given", "value"), GOOD)
def test_what_is_right_is_read(reader: Reader, given: object, value: object):
    assert reader(given) == value


@pytest.mark.parametrize(("reader", "given", "message", "hint"), BAD)
def test_what_is_wrong_is_named_with_a_way_out(
    reader: Reader, given: object, message: str, hint: str
):
    with pytest.raises(BadValueError) as raised:
        reader(given)
    assert message in raised.value.message
    assert hint in (raised.value.hint or "")


def test_a_template_is_filled_in_or_says_for_which_domain_it_cannot_be():
    assert fill_rua("mailto:tls@{domain}", "a.example") == "mailto:tls@a.example"
    assert fill_repository("mta-sts.{domain}", "a.example") == "mta-sts.a.example"
    with pytest.raises(BadValueError, match=r"^for `a\.wiki`, GitHub allows no repository name"):
        fill_repository("mta-sts.{domain}", "a.wiki")


def test_a_bad_value_on_the_command_line_is_a_usage_error():
    with pytest.raises(UsageError, match="contains a priority"):
        read_mx_text("10 mx1.example.com")
