import json
import tempfile
import unittest
from pathlib import Path

from src.plots import draw_loss
from src.train import train

CONFIG = json.loads(Path("configs/base.json").read_text())


class TrainTest(unittest.TestCase):
    def test_learns_the_flowers(self):
        _, losses, scores = train(CONFIG, Path("data"))
        self.assertLess(losses[-1], losses[0] / 2)
        self.assertGreater(scores["accuracy"], 0.85)

    def test_draws_the_loss(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "loss.png"
            draw_loss([3.0, 2.0, 1.5], path)
            self.assertGreater(path.stat().st_size, 1000)


if __name__ == "__main__":
    unittest.main()
