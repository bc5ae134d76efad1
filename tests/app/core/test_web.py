"""What is read behind an address: who may read along, and by which way out of the house."""

import pytest

from app.core import web
from tests.endpoints import Said, endpoint


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A house in which one proxy leads out, and the house's own machines are excepted."""
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example.com:3128")
    monkeypatch.setenv("NO_PROXY", "intranet.example.com")
    for name in ("https_proxy", "no_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_the_proxy_leads_out_and_not_to_what_the_system_excepts(proxied: pytest.MonkeyPatch) -> None:
    assert web.proxy_of("https://packs.example.org/x") == "http://proxy.example.com:3128"
    assert web.proxy_of("https://intranet.example.com/x") is None
    assert web.proxy_of("http://127.0.0.1:1/x") is None
    proxied.setenv("HTTPS_PROXY", "https:// no proxy")
    with pytest.raises(web.FailedError), web.asked("https://packs.example.org/x"):
        pytest.fail("nothing was asked")


@pytest.mark.parametrize(("url", "safe"), [
    ("https://example.org/x", True), ("http://127.0.0.1:8/x", True), ("http://[::1]/x", True),
    ("http://example.org/x", False), ("http://localhost.example.org/x", False),
    ("http://127.0.0.1@example.org/", False), ("ftp://localhost/x", False),
    ("https:///x", False), ("file:///etc/hosts", False),
])  # fmt: skip
def test_only_tls_is_safe_and_the_machine_itself(url: str, *, safe: bool) -> None:
    assert web.is_safe(url) is safe


def test_a_server_sends_on_to_nothing_that_others_read() -> None:
    on = Said(b"", 302, {"location": "/b"})
    with (
        endpoint(lambda asked: Said(b"here") if asked.path == "/b" else on) as there,
        web.asked(f"{there.url}/a") as answer,
    ):
        assert b"".join(web.chunks(answer)) == b"here"
    with endpoint(lambda _: Said(b"", 302, {"location": "file:///etc/hosts"})) as there:
        with pytest.raises(web.UnsafeError) as unsafe, web.asked(there.url):
            pytest.fail("it was followed")
        assert unsafe.value.scheme == "file"
