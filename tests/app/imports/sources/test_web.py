"""An endpoint is read page by page; whatever is wrong with an answer is said, and nothing of it counts."""

import gzip
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.imports.sources.http import WebLimits
from app.imports.sources.reading import Reach
from app.imports.sources.settings import parse_settings
from app.imports.sources.web import at, read_web
from tests.endpoints import Asked, Endpoint, Said, endpoint

QUICK = WebLimits(page_bytes=1 << 20, pages=40, empty_pages=5, attempts=3, backoff_s=0.01, longest_pause_s=0.05)
ENTERED = "s3cret"
ORDERS = [{"id": n, "modified": f"2026-03-{n:02d}T08:00:00Z"} for n in range(1, 8)]


def read(
    where: Endpoint, *, secret: str | None = None, reach: Reach | None = None, progress: Progress | None = None,
    limits: WebLimits = QUICK, path: str = "/orders", **settings: Any,
) -> list[dict[str, str]]:  # fmt: skip
    found = parse_settings("web", {"url": where.url + path, "timeout": 1, **settings})
    return [dict(row) for row in read_web(found, secret, reach or Reach(None), progress or Progress(), limits=limits)]  # type: ignore[arg-type]


def ids(rows: list[dict[str, str]]) -> list[int]:
    return [int(row["id"]) for row in rows]


def once(said: Said) -> Callable[[Asked], Said]:
    return lambda _asked: said


# -- the ways of paging ------------------------------------------------------------------------------------------------


def odata(asked: Asked) -> Said:
    """Three rows a page, the next one by @odata.nextLink, relative as the standard allows."""
    skip = int(asked.query.get("$skiptoken", "0"))
    answer: dict[str, Any] = {"value": ORDERS[skip : skip + 3], "@odata.count": len(ORDERS)}
    if skip + 3 < len(ORDERS):
        answer["@odata.nextLink"] = f"orders?$skiptoken={skip + 3}"
    return Said(answer)


def test_odata_follows_the_next_link_to_the_last_page() -> None:
    with endpoint(odata) as where:
        rows = read(where, rows="value", paging="link", next="@odata.nextLink", total="@odata.count")
    assert ids(rows) == [1, 2, 3, 4, 5, 6, 7]


def test_skip_and_top_go_on_until_an_empty_page_even_if_the_server_hands_out_fewer_than_asked() -> None:
    def capped(asked: Asked) -> Said:
        skip = int(asked.query["$skip"])
        return Said({"value": ORDERS[skip : skip + 2]})  # whatever $top says

    with endpoint(capped) as where:
        rows = read(where, rows="value", paging="offset", size=5, query={"$skip": "{offset}", "$top": "{size}"})
        assert where.asked[0].query == {"$skip": "0", "$top": "5"}
    assert ids(rows) == [1, 2, 3, 4, 5, 6, 7]


def test_numbered_pages_tokens_and_the_link_header_are_read_to_their_ends() -> None:
    def numbered(asked: Asked) -> Said:
        first = (int(asked.query["page"]) - 1) * 3
        return Said(ORDERS[first : first + 3])

    def by_token(asked: Asked) -> Said:
        first = int(asked.query.get("after", "0"))
        return Said({"rows": ORDERS[first : first + 3], "next": first + 3 if first + 3 < 7 else None})

    def by_header(asked: Asked) -> Said:
        first = int(asked.query.get("from", "0"))
        link = {"Link": f'</orders?from={first + 3}>; rel="next"'} if first + 3 < 7 else {}
        return Said(ORDERS[first : first + 3], headers=link)

    with endpoint(numbered) as where:
        assert ids(read(where, paging="page", query={"page": "{page}"})) == [1, 2, 3, 4, 5, 6, 7]
    with endpoint(by_token) as where:
        rows = read(where, rows="rows", paging="token", next="next", query={"after": "{token}"})
        assert ids(rows) == [1, 2, 3, 4, 5, 6, 7]
        assert where.asked[0].query == {}, "without a token the parameter is left out"
    with endpoint(by_header) as where:
        assert ids(read(where, paging="link")) == [1, 2, 3, 4, 5, 6, 7]


