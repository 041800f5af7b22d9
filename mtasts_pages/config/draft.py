"""A first config, written for an operator who has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def draft_config(owner: str, mx: Mapping[str, Sequence[str]]) -> str:
    """Return a commented config for the policy domains in *mx*, each with its MX patterns.

    All arguments are checked names: a GitHub owner, A-labels, MX patterns. They hold no
    character that means anything to YAML but the asterisk, which is quoted.
    """
    lines = [
        "# MTA-STS policies, published by mtasts-pages.",
        "github:",
        f'  owner: "{owner}"  # owns the policy repositories',
        "defaults:",
        "  mode: testing  # senders report failures and deliver anyway; later: enforce",
        "  max_age: 1w  # how long senders keep a policy",
        "  tls_reports: mailto:tls-reports@{domain}  # where senders report failures",
        "domains:",
    ]
    for domain, patterns in mx.items():
        lines.append(f'  "{domain}":')
        lines.append("    mx:")
        lines += [f'      - "{pattern}"' for pattern in patterns]
    return "".join(f"{line}\n" for line in lines)
