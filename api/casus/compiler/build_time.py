"""The time of a build where it is told: SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/).

It is all that answers say of a build beside its content. Two builds of the same sources that are told the same time
answer in the same bytes.
"""

import os
from datetime import UTC, datetime
from typing import Final

VARIABLE: Final = "SOURCE_DATE_EPOCH"


class BadBuildTime(ValueError):
    """The variable holds no time; the specification wants the build to end then."""


def built_at() -> str | None:
    """In UTC, to the millisecond; None where the build is not told any. Raises BadBuildTime."""
    told = os.environ.get(VARIABLE)
    if not told:
        return None
    try:
        return datetime.fromtimestamp(int(told), UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError) as error:
        raise BadBuildTime(f"{VARIABLE} is '{told}': it takes the seconds since 1970, as 'date +%s' prints") from error
