"""The settings of a class: one small file that its teacher can read and change."""

from __future__ import annotations

import secrets
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from dctaxi.errors import ClassError
from dctaxi.limits import Limits
from dctaxi.whole_file import replaced_as_a_whole

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter or digit that is easily taken for another."""

LEAST_CODE = 4
MOST_CODE = 64

_TITLE, _EVERYWHERE, _PORT = "A class", "0.0.0.0", 8501

STUDENT_LIMITS = Limits(trials=2_000, members=20_000, seconds=600.0, queue=6, disk_mb=500.0)


@dataclass(frozen=True, slots=True)
class ClassSettings:
    """A class as its file says it. ``folder`` is where everything of it lies.

    ``code`` lets students in, ``teacher_code`` teachers, and ``viewer_code``, where it is not
    empty, those who only look. ``base_url`` is the address under which everybody reaches the
    server, without a slash at its end; empty: links say what the reader's browser says.
    ``limits`` are those of each student.
    """

    folder: Path
    code: str
    teacher_code: str
    viewer_code: str = ""
    title: str = _TITLE
    address: str = _EVERYWHERE
    port: int = _PORT
    base_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    limits: Limits = STUDENT_LIMITS
    data_folders: tuple[str, ...] = ()
    data_hosts: tuple[str, ...] = ()

    @property
    def secure(self) -> bool:
        """Whether everybody comes by https, so that the cookie goes by nothing else."""
        return self.base_url.startswith("https://")


class _Limits(msgspec.Struct, forbid_unknown_fields=True):
    trials: int | None = STUDENT_LIMITS.trials
    members: int | None = STUDENT_LIMITS.members
    seconds: float | None = STUDENT_LIMITS.seconds
    queue: int | None = STUDENT_LIMITS.queue
    disk_mb: float | None = STUDENT_LIMITS.disk_mb


class _Data(msgspec.Struct, forbid_unknown_fields=True):
    folders: list[str] = []
    hosts: list[str] = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    teacher_code: str
    viewer_code: str = ""
    title: str = _TITLE
    address: str = _EVERYWHERE
    port: int = _PORT
    base_url: str = ""
    allowed_hosts: list[str] = []
    limits: _Limits = msgspec.field(default_factory=_Limits)
    data: _Data = msgspec.field(default_factory=_Data)


def read_settings(path: Path) -> ClassSettings:
    """Return the settings in a file; it is read again when it changes. Raises ClassError."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise ClassError(
            f"The settings of the class cannot be read from {path} ({error.strerror}): name "
            "another file, or let `python -m dctaxi serve --class` write one."
        ) from error
    return _read(path.resolve(), changed)


def fresh_code() -> str:
    """Return a code that nobody knows and everybody can type."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))


def plain_code(code: str) -> str:
    """Return a code as it is compared: in any case, with and without hyphens and spaces."""
    return "".join(letter for letter in code.casefold() if letter not in "- \t")


def write_settings(path: Path) -> ClassSettings:
    """Write the settings of a new class with codes that nobody knows. Raises ClassError."""
    text = _TEXT.format(code=fresh_code(), teacher_code=fresh_code(), limits=STUDENT_LIMITS)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced_as_a_whole(path) as part:
            part.touch(mode=0o600)
            part.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ClassError(
            f"The settings of the class cannot be written to {path} ({error.strerror}): name "
            "another file."
        ) from error
    return read_settings(path)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> ClassSettings:
    try:
        read = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ClassError(f"{path}: expected TOML, got {error}; change it.") from error
    except msgspec.ValidationError as error:
        raise ClassError(f"{path}: {error}; change it.") from error
    codes = {"code": read.code, "teacher_code": read.teacher_code}
    codes |= {"viewer_code": read.viewer_code} if read.viewer_code else {}
    for name, code in codes.items():
        if (
            not LEAST_CODE <= len(plain_code(code)) <= len(code) <= MOST_CODE
            or not code.isprintable()
        ):
            raise ClassError(
                f"{path}: {name}: expected {LEAST_CODE} to {MOST_CODE} letters, got {len(code)}; "
                "change it."
            )
    if len(set(map(plain_code, codes.values()))) < len(codes):
        raise ClassError(f"{path}: expected a different code for each role; change one.")
    _check_url(read.base_url, path)
    _check_limits(read.limits, path)
    if not 1 <= read.port <= 65_535:
        raise ClassError(f"{path}: port: expected 1 to 65,535, got {read.port}; change it.")
    return ClassSettings(
        folder=path.parent,
        code=read.code,
        teacher_code=read.teacher_code,
        viewer_code=read.viewer_code,
        title=read.title.strip() or _TITLE,
        address=read.address,
        port=read.port,
        base_url=read.base_url.rstrip("/"),
        allowed_hosts=tuple(read.allowed_hosts),
        limits=Limits(**{name: getattr(read.limits, name) for name in _Limits.__struct_fields__}),
        data_folders=tuple(read.data.folders),
        data_hosts=tuple(read.data.hosts),
    )


def _check_url(url: str, path: Path) -> None:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query):
        raise ClassError(
            f"{path}: base_url: expected an address such as https://taxi.school.example, got "
            f"{url[:80]!r}; change it."
        )


def _check_limits(limits: _Limits, path: Path) -> None:
    for name in _Limits.__struct_fields__:
        value = getattr(limits, name)
        if value is not None and not value > 0:
            raise ClassError(
                f"{path}: limits.{name}: expected a number above 0, got {value}; change it."
            )


_TEXT = """\
# A class of `python -m dctaxi serve --class`. Everything of it lies beside this file and goes with
# its folder: `python -m dctaxi class delete`.

title = "A class"
code = "{code}"          # students enter with it and a name that they choose
teacher_code = "{teacher_code}"  # teachers enter with this one
viewer_code = ""            # for people who only look; empty lets nobody in

address = "0.0.0.0"         # on which the server listens; 127.0.0.1 behind a proxy
port = 8501
base_url = ""               # how everybody reaches it, such as https://taxi.school.example
allowed_hosts = []          # names of this server; base_url's is one already; [] with it: any

[limits]                    # of each student
trials = {limits.trials}               # of one study
members = {limits.members}             # trainings of one question outside a study
seconds = {limits.seconds:.0f}               # of training by one job
queue = {limits.queue}                   # jobs that run or wait
disk_mb = {limits.disk_mb:.0f}               # all that somebody keeps

[data]                      # where data may be read from, beside what students upload
folders = []
hosts = []
"""
