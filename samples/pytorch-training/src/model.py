"""The classifiers: a linear one on numpy, and a small network where PyTorch is installed."""

import numpy as np

try:
    import torch
except ImportError:
    torch = None


class LinearModel:
    """Softmax regression, trained by gradient descent on the whole set."""

    def __init__(self, features: int, classes: int, seed: int):
        self.weights = np.random.default_rng(seed).normal(0, 0.01, (features, classes))
        self.bias = np.zeros(classes)

    def probabilities(self, inputs: np.ndarray) -> np.ndarray:
        scores = inputs @ self.weights + self.bias
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        return powers / powers.sum(axis=1, keepdims=True)

    def step(self, inputs: np.ndarray, labels: np.ndarray, learning_rate: float) -> float:
        """One step down the gradient; returns the loss before it."""
        found = self.probabilities(inputs)
        rows = np.arange(len(labels))
        loss = -np.log(found[rows, labels] + 1e-12).mean()
        found[rows, labels] -= 1
        self.weights -= learning_rate * inputs.T @ found / len(labels)
        self.bias -= learning_rate * found.mean(axis=0)
        return float(loss)


class NetworkModel:
    """Two layers in PyTorch."""

    def __init__(self, features: int, classes: int, seed: int, hidden: int = 16):
        torch.manual_seed(seed)
        self.layers = torch.nn.Sequential(torch.nn.Linear(features, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, classes))
        self.optimizer = torch.optim.Adam(self.layers.parameters())

    def probabilities(self, inputs: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return torch.softmax(self.layers(torch.as_tensor(inputs, dtype=torch.float32)), dim=1).numpy()

    def step(self, inputs: np.ndarray, labels: np.ndarray, learning_rate: float) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate
        self.optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(self.layers(torch.as_tensor(inputs, dtype=torch.float32)), torch.as_tensor(labels))
        loss.backward()
        self.optimizer.step()
        return float(loss)


def build_model(kind: str, features: int, classes: int, seed: int):
    if kind == "linear":
        return LinearModel(features, classes, seed)
    if kind == "network" and torch is not None:
        return NetworkModel(features, classes, seed)
    raise ValueError(f"There is no model '{kind}' here. 'network' needs PyTorch.")
