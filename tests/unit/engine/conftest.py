"""Small XForms written by hand, so that a test shows all that matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from survey_forms.engine import Clock, load_form
from survey_forms.engine.form import LoadedForm
from survey_forms.engine.session import Session

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" '
    'xmlns:orx="http://openrosa.org/xforms">'
)


def write_xform(instance: str, binds: str = "", body: str = "", model: str = "") -> bytes:
    """An XForm around `<data id="t">instance</data>`; `model` goes between the instance and the binds."""
    return (
        f'{HEAD}<h:head><h:title>t</h:title><model><instance><data id="t">{instance}</data></instance>'
        f"{model}{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    ).encode()


@pytest.fixture
def xform() -> Callable[..., bytes]:
    return write_xform


@pytest.fixture
def clock() -> Clock:
    return Clock.fixed(datetime(2026, 11, 22, 9, 30), "Asia/Karachi")


@pytest.fixture
def load() -> Callable[..., LoadedForm]:
    def make(instance: str, binds: str = "", body: str = "", model: str = "", **resources: bytes) -> LoadedForm:
        return load_form(write_xform(instance, binds, body, model), resources)

    return make


@pytest.fixture
def start(load: Callable[..., LoadedForm], clock: Clock) -> Callable[..., Session]:
    def make(instance: str, binds: str = "", body: str = "", model: str = "", **resources: bytes) -> Session:
        return load(instance, binds, body, model, **resources).start(clock=clock)

    return make


@pytest.fixture
def calculated(start: Callable[..., Session]) -> Callable[[str], str]:
    """What `<bind calculate>` stores for an expression beside some answers."""

    def value(expression: str, kind: str = "string", answers: Mapping[str, str] | None = None) -> str:
        escaped = expression.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        session = start(
            "<a/><b/><n>3</n><l>x y  z</l><out/>",
            f'<bind nodeset="/data/n" type="int"/><bind nodeset="/data/out" type="{kind}" calculate="{escaped}"/>',
        )
        for ref, answer in (answers or {}).items():
            session.set(ref, answer)
        return session.node("/data/out").value

    return value
