"""Changing one line of a module as it is imported, and of nothing on the disk."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType


class DoesNotApplyError(Exception):
    """The text to change is not in the module, or more than once: the mutant is out of date."""


@dataclass(frozen=True, slots=True)
class Patch:
    """In ``module``, ``old`` becomes ``new``; ``old`` stands there exactly once."""

    module: str
    old: str
    new: str

    def applied(self, source: str) -> str:
        """Return the source changed.

        Raises:
            DoesNotApplyError: the old text is not there once.
        """
        found = source.count(self.old)
        if found != 1:
            msg = f"{self.module}: {self.old!r} stands there {found} times"
            raise DoesNotApplyError(msg)
        return source.replace(self.old, self.new)


class _Loader(SourceFileLoader):
    """Compiles a changed source; no byte code is read or kept."""

    def __init__(self, fullname: str, path: str, patches: Sequence[Patch]) -> None:
        super().__init__(fullname, path)
        self._patches = patches

    def get_code(self, fullname: str) -> CodeType:
        """Return the changed module's code."""
        source = self.get_source(fullname)
        assert source is not None, "it has a file"
        for patch in self._patches:
            source = patch.applied(source)
        return compile(source, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    def __init__(self, patches: Mapping[str, Sequence[Patch]]) -> None:
        self._patches = patches

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the modules that are changed, and no other."""
        if fullname not in self._patches:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        assert spec is not None, fullname
        assert spec.origin is not None, fullname
        spec.loader = _Loader(fullname, spec.origin, self._patches[fullname])
        return spec


def install(patches: Sequence[Patch]) -> None:
    """Change these modules when they are imported, which none of them has been yet."""
    by_module: dict[str, list[Patch]] = {}
    for patch in patches:
        assert patch.module not in sys.modules, f"{patch.module} is imported already"
        by_module.setdefault(patch.module, []).append(patch)
    sys.meta_path.insert(0, _Finder(by_module))
