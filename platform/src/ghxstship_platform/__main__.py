"""`python -m ghxstship_platform`: the platform's commands without the SDK's command line."""

from __future__ import annotations

from .cli import main

if __name__ == "__main__":
    main(prog_name="python -m ghxstship_platform")