def test_a_body_is_sent_with_its_places_filled_as_json_wants_it() -> None:
    def rpc(asked: Asked) -> Said:
        filters, first, count = json.loads(asked.body)["params"]
        assert filters == [["name", ">", 'a"b']]
        return Said({"result": ORDERS[first : first + count]})

    with endpoint(rpc) as where:
        rows = read(
            where, method="POST", rows="result", paging="offset", size=4, cursor="modified", start='a"b',
            body='{"method": "search", "params": [[["name", ">", "{cursor}"]], {offset}, {size}]}',
        )  # fmt: skip
    assert ids(rows) == [1, 2, 3, 4, 5, 6, 7]


def test_nested_fields_get_names_with_dots() -> None:
    row = {
        "id": 1,
        "customer": {"code": "D001", "city": {"name": "杭州"}},
        "tags": ["a", "b"],
        "net": 12.50,
        "ok": True,
    }
    with endpoint(once(Said([row]))) as where:
        (found,) = read(where)
    assert found == {
        "id": "1", "customer.code": "D001", "customer.city.name": "杭州", "tags": '["a","b"]', "net": "12.5",
        "ok": "true",
    }  # fmt: skip


def test_a_path_finds_names_that_hold_dots_themselves() -> None:
    assert at({"d": {"@odata.nextLink": "x"}}, "d.@odata.nextLink") == "x"
    assert at({"a.b": {"c": 1}}, "a.b.c") == 1


# -- who asks ----------------------------------------------------------------------------------------------------------


def test_the_secret_goes_as_the_settings_say_and_to_no_other_machine() -> None:
    with endpoint(once(Said(ORDERS))) as where:
        read(where, auth="bearer", secret=ENTERED)
        read(where, auth="header", header="X-Key", secret=ENTERED)
        read(where, auth="basic", user="reader", secret=ENTERED)
        read(where, auth="parameter", header="access_token", secret=f"{ENTERED}&b", path="/orders?top=5")
        sent = [asked.headers for asked in where.asked]
        assert where.asked[-1].query == {"top": "5", "access_token": "s3cret&b"}
    assert sent[0]["authorization"] == "Bearer s3cret"
    assert sent[1]["x-key"] == "s3cret"
    assert sent[2]["authorization"] == "Basic cmVhZGVyOnMzY3JldA=="

    with endpoint(once(Said(ORDERS))) as other:
        elsewhere = {"value": ORDERS[:3], "next": other.url + "/orders"}
        with endpoint(once(Said(elsewhere))) as where, pytest.raises(UserError, match="another machine"):
            read(where, rows="value", paging="link", next="next", auth="bearer", secret=ENTERED)
        assert other.asked == []


def test_a_source_that_needs_a_secret_is_not_asked_without_one() -> None:
    with endpoint(once(Said(ORDERS))) as where, pytest.raises(UserError, match="not on this machine"):
        read(where, auth="bearer")


def test_what_an_endpoint_says_of_an_error_is_shown_without_the_secret() -> None:
    said = Said(b"wrong token s3cret", status=400)
    with endpoint(once(said)) as where, pytest.raises(UserError) as refused:
        read(where, auth="bearer", secret=ENTERED)
    assert "wrong token •••" in str(refused.value)
    with endpoint(once(Said({"error": {"text": "s3cret is bad"}}))) as where, pytest.raises(UserError) as refused:
        read(where, auth="bearer", secret=ENTERED, rows="result")
    assert "s3cret" not in str(refused.value)


# -- what is new -------------------------------------------------------------------------------------------------------


def test_only_what_is_new_is_asked_for_and_the_cursor_never_goes_back() -> None:
    with endpoint(once(Said({"value": ORDERS[2:4]}))) as where:
        settings = {"rows": "value", "cursor": "modified", "query": {"$filter": "modified ge {cursor}"}}
        reach = Reach(None)
        read(where, reach=reach, **settings)
        assert "$filter" not in where.asked[0].query, "the first time everything is new"
        assert reach.cursor == "2026-03-04T08:00:00Z"
        read(where, reach=Reach("2026-03-01T00:00:00Z"), **settings)
        assert where.asked[1].query["$filter"] == "modified ge 2026-03-01T00:00:00Z"
        ahead = Reach("2026-03-31T00:00:00Z")
        read(where, reach=ahead, **settings)
        assert ahead.cursor == "2026-03-31T00:00:00Z", "rows older than the cursor do not move it back"


