"""Text to a checked expression: Python's parser says what the structure is, and a whitelist what of it is allowed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from .expression_faults import Fault, Faults
from .expression_functions import FUNCTIONS
from .expression_numbers import MOST_BITS, Value
from .expression_operators import BINARY, COMPARISONS, UNARY
from .expression_tree import Choice, Comparison, Link, Listing, Literal, Logic, Operation, Parent, Part, Weights
from .expression_words import MOST_LEVELS, Word, plain, words_of

_BINARY: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}
_UNARY: Mapping[type[ast.unaryop], str] = {ast.USub: "-", ast.UAdd: "+", ast.Not: "not"}
_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_REFUSED = {
    ast.Set: ("a set", "Write (1, 2), or {outcome: probability}."),
    ast.Subscript: ("an index", "Nothing is indexed here: write a conditional, or give a table."),
    ast.Starred: ("a star", "Write the items out."),
    ast.Slice: ("a slice", None),
}


def read(text: str) -> tuple[Part, tuple[str, ...]]:
    """Return the checked expression that a text holds, and the names in it in order of appearance.

    Raises `Faults` with everything that is wrong.

    >>> part, names = read("1 if I == P else 0")
    >>> part.value({"I": "left", "P": "left"}), names
    (1, ('I', 'P'))
    """
    words = words_of(text, FUNCTIONS)
    reader = _Reader(words)
    part = reader.part(_parsed(text, words), 0)
    if reader.faults:
        raise Faults(reader.faults)
    return part, tuple(dict.fromkeys(word.value for word in words if word.kind == "name"))


def _parsed(text: str, words: list[Word]) -> ast.expr:
    try:
        # Brackets around it let it run over several lines; a line break stands as a space.
        return ast.parse(f"({plain(text, words)})", mode="eval").body
    except SyntaxError as error:
        at = (error.offset or 2) - 2
        wanted = (error.msg or "broken").removeprefix("invalid syntax. ")
        raise Faults([Fault(f"no expression: {wanted[:1].lower()}{wanted[1:]}", at=max(at, 0))]) from None
    except (RecursionError, MemoryError):
        raise Faults([Fault(f"nested deeper than {MOST_LEVELS} levels", at=0)]) from None


class _Reader:
    """Builds our own parts out of those of Python's tree that are allowed, and notes all that are not."""

    def __init__(self, words: list[Word]) -> None:
        self.words = {word.at: word for word in words}
        self.faults: list[Fault] = []
        self._rules: dict[type[ast.expr], Callable[[Any, int], Part]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Call: self._call,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._binary,
            ast.Compare: self._comparison,
            ast.BoolOp: self._logic,
            ast.IfExp: self._choice,
            ast.Tuple: self._listing,
            ast.List: self._listing,
            ast.Dict: self._weights,
        }

    def part(self, node: ast.expr, level: int) -> Part:
        """Return the part that a node of Python's tree stands for."""
        rule = self._rules.get(type(node))
        if level > MOST_LEVELS:  # said once: nothing below is looked at
            raise Faults([Fault(f"nested deeper than {MOST_LEVELS} levels", "Give a table instead.", at=_at(node))])
        if rule is None:
            what, hint = _REFUSED.get(type(node), (f"a {type(node).__name__}", None))
            return self._refuse(node, f"{what} is no part of this language", hint)
        return rule(node, level + 1)

    def _refuse(self, node: ast.expr, message: str, hint: str | None = None) -> Part:
        self.faults.append(Fault(message, hint, at=_at(node)))
        return Literal(_at(node), None)

    def _constant(self, node: ast.Constant, level: int) -> Part:
        del level
        word = self.words.get(_at(node))
        value: Value = word.value if word is not None and word.kind == "text" else node.value
        if isinstance(value, int) and value.bit_length() > MOST_BITS:
            return self._refuse(node, f"a whole number of more than {MOST_BITS:,} bits")
        if isinstance(value, float) and value in {float("inf"), float("-inf")}:
            return self._refuse(node, "a number too large to be finite")
        if value is not None and not isinstance(value, (bool, int, float, str)):
            return self._refuse(node, f"{type(value).__name__} is no part of this language")
        return Literal(_at(node), value)

    def _name(self, node: ast.Name, level: int) -> Part:
        del level
        return Parent(_at(node), self.words[_at(node)].value)

    def _call(self, node: ast.Call, level: int) -> Part:
        word = self.words.get(_at(node.func)) if isinstance(node.func, ast.Name) else None
        if word is None or word.kind != "function":
            return self._refuse(node, "this is called, and is no function", f"Functions: {', '.join(FUNCTIONS)}.")
        function = FUNCTIONS[word.value]
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            return self._refuse(node, "a star in a call", "Write the arguments out.")
        if not function.least <= len(node.args) <= function.most:
            return self._refuse(node, f"{word.value} with {len(node.args)} arguments", f"Write {function.usage}.")
        return Operation(_at(node), function.apply, [self.part(argument, level) for argument in node.args])

    def _unary(self, node: ast.UnaryOp, level: int) -> Part:
        symbol = _UNARY.get(type(node.op))
        if symbol is None:
            return self._refuse(node, f"the operator {type(node.op).__name__} is no part of this language")
        return Operation(_at(node), UNARY[symbol], [self.part(node.operand, level)])

    def _binary(self, node: ast.BinOp, level: int) -> Part:
        symbol = _BINARY.get(type(node.op))
        if symbol is None:
            return self._refuse(node, f"the operator {type(node.op).__name__} is no part of this language")
        arguments = [self.part(node.left, level), self.part(node.right, level)]
        return Operation(self._between(node.left, node.right, symbol), BINARY[symbol], arguments)

    def _comparison(self, node: ast.Compare, level: int) -> Part:
        symbols = [_COMPARISONS.get(type(found)) for found in node.ops]
        if None in symbols:
            return self._refuse(node, "a comparison that is no part of this language", "Write == or !=.")
        first, lefts = self.part(node.left, level), [node.left, *node.comparators]
        links = [
            Link(self._between(left, right, symbol.split()[0]), COMPARISONS[symbol], self.part(right, level))
            for symbol, left, right in zip(symbols, lefts, node.comparators, strict=False)
            if symbol is not None
        ]
        return Comparison(_at(node), first, links)

    def _between(self, left: ast.expr, right: ast.expr, symbol: str) -> int:
        """Return where the operator between two operands stands: closing brackets may stand before it."""
        span = range((left.end_col_offset or 1) - 1, _at(right))
        return next((at for at in span if at in self.words and self.words[at].value == symbol), _at(left))

    def _logic(self, node: ast.BoolOp, level: int) -> Part:
        return Logic(_at(node), isinstance(node.op, ast.Or), [self.part(value, level) for value in node.values])

    def _choice(self, node: ast.IfExp, level: int) -> Part:
        return Choice(
            _at(node), self.part(node.test, level), self.part(node.body, level), self.part(node.orelse, level)
        )

    def _listing(self, node: ast.Tuple | ast.List, level: int) -> Part:
        kind = tuple if isinstance(node, ast.Tuple) else list
        return Listing(_at(node), kind, [self.part(item, level) for item in node.elts])

    def _weights(self, node: ast.Dict, level: int) -> Part:
        if not node.keys:
            return self._refuse(node, "an empty mapping", "Write {outcome: probability}.")
        if any(key is None for key in node.keys):
            return self._refuse(node, "a star in a mapping", "Write the outcomes out.")
        keys = [self.part(key, level) for key in node.keys if key is not None]
        return Weights(_at(node), list(zip(keys, [self.part(value, level) for value in node.values], strict=True)))


def _at(node: ast.expr) -> int:
    """Return where a node stands in the text: Python saw one bracket more, and nothing but ASCII."""
    return node.col_offset - 1
