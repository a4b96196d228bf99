"""`python -m checklists [EDITION]` prints an edition as phones read it; without a name the one in force."""

import json
import sys

from checklists.editions import current_edition, shipped
from checklists.faults import EditionFault
from checklists.wire import as_document

if __name__ == "__main__":
    try:
        chosen = shipped()[sys.argv[1]] if len(sys.argv) > 1 else current_edition(shipped())
    except EditionFault as error:
        sys.exit(str(error))
    json.dump(as_document(chosen), sys.stdout, ensure_ascii=False)
