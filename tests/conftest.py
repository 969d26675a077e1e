"""What all tests share: the same examples each time, and notebooks see no data of this machine."""

import os
from unittest.mock import patch

import pytest
from hypothesis import settings

# no flakes: the same examples each time, and a busy machine is no fault of the code
settings.register_profile("arntp", deadline=None, derandomize=True)
settings.load_profile("arntp")

DATA_VARIABLE = "ARNTP_TINYSTORIES"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Execute notebooks as their references were: without data, one thread, no network."""
    if item.path.suffix != ".ipynb":
        return (yield)
    from execute import KERNEL_ENVIRONMENT

    with patch.dict(os.environ, KERNEL_ENVIRONMENT):
        os.environ.pop(DATA_VARIABLE, None)
        return (yield)
