"""What the tests of the site share: templates, an operator's own ones, the golden trees."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mtasts_pages.site import Templates, load_templates


@pytest.fixture(scope="session")
def builtin() -> Templates:
    return load_templates(None)


@pytest.fixture
def override(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Return a writer of a folder of the operator's own templates."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        for path, content in files.items():
            file = tmp_path / "my-templates" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / "my-templates"

    return write


@pytest.fixture
def rewrite_golden(request: pytest.FixtureRequest) -> bool:
    """Whether the golden trees shall become what is rendered now."""
    return bool(request.config.getoption("--rewrite-golden"))
