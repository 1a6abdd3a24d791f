"""What a learner takes along, brings back and has deleted; and what is said of all of them together."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.learners.clock import Clock
from app.learners.portable import Portable
from app.learners.stats import Row, stats
from app.learners.store import Store
from tests.learners.test_store import begun, opened

pytestmark = pytest.mark.anyio


async def worked(store: Store, token: str = "a" * 64):
    learner, attempt = await begun(store, token)
    await store.record(learner.id, attempt.id, "one", 1, 1, ["x"], False, ["pool.ceil"])
    await store.record(learner.id, attempt.id, "one", 1, 2, ["y"], True)
    return learner


def plain(past):
    return [(each.question, each.try_number, each.response, each.correct, each.mistakes, each.at) for each in past]


async def test_what_is_taken_along_is_the_same_in_another_browser_and_counts_once(tmp_path):
    async with opened(tmp_path) as store:
        learner = await worked(store)
        file = Portable.model_validate_json((await store.carry_out(learner.id)).model_dump_json())
        other = await store.create_learner("b" * 64)
        assert [await store.carry_in(other.id, file) for _ in range(3)] == [2, 0, 0]
        assert plain(await store.past(other.id)) == plain(await store.past(learner.id))
        assert await store.carry_in(learner.id, file) == 0
        again = await store.carry_out(other.id)
        assert [attempt.id for attempt in again.attempts] == [attempt.id for attempt in file.attempts]


async def test_what_was_answered_meanwhile_is_added_to_what_is_there(tmp_path):
    async with opened(tmp_path) as store:
        learner = await worked(store)
        early = await store.carry_out(learner.id)
        attempt = await store.current_attempt(learner.id, "pooling", "practice")
        await store.record(learner.id, attempt.id, "two", 1, 1, ["z"], True)
        late = await store.carry_out(learner.id)
        other = await store.create_learner("b" * 64)
        assert [await store.carry_in(other.id, file) for file in (early, late, early)] == [2, 1, 0]
        assert len(await store.past(other.id)) == 3


async def test_an_attempt_that_was_brought_in_is_not_that_of_the_other_learner(tmp_path):
    async with opened(tmp_path) as store:
        learner = await worked(store)
        other = await store.create_learner("b" * 64)
        await store.carry_in(other.id, await store.carry_out(learner.id))
        mine, theirs = [await store.current_attempt(each.id, "pooling", "practice") for each in (learner, other)]
        assert mine.id != theirs.id
        assert await store.attempt(other.id, mine.id) is None


async def test_two_imports_at_once_count_once(tmp_path):
    async with opened(tmp_path) as store:
        file = await store.carry_out((await worked(store)).id)
        other = await store.create_learner("b" * 64)
        added = await asyncio.gather(*(store.carry_in(other.id, file) for _ in range(5)))
        assert sorted(added) == [0, 0, 0, 0, 2]


async def test_who_is_forgotten_leaves_nothing_and_nobody_else_loses_anything(tmp_path):
    async with opened(tmp_path) as store:
        learner, other = await worked(store), await worked(store, "b" * 64)
        await store.forget(learner.id)
        assert await store.learner("a" * 64) is None
        assert await store.past(learner.id) == ()
        assert len(await store.past(other.id)) == 2
        assert [(each.question, each.tries) for each in await store.stats()] == [("one", 2)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stride": 2}, "stride"),
        ({"attempts": [{}]}, "attempts.0.id"),
        ({"more": 1}, "more"),
        ({"exported": "yesterday"}, "exported"),
        ({"exported": "2026-01-01T00:00:00"}, "exported"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_at_its_field(change, field):
    good = {"stride": 1, "exported": "2026-01-01T00:00:00Z", "attempts": []}
    assert Portable.model_validate(good)
    with pytest.raises(ValidationError) as refused:
        Portable.model_validate(good | change)
    assert field in {".".join(map(str, each["loc"])) for each in refused.value.errors()}


def one_answer(**change):
    answer = {"question": "one", "version": 1, "try_number": 1, "response": ["x"], "correct": True, "mistakes": []}
    answer |= {"at": "2026-03-01T12:00:00Z"} | change
    attempt = {"id": "a" * 16, "kind": "practice", "topic": "pooling", "questions": ["one"], "seed": 1}
    attempt |= {"started": "2026-03-01T11:59:00Z", "answers": [answer]}
    return {"stride": 1, "exported": "2026-03-02T00:00:00Z", "attempts": [attempt]}


async def test_a_time_in_another_zone_is_the_same_moment_here(tmp_path):
    async with opened(tmp_path) as store:
        learner = await store.create_learner("a" * 64)
        await store.carry_in(learner.id, Portable.model_validate(one_answer(at="2026-03-01T12:00:00+05:00")))
        (answer,) = await store.past(learner.id)
    assert answer.at == datetime(2026, 3, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"at": "9998-12-31T23:59:59-12:00"}, "a time between 1900 and 2199"),
        ({"at": "0001-01-01T00:00:00+12:00"}, "a time between 1900 and 2199"),
        ({"question": "a\0b"}, "a character that is none"),
        ({"response": ["\0"]}, "a character that is none"),
        ({"response": ["\ud800"]}, "a character that is none"),
    ],
)
def test_times_and_texts_that_no_database_could_hold_are_refused(change, words):
    with pytest.raises(ValidationError, match=words) as refused:
        Portable.model_validate(one_answer(**change))
    assert refused.value.errors()[0]["loc"][:4] == ("attempts", 0, "answers", 0)


async def test_what_came_from_a_file_is_not_counted_a_second_time(tmp_path):
    async with opened(tmp_path) as store:
        file = await store.carry_out((await worked(store)).id)
        before = await store.stats()
        other = await store.create_learner("b" * 64)
        await store.carry_in(other.id, file)
        assert await store.stats() == before


async def test_everything_is_dated_by_the_clock_of_the_store(tmp_path: Path):
    store = await Store.open(f"sqlite:///{tmp_path / 'learners.db'}", Clock(timedelta(days=3)))
    learner = await worked(store)
    (first, _) = await store.past(learner.id)
    await store.close()
    assert timedelta(days=2, hours=23) < first.at - datetime.now(UTC) < timedelta(days=3, minutes=1)


def test_statistics_count_attempts_tries_first_tries_and_mistakes_and_name_no_learner():
    found = stats(
        [
            Row(1, "one", 1, False, ["pool.ceil"]),
            Row(1, "one", 2, True, []),
            Row(2, "one", 1, True, []),
            Row(3, "~conv-output.easy.17@pooling", 1, False, ["conv.ceil", "pool.ceil"]),
            Row(3, "~conv-output.easy.18:conv.ceil", 1, False, ["conv.ceil"]),
        ]
    )
    assert [(each.question, each.asked, each.tries, each.right_first, each.mistakes) for each in found] == [
        ("~conv-output.easy", 2, 2, 0, (("conv.ceil", 2), ("pool.ceil", 1))),
        ("one", 2, 3, 1, (("pool.ceil", 1),)),
    ]
    assert [each.first_try_rate for each in found] == [0, 0.5]