def test_a_row_without_the_cursors_field_or_with_another_kind_of_value_is_refused() -> None:
    with endpoint(once(Said([{"id": 1, "modified": None}]))) as where, pytest.raises(UserError, match="modified"):
        read(where, cursor="modified")
    mixed = [{"id": 1, "modified": 5}, {"id": 2, "modified": "2026-03-01"}]
    with endpoint(once(Said(mixed))) as where, pytest.raises(UserError, match="not of one kind"):
        read(where, cursor="modified")


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def flaky(failures: list[Said], then: Said) -> Callable[[Asked], Said]:
    left = list(failures)
    return lambda _asked: left.pop(0) if left else then


@pytest.mark.parametrize(
    "wrong",
    [
        Said(b"oops", status=500),
        Said(b"later", status=429, headers={"Retry-After": "0"}),
        Said(b"", status=503),
        Said(hang=True),
        Said(json.dumps(ORDERS).encode()[:50], claimed=400),
        Said(json.dumps(ORDERS).encode()[:50]),
        Said(b"<html>please log in</html>"),
        Said(b"\x1f\x8b broken", headers={"Content-Encoding": "gzip"}),
    ],
    ids=["500", "429", "503", "timeout", "half of what was promised", "half a document", "no json", "broken gzip"],
)
def test_what_may_pass_is_tried_again_and_what_stays_is_refused(wrong: Said) -> None:
    with endpoint(flaky([wrong], Said(ORDERS))) as where:
        assert ids(read(where)) == [1, 2, 3, 4, 5, 6, 7]
        assert len(where.asked) == 2
    with endpoint(once(wrong)) as where, pytest.raises(UserError, match="Tried 3 times; nothing was taken in"):
        read(where)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404])
def test_what_will_not_pass_is_refused_at_once(status: int) -> None:
    with endpoint(once(Said(b"no", status=status))) as where:
        with pytest.raises(UserError, match=str(status)):
            read(where)
        assert len(where.asked) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"value": {"id": 1}}, "no list of rows"),
        ({"values": []}, "no list of rows"),
        ([1, 2], "no list of rows"),
        ({"value": [{"id": 1}, 7]}, "Row 2"),
        ({"value": [["id", 1]]}, "Row 1"),
        ({"value": None}, "no list of rows"),
    ],
)
def test_an_answer_of_another_shape_is_refused(answer: object, said: str) -> None:
    with endpoint(once(Said(answer))) as where, pytest.raises(UserError, match=said):
        read(where, rows="value")


def test_a_page_that_comes_twice_is_refused_whatever_the_paging() -> None:
    same = Said({"value": ORDERS[:3], "next": "/orders"})
    with endpoint(once(same)) as where:
        for how in (
            {"paging": "page", "query": {"page": "{page}"}},
            {"paging": "offset", "query": {"from": "{offset}"}},
            {"paging": "link", "next": "next"},
        ):
            with pytest.raises(UserError, match="same page"):
                read(where, rows="value", **how)


def test_a_row_on_two_pages_counts_once_where_the_settings_say_what_tells_rows_apart() -> None:
    def shifting(asked: Asked) -> Said:
        return Said({"0": ORDERS[:4], "4": ORDERS[3:], "8": []}[asked.query["from"]])

    with endpoint(shifting) as where:
        assert ids(read(where, paging="offset", key="id", query={"from": "{offset}"})) == [1, 2, 3, 4, 5, 6, 7]


def test_links_that_never_end_are_cut_off() -> None:
    def endless(asked: Asked) -> Said:
        page = int(asked.query.get("page", "0"))
        return Said({"value": [{"id": page}], "next": f"/orders?page={page + 1}"})

    def hollow(asked: Asked) -> Said:
        return Said({"value": [], "next": f"/orders?page={int(asked.query.get('page', '0')) + 1}"})

    for answer in (endless, hollow):
        with endpoint(answer) as where:
            with pytest.raises(UserError, match="without an end"):
                read(where, rows="value", paging="link", next="next")
            assert len(where.asked) <= QUICK.pages


def test_fewer_rows_than_the_endpoint_has_by_its_own_count_are_refused() -> None:
    short = Said({"value": ORDERS[:3], "count": 7, "next": None})
    with endpoint(once(short)) as where, pytest.raises(UserError, match="3 of 7"):
        read(where, rows="value", paging="link", next="next", total="count")


