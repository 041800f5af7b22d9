"""What is there of the domains that a first config is written for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from mtasts_pages.config.draft import DraftDomain
from mtasts_pages.config.keys import read_domain, read_mx_text
from mtasts_pages.errors import UsageError
from mtasts_pages.rollout.adopting.takeover import find_pages_owner, look_at, take_over
from mtasts_pages.rollout.workers import do_all
from mtasts_pages.world.outside import Outside


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found of the domains that a config is to be written for."""

    domains: tuple[DraftDomain, ...]
    owner: str | None
    """The GitHub owner to whose Pages sites all policy hosts point already, if there is one."""

    @property
    def left_out(self) -> tuple[DraftDomain, ...]:
        """The domains that no policy can be written for."""
        return tuple(domain for domain in self.domains if not domain.mx)

    @property
    def is_done(self) -> bool:
        """Whether no domain takes mail, as a null MX says, so that none needs a policy."""
        return not any(domain.mx for domain in self.domains)


def survey(
    domains: Sequence[str], outside: Outside, mx: Sequence[str] = (), *, jobs: int = 8
) -> Survey:
    """Return what is there of *domains*; with *mx* those patterns hold, and nobody is asked.

    Raises:
        UsageError: A name cannot be used, or no policy can be written for any domain.
        NetworkError: The DNS does not answer.

    """
    names = list(dict.fromkeys(read_domain(domain) for domain in domains))
    patterns = tuple(read_mx_text(host).text for host in mx)
    if patterns:
        return Survey(tuple(DraftDomain(name, patterns) for name in names), None)
    seen = do_all(partial(look_at, outside=outside), names, jobs, "survey")
    found = [take_over(name, each) for name, each in zip(names, seen, strict=True)]
    refusing = all(each.mail is not None and each.mail.refuses_mail for each in seen)
    if not refusing and not any(domain.mx for domain in found):
        why = found[0].remarks[-1] if len(found) == 1 else "none of the domains takes mail"
        raise UsageError(
            f"there is no policy to write: {why}",
            "look for a slip in the name; the MX hosts of a new domain are named by --mx",
        )
    owners = {find_pages_owner(each) for each in seen} - {None}
    return Survey(tuple(found), owners.pop() if len(owners) == 1 else None)
