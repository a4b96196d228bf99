"""Whether a generated file still says what its source says: `openapi` from the routes, `types` from that.

The file is made anew in a temporary folder and compared; the working copy stays as it is.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPENAPI = ROOT / "pwa" / "openapi.json"
TYPES = ROOT / "pwa" / "src" / "api" / "schema.d.ts"


def make_openapi(target: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "openapi", "write", str(target)]
    subprocess.run(command, cwd=ROOT, check=True)


def make_types(target: Path) -> None:
    command = [str(ROOT / "script" / "npm"), "exec", "--", "openapi-typescript", str(OPENAPI), "-o", str(target)]
    subprocess.run(command, check=True)


CHECKS = {
    "openapi": (make_openapi, OPENAPI, "flask --app wsgi openapi write"),
    "types": (make_types, TYPES, "script/npm run generate"),
}


def main(name: str) -> int:
    """The exit status: 0 where the file is what its source says."""
    make, file, command = CHECKS[name]
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / file.name
        make(made)
        if file.exists() and made.read_text() == file.read_text():
            return 0
    print(f"{file} is stale. Write it anew:  {command}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
