"""A client of Casus: whole lists, typed tables, pinned releases, and errors that say what would be right.

It knows no collection, field or parameter by name. What it must know of them (which columns are numbers, which
parameters take their values with commas between), it reads from the OpenAPI document of the service, and only then.
"""

from casus_client.casus import Casus
from casus_client.frames import values
from casus_client.problem import Problem, Refused

__all__ = ["Casus", "Problem", "Refused", "values"]
