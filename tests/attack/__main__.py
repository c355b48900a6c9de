"""Attack: `python -m tests.attack --sequences 10000`; `--faults` looks for the planted ones."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.attack.faults import FAULTS
from tests.attack.grounds import servers
from tests.attack.house import Parts
from tests.attack.running import attack
from tests.postgres import Postgres, folder_of_programs


def main() -> int:
    """Run what was asked for; 1 where something left that should not, or a fault was not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("--sequences", type=int, default=10_000, help="how many, of thirty steps each")
    parser.add_argument("--seed", type=int, help="take other sequences than the usual ones")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own; slower")
    parser.add_argument("--faults", action="store_true", help="look for the planted faults instead")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    if not asked.faults:
        with _on_a_server() if asked.postgres else nullcontext(Parts()) as parts:
            result = attack(parts, sequences=asked.sequences, seed=asked.seed)
        print(result.words, flush=True)  # noqa: T201 - it is a command
        return bool(result.found)
    missed = 0
    for name, parts in FAULTS.items():
        result = attack(parts, sequences=asked.sequences, seed=asked.seed)
        missed += not result.found
        print(f"{name}: {result.words}", flush=True)  # noqa: T201 - as above
    return bool(missed)


@contextmanager
def _on_a_server() -> Iterator[Parts]:
    programs = folder_of_programs()
    if programs is None:
        raise SystemExit("There is no PostgreSQL here. Install Debian's package “postgresql”.")
    with (
        Postgres(programs) as postgres,
        TemporaryDirectory() as folder,
        servers(postgres, Path(folder)) as ground,
    ):
        yield Parts(ground=ground)


if __name__ == "__main__":
    sys.exit(main())
