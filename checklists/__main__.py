"""`python -m checklists [EDITION]` prints an edition as phones read it; without a name the one in force."""

import json
import sys

from checklists.editions import current_edition, shipped
from checklists.wire import as_document

if __name__ == "__main__":
    chosen = shipped()[sys.argv[1]] if len(sys.argv) > 1 else current_edition(shipped())
    json.dump(as_document(chosen), sys.stdout, ensure_ascii=False)
