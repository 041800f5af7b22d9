"""Everything that makes the program stop, in one small tree.

::

    MtaStsPagesError                        a sentence, and a hint that says what to do
    ├── UsageError                          the command line or the config is wrong     exit 2
    │   ├── ConfigError                     every problem of the file                   config
    │   ├── ConfigNotFoundError             there is no config                          config
    │   ├── BadValueError                   one value of the config                     config
    │   └── TemplateError                   a template cannot be used
    ├── AuthenticationError                 a token is missing or was refused           exit 4
    │   └── PermissionDeniedError           the token may not do one thing
    ├── OperationError                      one thing failed; the others go on          exit 1
    │   ├── GitError                        git refused or failed
    │   │   ├── PushRejectedError           the branch has moved on                     world.git
    │   │   ├── BranchMissingError          there is nothing to fetch                   world.git
    │   │   ├── RepositoryMissingError      there is nothing, or not yet                world.git
    │   │   └── DeclinedError               a rule declines the push                    world.git
    │   │       └── UnsignedError           it demands signed commits                   world.git
    │   ├── GitHubError                     GitHub refused or failed
    │   │   ├── CertificateMissingError     HTTPS cannot be enforced yet                world.github
    │   │   ├── AlreadyThereError           what should be created exists               world.github
    │   │   ├── MovedError                  the repository has another name             world.github
    │   │   ├── UnreadableError             an answer is not of the described form      world.github
    │   │   ├── StaleError                  the branch has moved on                     world.github
    │   │   └── OverloadedError             a query asks for too much                   world.github
    │   ├── NetworkError                    nothing answered, or not in time
    │   │   └── UncertainError              a change may have been made                 world.github
    │   ├── EditRefusedError                the config cannot be changed so             config
    │   └── RecordChangedError              a record is not what it was                 world.dns
    └── StoppedError                        the operator stopped a wait                 world

The last column names the package that defines a class, where that is not this module.

An expected failure is a value (a problem, a finding, a failed outcome) until
the edge; an exception here means "cannot go on". Nothing in this module prints.
"""

from __future__ import annotations


class MtaStsPagesError(Exception):
    """Something that ends the work at hand.

    Args:
        message: One sentence in the field's words, names in backquotes.
        hint: What the operator can do, with the command to run where there is one.

    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MtaStsPagesError):
    """The command line or the config is wrong; nothing was done."""


class TemplateError(UsageError):
    """A template is missing, broken, or renders something that is not the policy."""


class AuthenticationError(MtaStsPagesError):
    """A token is missing, or GitHub refused the one that was given; nothing can go on."""


class PermissionDeniedError(AuthenticationError):
    """The token is good, but may not do this one thing; other domains go on."""


class OperationError(MtaStsPagesError):
    """One operation failed; the work on other domains goes on."""


class GitError(OperationError):
    """Git refused an operation or failed in it."""


class GitHubError(OperationError):
    """GitHub refused an operation or failed in it."""


class NetworkError(OperationError):
    """Nothing answered, or not within the time limit."""
