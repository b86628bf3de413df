"""What an operator can set, said where the value is held: `deadline_s: Annotated[float, Setting(...)] = 30.0`."""

from typing import NamedTuple


class Setting(NamedTuple):
    """The environment variable of a field, why it is there, and between what its value lies."""

    variable: str
    reason: str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
