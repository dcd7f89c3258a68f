"""Neighbours, suspects, duplicates, styles: what is found in data whose faults are known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.datasets import features
from recognizer.datasets.collection import Collection
from recognizer.datasets.duplicates import find_duplicates
from recognizer.datasets.features import GRADIENTS, Features, describe_glyphs, gradient_features
from recognizer.datasets.neighbours import nearest_among, nearest_outside, reduce_vectors
from recognizer.datasets.styles import compare_styles
from recognizer.datasets.suspects import find_suspects, look_alike, writer_groups
from recognizer.preset import find_preset
from recognizer.types import PresetError


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def make_collection(labels, writers, parts=None, images=None):
    n = len(labels)
    return Collection(
        "toy",
        np.zeros((n, 32, 32), np.uint8) if images is None else images,
        np.array(labels),
        np.array(writers),
        np.array(parts if parts is not None else ["train"] * n),
        np.array([f"g#{at}" for at in range(n)]),
        np.full((n, 2), 20, np.int32),
        np.zeros((n, 5), np.float32),
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 400), st.integers(1, 9), st.integers(1, 20), st.integers(0, 99))
def test_neighbours_are_those_that_brute_force_finds(n, groups, count, seed):
    rng = np.random.default_rng(seed)
    vectors, group = unit(rng.normal(size=(n, 6))), rng.integers(0, groups, n)
    indices, products = nearest_outside(vectors, group, count)
    assert indices.shape == (n, count)
    every = vectors @ vectors.T
    every[group[:, None] == group[None]] = -2
    for row in range(n):
        allowed = int((group != group[row]).sum())
        told = indices[row] >= 0
        assert told.sum() == min(count, allowed)
        assert np.all(group[indices[row][told]] != group[row])
        best = np.sort(every[row])[::-1][: told.sum()]
        assert np.allclose(products[row][told], best, atol=1e-5)


def test_queries_find_themselves_and_nothing_finds_none():
    vectors = unit(np.random.default_rng(0).normal(size=(70, 5)))
    indices, products = nearest_among(vectors, vectors, 1)
    assert indices[:, 0].tolist() == list(range(70))
    assert np.allclose(products, 1, atol=1e-5)
    assert (nearest_among(vectors, vectors[:0], 2)[0] == -1).all()


def clouds(rng, writers=8, each=6):
    """Three classes well apart, written by several hands."""
    centres = unit(rng.normal(size=(3, 12)))
    labels, names, vectors = [], [], []
    for writer in range(writers):
        for at, label in enumerate("abc"):
            for _ in range(each):
                labels.append(label)
                names.append(f"w{writer}")
                vectors.append(centres[at] + 0.08 * rng.normal(size=12))
    return labels, names, unit(np.array(vectors))


def test_planted_wrong_labels_come_first():
    rng = np.random.default_rng(3)
    labels, names, vectors = clouds(rng)
    planted = {5: "c", 50: "a", 101: "b"}
    told = [planted.get(at, label) for at, label in enumerate(labels)]
    changed = [at for at in planted if told[at] != labels[at]]
    suspects = find_suspects(make_collection(told, names), Features(vectors, "toy"))
    assert set(suspects.order[: len(changed)].tolist()) == set(changed)
    assert all(suspects.likely[at] == labels[at] for at in changed)
    assert suspects.suspicion[changed].min() > 0.9
    assert np.median(suspects.suspicion) < 0.05


def test_a_hand_cannot_bear_out_its_own_mistakes():
    rng = np.random.default_rng(4)
    labels, names, vectors = clouds(rng)
    told = [
        "b" if name == "w0" and label == "a" else label for label, name in zip(labels, names, strict=True)
    ]
    suspects = find_suspects(make_collection(told, names), Features(vectors, "toy"))
    wrong = [at for at, (a, b) in enumerate(zip(labels, told, strict=True)) if a != b]
    assert set(suspects.order[:6].tolist()) == set(wrong)
    unknown = find_suspects(make_collection(told, [""] * len(told)), Features(vectors, "toy"))
    assert unknown.suspicion[wrong].mean() < suspects.suspicion[wrong].mean() - 0.05


def test_characters_that_only_one_writer_has_are_not_judged():
    labels, names, vectors = clouds(np.random.default_rng(5))
    told = [
        "z" if name == "w0" and label == "a" else label for label, name in zip(labels, names, strict=True)
    ]
    suspects = find_suspects(make_collection(told, names), Features(vectors, "toy"))
    assert len(suspects.unjudged) == 6
    assert suspects.suspicion[suspects.unjudged].max() == 0


def test_look_alikes_are_forgiven_half():
    labels, names, vectors = clouds(np.random.default_rng(6))
    mixed = [{"a": "c", "c": "C", "b": "x"}[label] for label in labels]
    vectors = np.where((np.array(labels) == "c")[:, None], vectors[[labels.index("a")]], vectors)
    suspects = find_suspects(make_collection(mixed, names), Features(unit(vectors), "toy"))
    assert suspects.suspicion.max() <= 0.75
    assert look_alike("l", "|")
    assert not look_alike("a", "b")


def test_unknown_writers_are_groups_of_their_own():
    groups = writer_groups(make_collection(["a"] * 4, ["x", "", "x", ""]))
    assert groups[0] == groups[2]
    assert len(set(groups.tolist())) == 3


def test_the_same_picture_on_both_sides_is_found(letter):
    rng = np.random.default_rng(7)
    images = rng.integers(0, 255, (30, 32, 32)).astype(np.uint8)
    images[20] = images[3]
    images[21] = np.clip(images[4].astype(int) + rng.integers(-3, 4, (32, 32)), 0, 255)
    parts = ["train"] * 20 + ["test"] * 10
    collection = make_collection(["a"] * 30, ["w"] * 30, parts, images)
    found = find_duplicates(collection)
    pairs = {(int(found.held[at]), int(found.trained[at])) for at in np.flatnonzero(found.near)}
    assert pairs == {(20, 3), (21, 4)}
    assert found.same.sum() == 1
    narrow = replace(collection, extents=np.array([[20, 2]] * 30, np.int32))
    assert np.flatnonzero(find_duplicates(narrow).near).tolist() == [0]  # a plain stroke proves nothing
    assert find_duplicates(collection.select(np.arange(20))) is None


def test_hands_are_placed_by_how_they_write():
    rng = np.random.default_rng(8)
    labels, names, vectors = clouds(rng, writers=6, each=20)
    slant = np.zeros((1, 12), np.float32)
    slant[0, 3] = 0.4
    steep = np.isin(names, ["w0", "w1", "w2"])
    styles = compare_styles(
        make_collection(labels, names), Features(unit(vectors + steep[:, None] * slant), "toy")
    )
    first = {name: place[0] for name, place in zip(styles.writers, styles.places, strict=True)}
    sides = [np.sign(first[f"w{at}"]) for at in range(6)]
    assert sides[0] == sides[1] == sides[2] != sides[3]
    assert styles.explained[0] > 0.8
    assert compare_styles(make_collection(labels, [""] * len(labels)), Features(vectors, "toy")) is None


def test_gradients_tell_shapes_apart_whatever_their_brightness(letter):
    images = np.stack([np.pad(letter(name), 2) for name in ("F", "F", "o", "l")])
    images[1] //= 2
    vectors = gradient_features(images, np.zeros((4, 5), np.float32))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.99 > vectors[0] @ vectors[2]
    assert np.isfinite(gradient_features(np.zeros((2, 32, 32), np.uint8), np.zeros((2, 5), np.float32))).all()
    assert describe_glyphs(make_collection(["a"], ["w"]), None).origin == GRADIENTS


@pytest.mark.parametrize("count", [0, 1, 2])
def test_very_small_sets_are_judged_without_a_stumble(count):
    collection = make_collection(["a"] * count, ["w"] * count, images=np.zeros((count, 32, 32), np.uint8))
    if count:
        suspects = find_suspects(collection, describe_glyphs(collection, None))
        assert suspects.order.tolist() == list(range(count))
        assert suspects.suspicion.max() == 0
    assert find_duplicates(collection) is None


class Embedder:
    """Stands for a glyph network whose embedding is the picture's corner and the size."""

    def embed_glyphs(self, crops, places=None):
        return np.concatenate([crops[:, :4, :4].reshape(len(crops), -1), places[:, :2]], axis=1)


