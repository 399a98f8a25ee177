"""Reads the measurements and brings them to one scale."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler

FEATURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
LABEL = "kind"


@dataclass(frozen=True)
class Split:
    features: np.ndarray
    labels: np.ndarray


def read_table(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path)
    missing = [name for name in [*FEATURES, LABEL] if name not in table.columns]
    if missing:
        raise ValueError(f"{path} has no column {', '.join(missing)}")
    return table.dropna()


def load_splits(folder: Path) -> tuple[Split, Split, list[str]]:
    """The training and the validation part, and the names of the classes."""
    train, valid = (read_table(folder / name) for name in ("train.csv", "valid.csv"))
    kinds = sorted(train[LABEL].unique())
    scaler = StandardScaler().fit(train[FEATURES].to_numpy())

    def split(table: pd.DataFrame) -> Split:
        labels = table[LABEL].map({kind: index for index, kind in enumerate(kinds)})
        return Split(scaler.transform(table[FEATURES].to_numpy()), labels.to_numpy())

    return split(train), split(valid), kinds
