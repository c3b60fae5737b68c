"""Two running sites: one that does not listen and lives fast, one that hears words."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from callguard.config import SpeechTier
from tests.flow.apart import each_by_itself
from tests.flow.stage import Stage, set_stage
from tests.stores import running_valkey


@pytest.fixture(scope="session")
def quiet_site() -> Iterator[Stage]:
    """A site without speech; its folder is short, because a socket's path must be."""
    with tempfile.TemporaryDirectory(prefix="cg") as folder, set_stage(Path(folder)) as stage:
        yield stage


@pytest.fixture(scope="session")
def hearing_site() -> Iterator[Stage]:
    """A site that hears, each of its processes by itself, in a world that runs four times as fast as ours."""
    with tempfile.TemporaryDirectory(prefix="cg") as folder, running_valkey(Path(folder)) as valkey:
        stores = {"redis_url": valkey.url, "speech_tier": SpeechTier.WATCH}
        with set_stage(Path(folder) / "site", speed=4.0, run=each_by_itself, **stores) as stage:
            yield stage


@pytest.fixture
def site(quiet_site: Stage) -> Iterator[Stage]:
    """The quiet site, idle before the test and after."""
    quiet_site.clear()
    yield quiet_site
    quiet_site.clear()


@pytest.fixture
def ears(hearing_site: Stage) -> Iterator[Stage]:
    """The site that hears, idle before the test and after."""
    hearing_site.clear()
    yield hearing_site
    hearing_site.clear()
