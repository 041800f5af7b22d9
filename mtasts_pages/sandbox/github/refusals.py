"""The API's ways to say no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mtasts_pages.sandbox.github.shapes import Shape

DOCUMENTATION = "https://docs.github.com/rest"


class Refusal(Exception):  # noqa: N818 - an answer, not an error of this program
    """An answer of status 4xx, raised by whoever finds the reason.

    Args:
        status: The HTTP status.
        message: GitHub's sentence.
        errors: What is wrong with the request in detail (422).
        headers: Further headers of the answer.

    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: Sequence[Shape] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = dict(headers or {})

    @classmethod
    def not_found(cls) -> Refusal:
        """Return the answer for what is not there, or not for this caller."""
        return cls(404, "Not Found")

    @classmethod
    def invalid(cls, resource: str, field: str, message: str) -> Refusal:
        """Return the answer to a value that GitHub refuses."""
        error: Shape = {
            "resource": resource,
            "code": "custom",
            "field": field,
            "message": message,
        }
        return cls(422, "Validation Failed", errors=[error])

    def shape(self) -> Shape:
        """Return the JSON body."""
        body: Shape = {"message": self.message}
        if self.errors is not None:
            body["errors"] = list(self.errors)
        return {**body, "documentation_url": DOCUMENTATION, "status": str(self.status)}
