"""Whether a generated file still says what its source says: `openapi` from the routes, `types` from that.

The file is made anew in a temporary folder and compared; the working copy stays as it is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPENAPI = ROOT / "pwa" / "openapi.json"
TYPES = ROOT / "pwa" / "src" / "api" / "schema.d.ts"


def openapi_is_fresh(folder: Path) -> bool:
    made = folder / "openapi.json"
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "openapi", "write", "--format=json", str(made)],
        cwd=ROOT,
        check=True,
    )
    return bool(json.loads(made.read_text()) == json.loads(OPENAPI.read_text()))


def types_are_fresh(folder: Path) -> bool:
    made = folder / "schema.d.ts"
    npm = str(ROOT / "script" / "npm")
    subprocess.run([npm, "exec", "--", "openapi-typescript", str(OPENAPI), "-o", str(made)], check=True)
    return made.read_text() == TYPES.read_text()


CHECKS = {
    "openapi": (openapi_is_fresh, OPENAPI, "flask --app wsgi openapi write --format=json pwa/openapi.json"),
    "types": (types_are_fresh, TYPES, "script/npm run generate"),
}


def main(name: str) -> int:
    is_fresh, file, command = CHECKS[name]
    with tempfile.TemporaryDirectory() as folder:
        if is_fresh(Path(folder)):
            return 0
    print(f"{file} is stale. Write it anew:  {command}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
