import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.files.csv_head import csv_head
from dctaxi.errors import DataError

ROWS = "fare,a,b,c,d,time\n" + "5,1,2,3,4,noon\n" * 20
NAMES = ("fare", "a", "b", "c", "d", "time")


def found(text, encoding="utf-8"):
    return csv_head(text.encode(encoding), "x.csv", whole=True)


@pytest.mark.parametrize(
    ("above", "skipped"),
    [
        ("", 1),
        ("\n\n", 3),
        ("Taxi trips of Berlin\n\n", 3),
        ("# exported, by somebody\n# in 2024\n", 3),
        ("sep=,\r\n", 2),
    ],
)
def test_lines_above_the_table_are_passed_over(above, skipped):
    head = found(above + ROWS)
    assert (head.columns, head.skipped, head.has_header) == (NAMES, skipped, True)


def test_a_mark_within_text_opens_no_value_of_several_lines():
    head = found('report 5" wheels\n' + ROWS.replace("noon", '6" x', 1))
    assert (head.columns, head.skipped, head.rows[0][-1]) == (NAMES, 2, '6" x')


def test_what_a_spreadsheet_says_of_its_separator_counts():
    head = found("sep=;\r\n" + ROWS.replace(",", ";"))
    assert (head.separator, head.columns, head.skipped) == (";", NAMES, 2)


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_commas_in_names_and_numbers_do_not_separate_what_something_else_does(separator, quote):
    names = [f"{name}, unit" for name in ("fare", "a", "b", "c", "d")]
    row = separator.join(["9,5", "4,6", "-74,1", "4,7", "-74,2"])
    header = separator.join(f"{quote}{name}{quote}" for name in names)
    head = found("\n".join([header, row, row, ""]))
    assert (head.separator, head.columns) == (separator, tuple(names))


def test_rows_that_end_in_separators_have_columns_without_a_name():
    text = ROWS.replace("noon", "noon,,").replace("time\n", "time \n\n")
    assert found(text).columns == (*NAMES, "column 7", "column 8")
    assert found(ROWS.replace("time", "time,")).columns == NAMES


def test_a_header_that_lacks_the_name_of_a_value_is_left_as_it_is():
    assert found(ROWS.replace("noon", "noon,7")).columns == NAMES


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_encodings_are_recognised_also_without_a_mark(encoding):
    assert found(ROWS.replace("time", "Straße"), encoding).columns == (*NAMES[:5], "Straße")


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b'[{"fare": 1}]', "JSON"), (b'{"fare": 1}\n', "JSON"), (b"\xd0\xcf\x11\xe0", "a workbook")],
)
def test_other_formats_are_named(content, kind):
    with pytest.raises(DataError, match=f"found {kind}"):
        csv_head(content, "x.csv", whole=True)


@given(st.binary(max_size=80) | st.text(alphabet='a1,;"\n\r\t |', max_size=80).map(str.encode))
def test_any_bytes_give_names_or_one_sentence(content):
    try:
        head = csv_head(content, "x.csv", whole=True)
    except DataError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right
        return
    assert len({*head.columns}) == len(head.columns) >= 2
