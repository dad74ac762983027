"""A backup is taken while a thousand writes a second go on, restored in the place of another database, and verified."""

import sqlite3
import subprocess
import threading

import pytest

from conftest import BINARY, ROOT


def kepu(*arguments):
    return subprocess.run([BINARY, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)


class Writers:
    """Sixteen writers in a process of their own; what they were told is written is in `acknowledged`."""

    def __init__(self, database):
        self.acknowledged = set()
        self.process = subprocess.Popen(
            [BINARY, "bench", "writes", "--print", "--writers", "16", "--each", "1000000", "--database", database],
            cwd=ROOT, stdout=subprocess.PIPE)
        self.heard = threading.Condition()
        self.thread = threading.Thread(target=self.listen)
        self.thread.start()

    def listen(self):
        for line in self.process.stdout:
            if line.endswith(b"\n"):
                with self.heard:
                    self.acknowledged.add(int(line))
                    self.heard.notify_all()

    def wait_for(self, count):
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.acknowledged) >= count, timeout=60)
            return set(self.acknowledged)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.thread.join()


def rows(path):
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        stored = {row[0] for row in connection.execute("SELECT id FROM bench_writes")}
        (entries,) = connection.execute("SELECT COUNT(*) FROM journal WHERE action = 'bench.written'").fetchone()
    connection.close()
    return stored, entries


@pytest.fixture(scope="module")
def backup(tmp_path_factory):
    """A backup taken amid writes: its file, and what was acknowledged before it began."""
    folder = tmp_path_factory.mktemp("backup")
    writers = Writers(f"sqlite:{folder / 'busy.sqlite'}")
    try:
        before = writers.wait_for(2000)
        taken = kepu("backup", folder / "copy.sqlite", "--database", f"sqlite:{folder / 'busy.sqlite'}")
        writers.wait_for(len(writers.acknowledged) + 500)
    finally:
        writers.stop()
    assert taken.returncode == 0, taken.stderr
    return folder / "copy.sqlite", before, writers.acknowledged


def test_a_backup_amid_writes_is_restored_whole_and_verified(backup, tmp_path):
    copy, before, ever = backup
    target = f"sqlite:{tmp_path / 'portal.sqlite'}"
    old = kepu("bench", "writes", "--print", "--writers", "1", "--each", "3", "--database", target)
    assert old.returncode == 0, old.stderr
    restored = kepu("restore", copy, "--database", target)
    assert restored.returncode == 0, restored.stderr
    stored, entries = rows(tmp_path / "portal.sqlite")
    assert before <= stored, "what was acknowledged before the backup began is in it"
    assert entries == len(stored), "one moment: every row with its journal entry, every entry with its row"
    assert len(stored) < len(ever) + 100, "it is a moment amid the writes, not their end"
    verified = kepu("verify", "--database", target)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    kept, _ = rows(tmp_path / "portal.sqlite.before-restore")
    assert kept == {int(line) for line in old.stdout.split()}, "the database that was there is kept beside it"


def test_a_backup_overwrites_nothing(backup, tmp_path):
    copy, _, _ = backup
    again = kepu("backup", copy, "--database", f"sqlite:{tmp_path / 'portal.sqlite'}")
    assert again.returncode != 0 and "never overwrites" in again.stderr


def test_a_damaged_backup_is_refused_and_nothing_is_touched(backup, tmp_path):
    copy, _, _ = backup
    target = tmp_path / "portal.sqlite"
    assert kepu("bench", "writes", "--print", "--writers", "1", "--each", "3", "--database", f"sqlite:{target}").returncode == 0
    content = bytearray(copy.read_bytes())
    for place in range(8192, len(content), 20480):
        content[place:place + 64] = b"\xff" * 64
    (tmp_path / "damaged.sqlite").write_bytes(content)
    (tmp_path / "cut.sqlite").write_bytes(copy.read_bytes()[: copy.stat().st_size // 3])
    stored, _ = rows(target)
    for name in ["damaged.sqlite", "cut.sqlite", "not-there.sqlite"]:
        refused = kepu("restore", tmp_path / name, "--database", f"sqlite:{target}")
        assert refused.returncode != 0 and name in refused.stderr, refused.stderr
        assert rows(target)[0] == stored and not (tmp_path / "portal.sqlite.before-restore").exists()


def test_postgres_is_told_which_programs_do_it(tmp_path):
    address = "postgresql://kepu@127.0.0.1:1/kepu"
    refused = kepu("backup", tmp_path / "copy", "--database", address)
    assert refused.returncode != 0 and "pg_dump --format=custom" in refused.stderr
    refused = kepu("restore", tmp_path / "copy", "--database", address)
    assert refused.returncode != 0 and "pg_restore --clean" in refused.stderr
