"""The time of a build: now, or what SOURCE_DATE_EPOCH says (https://reproducible-builds.org/specs/source-date-epoch/).

It is all that answers say of a build beside its content. Two builds of the same sources that are told the same time
answer in the same bytes.
"""

import os
from datetime import UTC, datetime
from typing import Final

VARIABLE: Final = "SOURCE_DATE_EPOCH"


class BadBuildTime(ValueError):
    """The variable holds no time; the specification wants the build to end then."""


def built_at() -> str:
    """In UTC, to the millisecond. Raises BadBuildTime."""
    told = os.environ.get(VARIABLE)
    if not told:
        return datetime.now(UTC).isoformat(timespec="milliseconds")
    try:
        return datetime.fromtimestamp(int(told), UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError) as error:
        raise BadBuildTime(f"{VARIABLE} is '{told}': it takes the seconds since 1970, as 'date +%s' prints") from error
