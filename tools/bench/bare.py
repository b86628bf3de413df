"""The ceiling: a bare ASGI handler under the same server, in as many processes, that returns the bytes of a file.

`python -m tools.bench.bare PORT PROCESSES FILE`: the file is JSON with the headers and the body (Latin-1) of an answer.
"""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn


def main(port: int, processes: int, file: str) -> None:
    told = json.loads(Path(file).read_text("utf-8"))
    body = told["body"].encode("latin-1")
    headers = [(name.encode(), value.encode("latin-1")) for name, value in told["headers"]]

    async def handler(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    for _ in range(processes - 1):
        if os.fork() == 0:
            break
    listening = socket.create_server(("127.0.0.1", port), backlog=2048, reuse_port=True)
    config = uvicorn.Config(
        handler,
        interface="asgi3",
        lifespan="off",
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        log_level="error",
        server_header=False,
    )
    uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
