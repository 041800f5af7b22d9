"""Who publishes a repository: Pages from a branch, something else, or nobody can tell."""

from pathlib import Path

import pytest
from lint.folders import GOOD, POLICY, codes, lint, replace, write_folder

from mtasts_pages.rollout.linting import lint_paths

PATH = ".well-known/mta-sts.txt"
FLOW = ".github/workflows/site.yml"
OTHER = "deployed-otherwise"

# No sign of Pages: the files, the codes, and the policy's own codes among them.
ELSEWHERE = {
    "cloudflare action": (
        {
            f"src/{PATH}": POLICY,
            FLOW: b"- uses: cloudflare/pages-action@v1\n  with:\n    directory: src/\n",
        },
        {OTHER},
    ),
    "ftp": ({PATH: POLICY, FLOW: b"- uses: SamKirkland/FTP-Deploy-Action@v4\n"}, {OTHER}),
    "ssh": ({PATH: POLICY, FLOW: b"- run: rsync -av . me@acme.org:/www\n"}, {OTHER}),
    "nginx": (
        {f"static/{PATH}": POLICY, "nginx.conf": b"server { root /app/static; }\n"},
        {OTHER},
    ),
    "container": (
        {f"www/{PATH}": POLICY, "docker-compose.yml": b"volumes: ['./www:/usr/share/nginx']\n"},
        {OTHER},
    ),
    "container that does not say": (
        {f"www/{PATH}": POLICY, "Dockerfile": b"FROM nginx\nCOPY . /usr/share/nginx/html\n"},
        {OTHER, "policy-elsewhere"},
    ),
    "gitlab": (
        {f"public/{PATH}": POLICY, ".gitlab-ci.yml": b"artifacts:\n  paths:\n    - public\n"},
        {OTHER},
    ),
    "firebase": ({f"public/{PATH}": POLICY, "firebase.json": b'{"public": "public"}'}, {OTHER}),
    "built from a folder further down": (
        {f"app/public/{PATH}": POLICY, "app/public/CNAME": b"mta-sts.acme.org"},
        {"policy-elsewhere", "nojekyll-missing"},
    ),
    "marker beside the site": ({f"mta-sts/{PATH}": POLICY, "mta-sts/netlify.toml": b""}, {OTHER}),
    "marker between": (
        {f"web/public/{PATH}": POLICY, "web/vercel.json": b'{"outputDirectory": "public"}'},
        {OTHER},
    ),
    "marker at the top": (
        {f"mta-sts/{PATH}": POLICY, "_headers": b""},
        {OTHER, "policy-elsewhere"},
    ),
    "apache": ({PATH: POLICY, ".htaccess": b"", "scripts/deploy-ftp.sh": b""}, {OTHER}),
    "own server": (
        {PATH: POLICY, "index.js": b"", "package-lock.json": b"{}"},
        {"cname-missing", "nojekyll-missing"},
    ),
    "digital ocean": ({PATH: POLICY, ".do/app.yaml": b""}, {OTHER}),
    "nothing but the policy": ({PATH: POLICY}, {"cname-missing", "nojekyll-missing"}),
    "static, not built here": (
        {f"static/{PATH}": POLICY, "config.toml": b""},
        {"policy-elsewhere", "cname-missing", "nojekyll-missing"},
    ),
    "static, with all that Pages needs": (
        {f"static/{path}": data for path, data in GOOD.items()},
        {"policy-elsewhere"},
    ),
    "tar": (
        {f"public/{PATH}": POLICY, FLOW: b'run: tar --directory "public" -c . | ssh x\n'
         b"- uses: actions/deploy-pages@v4\n"},
        {OTHER},
    ),
    "tar, short": (
        {f"site/{PATH}": POLICY, FLOW: b"run: |\n  tar -C site/ -cf x .\n  rclone copy x y:\n"},
        {OTHER},
    ),
    "artifact": (
        {
            f"public/{PATH}": POLICY,
            FLOW: b"- uses: actions/upload-pages-artifact@v3\n  with:\n    path: public\n"
            b"- uses: actions/deploy-pages@v4\n",
        },
        {OTHER},
    ),
    "azure": (
        {
            f"src/{PATH}": POLICY,
            FLOW: b'- uses: Azure/static-web-apps-deploy@v1\n  with:\n    app_location: "src"\n',
        },
        {OTHER},
    ),
    "wrangler": (
        {f"public/{PATH}": POLICY, "wrangler.jsonc": b'{"assets": {"directory": "./public"}}'},
        {OTHER},
    ),
    "worker": ({"wrangler.toml": b"", "worker.ts": b""}, {OTHER, "policy-missing"}),
    "worker alone": ({"worker.js": b"", "README.md": b""}, {"policy-missing"}),
    "generated": (
        {FLOW: b"- run: ./make\n- uses: actions/deploy-pages@v4\n"},
        {OTHER, "policy-missing"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ELSEWHERE)
def test_without_a_sign_of_pages_nothing_is_said_flatly(case: str, tmp_path: Path) -> None:
    files, expected = ELSEWHERE[case]
    write_folder(tmp_path / "mta-sts", files | {".git/HEAD": b""})
    run = lint_paths([str(tmp_path / "mta-sts")])
    assert codes(run.reports) == expected
    severities = {finding.severity for report in run.reports for finding in report.findings}
    assert "error" not in severities
    assert [each.verdict.value for each in run.repositories] == ["unknown"]
    for report in run.reports:
        for finding in report.findings:
            if finding.code in ("cname-missing", "nojekyll-missing"):
                assert finding.message.startswith("if Pages publishes this branch: ")


@pytest.mark.parametrize("sign", ["CNAME", ".nojekyll", "_config.yml"])
def test_one_sign_of_pages_is_enough_to_say_it_flatly(sign: str, tmp_path: Path) -> None:
    kept = {PATH: POLICY, sign: b"mta-sts.acme.org" if sign == "CNAME" else b""}
    run = lint_paths([str(write_folder(tmp_path / "x", kept))])
    assert [each.verdict.value for each in run.repositories] == ["not-served"]


def test_the_name_of_a_users_site_is_a_sign_of_pages(tmp_path: Path) -> None:
    run = lint_paths([str(write_folder(tmp_path / "acme.github.io", {PATH: POLICY}))])
    assert [each.verdict.value for each in run.repositories] == ["not-served"]


def test_a_web_servers_config_says_nothing_beside_what_pages_needs(tmp_path: Path) -> None:
    assert not codes(lint(write_folder(tmp_path, GOOD | {"nginx.conf": b"", "Dockerfile": b""})))


BUILD = b"- uses: actions/jekyll-build-pages@v1\n- uses: actions/upload-pages-artifact@v3\n"


def test_jekyll_in_a_workflow_drops_the_folder_whatever_nojekyll_says(tmp_path: Path) -> None:
    assert codes(lint(write_folder(tmp_path, GOOD | {FLOW: BUILD}))) == {"jekyll-in-workflow"}
    write_folder(tmp_path, {"_config.yml": b"include: ['.well-known']\n"})
    assert codes(lint(tmp_path)) == {OTHER}


def test_a_workflow_that_puts_the_folder_back_cannot_be_judged(tmp_path: Path) -> None:
    build = BUILD + b"- run: cp -r .well-known _site/\n"
    assert codes(lint(write_folder(tmp_path, GOOD | {FLOW: build}))) == {OTHER}


def test_two_workflows_that_publish_overwrite_each_other(tmp_path: Path) -> None:
    step = b"- uses: actions/deploy-pages@v4\n"
    found = lint(write_folder(tmp_path, GOOD | {FLOW: step, ".github/workflows/to.yml": step}))
    messages = [finding.message for report in found for finding in report.findings]
    assert len(messages) == 2
    assert messages[1] == (
        "this workflow publishes the site as `.github/workflows/site.yml` does:"
        " the last to run wins"
    )


def test_a_folder_called_nojekyll_is_not_the_file(tmp_path: Path) -> None:
    root = write_folder(tmp_path, replace({".nojekyll": None, ".nojekyll/.gitkeep": b""}))
    [finding] = [finding for report in lint(root) for finding in report.findings]
    assert finding.code == "nojekyll-misplaced"
    assert finding.message.startswith("`.nojekyll` is a folder")
    assert "touch" in finding.hint


def test_a_website_of_jekyll_is_not_told_to_turn_it_off(tmp_path: Path) -> None:
    files = {PATH: POLICY, "_config.yml": b"title: Acme\n", "index.md": b"", "about.md": b""}
    root = write_folder(tmp_path / "website", files | {"CNAME": b"mta-sts.acme.org"})
    [finding] = [finding for report in lint(root) for finding in report.findings]
    assert finding.code == "nojekyll-missing"
    assert finding.hint == "put `include: ['.well-known']` in `_config.yml`"


@pytest.mark.parametrize("page", ["about.md", "_posts/2026-01-01-news.md", "_layouts/a.html"])
def test_pages_that_jekyll_makes_keep_it(page: str, tmp_path: Path) -> None:
    files = {PATH: POLICY, page: b"", "CNAME": b"mta-sts.acme.org"}
    [finding] = [f for each in lint(write_folder(tmp_path / "w", files)) for f in each.findings]
    assert finding.hint == "put `include: ['.well-known']` in `_config.yml`"


def test_a_hint_quotes_the_names_of_folders_for_the_shell(tmp_path: Path) -> None:
    files = {".git/HEAD": b"", f"a; rm -rf b/public/{PATH}": POLICY}
    found = lint(write_folder(tmp_path / "x", files))
    hints = [f.hint for each in found for f in each.findings if f.code == "nojekyll-missing"]
    assert hints == ["add an empty file: `touch 'a; rm -rf b/public/.nojekyll'`"]


def test_a_policy_for_another_domain_is_not_to_be_deleted(tmp_path: Path) -> None:
    other = POLICY.replace(b"acme.org", b"acme.net")
    root = write_folder(tmp_path / "a", GOOD | {".well-known/acme.net/mta-sts.txt": other})
    [finding] = [finding for report in lint(root) for finding in report.findings]
    assert finding.code == "another-domain"
    assert "repository of its own" in finding.hint
    only = replace({PATH: None, ".well-known/acme.net/mta-sts.txt": other})
    [finding] = lint(write_folder(tmp_path / "b", only))[0].findings
    assert finding.code == "policy-elsewhere"
    assert "one repository serves one policy domain" in finding.hint


def test_a_copy_in_the_folder_of_the_domain_itself_is_a_copy(tmp_path: Path) -> None:
    root = write_folder(tmp_path, GOOD | {"policies/acme.org/mta-sts.txt": POLICY})
    assert codes(lint(root)) == {"stray-copy"}


def test_copies_that_are_not_listed_are_counted(tmp_path: Path) -> None:
    copies = {f"old/{number}/mta-sts.txt": POLICY for number in range(30)}
    found = lint(write_folder(tmp_path, GOOD | copies))
    messages = [finding.message for report in found for finding in report.findings]
    assert len(messages) == 21
    assert "10 further copies of the policy are not listed" in messages