def test_a_small_answer_that_unpacks_into_a_huge_one_is_cut_off() -> None:
    bomb = gzip.compress(b"[" + b" " * (8 << 20) + b"]")
    assert len(bomb) < 20_000
    with endpoint(once(Said(bomb, headers={"Content-Encoding": "gzip"}))) as where:
        with pytest.raises(UserError, match="larger than 1 MB"):
            read(where)
        assert len(where.asked) == 1, "it would be as large the next time"


def test_an_answer_nested_without_end_is_refused() -> None:
    with endpoint(once(Said(b"[" * 100_000 + b"]" * 100_000))) as where, pytest.raises(UserError):
        read(where)


def test_nobody_there_is_said() -> None:
    with endpoint(once(Said(ORDERS))) as where:
        pass
    with pytest.raises(UserError, match=r"does not answer: nothing listens at this address\. Tried 3 times"):
        read(where)
    with pytest.raises(UserError, match="no machine has this name"):
        read(Endpoint("http://nobody.invalid"))
    with endpoint(once(Said(hang=True))) as slow, pytest.raises(UserError, match="silent for 1 s") as refused:
        read(slow, limits=replace(QUICK, attempts=1))
    assert "Tried" not in str(refused.value)


def test_reading_can_be_stopped_between_two_attempts() -> None:
    progress = Progress()

    def stopping(_asked: Asked) -> Said:
        progress.cancel()
        return Said(status=503)

    with endpoint(stopping) as where, pytest.raises(Cancelled):
        read(where, progress=progress, limits=WebLimits(backoff_s=60))


# -- what a person mistypes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("auth", ["bearer", "header"])
@pytest.mark.parametrize("entered", ["two\nlines", "密码"])
def test_a_token_that_no_header_can_carry_is_refused_without_being_said(auth: str, entered: str) -> None:
    with endpoint(once(Said(ORDERS))) as where:
        with pytest.raises(UserError, match="no token") as refused:
            read(where, auth=auth, secret=entered)
        assert where.asked == []
    assert entered not in repr(refused.value)
    assert repr(entered)[1:-1] not in str(refused.value)


def test_user_and_password_may_be_chinese() -> None:
    entered = "密码"
    with endpoint(once(Said(ORDERS))) as where:
        read(where, auth="basic", user="李", secret=entered)
        sent = where.asked[0].headers["authorization"].removeprefix("Basic ")
    assert b64decode(sent).decode() == "李:密码"


def test_a_secret_that_an_endpoint_repeats_is_shown_in_none_of_its_spellings() -> None:
    entered = 'a b"ü+/&'
    basic = b64encode(f"reader:{entered}".encode()).decode()
    said = f"{entered} | {quote(entered, safe='')} | {quote_plus(entered)} | {json.dumps(entered)} | Basic {basic}"
    with endpoint(once(Said(said.encode(), status=400))) as where, pytest.raises(UserError) as refused:
        read(where, auth="basic", user="reader", secret=entered)
    shown = str(refused.value)
    assert shown.count("•••") == 5
    assert not any(one in shown for one in (entered, quote(entered, safe=""), quote_plus(entered), basic))


@pytest.mark.parametrize(
    ("path", "settings", "said"),
    [
        ("/orders", {"ca_file": "/nowhere/ours.pem"}, "no file of certificates"),
        (":99999/orders", {}, "no address of the web"),
    ],
)
def test_a_mistyped_setting_is_named(path: str, settings: dict[str, Any], said: str) -> None:
    where = Endpoint("http://127.0.0.1" if path.startswith(":") else "http://127.0.0.1:9")
    with pytest.raises(UserError, match=said):
        read(where, path=path, **settings)


def test_where_the_rows_are_is_asked_with_the_names_that_the_answer_has() -> None:
    with endpoint(once(Said({"count": 7, "value": ORDERS}))) as where, pytest.raises(UserError, match="count, value"):
        read(where)


def test_an_endpoint_that_moved_or_speaks_no_https_is_said() -> None:
    moved = Said(status=302, headers={"Location": "https://erp.example/login"})
    with endpoint(once(moved)) as where, pytest.raises(UserError, match=r"sends us on to “https://erp\.example/login”"):
        read(where)
    with endpoint(once(Said(ORDERS))) as where, pytest.raises(UserError, match="does not speak https"):
        read(Endpoint(where.url.replace("http:", "https:")))
