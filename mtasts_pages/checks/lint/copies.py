"""Copies of the policy where no sender looks."""

from __future__ import annotations

from mtasts_pages.checks.finding import Severity
from mtasts_pages.checks.lint.candidates import find_domain
from mtasts_pages.checks.lint.faults import Fault
from mtasts_pages.checks.lint.finding import FileReport, find
from mtasts_pages.checks.lint.text import judge_text
from mtasts_pages.standards.reading import propose_policy
from mtasts_pages.state.folder import SeenFile
from mtasts_pages.text import quote


def judge_copy(
    path: str, copy: SeenFile, policy_path: str, policy: SeenFile, served: str = ""
) -> FileReport:
    """Return what the *copy* of the *policy* means; no sender reads it, whatever it says.

    A policy in a folder named after a domain other than the one that is *served* is no copy.
    """
    judged = judge_text(path, copy)
    domain = find_domain(path)
    if domain and domain != served:
        message = f"this is a policy for {quote(domain)}, and one repository serves one domain"
        hint = f"give {quote(domain)} a repository of its own, with `mta-sts.{domain}` in `CNAME`"
        finding = find(Fault.ANOTHER_DOMAIN, message, hint)
        return FileReport(path, judged.valid, (finding,))
    hint = f"delete it once {quote(policy_path)} says what you want"
    if _say_the_same(copy, policy):
        message = f"senders read {quote(policy_path)}, not this copy of it"
        return FileReport(path, judged.valid, (find(Fault.STRAY_COPY, message, hint),))
    message = f"this says something else than {quote(policy_path)}, which senders read"
    worst = next((each for each in judged.findings if each.severity is Severity.ERROR), None)
    if worst is not None and worst.place is not None:
        message += f"; line {worst.place.line}: {worst.message}"
    elif worst is not None:
        message += f"; {worst.message}"
    finding = find(Fault.STRAY_COPY_DIFFERS, message, hint)
    return FileReport(path, judged.valid, (finding,))


def _say_the_same(copy: SeenFile, policy: SeenFile) -> bool:
    if copy.data == policy.data:
        return True
    meant = propose_policy(copy.data)
    return meant is not None and meant == propose_policy(policy.data)
