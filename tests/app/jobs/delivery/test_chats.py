"""Robots of chats get what they publish that they take: form, signature, size; and their answers are understood."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from app.jobs.delivery.chats import BYTES, request_of, send_chat
from app.jobs.delivery.problems import DoubtError, LaterError, RefusedError
from tests.app.jobs.delivery.loopback import Robot, serving

NOW = datetime(2026, 4, 10, 1, tzinfo=UTC)
EVIL = '<at user_id="all"></at> [链接](http://x) <font color="red">甲</font>'
MESSAGE = {"subject": "ChannelDesk 浙江", "lines": ["严重 (1)", f"· {EVIL}"], "lang": "zh_CN"}


@pytest.fixture
def robot() -> Iterator[Robot]:
    with serving(Robot()) as found:
        yield found


def test_wecom_gets_plain_text_of_at_most_2048_bytes(robot: Robot) -> None:
    send_chat("wecom", robot.url, "", MESSAGE, NOW)
    ((path, body),) = robot.posted
    assert path == "/send?key=k"
    assert body == {"msgtype": "text", "text": {"content": f"ChannelDesk 浙江\n严重 (1)\n· {EVIL}"}}
    many = MESSAGE | {"lines": [f"· 第{n}家经销商的许可证到期" for n in range(500)]}
    content = request_of("wecom", robot.url, "", many, NOW)[1]["text"]["content"]
    assert len(content.encode()) <= 2048
    told = [line for line in content.splitlines() if line.startswith("· ")]
    assert content.splitlines()[-1] == f"……另有 {500 - len(told)} 条"


def test_dingtalk_is_signed_as_it_says(robot: Robot) -> None:
    send_chat("dingtalk", robot.url, "SECabc", MESSAGE, NOW)
    ((path, body),) = robot.posted
    asked = parse_qs(urlsplit(path).query)
    at = str(int(NOW.timestamp() * 1000))
    right = base64.b64encode(hmac.new(b"SECabc", f"{at}\nSECabc".encode(), hashlib.sha256).digest()).decode()
    assert asked == {"key": ["k"], "timestamp": [at], "sign": [right]}
    assert body["msgtype"] == "text"


def test_feishu_is_signed_in_the_body_and_reads_no_tag_in_a_name(robot: Robot) -> None:
    robot.answer = b'{"code":0,"msg":"success"}'
    send_chat("feishu", robot.url, "s3", MESSAGE, NOW)
    ((_, body),) = robot.posted
    at = str(int(NOW.timestamp()))
    right = base64.b64encode(hmac.new(f"{at}\ns3".encode(), b"", hashlib.sha256).digest()).decode()
    assert (body["timestamp"], body["sign"], body["msg_type"]) == (at, right, "post")
    post = body["content"]["post"]["zh_cn"]
    assert post["title"] == "ChannelDesk 浙江"
    assert [run for line in post["content"] for run in line] == [
        {"tag": "text", "text": "严重 (1)"}, {"tag": "text", "text": f"· {EVIL}"},
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_a_request_is_never_larger_than_what_is_taken(kind: str) -> None:
    many = {"subject": "s" * 50, "lines": ["乙" * 200] * 900, "lang": "en"}
    body = json.dumps(request_of(kind, "https://x", "k", many, NOW)[1], ensure_ascii=False).encode()
    assert len(body) <= {"wecom": 2300, "dingtalk": 20_000, "feishu": 20_480}[kind]
    assert len(body) > BYTES[kind] // 2, "as much as fits"


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [(200, b'{"errcode":45009,"errmsg":"api freq out of limit"}', LaterError),
     (200, b'{"errcode":130101,"errmsg":"send too fast"}', LaterError),
     (200, b'{"code":11232,"msg":"frequency limited"}', LaterError),
     (503, b"busy", LaterError), (429, b"", LaterError),
     (200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', RefusedError),
     (200, b'{"code":19021,"msg":"sign match fail"}', RefusedError),
     (404, b"nothing", RefusedError), (200, b"<html>hello</html>", RefusedError), (302, b"", RefusedError)],
)  # fmt: skip
def test_answers_are_understood(robot: Robot, status: int, answer: bytes, kind: type[Exception]) -> None:
    robot.status, robot.answer = status, answer
    with pytest.raises(kind):
        send_chat("wecom", robot.url, "", MESSAGE, NOW)


def test_what_breaks_off_after_it_was_sent_is_in_doubt_and_no_network_is_for_later(robot: Robot) -> None:
    robot.mute = True
    with pytest.raises(DoubtError):
        send_chat("wecom", robot.url, "", MESSAGE, NOW)
    with pytest.raises(LaterError) as error:
        send_chat("wecom", "http://127.0.0.1:1/send?key=secret", "", MESSAGE, NOW)
    assert "secret" not in str(error.value)
