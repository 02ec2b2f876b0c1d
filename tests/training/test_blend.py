from __future__ import annotations

import pytest
import torch

from training.blend import blended


def test_each_tensor_is_the_mean_of_the_networks() -> None:
    one, other = {"w": torch.tensor([1.0, 4.0])}, {"w": torch.tensor([3.0, 0.0])}

    assert blended([one, other])["w"].tolist() == [2.0, 2.0]


def test_networks_of_other_tensors_are_refused() -> None:
    with pytest.raises(KeyError):
        blended([{"w": torch.zeros(1)}, {"v": torch.zeros(1)}])
