"""A load that ends itself as a power failure would, at a step of the warehouse's code.

    python killed_sync.py STEP URL BATCH LOG

A step is a call that the package makes or gets, so also one between a rename and what follows it. STEP 0 is never.
The log gets a line for each request and for each record that was taken from an export; the number of steps is printed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from ghxstship import Client
from ghxstship.call import Hooks
from ghxstship_connect import warehouse
from ghxstship_connect.warehouse import loader
from ghxstship_connect.warehouse.destinations import open_destination

PACKAGE = os.path.dirname(warehouse.__file__)  # noqa: PTH120 - compared with the names in frames


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
    passed = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal passed
        if frame.f_code.co_filename.startswith(PACKAGE):
            passed += 1
            if passed == step:
                os.kill(os.getpid(), signal.SIGKILL)

    def tell(request: Any) -> None:
        os.write(descriptor, f"{request.method} {request.url}\n".encode())

    with Client(hooks=Hooks(request=tell)) as client:
        sys.setprofile(count)
        destination = open_destination(url)
        loader.load(client, destination, ["deals"], batch=batch)
        destination.close()
        sys.setprofile(None)
    print(passed)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
