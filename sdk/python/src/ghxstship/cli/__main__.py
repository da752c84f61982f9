"""`python -m ghxstship.cli`."""

from . import main

main()
