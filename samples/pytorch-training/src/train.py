"""Trains a model: python -m src.train --config configs/base.json"""

import argparse
import json
from pathlib import Path

from src.data import load_splits
from src.metrics import evaluate
from src.model import build_model
from src.plots import draw_loss


def train(config: dict, data: Path, patience: int = 8) -> tuple[object, list[float], dict]:
    """Runs the epochs and stops early when the loss no longer falls."""
    training, validation, kinds = load_splits(data)
    model = build_model(config["model"], training.features.shape[1], len(kinds), config["seed"])
    losses: list[float] = []
    for _ in range(config["epochs"]):
        losses.append(model.step(training.features, training.labels, config["learning_rate"]))
        if len(losses) > patience and min(losses[-patience:]) >= min(losses[:-patience]):
            break
    return model, losses, evaluate(model, validation.features, validation.labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("configs/base.json"))
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    _, losses, scores = train(json.loads(options.config.read_text()), options.data)
    print(f"loss {losses[0]:.4f} -> {losses[-1]:.4f} in {len(losses)} epochs")
    print(json.dumps(scores))
    if options.plot:
        draw_loss(losses, options.plot)


if __name__ == "__main__":
    main()
