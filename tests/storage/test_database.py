"""Transactions hold, threads share a database, and what can go wrong is told in words that say what to do."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from everyside.records.errors import StorageError
from everyside.storage import articles, feeds, housekeeping, outlets
from everyside.storage.database import Database
from tests import makers


def _count(database: Database) -> int:
    with database.read() as tx:
        return outlets.count(tx)


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as tx:
            outlets.save(tx, [makers.outlet()])
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail()
    assert _count(database) == 0


def test_what_a_read_transaction_writes_is_not_kept(database: Database) -> None:
    with database.read() as tx:
        outlets.save(tx, [makers.outlet()])
    assert _count(database) == 0


def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    with database.read() as reader:
        assert outlets.count(reader) == 0
        with database.write() as writer:
            outlets.save(writer, [makers.outlet()])
        assert outlets.count(reader) == 0
    assert _count(database) == 1


def test_a_broken_constraint_is_a_bug_and_passes(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as tx:
        articles.save(tx, [makers.article()])  # of an outlet that is not there
    assert _count(database) == 0


def test_threads_that_write_wait_for_each_other(database: Database) -> None:
    def work(number: int) -> None:
        for turn in range(5):
            with database.write() as tx:
                outlets.save(tx, [makers.outlet(number * 5 + turn)])
                outlets.get(tx, [makers.outlet_name(1)])
            _count(database)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert _count(database) == 40


def test_threads_that_save_the_same_rows_in_other_orders_do_not_block_each_other(database: Database) -> None:
    rows = [makers.outlet(n) for n in range(1000)]
    with ThreadPoolExecutor(4) as threads:

        def work(turn: int) -> None:
            with database.write() as tx:
                outlets.save(tx, rows if turn % 2 else rows[::-1])

        list(threads.map(work, range(12)))
    assert _count(database) == 1000


def test_the_first_connection_waits_for_a_lock_too(tmp_path: Path) -> None:
    file = tmp_path / "everyside.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE anything (x)")
    other.execute("BEGIN IMMEDIATE")  # keeps the file from being switched to the write-ahead log
    release = threading.Timer(0.2, lambda: other.execute("COMMIT"))
    release.start()
    database = Database(f"sqlite:///{file}")
    database.migrate()
    database.check()
    release.join()
    database.close()
    other.close()


def test_a_process_that_is_killed_leaves_its_last_commit(sqlite: Database) -> None:
    script = (
        "import os, signal, sys\nfrom everyside.storage import outlets\nfrom everyside.storage.database import Database\n"
        "from tests import makers\ndatabase = Database(sys.argv[1])\n"
        "with database.write() as tx: outlets.save(tx, [makers.outlet(1)])\n"
        "with database.write() as tx:\n    outlets.save(tx, [makers.outlet(2)])\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script, str(sqlite.url)], cwd=root, env=os.environ | {"PYTHONPATH": str(root)})
    assert done.returncode == -9
    assert _count(sqlite) == 1


def test_housekeeping_gives_space_back(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
        articles.save(tx, [makers.article(n, text=os.urandom(10_000).hex()) for n in range(200)])
    full = housekeeping.size(database)
    with database.write() as tx:
        tx.execute(text("DELETE FROM articles"))
    housekeeping.vacuum(database)
    assert housekeeping.size(database) < full - 1_000_000
    assert _count(database) == 1


def test_a_locked_database_says_so(sqlite: Database) -> None:
    with sqlite3.connect(str(sqlite.url.database), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match=r"locked: another process.*everyside\.db.*try again"), sqlite.write():
            pass
        assert _count(sqlite) == 0  # readers go on
        other.execute("ROLLBACK")
    other.close()
    with sqlite.write() as tx:
        outlets.save(tx, [makers.outlet()])


def test_a_locked_row_says_so_on_postgresql(on_server: Database) -> None:
    impatient = Database(on_server.url.render_as_string(hide_password=False), busy_timeout_s=0.05)
    with on_server.write() as tx:
        outlets.save(tx, [makers.outlet()])
    with on_server.write() as tx:
        outlets.save(tx, [makers.outlet()])
        with pytest.raises(StorageError, match="locked: another process"), impatient.write() as other:
            outlets.save(other, [makers.outlet()])
    impatient.close()


def test_a_full_disk_says_so_and_loses_nothing(sqlite: Database) -> None:
    with sqlite.write() as tx:
        outlets.save(tx, [makers.outlet()])

    def fill() -> None:
        with sqlite.write() as tx:
            pages = tx.execute(text("PRAGMA page_count")).scalar_one()
            tx.execute(text(f"PRAGMA max_page_count={pages + 5}"))
            articles.save(tx, [makers.article(n, text="x" * 10_000) for n in range(50)])

    with pytest.raises(StorageError, match="disk is full: make room"):
        fill()
    with sqlite.read() as tx:
        assert (outlets.count(tx), articles.count(tx)) == (1, 0)


def test_a_file_that_is_no_database_is_named_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader, " * 1000)
    with pytest.raises(StorageError, match=r"letter\.txt is not an SQLite database"):
        Database(f"sqlite:///{file}").migrate()
    assert file.read_text().startswith("Dear reader")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot open the file .*nowhere.*create its folder"):
        Database(f"sqlite:///{tmp_path}/nowhere/everyside.db").check()


def test_a_read_only_file_says_so(sqlite: Database) -> None:
    frozen = Database(f"sqlite:///file:{sqlite.url.database}?mode=ro&uri=true")
    assert _count(frozen) == 0
    with pytest.raises(StorageError, match="is read-only: allow this user to write"), frozen.write() as tx:
        outlets.save(tx, [makers.outlet()])
    frozen.close()


def test_a_server_that_does_not_answer_says_so_without_the_password() -> None:
    with pytest.raises(
        StorageError, match="cannot reach the PostgreSQL database news at 127.0.0.1: check that the server runs"
    ) as told:
        Database("postgresql://me:secret@127.0.0.1:1/news").check()
    assert "secret" not in str(told.value)


def test_a_database_that_the_server_does_not_have_says_so(on_server: Database) -> None:
    with pytest.raises(StorageError, match="nowhere"):
        Database(on_server.url.set(database="nowhere").render_as_string(hide_password=False)).check()


def test_a_connection_cut_by_the_server_says_so_and_the_next_one_works(on_server: Database) -> None:
    def cut() -> None:
        with on_server.write() as tx, on_server.write() as other:
            mine = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
            tx.execute(text("SELECT 1"))

    with pytest.raises(StorageError, match="PostgreSQL database"):
        cut()
    assert _count(on_server) == 0


def test_a_missing_driver_says_what_to_install() -> None:
    script = (
        "import sys\nsys.modules['psycopg'] = None\nfrom everyside.storage.database import Database\n"
        "try: Database('postgresql://me@localhost/news')\nexcept Exception as error: print(type(error).__name__, error)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.startswith("StorageError PostgreSQL needs a driver")
    assert "pip install 'everyside[postgres]'" in told


@pytest.mark.parametrize(
    "url",
    [
        "everyside.db",
        "",
        "mysql://me@localhost/news",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://host/file.db",
        "postgresql://localhost:port/x",
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_write(url: str) -> None:
    with pytest.raises(StorageError, match="write sqlite:///FILE"):
        Database(url)


def test_a_database_in_use_by_a_thread_can_be_closed_and_opened_again(database: Database) -> None:
    seen: list[int] = []
    thread = threading.Thread(target=lambda: seen.append(_count(database)))
    thread.start()
    thread.join()
    database.close()
    assert [*seen, _count(database)] == [0, 0]


def test_errors_can_be_carried_between_processes(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as told:
        Database(f"sqlite:///{tmp_path}/nowhere/everyside.db").check()
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)


def test_feeds_outlive_their_outlet(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
        feeds.add(tx, [makers.feed()])
        tx.execute(text("DELETE FROM outlets"))
        assert feeds.all_feeds(tx) == [makers.feed(outlet_id=None)]
