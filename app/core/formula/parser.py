"""A Pratt parser: the strength of an operator decides what it binds (V. Pratt, Top Down Operator Precedence, 1973)."""

from functools import lru_cache
from typing import Final

from app.core.errors import UserError
from app.core.formula.tokens import Token, number, tokens
from app.core.formula.tree import (
    COMPARISONS,
    CONNECTIVES,
    FUNCTIONS,
    TRUTHS,
    Binary,
    Call,
    Expression,
    Name,
    Negative,
    Node,
    Number,
    Quoted,
    children,
    walk,
)

__all__ = ["Expression", "parse", "parse_condition"]

MAX_DEPTH: Final = 100
MAX_PLACES: Final = 12
_BINDING: Final = {"+": 20, "-": 20, "*": 30, "/": 30, **dict.fromkeys(COMPARISONS, 10)}
_MINUS: Final = 40


@lru_cache(maxsize=2_000)
def parse(text: str) -> Expression:
    """The formula as an expression; raises UserError that names the position of the first thing that is wrong."""
    root = _number_side(_parsed(text))
    _check_tree(root)
    return Expression(root)


@lru_cache(maxsize=2_000)
def parse_condition(text: str) -> Expression:
    """A condition such as ``delivered > promised`` as an expression; raises UserError as ``parse`` does."""
    root = _truth_side(_parsed(text))
    _check_tree(root)
    return Expression(root)


def _parsed(text: str) -> Node:
    parser = _Parser(tokens(text))
    root = parser.expression(0)
    rest = parser.current
    if rest.kind != "end":
        raise _unexpected(rest)
    return root


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._index = 0
        self._depth = 0

    @property
    def current(self) -> Token:
        return self._tokens[self._index]

    def expression(self, binding: int) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UserError("The formula is nested too deeply at position {at}.", at=self.current.at)
        left = self._prefix(self._take())
        while self.current.kind == "mark" and _BINDING.get(self.current.text, 0) > binding:
            operator = self._take()
            left = _binary(operator, left, self.expression(_BINDING[operator.text]))
        self._depth -= 1
        return left

    def _take(self) -> Token:
        token = self.current
        self._index += token.kind != "end"
        return token

    def _prefix(self, token: Token) -> Node:
        if token.kind == "number":
            return Number(number(token), token.at)
        if token.kind == "text":
            return Quoted(token.text, token.at)
        if token.kind == "column":
            return Name(token.text, at=token.at)
        if token.kind == "name":
            return self._call(token) if self._is_mark("(") else Name(token.text, at=token.at)
        if token.kind == "end":
            raise UserError("The formula ends too early, at position {at}.", at=token.at)
        if token.text == "-":
            return Negative(_number_side(self.expression(_MINUS)), token.at)
        if token.text == "(":
            inner = self.expression(0)
            self._close(token)
            return inner
        raise _unexpected(token)

    def _call(self, token: Token) -> Node:
        function = token.text.lower()
        if function not in FUNCTIONS:
            raise UserError(
                "There is no function “{name}” (position {at}); use {known}.",
                name=token.text,
                at=token.at,
                known=", ".join(FUNCTIONS),
            )
        self._take()
        arguments = [self.expression(0)]
        while self._is_mark(","):
            self._take()
            arguments.append(self.expression(0))
        self._close(token)
        return _checked(Call(function, tuple(arguments), token.at))

    def _is_mark(self, mark: str) -> bool:
        return self.current.kind == "mark" and self.current.text == mark

    def _close(self, opened: Token) -> None:
        if not self._is_mark(")"):
            raise UserError("The bracket opened at position {at} is not closed.", at=opened.at)
        self._take()


def _unexpected(token: Token) -> UserError:
    return UserError("“{part}” at position {at} is not expected here.", part=token.text, at=token.at)


def _binary(operator: Token, left: Node, right: Node) -> Node:
    if operator.text in COMPARISONS and isinstance(left, Quoted) != isinstance(right, Quoted):
        column, quoted = (right, left) if isinstance(left, Quoted) else (left, right)
        if operator.text not in {"=", "<>"} or not isinstance(column, Name):
            raise UserError("A text can only be compared with a name, by = or <> (position {at}).", at=operator.at)
        return Binary(operator.text, Name(column.name, is_text=True, at=column.at), quoted, operator.at)
    return Binary(operator.text, _number_side(left), _number_side(right), operator.at)


def _is_truth(node: Node) -> bool:
    if isinstance(node, Binary):
        return node.operator in COMPARISONS
    return isinstance(node, Call) and node.function in TRUTHS


def _number_side(node: Node) -> Node:
    """The node itself; raises UserError unless it gives a number."""
    if isinstance(node, Quoted):
        raise UserError("A text can only be compared with a name, by = or <> (position {at}).", at=node.at)
    if _is_truth(node):
        raise UserError("A comparison is no number; put the one at position {at} inside if(…).", at=node.at)
    return node


def _truth_side(node: Node) -> Node:
    """The node itself; raises UserError unless it gives true or false."""
    if not _is_truth(node):
        raise UserError("A condition such as a > b is expected at position {at}.", at=node.at)
    return node


def _checked(call: Call) -> Call:
    """The call itself; raises UserError for a wrong number or kind of arguments."""
    least, most = FUNCTIONS[call.function]
    if not least <= len(call.arguments) <= most:
        raise UserError(
            "{name}(…) at position {at} takes {least} to {most} values, not {count}.",
            name=call.function,
            at=call.at,
            least=least,
            most=most,
            count=len(call.arguments),
        )
    for index, argument in enumerate(call.arguments):
        conditional = call.function in CONNECTIVES or (call.function == "if" and index == 0)
        _truth_side(argument) if conditional else _number_side(argument)
    if call.function == "round" and len(call.arguments) == 2:
        _places(call.arguments[1])
    return call


def _places(node: Node) -> None:
    if not (isinstance(node, Number) and node.value.denominator == 1 and node.value <= MAX_PLACES):
        raise UserError("round(x, n) takes 0 to {limit} places (position {at}).", limit=MAX_PLACES, at=node.at)


def _check_tree(root: Node) -> None:
    """Long chains such as a + a + a are deep trees too: refuse them before anything walks them by recursion."""
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise UserError("The formula is nested too deeply at position {at}.", at=node.at)
        waiting.extend((child, depth + 1) for child in children(node))
    found = [node for node in walk(root) if isinstance(node, Name)]
    texts = {node.name for node in found if node.is_text}
    asked = {id(one.arguments[0]) for one in walk(root) if isinstance(one, Call) and one.function == "known"}
    for node in found:
        if not node.is_text and node.name in texts and id(node) not in asked:
            raise UserError(
                "“{name}” is compared with a text and used as a number (position {at}).", name=node.name, at=node.at
            )
