"""Hostile Python in a jailed worker, past the reader: files, network, processes and memory are out of reach."""

import asyncio
import contextlib
import os
import platform
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.checker.report import Report, Request
from app.settings import ROOT, Settings
from app.workers.jail.syscalls import ARCHITECTURES, HOSTILE
from app.workers.pool import Pool

pytestmark = pytest.mark.anyio
JOB = "tests.workers.hostile_job"
HERE = ARCHITECTURES.index(platform.machine())
SECRET = "the learners' answers"
STDLIB_FILE = Path(sysconfig.get_paths()["stdlib"]) / "this.py"
CALLS = {
    name: (f"syscall({number}, 0, 0, 0, 0, 0)")
    for name, numbers in HOSTILE.items()
    if (number := numbers[HERE]) is not None
}
# Three ways into the kernel that are not the usual one of x86_64.
OTHER_WAYS = {
    "the x32 number of getpid": "syscall(0x40000000 | 39)",
    "the x32 number of execve": "syscall(0x40000000 | 520, 0, 0, 0)",
    "int 0x80, as 32-bit programs do": """
import mmap
page = mmap.mmap(-1, 4096, prot=7)
page.write(b"\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xc3")
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
""",
}
FILES = {
    "read the users": "open('/etc/passwd').read()",
    "read the settings' source": f"open({str(ROOT / 'app/settings.py')!r}).read()",
    "read its own memory as a file": "open('/proc/self/mem', 'rb').read(1)",
    "read its own environment as a file": "open('/proc/self/environ').read()",
    "read the parent's environment": "open(f'/proc/{os.getppid()}/environ').read()",
    "read the parent's memory": "open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
    "list the root": "said = os.listdir('/')",
    "list the descriptors": "said = os.listdir('/proc/self/fd')",
    "list where it stands": "said = os.listdir('.')",
    "write a file": f"open({tempfile.gettempdir() + '/jail-was-here'!r}, 'w')",
    "write into shared memory": "open('/dev/shm/jail-was-here', 'w')",
    "write the standard library": f"open({str(STDLIB_FILE)!r}, 'r+')",
    "append to the standard library": f"os.open({str(STDLIB_FILE)!r}, os.O_APPEND)",
    "empty a file of the standard library": f"os.open({str(STDLIB_FILE)!r}, os.O_RDONLY | os.O_TRUNC)",
    "make a nameless file": f"os.open({tempfile.gettempdir()!r}, os.O_TMPFILE | os.O_RDWR)",
    "hold a path": "os.open('/etc/passwd', os.O_PATH)",
    "make a file in memory": "os.memfd_create('x')",
    "make a folder": f"os.mkdir({tempfile.gettempdir() + '/jail-was-here'!r})",
    "make a link": f"os.symlink('/etc/passwd', {tempfile.gettempdir() + '/jail-was-here'!r})",
    "delete a file": f"os.unlink({str(STDLIB_FILE)!r})",
    "rename a file": f"os.rename({str(STDLIB_FILE)!r}, {str(STDLIB_FILE) + 'x'!r})",
    "change rights": f"os.chmod({str(STDLIB_FILE)!r}, 0o777)",
    "open by the newer call": "syscall(437, -100, b'/etc/passwd', b'\\0' * 24, ctypes.c_size_t(24))",
    "make a device": f"os.mknod({tempfile.gettempdir() + '/jail-was-here'!r})",
    "go elsewhere": "os.chdir('/')",
}
NETWORK = {
    "a TCP socket": "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "a UDP socket": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "a socket of IPv6": "socket.socket(socket.AF_INET6)",
    "a raw socket": "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
    "a unix socket": "socket.socket(socket.AF_UNIX)",
    "an abstract socket": "socket.socket(socket.AF_UNIX).connect('\\0stride')",
    "a socket to the kernel": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "a packet socket": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "a pair of sockets": "socket.socketpair()",
    "a socket by libc": "said = ctypes.CDLL(None).socket(2, 1, 0); assert said < 0; raise PermissionError(said)",
    "a descriptor from another process": "socket.socket(fileno=pipe).recvmsg(1, 100)",
}
PROCESSES = {
    "fork": "os.fork()",
    "fork with a terminal": "os.forkpty()",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "run a program": "subprocess.run(['/bin/true'])",
    "fork by libc": "assert ctypes.CDLL(None).fork() < 0; raise PermissionError",
    "a shell by libc": "assert ctypes.CDLL(None).system(b'true') != 0; raise PermissionError",
    "signal the parent": "os.kill(os.getppid(), signal.SIGTERM)",
    "ask whether the parent is there": "os.kill(os.getppid(), 0)",
    "signal the first process": "os.kill(1, signal.SIGTERM)",
    "signal its group": "os.killpg(0, signal.SIGTERM)",
    "signal everybody": "os.kill(-1, signal.SIGTERM)",
    "signal by a thread's id": "syscall({tgkill}, os.getppid(), os.getppid(), 15)",
    "lift a limit": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "lift the parent's limit": "resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))",
    "outlive the parent": "assert ctypes.CDLL(None).prctl(1, 0) == 0",
    "let others look into it": "assert ctypes.CDLL(None).prctl(4, 1) == 0",
    "become another user": "os.setuid(1)",
    "lower the others": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    "another session": "os.setsid()",
    "shared memory of System V": "syscall({shmget}, 0, 4096, 0o1600)",
}
PROCESSES = {
    name: code.replace("{tgkill}", str((234, 131)[HERE])).replace("{shmget}", str((29, 194)[HERE]))
    for name, code in PROCESSES.items()
}
REFUSED = ("PermissionError", "AssertionError", "ValueError: not allowed")
ENDED = "the process that checked it ended"


