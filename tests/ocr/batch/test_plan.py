from hypothesis import given
from hypothesis import strategies as st

from ocr.batch.plan import plan_pages
from ocr.batch.selection import parse_pages
from ocr.batch.sources import Source
from ocr.types import PageFailure


def names(counts, selection=None):
    sources = [Source(f"/scans/{relative}", relative) for relative in counts]
    plan = plan_pages(sources, list(counts.values()), selection)
    return [page.name for page in plan.iter_pages()]


def test_a_name_drops_the_last_suffix_only():
    assert names({"a/b.c.png": 1}) == ["a/b.c"]


def test_the_later_of_two_that_share_a_name_keeps_its_whole_file_name():
    assert names({"b.png": 1, "b.tif": 1, "a/b.png": 1}) == ["b", "b.tif", "a/b"]


def test_a_third_of_the_same_name_gets_a_number():
    assert names({"b.png": 1, "b.tif": 1}) == ["b", "b.tif"]
    sources = [Source(f"/{folder}/x/b.png", "x/b.png") for folder in "pqrs"]
    assert [page.name for page in plan_pages(sources, [1] * 4).iter_pages()] == [
        "x/b",
        "x/b.png",
        "x/b.png-2",
        "x/b.png-3",
    ]


def test_names_that_differ_in_case_or_composition_alone_are_the_same():
    assert names({"A.png": 1, "a.png": 1}) == ["A", "a.png"]
    assert names({"\u00e9.png": 1, "e\u0301.png": 1}) == ["\u00e9", "e\u0301.png"]


def test_pages_of_a_many_paged_source_are_numbered_from_one():
    assert names({"b.tif": 3}) == ["b-0001", "b-0002", "b-0003"]


def test_a_many_paged_source_makes_room_for_names_taken_before_it():
    assert names({"b-0002.png": 1, "b.tif": 2}) == ["b-0002", "b.tif-0001", "b.tif-0002"]
    assert names({"b.tif": 2, "b-0002.png": 1}) == ["b-0001", "b-0002", "b-0002.png"]


def test_the_joined_text_has_its_name_for_itself():
    assert names({"b.tif": 2, "b.png": 1}) == ["b-0001", "b-0002", "b.png"]


def test_no_page_takes_the_name_of_the_runs_report():
    assert names({"report.png": 1, "a/report.png": 1}) == ["report.png", "a/report"]


def test_a_file_without_suffix_keeps_its_name():
    assert names({"scan": 1, ".hidden": 1}) == ["scan", ".hidden"]


def test_a_selection_leaves_names_as_they_are():
    assert names({"b.tif": 4, "b-0001.png": 1, "c.png": 1}, parse_pages("1,4")) == [
        "b-0001",
        "b-0004",
        "b-0001.png",
        "c",
    ]


def test_a_source_that_cannot_be_opened_keeps_its_name_and_is_a_row():
    failure = PageFailure("/scans/b.png", None, "load", "b.png: empty")
    plan = plan_pages([Source("/scans/b.png", "b.png"), Source("/scans/b.tif", "b.tif")], [failure, 1])
    assert plan.row_count == 2
    assert plan.sources[0].failure == failure
    assert [page.name for page in plan.iter_pages()] == ["b.tif"]


@given(st.lists(st.tuples(st.text("aA-01.", min_size=1, max_size=6), st.integers(1, 3)), max_size=8))
def test_no_two_outputs_ever_share_a_name(drawn):
    sources = [Source(f"/{n}/{stem}x.tif", f"{stem}x.tif") for n, (stem, _) in enumerate(drawn)]
    plan = plan_pages(sources, [count for _, count in drawn])
    used = [page.name for page in plan.iter_pages()] + [s.name for s in plan.sources if s.many_paged]
    assert len({name.casefold() for name in used}) == len(used)
