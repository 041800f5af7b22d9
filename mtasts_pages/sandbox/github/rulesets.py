"""Rules of a repository that decline what is pushed, as GitHub's rulesets do.

GitHub, "Available rules for rulesets", and the words that people report of declined pushes. A rule
is kept in the bare repository, and held by its `pre-receive` hook, whose words reach the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path


class Rule(StrEnum):
    """What a commit needs to come into a branch."""

    SIGNATURES = "Commits must have verified signatures."
    PULL_REQUEST = "Changes must be made through a pull request."
    STATUS_CHECKS = 'Required status check "ci" is expected.'
    AUTHOR_EMAIL = "Commit author email must match a given pattern."


_FILE = "rules"
_HOOK = """\
#!/bin/sh
# Declines each push that breaks a rule; a signed commit has a header `gpgsig`.
while read old new ref; do
    broken=$(mktemp)
    while IFS= read -r rule; do
        case $rule in
            *signatures*) git cat-file commit "$new" | sed '/^$/q' | grep -q '^gpgsig' ||
                echo "$rule" >>"$broken" ;;
            *) echo "$rule" >>"$broken" ;;
        esac
    done <rules
    if [ -s "$broken" ]; then
        echo "error: GH013: Repository rule violations found for $ref." >&2
        echo >&2
        sed 's/^/- /' "$broken" >&2
        rm -f "$broken"
        exit 1
    fi
    rm -f "$broken"
done
"""


def set_rules(repository: Path, rules: Sequence[Rule]) -> None:
    """Have the bare *repository* hold *rules*; none of them lifts all."""
    hook = repository / "hooks" / "pre-receive"
    if not rules:
        hook.unlink(missing_ok=True)
        (repository / _FILE).unlink(missing_ok=True)
        return
    (repository / _FILE).write_text("".join(f"{rule}\n" for rule in rules), encoding="utf-8")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(_HOOK, encoding="utf-8")
    hook.chmod(0o755)


def find_broken(repository: Path) -> list[Rule]:
    """Return the rules that a commit of GitHub's own breaks: it is signed, and no more."""
    file = repository / _FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [Rule(line) for line in lines if line != Rule.SIGNATURES]