@contextlib.asynccontextmanager
async def running(**fields) -> AsyncIterator[Pool]:
    pool = Pool(Settings(**{"workers": 1, "check_seconds": 10.0, "cache_mb": 0, **fields}), JOB)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def run(pool: Pool, code: str) -> str:
    """What the code said; or, of a worker that was stopped, why."""
    report = await pool.check(Request(code=code))
    return f"stopped: {report.findings[0].message}" if report.findings else str(report.entry)


async def test_files_the_network_and_other_processes_are_out_of_reach():
    async with running() as pool:
        answers = {name: await run(pool, code) for name, code in (FILES | NETWORK | PROCESSES).items()}
    reached = {name: said for name, said in answers.items() if not said.startswith(REFUSED)}
    assert reached == {}
    assert not (Path(tempfile.gettempdir()) / "jail-was-here").exists()


async def test_the_learners_database_cannot_be_read(tmp_path):
    database = tmp_path / "stride.db"
    database.write_text(SECRET)
    async with running() as pool:
        for way in (f"open({str(database)!r}).read()", f"import sqlite3; sqlite3.connect({str(database)!r})"):
            assert SECRET not in await run(pool, f"said = {way}" if way.startswith("open") else way)
        assert (await run(pool, f"open({str(database)!r})")).startswith("PermissionError")


async def test_the_interpreters_own_files_can_be_read_for_a_late_import():
    async with running() as pool:
        assert await run(pool, f"said = len(open({str(STDLIB_FILE)!r}).read())") == str(STDLIB_FILE.stat().st_size)
        assert await run(pool, "import colorsys; said = colorsys.__name__") == "colorsys"


async def test_no_name_is_resolved():
    async with running() as pool:
        assert (await run(pool, "socket.getaddrinfo('example.org', 80)")).startswith("gaierror")


async def test_no_thread_can_be_started():
    async with running() as pool:
        assert "can't start new thread" in await run(pool, "threading.Thread(target=print).start()")


@pytest.mark.parametrize("code", CALLS.values(), ids=CALLS)
async def test_a_system_call_that_only_an_attack_makes_ends_the_worker(hostile_pool, code):
    assert ENDED in await run(hostile_pool, code)
    assert await run(hostile_pool, "said = 'the next one'") == "the next one"


