"""A disk that forgets what was not synchronised: every folder that a power cut may leave behind a command.

The command's changes are read from a trace (`witness.c`) and made again in a model, which knows of each what fsync(2)
has brought to the disk. A cut then keeps what is there for certain, and of the rest whatever chance says:

* of the names that were given, changed or removed in a folder since its last fsync: any of them; a rename is whole;
* of the bytes that were written to a file since its last fsync: any writes, the last one torn, what lies between as
  zeros.

That is more than most file systems forget (ext4 and XFS keep changes of names in their order), and what POSIX allows.
"""

import os
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(eq=False)
class File:
    """Its bytes on the disk, and the writes (offset, bytes) and lengths that are not there for certain."""

    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        self.durable = self.content(len(self.pending))
        self.pending.clear()

    def content(self, kept: int) -> bytes:
        """With the first so many of its pending changes."""
        return _applied(self.durable, self.pending[:kept])

    def torn(self, chance: random.Random) -> bytes:
        """With some of them."""
        kept = [change for change in self.pending if chance.random() < 0.5]
        if kept and (data := kept[-1][1]):
            kept[-1] = kept[-1][0], data[: chance.randrange(len(data) + 1)]
        return _applied(self.durable, kept)


@dataclass(eq=False)
class Link:
    target: str


@dataclass(eq=False)
class Folder:
    """What stands in it now, and what does for certain."""

    now: dict[str, "Node"] = field(default_factory=dict)
    durable: dict[str, "Node"] = field(default_factory=dict)


Node = File | Link | Folder
Change = list[tuple[Folder, str, Node | None]]
"""Of names, made as a whole; None: it is removed."""
Content = Callable[[File], bytes]
Tree = dict[str, bytes | str | None]
"""What a folder holds, by path: the bytes of a file, the target of a link, None for a folder."""


