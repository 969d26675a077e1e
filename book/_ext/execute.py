"""Execute the chapters, as many at a time as there are cores, into the cache that MyST-NB reads.

MyST-NB's own cache looks at the text of the cells only, and its build executes one chapter after
the other. Here an entry is also dropped when the package, the results, the data or the installed
versions changed (`chapters.chapter_key`), and chapters run side by side with one thread each, which
makes their numbers independent of how many cores there are.
"""

import os
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from chapters import DATA_VARIABLE, ROOT, chapter_key, chapters, data_place, name_of, read, surroundings_key
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

CACHE = ROOT / "_build" / ".jupyter_cache"
CELL_SECONDS = 600
# one thread a chapter; no download, as a built book must not depend on a network
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# the kernel's own notes; errors of a chapter arrive by another way
QUIET = ["--IPKernelApp.log_level=ERROR"]


@dataclass(frozen=True)
class Outcome:
    """An executed chapter: its notebook with outputs, seconds, and the error's text or None."""

    notebook: NotebookNode
    seconds: float
    error: str | None


def execute(page, unset=()):
    """Execute one page in its own folder and a fresh kernel; `unset` names variables it must not see."""
    print(f"  started  {name_of(page)}", flush=True)
    data = {DATA_VARIABLE: str(data_place())} if data_place() else {}
    environment = {name: value for name, value in (os.environ | data).items() if name not in unset}
    place = {"metadata": {"path": str(page.parent)}}
    client = NotebookClient(
        read(page), timeout=CELL_SECONDS, resources=place, record_timing=False, extra_arguments=QUIET
    )
    start, error = time.monotonic(), None
    try:
        client.execute(env=environment | KERNEL_ENVIRONMENT)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as failure:
        error = str(failure)
    return Outcome(client.nb, time.monotonic() - start, error)


def execute_all(todo, unset=()):
    """Yield (page, Outcome) as chapters finish, printing which, how long, and what is left."""
    workers = max(1, min(len(todo), os.cpu_count() or 1))
    print(f"executing {len(todo)} chapters, {workers} at a time", flush=True)
    left, start = [name_of(page) for page in todo], time.monotonic()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(execute, page, unset): page for page in todo}
        for future in as_completed(running):
            page, outcome = running[future], future.result()
            left.remove(name_of(page))
            print(progress(page, outcome, left, time.monotonic() - start), flush=True)
            yield page, outcome


def progress(page, outcome, left, elapsed):
    """One line: the chapter that just ended, its seconds, those still to come."""
    word = "FAILED " if outcome.error else "finished"
    rest = f"left: {', '.join(left)}" if left else f"all done after {elapsed:.0f} s"
    return f"  {word} {name_of(page)} in {outcome.seconds:.1f} s; {rest}"


@contextmanager
def opened_cache(place):
    """The cache in a folder; leaving the block closes the connection to its database."""
    cache = get_cache(place)
    try:
        yield cache
    finally:
        cache.db.dispose()


def is_fresh(cache, page, key):
    """Whether the cache has outputs of exactly this chapter under exactly this key."""
    try:
        return cache.match_cache_notebook(read(page)).data.get("key") == key
    except KeyError:
        return False


def forget(cache, page):
    """Drop every cached execution of a chapter."""
    for record in cache.list_cache_records():
        if record.uri == str(page):
            cache.remove_cache(record.pk)


def store(cache, page, outcome, key):
    """Cache a chapter's outputs with its seconds, which the status page shows."""
    data = {"execution_seconds": outcome.seconds, "key": key}
    bundle = CacheBundleIn(outcome.notebook, str(page), data=data)
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def refresh(cache):
    """Execute what is not fresh; return {chapter: error text} of those that failed."""
    surroundings = surroundings_key()
    keys = {page: chapter_key(page, surroundings) for page in chapters()}
    todo = [page for page, key in keys.items() if not is_fresh(cache, page, key)]
    print(f"{len(keys) - len(todo)} of {len(keys)} chapters unchanged since their last execution")
    failed = {}
    for page in todo:
        forget(cache, page)
    for page, outcome in execute_all(todo) if todo else ():
        if outcome.error:
            failed[page] = outcome.error
        else:
            store(cache, page, outcome, keys[page])
    return failed


def main():
    """Refresh the cache; exit with every failing chapter's error."""
    with opened_cache(CACHE) as cache:
        failed = refresh(cache)
    for page, error in failed.items():
        print(f"\n{page.relative_to(ROOT)} failed:\n{COLOUR.sub('', error)}", file=sys.stderr)
    if failed:
        sys.exit(f"{len(failed)} chapter(s) failed; the book was not built")


if __name__ == "__main__":
    main()
