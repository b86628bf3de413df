import contextvars
from pathlib import Path

import pytest

from casus.http.every_request import DEADLINE
from casus.terms import deadline
from casus.terms.deadline import Deadline, OutOfTime
from tests.conftest import serving_app


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/v1/states?limit=1", "/v1/conflicts?format=ndjson", "/v1/nowhere"])
@pytest.mark.parametrize("headers", [{}, {"If-Match": '"x"'}])
def test_the_time_of_a_request_is_not_that_of_what_is_done_after_it(
    var: Path, path: str, headers: dict[str, str]
) -> None:
    def work() -> None:
        app.test_client().get(path, headers=headers).close()
        assert deadline.current() is None

    with serving_app(var, request_deadline_s=5) as app:
        contextvars.Context().run(work)


@pytest.mark.slow
def test_what_takes_longer_than_an_answer_may_is_a_problem(var: Path) -> None:
    with serving_app(var, request_deadline_s=0.01) as app:
        answer = app.test_client().get("/v1/claims?limit=500")

    assert (answer.status_code, answer.json["type"].rsplit("/", 1)[-1]) == (503, "out-of-time")
    assert answer.headers["Retry-After"]


def test_a_server_in_front_gives_its_own_and_it_lasts(var: Path) -> None:
    def work() -> None:
        mine = Deadline(60)
        mine.begin()
        client = app.test_client()
        assert client.get("/v1/states?limit=1", environ_overrides={DEADLINE: mine}).status_code == 200
        assert deadline.current() is mine
        mine.give_up()
        assert client.get("/v1/states?limit=2", environ_overrides={DEADLINE: mine}).status_code == 503
        with pytest.raises(OutOfTime):
            deadline.check()

    with serving_app(var, request_deadline_s=5) as app:
        contextvars.Context().run(work)
