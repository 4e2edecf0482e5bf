"""`python -m benchmarks.sync_load URL BODIES ANSWERS CLIENTS`: push requests made beforehand, as many clients at once.

A process of its own, so that the registry's figures are not those of the load generator's lock; plain sockets, for a
client's own cost is another row. BODIES and ANSWERS are CBOR lists; an answer is `[milliseconds, status, body]`.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import cbor2

HEADERS = {"content-type": "application/cbor"}
TRIES = 50


def client(address: str, bodies: list[bytes]) -> list[tuple[float, int, bytes]]:
    """One connection that stays; a request that is asked to come back comes back."""
    done = []
    connection = http.client.HTTPConnection(address, timeout=120)
    for body in bodies:
        for _ in range(TRIES):
            began = time.perf_counter()
            connection.request("POST", "/v1/push", body, HEADERS)
            answer = connection.getresponse()
            data = answer.read()
            if answer.status != 503:
                break
            time.sleep(float(answer.headers.get("retry-after", "1")))
        done.append(((time.perf_counter() - began) * 1000, answer.status, data))
    connection.close()
    return done


def main(url: str, bodies_file: str, answers_file: str, clients: int) -> None:
    """Prints `{"seconds"}` and writes the answers in the order of the bodies."""
    bodies = cbor2.loads(Path(bodies_file).read_bytes())
    address = urlsplit(url).netloc
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        parts = list(pool.map(lambda n: client(address, bodies[n::clients]), range(clients)))
    seconds = time.perf_counter() - began
    answers = [None] * len(bodies)
    for n, part in enumerate(parts):
        answers[n::clients] = part
    Path(answers_file).write_bytes(cbor2.dumps(answers))
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
