"""The console command `casus`.

Exit codes: 0 for success; 1 when the answer is no (sources that break a rule, a contract that has drifted, a query
that is refused); 2 for what could not be done at all (a bad setting or argument, a busy port, a missing release).
"""

from casus.cli.commands import main

__all__ = ["main"]
