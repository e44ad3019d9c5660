import typing
from collections.abc import Iterable, Mapping

import pytest

from dctaxi import labels
from dctaxi.data import FeatureSet
from dctaxi.hyperparameters import HYPERPARAMETERS
from dctaxi.labels import Label
from dctaxi.records import ObjectiveName
from dctaxi.training import EngineId, LoaderId


@pytest.mark.parametrize(
    ("named", "needed"),
    [
        (labels.HYPERPARAMETERS, HYPERPARAMETERS),
        (labels.OBJECTIVES, typing.get_args(ObjectiveName)),
        (labels.FEATURE_SETS, typing.get_args(FeatureSet)),
        (labels.ENGINES, ("auto", *typing.get_args(EngineId))),
        (labels.LOADERS, typing.get_args(LoaderId)),
    ],
)
def test_everything_that_can_be_chosen_has_a_label(
    named: Mapping[str, Label], needed: Iterable[str]
) -> None:
    assert set(named) == set(needed)


def test_every_help_text_is_a_paragraph_of_whole_sentences() -> None:
    tables = [t for name in labels.__all__ if isinstance(t := getattr(labels, name), Mapping)]
    entries = [label for table in tables for label in table.values() if isinstance(label, Label)]
    assert len(entries) > 40
    for entry in entries:
        assert entry.label
        assert entry.help.endswith(".")
        assert "\n" not in entry.help
        assert "  " not in entry.help


def test_a_layers_width_is_labelled_with_its_layer() -> None:
    assert labels.parameter_label("num_hidden_layer_2_neurons").label == "Neurons of hidden layer 2"
    assert labels.parameter_label("lr") == labels.HYPERPARAMETERS["lr"]


def test_a_foreign_parameter_is_labelled_by_its_own_name() -> None:
    assert labels.parameter_label("dropout") == Label("dropout", "")


def test_a_unit_stands_behind_its_label() -> None:
    assert labels.METRICS["val_rmse"].with_unit == "Validation RMSE (USD)"
    assert labels.HYPERPARAMETERS["lr"].with_unit == "Learning rate"