class Disk:
    """The folder below which everything happens, as it is before the first change.

    `without`: whether a folder, by its path and what stands in it, is left out of what a cut leaves.
    """

    def __init__(self, root: Path, without: Callable[[str, Iterable[str]], bool]) -> None:
        self._without = without
        self._path = str(root.resolve())
        self._inodes: dict[int, Node] = {}
        self._pending: list[Change] = []
        self.root = self._read(root)
        self._inodes[root.stat().st_ino] = self.root

    def _read(self, path: Path) -> Folder:
        folder = Folder()
        for entry in os.scandir(path):
            node: Node
            if entry.is_symlink():
                node = Link(str(Path(entry.path).readlink()))
            elif entry.is_dir():
                node = self._read(Path(entry.path))
            else:
                node = File(Path(entry.path).read_bytes())
            self._inodes[entry.inode()] = node
            folder.now[entry.name] = node
        folder.durable = dict(folder.now)
        return folder

    def replay(self, trace: Path) -> Iterator[str]:
        """Make each change, and tell which kind it was."""
        with trace.open("rb") as notes:
            while line := notes.readline():
                kind, *fields = line.decode().rstrip("\n").split("\t")
                data = notes.read(int(fields[2])) if kind == "W" else b""
                self._make(kind, fields, data)
                yield kind

    def _make(self, kind: str, fields: list[str], data: bytes) -> None:
        node: Node | None
        match kind:
            case "W" | "T":
                file = self._inodes.get(int(fields[0]))
                if isinstance(file, File):  # not of those without a name
                    file.pending.append((int(fields[1]), data if kind == "W" else None))
            case "F":
                node = self._inodes.get(int(fields[0]))
                if isinstance(node, Folder):
                    self._notice(node, fields[1:])
                self._sync(node)
            case "C" | "D" | "S":
                node = {"C": File, "D": Folder}[kind]() if kind != "S" else Link(fields[2])
                self._inodes[int(fields[0])] = node
                self._change([(*self._place(fields[1]), node)])
            case "L":
                self._change([(*self._place(fields[1]), self._inodes[int(fields[0])])])
            case "U":
                self._change([(*self._place(fields[0]), None)])
            case "R" | "X":
                (one, old), (other, new) = self._place(fields[0]), self._place(fields[1])
                back = other.now[new] if kind == "X" else None
                self._change([(other, new, one.now[old]), (one, old, back)])
            case _:
                raise ValueError(f"{kind} {fields}: such a change is not seen, so nothing can be said of it")

    def _place(self, path: str) -> tuple[Folder, str]:
        *above, name = path.removeprefix(self._path).strip("/").split("/")
        folder = self.root
        for each in above:
            found = folder.now[each]
            assert isinstance(found, Folder), path
            folder = found
        return folder, name

    def _notice(self, folder: Folder, entries: list[str]) -> None:
        """What stands in the folder now, where a rename was not seen; each is `inode/name`."""
        told = {name: self._inodes[int(inode)] for inode, name in (entry.split("/", 1) for entry in entries)}
        change: Change = [(folder, name, node) for name, node in told.items() if folder.now.get(name) is not node]
        change += [(folder, name, None) for name in folder.now if name not in told]
        if change:
            self._change(change)

    def _change(self, change: Change) -> None:
        self._pending.append(change)
        for folder, name, node in change:
            _set(folder.now, name, node)

    def _sync(self, node: Node | None) -> None:
        if isinstance(node, File):
            node.sync()
        elif isinstance(node, Folder):
            for change in [each for each in self._pending if any(folder is node for folder, *_ in each)]:
                self._pending.remove(change)
                for folder, name, entry in change:
                    _set(folder.durable, name, entry)

    def now(self) -> Tree:
        """What who looks sees, without a cut."""
        return dict(self._walk(self.root, lambda folder: folder.now, _whole))

    def cuts(self, chance: random.Random, several: int) -> Iterator[Tree]:
        """What a cut may leave now: all, nothing, names without bytes, bytes without names, and several by chance."""
        every, none = self._names(self._pending), self._names([])
        yield self._left(every, _whole)
        yield self._left(none, _nothing)
        yield self._left(every, _nothing)
        yield self._left(none, _whole)
        for _ in range(several):
            names = self._names([each for each in self._pending if chance.random() < 0.5])
            yield self._left(names, lambda file: file.torn(chance) if file.pending else file.durable)

    def _names(self, kept: list[Change]) -> dict[int, dict[str, Node]]:
        """The names in each folder that has pending changes, with those that are kept."""
        names = {id(folder): dict(folder.durable) for change in self._pending for folder, *_ in change}
        for change in kept:
            for folder, name, node in change:
                _set(names[id(folder)], name, node)
        return names

    def _left(self, names: dict[int, dict[str, Node]], content: Content) -> Tree:
        return dict(self._walk(self.root, lambda folder: names.get(id(folder), folder.durable), content))

    def _walk(
        self, folder: Folder, names: Callable[[Folder], dict[str, Node]], content: Content, above: str = ""
    ) -> Iterator[tuple[str, bytes | str | None]]:
        for name, node in names(folder).items():
            path = above + name
            match node:
                case File():
                    yield path, content(node)
                case Link():
                    yield path, node.target
                case Folder() if not self._without(path, names(node)):
                    yield path, None
                    yield from self._walk(node, names, content, f"{path}/")


def write(tree: Tree, folder: Path) -> None:
    """Make the folder that the tree describes."""
    folder.mkdir(parents=True)
    for path, what in tree.items():  # folders come before what is in them
        place = folder / path
        if what is None:
            place.mkdir()
        elif isinstance(what, bytes):
            place.write_bytes(what)
        else:
            place.symlink_to(what)


def read(folder: Path) -> Tree:
    """The tree that a folder is."""
    tree: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        tree[name] = str(path.readlink()) if path.is_symlink() else None if path.is_dir() else path.read_bytes()
    return tree


def _whole(file: File) -> bytes:
    return file.content(len(file.pending))


def _nothing(file: File) -> bytes:
    return file.durable


def _set(names: dict[str, Node], name: str, node: Node | None) -> None:
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


def _applied(content: bytes, changes: list[tuple[int, bytes | None]]) -> bytes:
    if not changes:
        return content
    made = bytearray(content)
    for offset, data in changes:
        if data is None:
            made = made[:offset].ljust(offset, b"\0")
        else:
            made = made.ljust(offset, b"\0")
            made[offset : offset + len(data)] = data
    return bytes(made)
