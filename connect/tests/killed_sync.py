"""A load that dies at a step of the warehouse's code.

    python killed_sync.py STEP URL BATCH LOG

A step may also be one between a rename and what follows it. STEP 0 is never. The log gets a line for each request and
for each record that was taken from an export; the number of steps is printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

from dying import dying_at
from ghxstship import Client
from ghxstship.call import Hooks
from ghxstship_connect import warehouse
from ghxstship_connect.warehouse import loader
from ghxstship_connect.warehouse.destinations import open_destination


def main(step: int, url: str, batch: int, log: str) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    portions = loader._portions

    def counted(records: Iterator[Any], size: int) -> Iterator[list[dict[str, Any]]]:
        def taken() -> Iterator[Any]:
            for record in records:
                os.write(descriptor, b"record\n")
                yield record

        return portions(taken(), size)

    loader._portions = counted

    def tell(request: Any) -> None:
        os.write(descriptor, f"{request.method} {request.url}\n".encode())

    with Client(hooks=Hooks(request=tell)) as client, dying_at(step, warehouse) as steps:
        destination = open_destination(url)
        loader.load(client, destination, ["deals"], batch=batch)
        destination.close()
    print(steps.passed)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
