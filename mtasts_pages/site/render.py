"""Rendering: a domain's config through the templates, and the proof of the result."""

from __future__ import annotations

from mtasts_pages.config import DomainConfig
from mtasts_pages.errors import TemplateError
from mtasts_pages.site.files import CNAME, NOJEKYLL, POLICY_PATH, Site
from mtasts_pages.site.templates import Templates
from mtasts_pages.standards.mistakes.kinds import Gravity
from mtasts_pages.standards.mtasts import Policy, format_policy
from mtasts_pages.standards.reading import find_policy_defects, parse_policy


def render_site(domain: DomainConfig, templates: Templates) -> Site:
    """Return the site of *domain*, proven to say what the config says.

    Equal configs and templates give equal bytes: nothing of the time, the machine
    or the environment is rendered.

    Raises:
        TemplateError: a template fails, or what it renders is not the policy of the
            config, the custom domain or the files that GitHub Pages needs.

    """
    policy = domain.policy
    values = {
        "domain": domain.domain,
        "policy_host": domain.policy_host,
        "policy": policy,
        "policy_text": format_policy(policy).decode("ascii").replace("\r\n", "\n"),
    }
    site: dict[str, bytes] = {}
    shared: dict[str, object] | None = None
    for path, template in templates.by_path.items():
        # `render` would copy Jinja's globals anew for every file.
        shared = {**template.globals, **values} if shared is None else shared
        try:
            context = template.new_context(shared, shared=True)
            site[path] = "".join(template.root_render_func(context)).encode()
        except Exception as error:  # a template is a program: anything can come out of it
            raise TemplateError(
                f"the template `{path}` fails for `{domain.domain}`: {error}",
                f"templates are given {', '.join(f'`{name}`' for name in sorted(values))}",
            ) from error
    _prove_policy(site[POLICY_PATH], policy, domain.domain)
    _prove_pages_files(site, domain)
    return site


def _prove_policy(rendered: bytes, policy: Policy, domain: str) -> None:
    if rendered == format_policy(policy):
        return
    hint = f"remove or fix your template `{POLICY_PATH}`; the built-in one is always right"
    try:
        said = parse_policy(rendered)
    except ValueError as error:
        raise TemplateError(
            f"the template `{POLICY_PATH}` renders no valid policy for `{domain}`: {error}", hint
        ) from error
    if said != policy:
        raise TemplateError(
            f"the template `{POLICY_PATH}` renders another policy for `{domain}` than the config"
            " describes",
            hint,
        )
    # RFC 8461, 3.2: of a repeated key the first counts. Not every sender knows.
    known = {defect.kind for defect in find_policy_defects(format_policy(policy))}
    for defect in find_policy_defects(rendered):
        if defect.kind.gravity is Gravity.RISKY and defect.kind not in known:
            raise TemplateError(
                f"the template `{POLICY_PATH}` renders a policy for `{domain}` that not all"
                f" senders read alike: {defect.message}",
                hint,
            )


def _prove_pages_files(site: Site, domain: DomainConfig) -> None:
    # Byte for byte what GitHub itself commits, or every publish would find a foreign commit.
    if site[CNAME] != domain.policy_host.encode("ascii"):
        raise TemplateError(
            f"the template `{CNAME}` does not render exactly `{domain.policy_host}`",
            f"remove your template `{CNAME}`; it must have no line end",
        )
    if NOJEKYLL not in site:
        raise TemplateError(f"`{NOJEKYLL}` is missing from the site")