@pytest.mark.parametrize("code", OTHER_WAYS.values() if HERE == 0 else (), ids=OTHER_WAYS if HERE == 0 else ())
async def test_no_other_way_into_the_kernel_is_open(hostile_pool, code):
    assert ENDED in await run(hostile_pool, code)


@pytest.fixture
async def hostile_pool() -> AsyncIterator[Pool]:
    async with running() as pool:
        yield pool


async def test_a_program_cannot_be_executed_in_its_place():
    async with running() as pool:
        assert ENDED in await run(pool, "os.execv('/bin/true', ['true'])")


async def test_memory_descriptors_and_recursion_have_an_end():
    async with running(worker_memory_mb=1024, check_seconds=10.0) as pool:
        assert (await run(pool, "said = len(bytearray(4 * 2**30))")).startswith("MemoryError")
        assert (await run(pool, "said = [b'x' * 2**20 for _ in range(5000)]")).startswith("MemoryError")
        holding = f"held = [os.open({str(STDLIB_FILE)!r}, os.O_RDONLY) for _ in range(1000)]"
        assert "Too many open files" in await run(pool, holding)
        deep = "sys.setrecursionlimit(10**9)\ndef down(x): return down([x])\ndown(0)"
        assert await run(pool, deep) != "None"
        assert await run(pool, "said = 'fine'") == "fine"


IGNORE_EVERY_SIGNAL = """
for each in range(1, 64):
    if each not in (9, 19, 32, 33): signal.signal(each, signal.SIG_IGN)
while True: pass
"""


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "time.sleep(60)",
        IGNORE_EVERY_SIGNAL,
        "signal.setitimer(signal.ITIMER_REAL, 0)\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass",
        "sys.stdout.flush = None\nsum(iter(int, 1))",
        "os.write(pipe, HEADER.pack(100, number)); time.sleep(60)",
    ],
)
async def test_what_does_not_end_is_ended_at_the_deadline(code):
    async with running(check_seconds=1.0) as pool:
        assert await run(pool, "said = 'warm'") == "warm"
        answer = await asyncio.wait_for(run(pool, code), 30)
        assert "longer than 1 s" in answer
        assert await run(pool, "said = 'next'") == "next"


@pytest.mark.parametrize("code", ["os._exit(0)", "os.abort()", "os.close(pipe)", "os.close(pipe); time.sleep(60)"])
async def test_an_end_in_the_middle_is_a_report(code):
    async with running() as pool:
        assert ENDED in await run(pool, code)
        assert await run(pool, "said = 'next'") == "next"


async def test_a_worker_that_stops_itself_is_ended_and_tried_once_more():
    async with running(check_seconds=1.0) as pool:
        assert "ended from outside" in await asyncio.wait_for(run(pool, "os.kill(os.getpid(), signal.SIGSTOP)"), 30)
        assert await run(pool, "said = 'next'") == "next"


GARBAGE = {
    "a foreign number": "os.write(pipe, frame(number ^ 1, 'theirs')); time.sleep(60)",
    "the number that other jobs would count to": "for n in range(200): os.write(pipe, frame(n, 'theirs'))",
    "a length without end": "os.write(pipe, HEADER.pack(2**32 - 1, number) + b'x' * 1000)",
    "half a header": "os.write(pipe, b'\\0\\0\\0'); os._exit(0)",
    "its answer twice": "os.write(pipe, frame(number, 'mine') + frame(number, 'theirs'))",
    "its answer, and one for the next": "os.write(pipe, frame(number, 'mine') + frame(number + 1, 'theirs'))",
    "its answer, and half of another": "os.write(pipe, frame(number, 'mine') + b'\\0\\0')",
    "noise": "os.write(pipe, b'\\xff\\x00noise' * 10_000)",
    "no JSON": "os.write(pipe, HEADER.pack(3, number) + b'???')",
    "a hello": "os.write(pipe, HEADER.pack(2, 0) + b'{}')",
}


