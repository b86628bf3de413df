"""`casus mcp`: the same server over standard input and output, on the release that is there, without a network."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from typing import TypeVar

from flask import Flask
from mcp.server.stdio import stdio_server

from casus.assistants.protocol import server_over
from casus.assistants.view import PATH
from casus.http.current_release import releases
from casus.settings import Settings
from casus.terms.deadline import Deadline

Made = TypeVar("Made")


def serve(app: Flask, settings: Settings) -> None:
    """Answer until standard input ends. URLs in answers are those of the service that the settings describe."""
    root = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"

    def within(compute: Callable[[], Made]) -> Made:
        """In a request of its own, as each message over HTTP is one."""
        with app.test_request_context(PATH, base_url=root, method="POST"):
            Deadline(settings.query_wait_s + settings.query.deadline_s + settings.request_deadline_s).begin()
            return compute()

    async def in_thread(compute: Callable[[], Made]) -> Made:
        """So that a ping is answered, and an end heard, while something is computed."""
        return await asyncio.to_thread(contextvars.Context().run, within, compute)

    async def run() -> None:
        server = server_over(in_thread)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    with app.app_context():
        threading.Thread(target=releases().served.sandbox.prepare, name="prepare-workers", daemon=True).start()
    asyncio.run(run())
