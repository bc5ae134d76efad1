"""Python looks for cycles again once nobody needs it put off, whoever was first."""

import gc

from app.core.garbage import no_collection


def test_the_search_is_off_inside_and_on_again_after_the_last_use() -> None:
    assert gc.isenabled()
    with no_collection():
        with no_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_search_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with no_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
