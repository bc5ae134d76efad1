"""Settings are plain data: checked when they are entered, written and read back the same, without a secret."""

from typing import Any

import pytest

from app.core.errors import UserError
from app.core.texts import EN, texts
from app.imports.sources.settings import kind_of, parse_settings, read_settings, write_settings

GOOD: dict[str, dict[str, Any]] = {
    "database": {
        "url": "postgresql://reader@erp/sales", "query": "SELECT * FROM t WHERE id > :cursor", "cursor": "id",
        "start": "0",
    },
    "web": {
        "url": "https://erp.example/odata/Orders", "query": {"$filter": "modified ge {cursor}", "$top": 100},
        "rows": "value", "paging": "link", "next": "@odata.nextLink", "cursor": "modified", "auth": "bearer",
    },
    "folder": {"folder": "/srv/exports", "pattern": "*.xlsx", "settle": 10},
}  # fmt: skip


@pytest.mark.parametrize("kind", GOOD)
def test_settings_are_read_as_they_were_written(kind: str) -> None:
    found = parse_settings(kind, GOOD[kind])
    assert kind_of(found) == kind
    assert read_settings(kind, write_settings(found)) == found
    assert found.place


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("database", {"url": "postgresql://reader:s3cret@erp/sales"}, "password"),
        ("database", {"url": "no url"}, "no address"),
        ("database", {"url": "sqlite://"}, "no address"),
        ("database", {"url": "postgresql://reader@erp/sales?password=s3cret"}, "password"),
        ("database", {"url": "mssql+pyodbc:///?odbc_connect=SERVER=erp;PWD=s3cret"}, "password"),
        ("database", {"query": "SELECT * FROM t WHERE id > :cursor AND at > :when"}, ":when"),
        ("database", {"query": "DELETE FROM t"}, "must begin with SELECT"),
        ("database", {"cursor": ""}, ":cursor"),
        ("database", {"start": ""}, "begins"),
        ("web", {"url": "https://reader:s3cret@erp.example/"}, "password"),
        ("web", {"url": "https://erp.example/?access_token=s3cret"}, "looks like a secret"),
        ("web", {"query": {"api_key": "s3cret"}}, "looks like a secret"),
        ("web", {"headers": {"Authorization": "Bearer s3cret"}}, "looks like a secret"),
        ("web", {"url": "https://erp.example:port/"}, "no address"),
        ("web", {"url": "ftp://erp.example/"}, "https://"),
        ("web", {"paging": "pages"}, "none, link"),
        ("web", {"paging": "offset"}, "{offset}"),
        ("web", {"cursor": ""}, "{cursor}"),
        ("web", {"body": "{}"}, "POST"),
        ("web", {"size": "many"}, "“size”"),
        ("web", {"query": ["a"]}, "“query”"),
        ("web", {"secret": "s3cret"}, "“secret” is no setting"),
        ("folder", {"folder": "exports"}, "whole path"),
        ("folder", {"pattern": "../*"}, "names"),
    ],
)
def test_what_cannot_work_is_refused_in_words(kind: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said.replace("{", "\\{")) as refused:
        parse_settings(kind, GOOD[kind] | changes)
    assert "s3cret" not in str(refused.value)


def test_what_is_needed_is_named() -> None:
    with pytest.raises(UserError, match="“query” is missing"):
        parse_settings("database", {"url": "sqlite:///x"})
    with pytest.raises(UserError, match="no kind"):
        parse_settings("pigeon", {})


def test_what_was_kept_before_a_check_was_there_is_still_listed() -> None:
    kept = '{"url": "https://erp.example/?api_key=1"}'
    assert read_settings("web", kept).place == "https://erp.example/?api_key=1"


def test_a_word_that_is_no_setting_is_refused_with_those_that_are() -> None:
    with pytest.raises(UserError) as refused:
        parse_settings("folder", {"path": "/srv/lists"})
    assert "“path”" in texts(EN).render(refused.value.text)
    assert "folder, pattern, settle" in texts(EN).render(refused.value.text)
