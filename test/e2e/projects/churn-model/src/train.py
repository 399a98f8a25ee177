"""Fits a logistic regression and writes its weights."""
import json
import math

import click
from rich.console import Console

from .data import customers

learning_rate = 0.05


def fit(rows, epochs: int, report) -> list[float]:
    weights = [0.0, 0.0, 0.0]
    for epoch in range(1, epochs + 1):
        loss = 0.0
        for calls, years, left in rows:
            inputs = (1.0, calls, years)
            guess = 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, inputs))))
            loss -= math.log(guess if left else 1 - guess)
            weights = [w + learning_rate * (left - guess) * x for w, x in zip(weights, inputs)]
        report(f"epoch {epoch}: loss {loss / len(rows):.4f}")
    return weights


@click.command()
@click.option("--epochs", default=10)
def main(epochs: int) -> None:
    weights = fit(customers(200_000), epochs, Console().print)
    with open("model.json", "w") as file:
        json.dump(weights, file)


if __name__ == "__main__":
    main()
