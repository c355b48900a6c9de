"""PostgreSQL is an extra: without its packages everything else works, and who asks for it is told."""

from __future__ import annotations

import subprocess
import sys

WITHOUT = "import sys; sys.modules['psycopg'] = sys.modules['procrastinate'] = None; "


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", WITHOUT + code], capture_output=True, text=True, check=False)


def test_one_machine_needs_neither_of_the_packages() -> None:
    done = _python("import scheduler.cli, scheduler.daemon, scheduler.bootstrap, scheduler.webcal, ui")

    assert done.returncode == 0, done.stderr


def test_who_names_a_postgresql_without_them_is_told_how_to_get_them() -> None:
    done = _python(
        "from scheduler.store.database import open_engine; open_engine('postgresql+psycopg://a:s3cret@b/c')"
    )

    assert "StorageError" in done.stderr
    assert "pip install 'rounds[postgres]'" in done.stderr
    assert "s3cret" not in done.stderr
