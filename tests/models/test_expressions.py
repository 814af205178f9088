"""The language of expressions: what it means, what it refuses, and that nothing gets out of it."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import pycid_like as pcl
from pycid_like.errors import InvalidCall, InvalidExpression, InvalidModel
from pycid_like.models.expressions import expression
from tests.models.fuzz_expressions import CORPUS, judge
from tests.profiles import examples

CONTEXT: dict[str, Any] = {"a": 2, "b": -3, "c": 0.5, "t": True, "s": "left", "u": "right", "p": (1, "left")}


def value(text: str, **context: Any) -> Any:
    return expression(text)(**{**CONTEXT, **context})


def said(text: str, **context: Any) -> list[str]:
    with pytest.raises(InvalidExpression) as caught:
        value(text, **context)
    return [str(problem) for problem in caught.value.problems]


# -- meaning ---------------------------------------------------------------------------------------------------------


@st.composite
def numbers(draw: st.DrawFn, depth: int = 3) -> str:
    """Draw the text of an expression that is mostly a number; powers stay small enough for Python to compute."""
    if depth == 0:
        return draw(st.sampled_from(["a", "b", "c", "t", "0", "1", "2", "7", "1.5", ".5", "2e3", "1e308", "True"]))
    inner = numbers(depth=depth - 1)
    one, other = draw(inner), draw(inner)
    condition = draw(conditions(depth=depth - 1))
    return draw(
        st.sampled_from(
            [
                one,
                f"({one})",
                f"-{one}",
                f"+ {one}",
                *(f"{one} {sign} {other}" for sign in ("+", "-", "*", "/", "//", "%")),
                *(f"({one}){sign}({other})" for sign in ("+", "-", "*", "/", "//", "%")),
                f"({one})**{draw(st.integers(-2, 6))}",
                f"{one} if {condition} else {other}",
                f"({one} if {condition} else {other})",
                f"min({one}, {other})",
                f"max([{one}, {other}, a])",
                f"abs({one})",
                f"round({one})",
                f"round({one}, {draw(st.integers(-3, 3))})",
                f"int({one})",
                f"float({one})",
                f"sqrt({one})",
                f"log({one})",
                f"exp({one})",
            ]
        )
    )


@st.composite
def conditions(draw: st.DrawFn, depth: int = 3) -> str:
    if depth == 0:
        return draw(st.sampled_from(["t", "True", "False", "s == u", "a", "None", "p"]))
    one, other = draw(conditions(depth=depth - 1)), draw(conditions(depth=depth - 1))
    left, middle, right = (draw(numbers(depth=depth - 1)) for _ in range(3))
    orders = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    return draw(
        st.sampled_from(
            [
                f"not {one}",
                f"{one} and {other}",
                f"{one} or {other}",
                f"({one}) == ({other})",
                f"{left} {draw(orders)} {right}",
                f"{left} {draw(orders)} {middle} {draw(orders)} {right}",
                f"{left} in ({middle}, {right})",
                f"{left} not in [{middle}, {right}, s]",
                f"s + {draw(st.sampled_from(['u', repr('left')]))} {draw(orders)} u",
                f"(s, {left}) == ({right}, u)",
            ]
        )
    )


@st.composite
def values(draw: st.DrawFn) -> str:
    """Draw an expression of any kind."""
    return draw(
        numbers()
        | conditions()
        | st.builds("({}, s)".format, numbers())
        | st.builds("{{s: {}, u: {}}}".format, numbers(depth=1), numbers(depth=1))
        | st.builds("uniform([s, ({}, {})])".format, numbers(depth=1), numbers(depth=1))
        | st.builds("bernoulli({})".format, numbers(depth=1))
        | st.builds("point({})".format, numbers(depth=2))
    )


NAMES = {
    name: function
    for name, function in {**vars(math), "min": min, "max": max, "abs": abs, "round": round, "int": int, "float": float}.items()
    if name in {"min", "max", "abs", "round", "int", "float", "sqrt", "log", "exp"}
} | {"bernoulli": pcl.bernoulli, "uniform": pcl.uniform, "point": pcl.point}  # fmt: skip

#: What is refused although Python computes it: by the limits, or because Python's answer would mislead.
STRICTER = (
    "too large",
    "no finite number",
    "no real number",
    "stands twice",
    "a probability from 0 to 1",
)


@given(text=values())
@examples(1500)
def test_it_means_what_python_means(text: str) -> None:
    try:
        wanted = eval(text, {"__builtins__": {}, **NAMES}, dict(CONTEXT))
    except (ArithmeticError, ValueError):
        assert said(text)
        return
    try:
        found = value(text)
    except InvalidExpression as error:
        refused = str(error)
    else:
        assert repr(found) == repr(wanted), text  # the types too: 1, 1.0 and True are equal
        return
    assert any(words in refused for words in STRICTER), text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 if s == 'left' else 0", 1),
        ("a < 3 <= 3.0", True),
        ("a or 1/0", 2),
        ("not a and 1/0", False),
        ("0 if a else 1/0", 0),
        ("1 if a == 2 else 2 if a == 3 else 3", 1),
        ("-2**2", -4),
        ("2**-1", 0.5),
        ("2**3**2", 512),
        ("7 // 2, 7 % 2", (3, 1)),
        ("()", ()),
        ("(s, )", ("left",)),
        ("s + '-' + u", "left-right"),
        ("'it\\'s'", "it's"),
        ('"\\"\\\\\\n\\t"', '"\\\n\t'),
        ("'#; lambda: {é}'", "#; lambda: {é}"),
        ("None", None),
        ("{'x': .25, (1, 'y'): 3/4}", {"x": 0.25, (1, "y"): 0.75}),
        ("bernoulli(1/4)", {0: 0.75, 1: 0.25}),
        ("uniform(['x', 'y'])", {"x": 0.5, "y": 0.5}),
        ("uniform(p)", {1: 0.5, "left": 0.5}),
        ("point((1, 2))", {(1, 2): 1.0}),
        ("a\n  + 1", 3),
        ("\r\n a\t", 2),
        ("max(1, 2, 3)", 3),
        ("2**999 > 0", True),
        ("(-1)**10**200", 1),
    ],
)
def test_meaning(text: str, wanted: Any) -> None:
    assert value(text) == wanted
    assert type(value(text)) is type(wanted)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("influenced opinions", "`influenced opinions`"),
        ("if", "`if`"),
        ("true", "`true`"),
        ("__class__", "`__class__`"),
        ("a`b", "`a``b`"),
        ("1", "`1`"),
        ("x -> y\n'", "`x -> y\n'`"),
        ("é", "é"),
        ("ﬁ", "ﬁ"),  # Python would read "fi"
        ("名前", "名前"),
        ("min", "min"),
        ("self", "self"),
    ],
)
def test_any_name_can_be_written(name: str, written: str) -> None:
    found = expression(f"min({written}, 10) + 1")
    assert found.names == (name,)
    assert found(**{name: 2}) == 3


def test_names_come_in_order_of_appearance_once() -> None:
    assert expression("u if s == u else `my node` + s").names == ("u", "s", "my node")
    assert expression("min(1, 2)").names == ()


def test_an_expression_is_a_value() -> None:
    one = expression("1 if s == u else 0")
    assert one == expression("1 if s == u else 0")
    assert hash(one) == hash(expression("1 if s == u else 0"))
    assert one != expression("1 if s==u else 0")
    assert pickle.loads(pickle.dumps(one)) == one
    assert pickle.loads(pickle.dumps(one))(s=1, u=1) == 1
    assert (str(one), repr(one)) == ("1 if s == u else 0", "expression('1 if s == u else 0')")
    with pytest.raises(AttributeError):
        one.text = "2"  # type: ignore[misc]


def test_calls() -> None:
    assert expression("s")(s="x", unused=3) == "x"
    with pytest.raises(InvalidCall, match="no outcome is given for 's'"):
        expression("s")(u=1)
    with pytest.raises(InvalidCall, match="an expression is a text, not int"):
        expression(3)  # type: ignore[arg-type]


# -- refusals --------------------------------------------------------------------------------------------------------

ESCAPES = [
    "a.real", "s.__class__", "().__class__.__bases__[0].__subclasses__()", "a[0]", "a[0:1]", "s[::-1]", "`a`(1)",
    "__import__('os')", "`__import__`('os')", "eval('1')", "exec('1')", "open('x')", "print(1)", "getattr(a, 'real')",
    "type(a)", "vars()", "globals()", "lambda: 1", "(lambda x: x)(1)", "[x for x in p]", "{x for x in p}",
    "{x: 1 for x in p}", "(x for x in p)", "max(x for x in p)", "(a := 1)", "a := 1", "a = 1", "f'{a}'", "f\"{a}\"", "rb'x'",
    "[*p]", "(*p,)", "*p", "{**p}", "min(*p)", "min(**p)", "min(a, key=abs)", "__class__", "__builtins__", "a is None",
    "a is not None", "await a", "yield a", "(yield)", "del a", "import os", "a; b", "a # b", "a\\\n+ 1", "...", "1j", "0x10",
    "0b1", "1_000", "~a", "a & b", "a | b", "a ^ b", "a << 1", "a >> 1", "a @ b", "{1, 2}", "{1}", "a <> b", "not", "`a", "``",
    "'%s' % a", "s * 3", "3 * s", "p * 2", "p + p", "-s", "abs(s)", "min()", "min(1)", "abs(1, 2)", "uniform(1, 2)", "uniform([])",
    "uniform('ab')", "point([1])", "{[1]: 1}", "{{1: 1}: 1}", "{'x': 'y'}", "{}", "s < 1", "p < p", "1 in s", "'e' in s", "1 in 2",
    "(1)(2)", "min(1, 2)(3)", "True(1)", "\x00", "a\x00", "\ud800", "'\ud800'", "'\\ud800'", "'\\N{DIGIT ONE}'", "a\u00a0+ b",
    "a；b", "１", "²", "x²²", "b'x'", "u'x'", "'''x'''", "'a' 'b'", "a b", "1 2", "a (1)", "if", "a if", "a if b",
    "1 if a else", "else 1", "a +", "+", "a,, b", "(", ")", "(]", "[)", "{1: 2", "", " ", "01", "1.2.3", "1..real", "1e", "1a",
    "true", "false", "null", "none", "match(a)", "a?b", "$1", "a!", "{1:}", "{:1}", "(,)", "a not b", "1 if 2 if 3 else 4", "x->y",
]  # fmt: skip


@pytest.mark.parametrize("text", ESCAPES)
def test_what_is_no_part_of_the_language_is_refused(text: str) -> None:
    assert said(text, x=0)
    judge(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9", "9**9**9**9", "2**10**9", "2**-10**9", "10.0**400", "(10**200)**6", "10**200*10**200", "10**300 + 10**301 * 1e9",
        "2**1000", "-(2**999) * 2 - 2**999", "exp(1000)", "int(1e305)", "round(1.7e308)", "1e308 * 10", "1e999", "1e308 - -1e308",
        "1" * 400, "'a' * 10**9", "(1,) * 10**9", "a" * 4001, "(" * 101 + "1" + ")" * 101, "[" * 500 + "]" * 500,
        "-" * 101 + "1", "not " * 101 + "1", "+".join("a" * 102), "2**" * 101 + "2", "1 if a else " * 101 + "1",
        "a<" * 501 + "a", "1," * 501, "-" * 3999 + "1", "(" * 3000, "{" * 3000, "a**" * 900 + "a", "a and " * 501 + "a",
        "+".join(["long"] * 3), "(-8)**.5", "0**-1", "1/0", "1//0", "1%0", "1.0%0", "0.0**-1", "log(0)", "sqrt(-1)", "log(-1)",
        "round(1, 10**9)", "round(1.5, 31)", "round(1, 'x')", "int(s)", "float(s)", "bernoulli(1.5)", "bernoulli(s)",
    ],
)  # fmt: skip
def test_what_would_grow_or_has_no_value_is_refused_at_once(text: str) -> None:
    (problem,) = said(text, long="x" * 4000)
    assert problem.startswith("line 1, column ")
    judge(text.encode())


def test_limits_are_named_and_what_is_within_them_is_read() -> None:
    assert said("9**9**9") == ["line 1, column 2: the result is too large: over 1,000 bits, or no finite number"]
    assert said("a" * 4001) == ["line 1, column 4001: 4,001 characters; at most 4,000 are read"]
    assert said("1," * 501) == ["line 1, column 1001: more than 1,000 words and signs. Give a table instead."]
    assert said("(" * 101 + ")" * 101) == ["line 1, column 101: nested deeper than 100 levels"]
    assert said("-" * 101 + "1") == ["line 1, column 102: nested deeper than 100 levels. Give a table instead."]
    assert said("s + s", s="x" * 6000) == ["line 1, column 3: a text of more than 10,000 characters"]
    assert value("a" * 4000, **{"a" * 4000: 1}) == 1
    assert value("1," * 500) == (1,) * 500
    assert value("(" * 100 + "1" + ")" * 100) == 1
    assert value("-" * 100 + "1") == 1
    assert value("+".join("a" * 100)) == 200
    assert value("s + s", s="x" * 5000) == "x" * 10_000
    assert value("2**999 + 2**998") == 2**999 + 2**998


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("mni(1, 2)", ["line 1, column 1: unknown function 'mni'. Did you mean 'min'?"]),
        ("a\n  + 1 / 0", ["line 2, column 7: division by zero"]),
        ("s * 2", ["line 1, column 3: * takes numbers, found the text 'left'"]),
        ("((a) + (b)) * (s)", ["line 1, column 13: * takes numbers, found the text 'left'"]),
        ("1 < 2 < s", ["line 1, column 7: < between the number 2 and the text 'left'. Only numbers, or texts, have an order."]),
        ("a is b", ["line 1, column 3: 'is' is no word of this language. Write == or !=."]),
        ("s.upper() + f'x' + lambda", [
            "line 1, column 2: a dot: nothing has attributes here. Numbers are written like 1.5 or .5.",
            "line 1, column 3: unknown function 'upper'. " + "There are: 'abs', 'min', 'max', 'round', 'int', 'float', 'sqrt', 'exp' and 4 more.",
            "line 1, column 20: 'lambda' is no word of this language. If a node has this name, write `lambda` in backquotes.",
        ]),
        ("a[0] + {1, 2}", [
            "line 1, column 1: an index is no part of this language. Nothing is indexed here: write a conditional, or give a table.",
            "line 1, column 8: a set is no part of this language. Write (1, 2), or {outcome: probability}.",
        ]),
        ("true", ["line 1, column 1: 'true' is no constant. Write True. If a node has this name, write `true` in backquotes."]),
        ("abs(1, 2)", ["line 1, column 1: abs with 2 arguments. Write abs(x)."]),
        ("'left", ["line 1, column 1: a text that does not end. Close it with ' on the same line."]),
        ("(a", ["line 1, column 1: '(' is not closed"]),
        ("s u", ["line 1, column 3: two values side by side. An operator or a comma is missing before this."]),
        ("{1: .5, True: .5}", ["line 1, column 1: the outcome True stands twice. 1, 1.0 and True are one outcome."]),
    ],
)  # fmt: skip
def test_problems_say_where_what_and_what_to_do(text: str, problems: list[str]) -> None:
    assert said(text) == problems


# -- fuzzing ---------------------------------------------------------------------------------------------------------

PIECES = [
    "a", "b", "x", "`my node`", "0", "1", "2.5", "1e300", "9", "'left'", "(", ")", "[", "]", "{", "}", ",", ":", "+", "-", "*", "/", "//", "%",
    "**", "==", "<", ">=", "!=", " in ", " not in ", " and ", " or ", "not ", " if ", " else ", "min(", "uniform([", "bernoulli(", "round(",
    "exp(", "point(", "True", "None", ".", "__class__", "lambda ", " for ", ":=", "=", "f'", "\\", "`", "\n", " ", "é", "\u2028", "\ud800", "*p",
]  # fmt: skip


@given(text=st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example(text="1if a else 2")
@example(text="'\\" + "\n'")
@examples(2500)
def test_any_text_is_an_expression_or_a_clear_error(text: str) -> None:
    judge(text.encode("utf-8", "surrogatepass"))


@given(text=values(), data=st.data())
@examples(600)
def test_an_expression_with_a_mutation_is_an_expression_or_a_clear_error(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    dropped = data.draw(st.integers(0, 3))
    judge((text[:at] + data.draw(st.sampled_from(PIECES)) + text[at + dropped :]).encode("utf-8", "surrogatepass"))


def test_what_the_fuzzer_kept_stays_judged() -> None:
    kept = sorted(CORPUS.iterdir())
    verdicts = [judge(path.read_bytes()) for path in kept]
    assert 10 <= len(kept) < 50
    assert sum(path.stat().st_size for path in kept) < 50_000
    assert any(verdicts)
    assert not all(verdicts)


# -- as mechanisms ---------------------------------------------------------------------------------------------------

CID = pcl.CID.parse("S -> X -> D -> U; S -> U", decisions="D", utilities="U")


def model(**changed: Any) -> pcl.Model:
    given: dict[str, Any] = {
        "S": pcl.uniform([-1, 1]),
        "X": pcl.noisy_copy(0.75),
        "D": [-1, 0, 1],
        "U": lambda S, D: S * D,
    }
    return pcl.Model(CID, {**given, **changed})


def test_an_expression_is_a_mechanism_like_a_function() -> None:
    assert model(U=expression("S * D")) == model()
    assert model(S=expression("uniform([-1, 1])")) == model()
    assert model(X=expression("{S: 3/4, -S: 1/4}")) == model(X=lambda S: {S: 0.75, -S: 0.25})
    assert model(X=pcl.chance([1, -1], expression("S"))).domain("X").outcomes == (1, -1)
    flipped = {"noise": {0: 0.75, 1: 0.25}, "f": expression("-S if noise else S")}
    assert model(X=pcl.Structural(**flipped)) == model(
        X=pcl.Structural(noise=flipped["noise"], f=lambda S, noise: -S if noise else S)
    )
    assert model().expected_utility({"D": expression("X")}) == 0.5
    assert model().query(["S", "D"], policy={"D": expression("X")}).expectation(expression("S * D")) == 0.5


def test_an_expression_need_not_speak_of_every_parent_and_names_need_be_no_identifiers() -> None:
    cid = pcl.CID.parse(
        "the state, noise level -> D -> pay off; the state -> pay off", decisions="D", utilities="pay off"
    )
    found = pcl.Model(
        cid,
        {
            "the state": pcl.uniform([0, 1]),
            "noise level": pcl.uniform([0, 1]),
            "D": [0, 1],
            "pay off": expression("D"),
        },
    )
    assert found.expected_utility({"D": expression("`the state`")}) == 0.5


def test_problems_of_an_expression_name_node_context_and_column() -> None:
    with pytest.raises(InvalidModel) as caught:
        model(X=expression("SS"), U=expression("1 / (S + D)"))
    assert [str(problem) for problem in caught.value.problems] == [
        "node 'X': the expression speaks of 'SS', which is no parent. Did you mean 'S'? A text stands in quotes: 'SS'.",
        "node 'U', context D=-1, S=1: the expression '1 / (S + D)', line 1, column 3: division by zero",
    ]


def test_the_names_of_an_expression_are_the_parents_for_from_functions() -> None:
    found = pcl.Model.from_functions(
        S=expression("bernoulli(1/2)"),
        X=pcl.Structural(noise={0: 0.75, 1: 0.25}, f=expression("1 - S if noise else S")),
        D=pcl.decision([0, 1], observes="X"),
        U=pcl.utility(expression("1 if S == D else 0")),
    )
    assert found.cid.edges == (("S", "X"), ("X", "D"), ("S", "U"), ("D", "U"))
    assert found.expected_utility({"D": expression("X")}) == 0.75


def test_a_structural_function_may_be_a_table_of_outcomes() -> None:
    noise = {0: 0.75, 1: 0.25}
    assert model(X=pcl.Structural(noise, [[-1, 1], [1, -1]])) == model(
        X=pcl.Structural(noise, lambda S, noise: -S if noise else S)
    )
    with pytest.raises(InvalidModel, match=r"a table of outcomes that is not of the shape \(2, 2\)"):
        model(X=pcl.Structural(noise, [[-1, 1], [1]]))


def test_a_table_made_from_a_table_is_the_same_table() -> None:
    first = model(X=[[0.1, 0.2 + 1e-12, 0.7], [1 / 3, 1 / 3, 1 / 3]], U=lambda S, D: 0)
    again = model(X=first.chances["X"].probabilities.tolist(), U=lambda S, D: 0)
    assert first == again
    assert first.chances["X"].probabilities[0, 0] != 0.1  # scaled to sum to 1
    assert model(X=[[0.1, 0.2, 0.7], [0.5, 0.5, 0]], U=lambda S, D: 0).query("X", given={"S": -1})[0] == 0.1


def test_a_parent_with_the_name_of_the_noise_is_refused() -> None:
    cid = pcl.CID.parse("noise -> X -> U; D -> U", decisions="D", utilities="U")
    with pytest.raises(InvalidModel, match="a parent has the name 'noise' of the exogenous variable"):
        pcl.Model(cid, noise=[0.5, 0.5], X=pcl.Structural({0: 1.0}, lambda noise: noise), D=[0, 1], U=lambda X, D: 0)