@pytest.mark.parametrize("code", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_on_the_pipe_reaches_nobody_else_and_the_worker_is_replaced(code):
    async with running(queue=100) as pool:
        before = await run(pool, "said = os.getpid()")
        asked = [run(pool, f"time.sleep(0.01); said = 'own {n}'") for n in range(12)]
        answers = await asyncio.gather(*asked[:6], run(pool, code), *asked[6:])
        assert answers[:6] + answers[7:] == [f"own {n}" for n in range(12)]
        assert answers[6].startswith("stopped") or answers[6] == "mine"
        assert await run(pool, "said = os.getpid()") != before


async def test_the_environment_is_empty_and_only_the_pipe_is_open(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{SECRET}")
    inherited = os.open("/etc/passwd", os.O_RDONLY)
    os.set_inheritable(inherited, True)
    opened = """
def is_open(each):
    try: os.fstat(each)
    except OSError: return False
    return True
said = [each for each in range(60) if is_open(each)] == [0, 1, 2, pipe], os.read(0, 1), dict(os.environ)
"""
    async with running() as pool:
        assert await run(pool, opened) == "(True, b'', {})"
    os.close(inherited)


async def test_the_levels_told_are_those_of_the_worker():
    async with running() as pool:
        pid = await run(pool, "said = os.getpid()")
        status = Path(f"/proc/{pid}/status").read_text()
        limits = Path(f"/proc/{pid}/limits").read_text()
        levels = pool.jail
    assert levels.missing == ()
    assert "Seccomp:\t2\n" in status
    assert "NoNewPrivs:\t1\n" in status
    assert "CapEff:\t0000000000000000\n" in status
    for name in ("Max core file size", "Max file size", "Max processes"):
        assert f"{name:25} 0 " in limits


async def test_without_the_jail_it_says_so():
    async with running(jail="off") as pool:
        assert await run(pool, "said = 'hello'") == "hello"
        assert (pool.jail.landlock, pool.jail.seccomp, pool.jail.no_new_privs) == (None, False, False)
        assert pool.jail.rlimits
        assert pool.jail.empty_environment


async def test_a_worker_ends_with_its_parent():
    async with running(check_seconds=30.0) as pool:
        worker, parent = (await run(pool, "said = f'{os.getpid()} {os.getppid()}'")).split()
        busy = asyncio.create_task(run(pool, "while True: pass"))
        await asyncio.sleep(0.2)
        os.kill(int(parent), signal.SIGKILL)
        async with asyncio.timeout(30):
            while Path(f"/proc/{worker}").exists():
                await asyncio.sleep(0.02)
        busy.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await busy


def answered(command: list[str], **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_system_without_landlock_still_checks_in_the_other_walls_and_says_what_is_missing(tmp_path):
    net = tmp_path / "net.py"
    net.write_text("import torch.nn as nn\nnet = nn.Linear(2, 3)\n")
    without = [sys.executable, "-m", "tests.workers.without_landlock"]
    told = answered([*without, sys.executable, "-m", "app.workers.jail.probe"])
    assert '"landlock":null,"seccomp":true' in told.stdout
    check = ["-m", "app", "check", str(net), "--input", "1,2", "--json"]
    done = answered([*without, sys.executable, *check])
    assert done.returncode == 0, done.stderr
    assert Report.model_validate_json(done.stdout).output_shapes == [[1, 3]]
    assert "Landlock" in done.stderr


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["check", "-"], ["doctor"]])
def test_where_every_level_is_required_and_one_is_missing_it_refuses_and_names_it(command):
    without = [sys.executable, "-m", "tests.workers.without_landlock", sys.executable, "-m", "app"]
    done = answered([*without, *command], STRIDE_JAIL="require")
    assert done.returncode == (1 if command == ["doctor"] else 69)
    said = done.stdout + done.stderr
    assert "STRIDE_JAIL=require, and the jail of the workers lacks Landlock" in said
    assert "seccomp" not in said
    assert "Traceback" not in said


def test_where_every_level_is_required_and_there_it_checks():
    done = answered([sys.executable, "-m", "app", "doctor"], STRIDE_JAIL="require")
    assert done.returncode == 0, done.stdout + done.stderr
