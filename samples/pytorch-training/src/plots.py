"""Draws the loss of a training."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot


def draw_loss(losses: list[float], path: Path) -> None:
    figure, axes = pyplot.subplots(figsize=(6, 3))
    axes.plot(range(1, len(losses) + 1), losses)
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")
    figure.tight_layout()
    figure.savefig(path)
    pyplot.close(figure)
