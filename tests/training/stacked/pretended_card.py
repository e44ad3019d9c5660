"""A card that the CPU plays: what is captured is recorded, and memory ends where it is told to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from dctaxi.training.stacked.hardware import GraphHardware

Call = tuple[Any, tuple[Any, ...], dict[str, Any], Any]


class PretendedCard(GraphHardware):
    """Replays operations on the tensors of their capture, as a graph does."""

    def __init__(self, *, free_bytes: float = 2**29, most_members: int = 10**9) -> None:
        super().__init__(torch.device("cpu"), "pretended")
        self._free_bytes, self._most_members = free_bytes, most_members
        self.captures = self.replays = 0

    def free_bytes(self) -> float:
        return self._free_bytes

    def prepared(self, step: Callable[[], None]) -> Callable[[], None]:
        if len(step.__self__._members) > self._most_members:  # type: ignore[attr-defined]
            raise torch.OutOfMemoryError("CUDA out of memory")
        return super().prepared(step)

    def captured(self, step: Callable[[], None]) -> Callable[[], None]:
        self.captures += 1
        recording = Recording()
        with recording:
            step()
        recording.undo()

        def replay() -> None:
            self.replays += 1
            recording.replay()

        return replay

    def release(self) -> None:
        pass


class Recording(TorchDispatchMode):
    """Keeps every operation; refuses those for which a card would have to answer the host."""

    def __init__(self) -> None:
        super().__init__()
        self._calls: list[Call] = []
        self._before: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
        self._made: set[int] = set()

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if func in (torch.ops.aten._local_scalar_dense.default, torch.ops.aten.nonzero.default):
            raise RuntimeError(f"{func} in a captured step")
        for place, argument in enumerate(func._schema.arguments):
            written = args[place] if place < len(args) else kwargs.get(argument.name)
            if argument.alias_info is not None and argument.alias_info.is_write:
                whole = written.untyped_storage()
                if whole.data_ptr() not in self._made | self._before.keys():
                    view = torch.empty(0, dtype=written.dtype).set_(whole)
                    self._before[whole.data_ptr()] = view, view.clone()
        out = func(*args, **kwargs)
        given = {t.untyped_storage().data_ptr() for t in tensors((args, kwargs))}
        self._made |= {t.untyped_storage().data_ptr() for t in tensors(out)} - given
        self._calls.append((func, args, kwargs, out))
        return out

    def undo(self) -> None:
        """Put back what the step changed: a capture executes nothing."""
        for view, before in self._before.values():
            view.copy_(before)

    def replay(self) -> None:
        for func, args, kwargs, out in self._calls:
            for made, again in zip(tensors(out), tensors(func(*args, **kwargs)), strict=True):
                if made.data_ptr() != again.data_ptr():
                    made.copy_(again)


def tensors(tree: Any) -> list[torch.Tensor]:
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, torch.Tensor)]
