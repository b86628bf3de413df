"""Where an engine is, and what opens it."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from casus.settings import Settings


@dataclass(frozen=True)
class Address:
    """The doors of an engine, and the credentials for them, which no text made of it shows."""

    query_url: str
    """The query operation of the SPARQL 1.1 Protocol."""
    graphs_url: str = ""
    """The SPARQL 1.1 Graph Store HTTP Protocol, with indirect graph names; needed to publish alone."""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, settings: Settings) -> "Address":
        """The engine of the settings, which name one."""
        return cls(settings.store, settings.store_graphs, settings.store_user, settings.store_password)

    @property
    def host(self) -> str:
        """How problems name the engine: host and port."""
        return urlsplit(self.query_url).netloc
