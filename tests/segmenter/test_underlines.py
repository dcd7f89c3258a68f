"""Tests of cutting underlines, strokes through words, combs and grids loose from letters."""

import numpy as np

from segmenter.components import find_components
from segmenter.underlines import cut_rules, find_rules


def underlined(letters=8, rule=True):
    """Hollow letters 10 px wide and high, 4 px apart, standing on a rule 2 px thick."""
    ink = np.zeros((30, 14 * letters + 20), bool)
    for index in range(letters):
        left = 10 + 14 * index
        ink[10:20, left : left + 10] = True
        ink[12:18, left + 2 : left + 8] = False
    if rule:
        ink[20:22, 6 : 14 * letters + 12] = True
    return ink


def test_letters_come_apart_from_their_underline():
    ink = underlined()
    table = find_components(ink)
    assert len(table) == 1
    apart, rules = cut_rules(table, 10.0)
    assert (len(apart), len(rules)) == (9, 1)
    assert apart.boxes[rules].tolist() == [[6, 20, 124, 22]]
    assert int(apart.areas.sum()) == np.count_nonzero(ink)
    assert np.array_equal(apart.labels > 0, ink)


def test_letters_come_apart_from_an_underline_that_outweighs_them():
    ink = np.zeros((30, 240), bool)
    ink[:, :104] = underlined(6)
    ink[20:23, 6:236] = True  # 690 px of rule under 6 letters of 64 px
    apart, rules = cut_rules(find_components(ink), 10.0)
    assert (len(apart), len(rules)) == (7, 1)
    assert apart.boxes[rules].tolist() == [[6, 20, 236, 23]]


def test_words_without_underline_stay_as_they_are():
    ink = underlined(rule=False)
    table = find_components(ink)
    assert find_rules(ink.view(np.uint8), 10.0) is None
    kept, cut = cut_rules(table, 10.0)
    assert kept is table
    assert len(cut) == 0


def test_rule_alone_is_left_whole():
    ink = np.zeros((30, 200), bool)
    ink[10:20, 5:195] = True
    assert find_rules(ink.view(np.uint8), 10.0) is None


def comb(cells=5, letter=True):
    """Cells 20 px wide and 24 px high in walls 2 px thick, the first with a stroke on its floor."""
    ink = np.zeros((40, 20 * cells + 22), bool)
    ink[8:10, 10 : 20 * cells + 12] = True
    ink[32:34, 10 : 20 * cells + 12] = True
    for wall in range(cells + 1):
        ink[8:34, 10 + 20 * wall : 12 + 20 * wall] = True
    if letter:
        ink[20:32, 18:21] = True
    return ink


def test_letter_comes_apart_from_the_comb_it_stands_in():
    ink = comb()
    table = find_components(ink)
    assert len(table) == 1
    apart, rules = cut_rules(table, 10.0)
    assert np.delete(apart.boxes, rules, axis=0).tolist() == [[18, 20, 21, 32]]
    assert np.array_equal(apart.labels > 0, ink)


def test_upright_strokes_between_two_rules_are_no_comb_when_they_are_few():
    ink = comb(cells=5)
    ink[10:32, 25:] = False
    assert find_rules(ink.view(np.uint8), 10.0) is None


def test_every_label_is_still_its_component_s_after_a_cut():
    ink = np.zeros((90, 160), bool)
    ink[:30, : underlined().shape[1]] = underlined()
    ink[50:80, 10 : 10 + underlined(4).shape[1]] = underlined(4)
    ink[40:46, 100:106] = True  # a mark between the two words, which nothing touches
    table, rules = cut_rules(find_components(ink), 10.0)
    assert (len(table), len(rules)) == (8 + 4 + 1 + 2, 2)
    assert np.array_equal(table.labels > 0, ink)
    for index in range(len(table)):
        rows, columns = np.nonzero(table.labels == index + 1)
        bounds = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert table.boxes[index].tolist() == bounds
        assert table.areas[index] == len(rows)


def test_letter_that_hangs_through_its_underline_stays_whole():
    ink = underlined()
    ink[18:30, 94:97] = True  # a tail, through the rule at rows 20 and 21
    apart, rules = cut_rules(find_components(ink), 10.0)
    letter = int(apart.labels[29, 95])
    assert apart.boxes[letter - 1].tolist() == [94, 10, 104, 30]
    assert letter == apart.labels[20, 95] == apart.labels[12, 94]  # the crossing is the letter's
    assert apart.boxes[rules].tolist() == [[6, 20, 124, 22]]  # and the rule still is one


def test_letters_that_a_stroke_runs_through_stay_whole():
    ink = underlined(6, rule=False)
    ink[14:16, 4:98] = True
    apart, rules = cut_rules(find_components(ink), 10.0)
    assert len(rules) == 1
    letters = np.delete(apart.boxes, rules, axis=0)
    assert letters.tolist() == [[10 + 14 * i, 10, 20 + 14 * i, 20] for i in range(6)]


def test_rough_edge_of_a_rule_stays_with_it():
    ink = underlined()
    ink[22, 30:34] = ink[22, 50:52] = True
    apart, rules = cut_rules(find_components(ink), 10.0)
    assert len(apart) == 9
    assert apart.boxes[rules].tolist() == [[6, 20, 124, 23]]


def grid(rows=3, columns=3, cell=(80, 40)):
    """Cells between rules 2 px thick, a "1" in the first that touches its wall."""
    width, height = cell
    ink = np.zeros((height * rows + 22, width * columns + 22), bool)
    for row in range(rows + 1):
        ink[10 + height * row : 12 + height * row, 10 : 12 + width * columns] = True
    for column in range(columns + 1):
        ink[10 : 12 + height * rows, 10 + width * column : 12 + width * column] = True
    ink[20:32, 12:15] = True
    return ink


def test_grid_falls_into_its_rules_and_the_letters_that_touch_them():
    ink = grid()
    apart, rules = cut_rules(find_components(ink), 10.0)
    assert len(rules) == 8
    assert np.delete(apart.boxes, rules, axis=0).tolist() == [[12, 20, 15, 32]]
    assert np.array_equal(apart.labels > 0, ink)


def test_drawing_of_few_straight_lines_is_left_whole():
    ink = np.zeros((200, 300), bool)
    for step in range(180):
        for left in (20 + step, 260 - step):
            ink[10 + step : 14 + step, left : left + 4] = True
    ink[10:12, 20:264] = True
    assert find_rules(ink.view(np.uint8), 10.0) is None
