"""What can be wrong with a policy repository, and what that means for senders.

What can be wrong with the text of its policy is in the catalogue of ``standards``; no code is in
both.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from mtasts_pages.checks.finding import Severity
from mtasts_pages.standards.mistakes.kinds import Gravity


class Effect(StrEnum):
    """What a finding means for senders, worst first.

    Attributes:
        severity: How much that matters.
        meaning: One sentence.

    """

    severity: Severity
    meaning: str

    def __new__(cls, code: str, severity: Severity, meaning: str) -> Self:
        """Return the member that a row of the table describes."""
        effect = str.__new__(cls, code)
        effect._value_ = code
        effect.severity, effect.meaning = severity, meaning
        return effect

    # fmt: off
    NOT_SERVED = (
        "not-served", Severity.ERROR,
        "Senders get no policy at all: there is nothing at the path they ask for",
    )
    REFUSED = "refused", Severity.ERROR, "Senders get the policy, but refuse it"
    STOPS_MAIL = "stops-mail", Severity.ERROR, "Senders obey the policy, and deliver no mail"
    RISKY = (
        "risky", Severity.WARNING,
        ("Senders read it differently, or it depends on something that cannot be seen here,"
         " or it does not say what its author means"),
    )
    NOTABLE = "notable", Severity.INFO, "All senders read it alike, but it deserves a second look"
    # fmt: on


EFFECTS = {
    Gravity.REFUSED: Effect.REFUSED,
    Gravity.RISKY: Effect.RISKY,
    Gravity.NOTABLE: Effect.NOTABLE,
}
"""What a defect in the text means for senders, by its gravity."""

_LOST, _RISKY, _NOTABLE = Effect.NOT_SERVED, Effect.RISKY, Effect.NOTABLE


class Fault(StrEnum):
    """One kind of fault of a policy repository, by its stable code.

    Attributes:
        effect: What it means for senders.
        meaning: What is wrong, in one sentence.
        why: Why that matters, in a sentence or two for the documentation.

    """

    effect: Effect
    meaning: str
    why: str

    def __new__(cls, code: str, effect: Effect, meaning: str, why: str) -> Self:
        """Return the member that a row of the table describes."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.effect, member.meaning, member.why = effect, meaning, why
        return member

    # fmt: off
    # Where the policy is.
    POLICY_MISSING = ("policy-missing", _LOST,
        "The repository holds no policy",
        ("It has the marks of a policy repository, but no file in it is a policy. Senders ask for"
         " `.well-known/mta-sts.txt`."))
    FOLDER_MISSPELLED = ("folder-misspelled", _LOST,
        "The folder of the policy is not called exactly `.well-known`",
        ("Senders ask for one path and try no other (RFC 8461, 3.3; RFC 8615). The dot, the hyphen,"
         " lower case and the last letter matter, and so does invisible white space."))
    FILE_MISSPELLED = ("file-misspelled", _LOST,
        "The policy file is not called exactly `mta-sts.txt`",
        ("Senders ask for one path and try no other (RFC 8461, 3.3). Windows hides the last"
         " extension, so `mta-sts.txt.txt` looks right there."))
    POLICY_IN_ROOT = ("policy-in-root", _LOST,
        "The policy is not in the folder `.well-known`",
        ("Senders ask for `/.well-known/mta-sts.txt` (RFC 8461, 3.3), and do not follow a redirect"
         " from there."))
    POLICY_ELSEWHERE = ("policy-elsewhere", _LOST,
        "The policy is in a folder that Pages does not publish at the root of the site",
        ("Pages publishes the root of the branch or its folder `docs`. Anything deeper is served"
         " under a longer path, where no sender looks."))
    POLICY_IS_FOLDER = ("policy-is-folder", _LOST,
        "`mta-sts.txt` is a folder",
        "When you create a file on GitHub's website, every `/` in the name begins a new folder.")
    POLICY_LINKS_OUT = ("policy-links-out", _LOST,
        "The policy file is a symbolic link that leads out of the repository",
        "Pages publishes nothing from outside the branch, so the link leads nowhere there.")
    SOURCE_IS_DOCS = ("source-is-docs", _RISKY,
        "The site is in `docs`, which is not the default source of Pages",
        ("It is served only if Pages publishes the folder `/docs` of the branch. The settings"
         " cannot be seen here."))
    STRAY_COPY = ("stray-copy", _NOTABLE,
        "There is a copy of the policy, with the same values, where no sender looks",
        "Some day somebody will edit the wrong one.")
    STRAY_COPY_DIFFERS = ("stray-copy-differs", _RISKY,
        "There is a different policy in a file where no sender looks",
        "Whoever wrote it probably thinks that it is the one being served.")
    ANOTHER_DOMAIN = ("another-domain", _RISKY,
        "There is a policy for another domain, where no sender looks",
        ("A Pages site has one custom domain, so one policy repository serves one policy domain."
         " The other domain needs a repository of its own."))
    SERVED_BY_OWNER = ("served-by-owner", _RISKY,
        "The repository is called `.well-known`, and is a part of its owner's site",
        ("Pages serves it at `/.well-known/` of the owner's site. Senders find the policy only if"
         " that site has the policy host as its custom domain."))
    NOT_ALL_SEEN = ("not-all-seen", _NOTABLE,
        "The folder is too large to search completely",
        "The first 20,000 entries were searched, those nearest to the top first.")

    # How it is published.
    NOJEKYLL_MISSING = ("nojekyll-missing", _LOST,
        "Jekyll leaves `.well-known` out of the site",
        ("Pages builds a branch with Jekyll, which drops every name that begins with a dot, so"
         " `/.well-known/mta-sts.txt` is answered with 404. An empty file `.nojekyll` in the root"
         " of the site turns Jekyll off; `include: ['.well-known']` in `_config.yml` works too."))
    NOJEKYLL_MISPLACED = ("nojekyll-misplaced", _LOST,
        "A file meant as `.nojekyll` has another name, or is in another folder",
        ("Pages looks only for `.nojekyll`, and only in the root of the site. Without it, Jekyll"
         " leaves `.well-known` out."))
    JEKYLL_CONFIG_BROKEN = ("jekyll-config-broken", _LOST,
        "`_config.yml` cannot be read, or its `include` is not a list",
        ("The Jekyll build fails, and Pages publishes nothing new. Most policy repositories do not"
         " need Jekyll: an empty file `.nojekyll` turns it off."))
    ARTIFACT_WITHOUT_DOTFILES = ("artifact-without-dotfiles", _LOST,
        "The workflow that deploys the site leaves `.well-known` out",
        ("Since version 4, `actions/upload-pages-artifact` drops names that begin with a dot,"
         " unless it is given `include-hidden-files: true` (version 5 or later)."))
    JEKYLL_IN_WORKFLOW = ("jekyll-in-workflow", _LOST,
        "The workflow that deploys the site builds it with Jekyll, which leaves `.well-known` out",
        ("Jekyll drops every name that begins with a dot, unless `_config.yml` includes it."
         " `.nojekyll` counts only where Pages itself builds a branch."))
    DEPLOYED_OTHERWISE = ("deployed-otherwise", _NOTABLE,
        "The site is built by a workflow, or not served by Pages",
        ("What is published, and under which name, cannot be seen in the repository. `CNAME` and"
         " `.nojekyll` have no effect there."))

    # What the policy does.
    NO_MAIL = ("no-mail", Effect.STOPS_MAIL,
        "The policy is enforced, and names no host that takes mail",
        ("Senders deliver only to MX hosts that the policy names (RFC 8461, 5), and nobody's host"
         " has such a name: an example or a placeholder, a host for mail programs, a name beside"
         " those of the provider."))
    NOT_A_POLICY = ("not-a-policy", Effect.REFUSED,
        "The file is something else than a policy",
        "It is prose, a config or a report, and has nothing that would make it a policy.")

    # The custom domain.
    CNAME_MISSING = ("cname-missing", _LOST,
        "There is no `CNAME` file",
        ("For a site published from a branch, GitHub keeps the custom domain in this file; without"
         " it, nothing is served at the policy host."))
    CNAME_MISNAMED = ("cname-misnamed", _LOST,
        "The file meant as `CNAME` has another name, or is in another folder",
        "It must be called `CNAME`, in capitals, without an extension, in the root of the site.")
    CNAME_EMPTY = ("cname-empty", _LOST,
        "The `CNAME` file contains no name",
        "An empty file means no custom domain, and nothing is served at the policy host.")
    CNAME_SEVERAL = ("cname-several", _LOST,
        "The `CNAME` file contains several names",
        "A Pages site has one custom domain, so one policy repository serves one policy domain.")
    CNAME_NOT_BARE = ("cname-not-bare", _LOST,
        "The `CNAME` file contains more than a name: a scheme, a path, a port, spaces, quotes",
        ("GitHub takes the whole text as the custom domain. It has to be the bare policy host,"
         " such as `mta-sts.example.com`; letter case and a line end do not matter."))
    CNAME_NOT_A_HOST = ("cname-not-a-host", _LOST,
        "The `CNAME` file does not contain a host name",
        "A custom domain is a fully qualified host name in A-labels.")
    CNAME_NOT_POLICY_HOST = ("cname-not-policy-host", _LOST,
        "The custom domain does not begin with `mta-sts.`",
        ("Senders ask the policy host, which is `mta-sts.` and the policy domain (RFC 8461, 3.3),"
         " and GitHub answers only for the custom domain."))
    CNAME_TOO_LONG = ("cname-too-long", _LOST,
        "The custom domain has more than 63 characters",
        "GitHub gets no certificate for such a name, and senders accept no policy without one.")
    CNAME_PLACEHOLDER = ("cname-placeholder", _RISKY,
        "The custom domain looks like a leftover placeholder",
        "A template was copied and not filled in.")
    # fmt: on
