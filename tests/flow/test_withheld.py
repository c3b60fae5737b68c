"""Callers without a number."""

from callguard.db.calls import CallRow
from tests.flow.stage import MORI, Stage

WITHHELD = "+266696687"


def rows_of_two_calls(site: Stage, caller: str) -> list[CallRow]:
    rows = []
    for _ in range(2):
        call = site.dial(caller=caller)
        call.until(lambda facts: facts.is_live, "arrived")
        call.hang_up()
        call.recorded()
        with site.site.database.read() as session:
            rows.append(session.get_one(CallRow, call.sid))
    return rows


def test_two_withheld_calls_are_two_callers_and_never_counted_together(site: Stage) -> None:
    before = len(site.site.redis.keys("cg:caller:*"))
    withheld = rows_of_two_calls(site, WITHHELD)
    assert [row.caller_key for row in withheld] == [None, None]
    assert [row.calls_today for row in withheld] == [1, 1]
    assert len(site.site.redis.keys("cg:caller:*")) == before
    known = rows_of_two_calls(site, MORI)
    assert known[0].caller_key == known[1].caller_key is not None
    assert known[1].calls_today == known[0].calls_today + 1
