"""Hostile pastes over HTTP, eight at a time: each gets its own answer, and the workers are there afterwards."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from app.checker.report import Report
from tests.attacks.test_attacks import FAMILIES
from tests.checker.asking import NET
from tests.checker.promises import every_promise_is_kept
from tests.conftest import Server

AT_ONCE = 8
PASTES = 200
_MARK = re.compile(r"Net__\d+__")
_BUSY = {429, 503}


def _marked() -> list[str]:
    """Pastes of all families, each model with a name of its own."""
    every = [
        code for family in FAMILIES.values() for code in family.sample() if len(code.encode(errors="replace")) < 90_000
    ]
    chosen = every[:: len(every) // PASTES][:PASTES]
    return [re.sub(r"\bNet\b", f"Net__{number}__", code) for number, code in enumerate(chosen)]


def _asked(server: Server, code: str) -> tuple[int, str, bool]:
    """Status and text of one answer, and whether it says when to come again."""
    with server.client() as client:
        answer = client.post("/api/check", json={"code": code, "input_shape": [1, 2]})
    return answer.status_code, answer.text, "Retry-After" in answer.headers


def _usual(server: Server) -> str:
    with server.client() as client:
        return client.post("/api/check", json={"code": NET, "input_shape": [2, 3, 32, 32]}).raise_for_status().text


def test_two_hundred_hostile_pastes_from_eight_clients_each_get_their_own_answer(start_server):
    server = start_server(STRIDE_WORKERS="2", STRIDE_CACHE_MB="0")
    server.wait_until_ready()
    usual, codes = _usual(server), _marked()
    with ThreadPoolExecutor(AT_ONCE) as clients:
        answers = list(clients.map(lambda code: _asked(server, code), codes))
    named = 0
    for number, (code, (status, text, waits)) in enumerate(zip(codes, answers, strict=True)):
        assert status == 200 or (status in _BUSY and waits), f"{status}: {text[:300]}\n{code[-300:]}"
        assert set(_MARK.findall(text)) <= {f"Net__{number}__"}, "somebody else's answer"
        named += f"Net__{number}__" in text
        if status == 200:
            every_promise_is_kept(Report.model_validate_json(text), code)
    assert named > PASTES // 2
    assert _usual(server) == usual
    server.wait_until_ready()
    assert "Traceback" not in server.log
    assert server.process.poll() is None


def test_the_pastes_come_from_every_family():
    assert len(_marked()) == PASTES
    assert len(list(chain.from_iterable(family.sample() for family in FAMILIES.values()))) > PASTES
