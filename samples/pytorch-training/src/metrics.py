"""What a model is worth."""

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix


def evaluate(model, inputs: np.ndarray, labels: np.ndarray) -> dict:
    found = model.probabilities(inputs).argmax(axis=1)
    return {"accuracy": round(float(accuracy_score(labels, found)), 4), "confusion": confusion_matrix(labels, found).tolist()}
