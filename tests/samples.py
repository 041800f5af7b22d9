"""A domain's config as tests want it: good, and different only in what a test names."""

from mtasts_pages.config import DomainConfig
from mtasts_pages.standards import Mode, MxPattern, Policy


def make_domain(
    domain: str = "example.com",
    *,
    mode: Mode = Mode.TESTING,
    mx: tuple[str, ...] = ("mx1.example.com", "mx2.example.com"),
    max_age: int = 604_800,
    tls_reports: tuple[str, ...] = ("mailto:tls-reports@example.com",),
    ttl: int = 3600,
) -> DomainConfig:
    return DomainConfig(
        domain=domain,
        mode=mode,
        max_age=max_age,
        mx=tuple(MxPattern(host) for host in mx),
        tls_reports=tls_reports,
        ttl=ttl,
        owner="example-org",
        repository=f"mta-sts.{domain}",
        alias_of=None,
    )


def with_policy(domain: str, policy: Policy) -> DomainConfig:
    hosts = tuple(pattern.text for pattern in policy.mx)
    return make_domain(domain, mode=policy.mode, mx=hosts, max_age=policy.max_age)
