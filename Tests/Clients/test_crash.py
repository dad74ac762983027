"""What was acknowledged is on disk: a thousand concurrent writers are killed in the middle, ten times."""

import random
import signal
import sqlite3
import subprocess
import time

from conftest import BINARY, ROOT


def test_ten_kills_during_a_thousand_concurrent_writes_lose_nothing_that_was_acknowledged(tmp_path):
    database = tmp_path / "crash.sqlite"
    chance = random.Random(2026)
    acknowledged = set()
    for _ in range(10):
        process = subprocess.Popen(
            [BINARY, "bench", "writes", "--print", "--writers", "1000", "--each", "100000",
             "--database", f"sqlite:{database}"], cwd=ROOT, stdout=subprocess.PIPE)
        seen = [process.stdout.readline()]
        time.sleep(chance.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        seen += process.stdout.read().splitlines(keepends=True)
        process.wait()
        acknowledged |= {int(line) for line in seen if line.endswith(b"\n")}
    assert len(acknowledged) > 1000
    with sqlite3.connect(database) as connection:
        stored = {row[0] for row in connection.execute("SELECT id FROM bench_writes")}
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        (entries,) = connection.execute("SELECT COUNT(*) FROM journal WHERE action = 'bench.written'").fetchone()
    connection.close()
    assert acknowledged <= stored
    assert entries == len(stored), "every row has its journal entry and every entry its row"
    verified = subprocess.run(
        [BINARY, "verify", "--database", f"sqlite:{database}"], cwd=ROOT, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr
