"""All of it: `python -m bench.web [--quick]`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path


def main() -> int:
    """Run every benchmark of this folder; 1 if any could not."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return max(
        int(importlib.import_module(f"{__package__}.{name}").main()) for name in names if name != "__main__"
    )


if __name__ == "__main__":
    sys.exit(main())
