"""What the parent of the web processes decides. That it serves and reloads is asked of real ones in test_reload.py."""

import asyncio
import socket
from typing import Any
from unittest.mock import AsyncMock, MagicMock

from casus.server.supervisor import Choices, Supervisor
from casus.settings import Settings


def test_nothing_is_rescued_that_another_release_has_followed_meanwhile() -> None:
    """The check of a large release takes minutes, in which those that cannot start any more ask for a rescue."""
    chosen: list[str] = []

    async def rescued_during_a_reload() -> Any:
        with socket.socket() as listening:
            choices = Choices(MagicMock(), MagicMock(), lambda: chosen.append("whole") or MagicMock())  # type: ignore[func-returns-value]
            supervisor = Supervisor(Settings(), listening, choices, MagicMock(), MagicMock())
            failing, following = (MagicMock(children=[], stop_accepting=AsyncMock(), end=AsyncMock()) for _ in range(2))
            supervisor._current = failing
            async with supervisor._reloading:
                rescue = asyncio.create_task(supervisor._rescue(failing))
                await asyncio.sleep(0)
                supervisor._current = following
            await rescue
            return supervisor._current is following

    assert asyncio.run(rescued_during_a_reload())
    assert chosen == []