def test_the_networks_embedding_is_used_where_there_is_one(monkeypatch):
    preset = find_preset("latin")
    monkeypatch.setattr(features, "load_glyph_classifier", lambda preset, threads: Embedder())
    collection = make_collection(["a"] * 3, ["w"] * 3, images=np.full((3, 32, 32), 255, np.uint8))
    found = describe_glyphs(collection, preset)
    assert found.origin == "the glyph network's embedding (latin)"
    assert np.allclose(np.linalg.norm(found.vectors, axis=1), 1)
    large = replace(collection, images=np.full((3, 64, 64), 255, np.uint8))
    assert describe_glyphs(large, preset).vectors.shape == (3, 18)


def test_a_network_without_an_embedding_gives_way_to_gradients(monkeypatch):
    def refuse(preset, threads):
        raise PresetError("train it again")

    monkeypatch.setattr(features, "load_glyph_classifier", refuse)
    collection = make_collection(["a"], ["w"])
    assert describe_glyphs(collection, find_preset("latin")).origin == GRADIENTS


def test_vectors_keep_their_neighbours_along_fewer_directions():
    rng = np.random.default_rng(5)
    flat = np.zeros((200, 40), np.float32)
    flat[:, :6] = rng.normal(size=(200, 6))
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    turn, _ = np.linalg.qr(rng.normal(size=(40, 40)))
    vectors = (flat @ turn).astype(np.float32)
    reduced = reduce_vectors(vectors, 8)
    assert reduced.shape == (200, 8)
    assert np.allclose(reduced @ reduced.T, vectors @ vectors.T, atol=1e-4)
    assert reduce_vectors(vectors, 40) is vectors
    assert reduce_vectors(vectors[:5], 8).shape == (5, 40)
