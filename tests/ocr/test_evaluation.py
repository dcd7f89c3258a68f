import pytest

from ocr.errors import InputError, UsageError
from ocr.evaluation import ScoringSettings, evaluate, normalize_text, score_text

ALL = ScoringSettings(ignore_case=True, fold_punctuation=True, join_hyphens=True)


def test_errors_are_counted_in_characters_and_in_words():
    score = score_text("the cot sat down", "the cat sat")
    assert (score.characters, score.character_errors) == (11, 6)
    assert (score.words, score.word_errors) == (3, 2)
    assert score.cer == pytest.approx(6 / 11)
    assert score.wer == pytest.approx(2 / 3)


def test_word_f1_does_not_mind_the_order():
    score = score_text("b a a", "a b c")
    assert (score.read_words, score.words, score.shared_words) == (3, 3, 2)
    assert score.word_f1 == pytest.approx(2 / 3)
    assert score_text("three two one", "one two three").word_f1 == 1.0


def test_a_character_is_a_grapheme_cluster_however_it_is_composed():
    assert score_text("e\u0301", "\u00e9").character_errors == 0
    score = score_text("x", "q\u0301")  # no composed form: two code points, one character
    assert (score.characters, score.character_errors) == (1, 1)


def test_white_space_is_collapsed_and_form_feeds_are_white_space():
    assert score_text("one\n\n two\f\tthree \u00a0", "one two three").character_errors == 0


def test_case_counts_unless_it_is_ignored():
    assert score_text("ABC", "abc").character_errors == 3
    assert score_text("ABC", "abc", ALL).character_errors == 0


@pytest.mark.parametrize(
    ("text", "folded"), [("“a” ‘b’", "\"a\" 'b'"), ("a–b — c", "a-b - c"), ("a---b", "a-b"), ("«a»", '"a"')]
)
def test_punctuation_folds_to_ascii_and_runs_of_dashes_to_one(text, folded):
    assert normalize_text(text, ScoringSettings(fold_punctuation=True)) == folded
    assert normalize_text(text, ScoringSettings()) == text


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("exam-\nple", "example"),
        ("exam- \r\n  ple", "example"),
        ("exam-\n\nple", "exam- ple"),
        ("two-\n3", "two- 3"),
        ("well-known", "well-known"),
        ("a -\nb", "a - b"),
    ],
)
def test_hyphens_at_line_ends_join_words(text, joined):
    assert normalize_text(text, ScoringSettings(join_hyphens=True)) == joined


def test_an_empty_truth_is_met_by_an_empty_text_alone():
    assert score_text("", "").cer == 0.0
    assert score_text("", "").word_f1 == 1.0
    assert score_text("noise", "").cer == 1.0


def write(root, **texts):
    for name, text in texts.items():
        path = root / f"{name.replace('__', '/')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_texts_are_paired_by_relative_name_and_summed_by_set(tmp_path):
    write(tmp_path / "truth", books__a="abcd", books__b="abcdef", letters__deep__c="ab", top="x")
    write(tmp_path / "out", books__a="abcx", letters__deep__c="ab", top="x", books__extra="noise")
    evaluation = evaluate(tmp_path / "out", tmp_path / "truth")
    assert [(p.set_name, p.name) for p in evaluation.pages] == [
        ("books", "books/a"),
        ("books", "books/b"),
        ("letters", "letters/deep/c"),
        ("", "top"),
    ]
    books = evaluation.sets["books"]
    assert (books.pages, books.missing, books.characters, books.character_errors) == (2, 1, 10, 7)
    assert evaluation.total.character_errors == 7
    assert evaluation.total.cer == pytest.approx(7 / 13)  # micro: not the mean of the pages' rates


def test_a_truth_without_a_text_counts_as_wholly_missed(tmp_path):
    write(tmp_path / "truth", a="two words")
    (tmp_path / "out").mkdir()
    total = evaluate(tmp_path / "out", tmp_path / "truth").total
    assert (total.cer, total.wer, total.word_f1, total.missing) == (1.0, 1.0, 0.0, 1)


def test_a_byte_order_mark_is_no_character(tmp_path):
    write(tmp_path / "truth", a="\ufeffabc")
    write(tmp_path / "out", a="abc")
    assert evaluate(tmp_path / "out", tmp_path / "truth").total.character_errors == 0


def test_folders_without_truth_and_texts_that_are_no_text_are_told(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "truth").mkdir()
    with pytest.raises(UsageError, match="no text"):
        evaluate(tmp_path / "out", tmp_path / "truth")
    with pytest.raises(UsageError, match="gone"):
        evaluate(tmp_path / "gone", tmp_path / "truth")
    (tmp_path / "truth" / "a.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"a\.txt"):
        evaluate(tmp_path / "out", tmp_path / "truth")


def test_pages_of_a_document_count_one_by_one_where_both_sides_have_as_many(tmp_path):
    write(tmp_path / "truth", a="one\n\ftwo\n", b="one\n\ftwo\n", c="one")
    write(tmp_path / "out", a="one\n\ftwx\n\f", b="one two", c="one")
    a, b, c = evaluate(tmp_path / "out", tmp_path / "truth").pages
    assert [unit.character_errors for unit in a.units] == [0, 1]
    assert [len(page.units) for page in (a, b, c)] == [2, 1, 1]
    assert a.score.character_errors == 1
    assert len(evaluate(tmp_path / "out", tmp_path / "truth").units()) == 4
