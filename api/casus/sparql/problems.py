"""What keeps a request to /sparql from being a query that can be run."""

from casus.terms.problem import Problem


class QueryMissing(Problem):
    """There is no query in the request, or there is more than one."""

    status, slug, title = 400, "query-missing", "One query is needed"


class UpdateRefused(Problem):
    """The request is an update; the data are read-only."""

    status, slug, title = 403, "update-refused", "Updates are refused"
