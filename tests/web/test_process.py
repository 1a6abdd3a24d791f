"""The server as a process: no torch in it, early lessons, nothing left behind, nothing lost."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2 as httpx
import pytest

from app.workers.jail.levels import Levels
from tests.conftest import ROOT, Server, until

CHECK = {"code": "import torch.nn as nn\nnet = nn.Linear(2, 3)\n", "input_shape": [1, 2]}
ENDLESS = {
    "code": "import torch.nn as nn\nclass Net(nn.Module):\n    def forward(self, x):\n"
    "        while True:\n            x = x + 1\n",
    "input_shape": [1, 2],
}


def children(pid: int) -> list[int]:
    """Every process below `pid`, deepest last."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # gone since it was looked up
            for child in map(int, task.read_text().split()):
                found += [child, *children(child)]
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def kill_all(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # gone since it was looked up
            os.kill(pid, signal.SIGKILL)


def check(server: Server, body=CHECK, **extensions) -> dict:
    with httpx.Client(timeout=90) as client:
        answer = client.post(f"{server.url}/api/check", json=body, extensions=extensions)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_web_process_has_no_torch_even_after_lessons_practice_and_checks(server):
    for path in (
        "/",
        "/checker",
        "/glossary",
        "/api",
        "/topics/cnn-architecture/",
        "/topics/cnn-architecture/practice",
    ):
        assert httpx.get(server.url + path, timeout=60).status_code == 200
    assert check(server)["verdict"] == "runs"
    loaded = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert "uvloop" in loaded
    assert "torch" not in loaded
    parent = children(server.process.pid)[0]
    assert "libtorch" in Path(f"/proc/{parent}/maps").read_text()


def test_importing_the_web_application_imports_no_torch():
    code = "import sys, app.__main__, app.web.factory; print([name for name in sys.modules if name[:5] == 'torch'])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_lessons_are_served_while_workers_still_warm_up_and_an_early_check_waits(start_server):
    own = start_server()
    assert httpx.get(f"{own.url}/topics/cnn-architecture/ways/why", timeout=60).status_code == 200
    assert httpx.get(f"{own.url}/readyz", timeout=60).json() == {
        "ready": False,
        "database": True,
        "workers": False,
        "jail": None,
    }
    assert check(own)["verdict"] == "runs"
    assert httpx.get(f"{own.url}/readyz", timeout=60).json()["ready"]


def test_readiness_and_the_log_tell_what_stands_of_the_jail(server):
    jail = Levels.model_validate(httpx.get(f"{server.url}/readyz", timeout=60).json()["jail"])
    told = next(json.loads(line) for line in server.log.splitlines() if "workers ready" in line)
    assert told["jail"] == jail.model_dump()
    worker = children(children(server.process.pid)[0])[0]
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{worker}/status").read_text().splitlines())
    assert jail.seccomp == (status["Seccomp"] == "2")
    assert jail.no_new_privs == (status["NoNewPrivs"] == "1")
    assert jail.missing == ()


def test_workers_that_are_killed_while_they_work_give_reports_and_the_next_check_is_answered(start_server):
    own = start_server(STRIDE_WORKERS="1")
    own.wait_until_ready()
    parent = children(own.process.pid)[0]
    with ThreadPoolExecutor(4) as threads:
        asking = [threads.submit(check, own, ENDLESS) for _ in range(12)]
        while not all(answer.done() for answer in asking):
            kill_all(children(parent))
            time.sleep(0.05)
    reports = [answer.result() for answer in asking]
    assert {report["findings"][0]["slug"] for report in reports} == {"stopped"}
    assert any("ended from outside" in report["findings"][0]["message"] for report in reports)
    assert check(own)["verdict"] == "runs"


def test_a_paste_that_never_ends_is_stopped_and_others_are_answered_meanwhile(server):
    report = check(server, ENDLESS)
    assert report["verdict"] == "cannot-tell"
    assert report["findings"][0]["slug"] == "stopped"
    assert check(server)["verdict"] == "runs"


def test_workers_come_back_when_all_of_them_and_their_parent_are_killed(start_server):
    own = start_server()
    own.wait_until_ready()
    kill_all(children(own.process.pid))
    assert check(own)["verdict"] == "runs"
    assert httpx.get(f"{own.url}/readyz", timeout=60).status_code == 200


@pytest.mark.parametrize("ready", [True, False])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_running_when_the_server_ends(start_server, how, ready):
    own = start_server()
    if ready:
        own.wait_until_ready()
    until(lambda: children(own.process.pid))
    pids = children(own.process.pid)
    own.process.send_signal(how)
    own.process.wait(timeout=60)
    until(lambda: not any(alive(pid) for pid in pids))


def test_checks_in_flight_are_answered_before_a_polite_end(start_server):
    own = start_server(STRIDE_WORKERS="1")
    done = []
    with ThreadPoolExecutor(4) as threads:  # workers are not warm yet
        asking = [threads.submit(check, own, ENDLESS, trace=lambda name, _: done.append(name)) for _ in range(4)]
        until(lambda: done.count("http11.send_request_body.complete") == len(asking))
        assert httpx.get(f"{own.url}/healthz", timeout=60).status_code == 200  # what came before it was taken, too
        own.process.send_signal(signal.SIGTERM)
        assert {answer.result()["findings"][0]["slug"] for answer in asking} == {"stopped"}
    assert own.process.wait(timeout=60) == 0


def test_two_servers_on_one_port_is_said_in_words(start_server):
    own = start_server()
    port = own.url.rpartition(":")[2]
    second = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--port", port],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{own.folder / 'second.db'}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode != 0
    assert "address already in use" in second.stderr
    assert "Traceback" not in second.stderr
