"""Which web pages may have a browser call /mcp: none but those that are named, or come from the same machine.

A page could have a browser reach a service that it could not reach itself, by having its own name lead there (DNS
rebinding). Programs send no Origin. (Model Context Protocol, Transports, security warning; RFC 6454)
"""

from typing import Final
from urllib.parse import urlsplit

from casus.settings import Settings
from casus.terms.problem import Problem

_ANY: Final = "*"
_LOCAL: Final = frozenset(("localhost", "127.0.0.1", "::1"))


class OriginRefused(Problem):
    """A web page of an origin that is not allowed had a browser call; the operator can allow it."""

    status, slug, title = 403, "origin-refused", "This origin may not call here"


def refuse_foreign(origin: str | None, settings: Settings) -> None:
    """Raise OriginRefused for a page of others."""
    if origin is None:
        return
    named = {each.strip().rstrip("/") for each in settings.mcp_origins.split(",")} - {""}
    own = settings.public_url.rstrip("/")
    if _ANY in named or origin in named or (own and origin == own) or _is_local(origin):
        return
    raise OriginRefused(f"Web pages of '{origin[:200]}' may not call this; CASUS_MCP_ORIGINS can allow them.")


def _is_local(origin: str) -> bool:
    try:
        return urlsplit(origin).hostname in _LOCAL
    except ValueError:
        return False
