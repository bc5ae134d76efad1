"""Robots of chat groups: WeCom, DingTalk (signed) and Feishu (signed), each in its published form.

Messages are plain text in all three, so that no name of a dealer can become a mention, a link or markup. In Feishu that
is a rich text (``post``) of one plain run a line, as its ``text`` reads tags.
Limits: WeCom 2,048 bytes of text, DingTalk 20,000 bytes a message, Feishu 20 KB a request; 20 messages a minute.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote_plus

import urllib3

from app.core.texts import N_, Text, texts
from app.jobs.delivery.problems import DoubtError, LaterError, RefusedError

BYTES: Final = {"wecom": 2048, "dingtalk": 18_000, "feishu": 18_000}
"""Of the text; DingTalk and Feishu count the whole request."""
TOO_FAST: Final = frozenset({45009, 130101, 11232, 9499})
"""What WeCom, DingTalk and Feishu answer to more messages than they take."""
_MORE: Final = N_("… and {n} more")
_TIMEOUT: Final = urllib3.Timeout(connect=10, read=20)


def fitted(subject: str, lines: Sequence[str], most: int, lang: str) -> list[str]:
    """Subject and as many whole lines as fit into so many bytes, and how many were left out."""
    found, used, room = [subject], len(subject.encode()), 60
    for place, line in enumerate(lines):
        size = len(line.encode()) + 8
        if used + size > most - room:
            return [*found, texts(lang).render(Text(_MORE, {"n": sum(bool(one) for one in lines[place:])}))]
        found.append(line)
        used += size
    return found


def request_of(kind: str, url: str, sign: str, message: Mapping[str, Any], now: datetime) -> tuple[str, dict[str, Any]]:
    """Address and body of a message; with a signing key signed for this moment."""
    lines = fitted(str(message["subject"]), message["lines"], BYTES[kind], str(message.get("lang", "")))
    text = "\n".join(lines)
    if kind == "feishu":
        runs = [[{"tag": "text", "text": line}] for line in lines[1:]] or [[{"tag": "text", "text": ""}]]
        post = {"zh_cn": {"title": lines[0], "content": runs}}
        body: dict[str, Any] = {"msg_type": "post", "content": {"post": post}}
        if sign:
            at = str(int(now.timestamp()))
            body |= {"timestamp": at, "sign": _hmac(f"{at}\n{sign}", "")}
        return url, body
    if kind == "dingtalk" and sign:
        ms = str(int(now.timestamp() * 1000))
        joint = "&" if "?" in url else "?"
        signed = quote_plus(_hmac(sign, f"{ms}\n{sign}"))
        url = f"{url}{joint}timestamp={ms}&sign={signed}"
    return url, {"msgtype": "text", "text": {"content": text}}


def send_chat(
    kind: str, url: str, sign: str, message: Mapping[str, Any], now: datetime,
    pool: urllib3.PoolManager | None = None,
) -> None:  # fmt: skip
    """Post a message; raises LaterError, RefusedError or DoubtError in words that never hold the address."""
    to, body = request_of(kind, url, sign, message, now)
    try:
        answer = (pool or urllib3.PoolManager()).request(
            "POST", to, body=json.dumps(body, ensure_ascii=False).encode(), timeout=_TIMEOUT, retries=False,
            redirect=False, headers={"Content-Type": "application/json; charset=utf-8"},
        )  # fmt: skip
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError,
            urllib3.exceptions.SSLError, urllib3.exceptions.LocationParseError) as error:  # fmt: skip
        raise LaterError(N_("The chat cannot be reached: {said}"), said=type(error).__name__) from error
    except urllib3.exceptions.HTTPError as error:
        raise DoubtError(N_("The chat did not answer; the message may have arrived.")) from error
    _judge(answer.status, answer.data)


def _judge(status: int, data: bytes) -> None:
    if status == 429 or status >= 500:
        raise LaterError(N_("The chat does not take messages just now: {said}"), said=status)
    try:
        found = json.loads(data)
        code = int(found.get("errcode", found.get("code", found.get("StatusCode", 0))))
        said = str(found.get("errmsg") or found.get("msg") or "")
    except (ValueError, AttributeError, TypeError):
        code, said = (0 if status == 200 else status), ""
        if status == 200:
            raise RefusedError(N_("What answers at the address is no robot of a chat.")) from None
    if code in TOO_FAST:
        raise LaterError(N_("The chat does not take messages just now: {said}"), said=f"{code} {said}")
    if status != 200 or code:
        raise RefusedError(N_("The chat refused the message: {said}"), said=f"{code} {said}".strip())


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
