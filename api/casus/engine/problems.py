"""What goes wrong between this service and the engine that holds its data. Each names the host, and no more."""

from typing import Any, Self

from casus.terms.problem import Problem


class EngineDown(Problem):
    """The engine that holds the data cannot be reached; the Retry-After header says when to come back."""

    status, slug, title = 503, "engine-down", "The engine behind this service is away"

    @classmethod
    def at(cls, host: str, reason: str) -> Self:
        return cls(
            f"The engine at {host} cannot be reached.",
            headers={"Retry-After": "5"},
            log=f"the engine at {host}: {reason}",
            engine=host,
        )


class EngineSlow(Problem):
    """The engine that holds the data did not answer in time; the Retry-After header says when to come back."""

    status, slug, title = 503, "engine-slow", "The engine behind this service takes too long"

    @classmethod
    def at(cls, host: str, seconds: float) -> Self:
        return cls(
            f"The engine at {host} did not answer within {seconds:.1f} s.",
            headers={"Retry-After": "5"},
            log=f"the engine at {host} did not answer within {seconds:.1f} s",
            engine=host,
        )


class EngineFailed(Problem):
    """The engine that holds the data answered, but with nothing that this service can use."""

    status, slug, title = 502, "engine-failed", "The engine behind this service failed"

    @classmethod
    def at(cls, host: str, reason: str) -> Self:
        return cls(f"The engine at {host} failed on this.", log=f"the engine at {host}: {reason}", engine=host)


class EngineRefused(EngineFailed):
    """The same, with what the engine said, for whoever knows what it means."""

    def __init__(self, detail: str, *, status_code: int = 0, said: str = "", **members: Any) -> None:
        super().__init__(detail, **members)
        self.status_code = status_code
        self.said = said

    @classmethod
    def with_status(cls, host: str, status_code: int, said: str) -> Self:
        log = f"the engine at {host}: HTTP {status_code}: {said}"
        return cls(f"The engine at {host} failed on this.", status_code=status_code, said=said, log=log, engine=host)


class NotPublished(Problem):
    """The engine that holds the data does not hold this release, or not all of it."""

    status, slug, title = 503, "not-published", "The engine does not hold this release"

    @classmethod
    def at(cls, host: str, release_id: str) -> Self:
        detail = f"The engine at {host} does not hold release {release_id} whole"
        return cls(f"{detail}.", log=f"{detail}; run 'casus publish {release_id}'", engine=host, release=release_id)
