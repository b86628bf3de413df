"""An empty Debian with systemd as its first process, in namespaces of its own: what an operator begins with.

It has its own processes, files and network: only the loopback interface, unless a command is given that of the machine
that the tests run on. It needs root, debootstrap, and a kernel that allows all that.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.deploy.programs import program

_QUIET = ("getty.target", "console-getty.service", "systemd-firstboot.service", "apt-daily.timer", "e2scrub_all.timer")
"""Units that an empty machine has, and that want a terminal or the network."""
_BOOT = r"""
set -eu
ip link set lo up
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount -t proc proc "$ROOT/proc"
mount --bind "$ROOT/proc/sys" "$ROOT/proc/sys"
mount -o remount,bind,ro "$ROOT/proc/sys"
mount -t sysfs -o ro sysfs "$ROOT/sys"
mount -t tmpfs tmpfs "$ROOT/run"
mount -t tmpfs tmpfs "$ROOT/dev"
mkdir "$ROOT/dev/shm" "$ROOT/dev/pts"
mount -t tmpfs tmpfs "$ROOT/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$ROOT/dev/pts"
ln -s pts/ptmx "$ROOT/dev/ptmx"
ln -s /proc/self/fd "$ROOT/dev/fd"
for device in null zero full random urandom tty; do
    touch "$ROOT/dev/$device"
    mount --bind "/dev/$device" "$ROOT/dev/$device"
done
mount -t cgroup2 cgroup2 "$ROOT/sys/fs/cgroup"
cd "$ROOT"
pivot_root . mnt  # and no chroot, in which units could have no users of their own
cd /
umount --lazy /mnt
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=multi-user.target
"""


class Machine:
    """A new Debian; `with` boots it and ends all that runs in it."""

    def __init__(self, root: Path) -> None:
        if os.geteuid() != 0:
            pytest.skip("only root can make a machine")
        self.root = root
        site, release = mirror()
        debootstrap = [program("debootstrap", "debootstrap"), "--variant=minbase", "--include=ca-certificates,systemd"]
        run([*debootstrap, release, root, site], 600)
        self._configure()

    def _configure(self) -> None:
        """Packages come from where this machine has them from; nothing wants a terminal."""
        root = self.root
        for path in (
            "etc/apt",
            "etc/ssl/certs/ca-certificates.crt",
            "usr/share/keyrings",
            "etc/resolv.conf",
            "etc/hosts",
        ):
            _copy(Path("/", path), root / path)
        for path in ("etc/pip.conf", "root/.config/pip/pip.conf"):
            if Path("/", path).exists():
                _copy(Path("/", path), root / path)
        for unit in _QUIET:
            (root / "etc/systemd/system" / unit).symlink_to("/dev/null")
        (root / "etc/machine-id").write_text("")

    def __enter__(self) -> "Machine":
        spaces = ["--pid", "--mount", "--ipc", "--uts", "--cgroup", "--net", "--fork", "--kill-child=SIGKILL"]
        self._outer = subprocess.Popen(
            [program("unshare", "util-linux"), *spaces, "bash", "-c", _BOOT],
            env={**os.environ, "ROOT": str(self.root)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        end = time.monotonic() + 60
        while self._outer.poll() is None and time.monotonic() < end:
            if self._first() and self.run("systemctl is-system-running", check=False).strip() in (
                "running",
                "degraded",
            ):
                return self
            time.sleep(0.5)
        self.__exit__()
        assert self._outer.stderr is not None
        pytest.skip(f"this kernel boots no systemd in namespaces: {self._outer.stderr.read().decode()[-500:]}")

    def __exit__(self, *_: object) -> None:
        if (first := self._first()) is not None:
            os.kill(first, signal.SIGKILL)  # the end of the first process is the end of all
        self._outer.kill()
        self._outer.wait(timeout=30)

    def _first(self) -> int | None:
        """The number, outside, of the process that is systemd there."""
        children = Path(f"/proc/{self._outer.pid}/task/{self._outer.pid}/children")
        try:
            found = children.read_text().split()
            return int(found[0]) if found and Path(f"/proc/{found[0]}/comm").read_text() == "systemd\n" else None
        except OSError:
            return None

    def command(self, script: str, network: bool = False) -> list[str]:
        """What runs the script there, as root; with the network of this machine, or with the machine's own."""
        spaces = ["--pid", "--mount", "--ipc", "--uts", "--cgroup", *([] if network else ["--net"])]
        kept = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("PIP_")]
        told = [
            "env",
            "-i",
            "HOME=/root",
            "LC_ALL=C.UTF-8",
            "DEBIAN_FRONTEND=noninteractive",
            *(kept if network else []),
        ]
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        entering = [
            program("nsenter", "util-linux"),
            f"--target={self._first()}",
            *spaces,
            "--root",  # of its first process, and not the folder, which has nothing mounted out here
            "--wd",
        ]
        return [*entering, *told, path, "bash", "-euo", "pipefail", "-c", script]

    def run(self, script: str, network: bool = False, check: bool = True, timeout_s: float = 600) -> str:
        """What it prints."""
        return run(self.command(script, network), timeout_s, check)


def run(command: Sequence[str | Path], timeout_s: float, check: bool = True) -> str:
    ended = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=timeout_s
    )
    assert ended.returncode == 0 or not check, f"{command[-1]}\n{ended.stdout[-3000:]}\n{ended.stderr[-3000:]}"
    return ended.stdout


def mirror() -> tuple[str, str]:
    """Where this machine has its packages from, and which release of Debian they are of."""
    told = run(["apt-get", "indextargets", "--format", "$(SITE) $(CODENAME) $(COMPONENT)", "Created-By: Packages"], 30)
    for line in told.splitlines():
        site, release, component = line.split()
        if component == "main" and "-" not in release and "debian" in site:
            return site, release
    pytest.skip("apt-get names no mirror of Debian")


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, to, dirs_exist_ok=True, symlinks=True)
    else:
        shutil.copyfile(source, to)
