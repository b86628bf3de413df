"""The image is built from its Containerfile by buildah, and what it starts runs on a read-only root without rights.

No registry is asked: the two images that it begins with are made here, of Debian's packages. Where buildah is missing,
what can be said of the files without it is still said.
"""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from compose_spec import PyCompose

from casus.settings import Settings
from tests.deploy.machine import mirror, run
from tests.deploy.programs import DEPLOY, program

ROOT = DEPLOY.parent
FILE = DEPLOY / "container" / "Containerfile"
TEXT = FILE.read_text("utf-8")
COMPOSE = DEPLOY / "container" / "compose.yaml"
KUBERNETES = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "casus.yaml").read_text("utf-8")))
USER = "10001:10001"


def test_what_is_copied_into_the_image_is_there_and_not_ignored() -> None:
    ignored = (DEPLOY / "container" / "Containerfile.dockerignore").read_text("utf-8")
    allowed = {line[1:].rstrip("/") for line in ignored.splitlines() if line.startswith("!")}
    sources = [line.split()[1:-1] for line in TEXT.splitlines() if line.startswith("COPY ") and "--from" not in line]
    for source in (each.rstrip("/") for line in sources for each in line):
        assert (ROOT / source).exists(), source
        assert {source, source.partition("/")[0]} & allowed, source


def test_the_compose_file_is_one_and_names_what_there_is() -> None:
    compose = yaml.safe_load(COMPOSE.read_text("utf-8"))
    parsed = PyCompose.from_yaml(COMPOSE.read_text("utf-8"))
    parsed.validate()
    assert set(parsed.service_names()) == {"casus", "nginx"}
    casus, nginx = compose["services"]["casus"], compose["services"]["nginx"]
    Settings.from_environment(casus["environment"])
    build = casus["build"]
    assert (COMPOSE.parent / build["context"] / build["dockerfile"]).samefile(FILE)
    for volume in nginx["volumes"]:
        source = volume.split(":")[0]
        assert source == "./certificates" or (COMPOSE.parent / source).is_file(), source


@pytest.mark.parametrize("version", ["1.28", "1.31", "1.35"])
def test_kubernetes_takes_the_example(version: str) -> None:
    for each in KUBERNETES:
        kubernetes_validate.validate(each, version, strict=True)


def test_the_example_asks_for_paths_that_the_service_has_and_gives_it_time() -> None:
    pod = KUBERNETES[0]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    probes = {name: container[name]["httpGet"]["path"] for name in ("startupProbe", "readinessProbe", "livenessProbe")}
    assert probes == {"startupProbe": "/readyz", "readinessProbe": "/readyz", "livenessProbe": "/healthz"}
    assert f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}" == USER
    assert f"\nUSER {USER}\n" in TEXT
    Settings.from_environment({each["name"]: each["value"] for each in container["env"]})
    settings = Settings()
    longest_s = settings.query_wait_s + settings.query.deadline_s + settings.client_wait_s
    assert pod["terminationGracePeriodSeconds"] > longest_s + 10


class Buildah:
    """buildah with a store of its own."""

    def __init__(self, folder: Path) -> None:
        self._command = [program("buildah", "buildah"), "--root", folder / "store", "--runroot", folder / "run"]
        self._environment = {**os.environ, "STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}

    def __call__(self, *arguments: str | Path) -> str:
        ended = subprocess.run(
            [*self._command, *arguments], env=self._environment, capture_output=True, text=True, timeout=900
        )
        assert ended.returncode == 0, f"{arguments}\n{ended.stdout[-3000:]}\n{ended.stderr[-3000:]}"
        return ended.stdout.strip()

    def image_of(self, root: Path, name: str) -> None:
        container = self("from", "scratch")
        self("copy", container, root, "/")
        for variable, value in os.environ.items():  # how packages are fetched here
            if variable.startswith(("PIP_", "NODE_EXTRA", "npm_config_")):
                self("config", f"--env={variable}={value}", container)
        self("commit", "--rm", container, name)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The root of the built image, and how it is configured."""
    if os.geteuid() != 0:
        pytest.skip("only root can build it here")
    folder = tmp_path_factory.mktemp("container")
    folder.chmod(0o755)
    buildah, base = Buildah(folder), folder / "base"
    python, node = (
        re.findall(r"^FROM (\S+python\S+)", TEXT, re.MULTILINE)[0],
        re.findall(r"^FROM (\S+node\S+)", TEXT, re.M)[0],
    )
    site, release = mirror()
    packages = "--include=ca-certificates,python3,python3-venv,libstdc++6,libatomic1"
    run([program("debootstrap", "debootstrap"), "--variant=minbase", packages, release, base, site], 900)
    (base / "usr/bin/python").symlink_to("python3")
    for name in ("etc/ssl/certs/ca-certificates.crt", "etc/pip.conf"):
        if Path("/", name).exists():
            shutil.copy(Path("/", name), base / name)
    buildah.image_of(base, python)
    _add_node(base)
    buildah.image_of(base, node)
    shutil.rmtree(base)
    ignored = f"--ignorefile={FILE}.dockerignore"
    buildah("bud", "--format=docker", "--pull=never", "--network=host", ignored, "--file", FILE, "--tag", "casus", ROOT)
    container = buildah("from", "--pull=never", "casus")
    configured = json.loads(buildah("inspect", "--type=image", "casus"))["OCIv1"]["config"]
    configured["Health"] = json.loads(buildah("inspect", "--type=image", "casus"))["Docker"]["config"].get(
        "Healthcheck"
    )
    yield Path(buildah("mount", container)), configured
    buildah("umount", container)
    buildah("rm", container)


def _add_node(base: Path) -> None:
    """Node.js and npm as this machine has them."""
    node, npm = Path(program("node", "nodejs")).resolve(), Path(program("npm", "npm")).resolve()
    shutil.copy(node, base / "usr/bin/node")
    for library in re.findall(r"=> (/\S+)", run(["ldd", node], 30)):
        if not (to := base / library.lstrip("/")).exists():
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, to)
    for folder in (npm.parents[1], Path("/usr/share/nodejs")):
        if folder.is_dir():
            shutil.copytree(folder, base / str(folder).lstrip("/"), symlinks=True, dirs_exist_ok=True)
    (base / "usr/bin/npm").symlink_to(npm)


_READ_ONLY = r"""
set -eu
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
mount --bind "$ROOT/var/lib/casus" "$ROOT/var/lib/casus"
mount -o remount,bind,ro "$ROOT"
mount -t proc proc "$ROOT/proc"
mount -t tmpfs tmpfs "$ROOT/tmp"
mount -t tmpfs tmpfs "$ROOT/dev"
for device in null urandom; do touch "$ROOT/dev/$device"; mount --bind "/dev/$device" "$ROOT/dev/$device"; done
ip link set lo up
exec chroot "$ROOT" setpriv --reuid="${USER_%:*}" --regid="${USER_#*:}" --clear-groups --bounding-set=-all \
    --no-new-privs "$@"
"""
"""What an engine does that is told --read-only --tmpfs /tmp --cap-drop all --volume casus:/var/lib/casus."""


@pytest.mark.full
def test_the_image_is_small_and_has_no_tools_of_the_build(image: tuple[Path, dict[str, Any]]) -> None:
    root, _ = image
    environment = root / "opt/casus"
    assert not [each for name in ("pip", "hatchling", "npm", "node") for each in environment.glob(f"**/bin/{name}")]
    size = sum(each.lstat().st_size for each in environment.rglob("*") if not each.is_symlink())
    assert size < 400 * 1024**2, f"{size / 1024**2:.0f} MiB"
    assert (environment / "lib/python3.11/site-packages/casus/pages/static/built/editor.js").is_file()
    assert (root / "var/lib/casus/current").is_symlink()


@pytest.mark.full
def test_it_serves_on_a_read_only_root_is_healthy_and_ends_when_it_is_told_to(
    image: tuple[Path, dict[str, Any]],
) -> None:
    root, configured = image
    assert configured["User"] == USER
    assert configured["StopSignal"] == "SIGTERM"
    spaces = [program("unshare", "util-linux"), "--mount", "--pid", "--net", "--fork", "--kill-child=SIGKILL"]
    told = dict(each.split("=", 1) for each in configured["Env"])
    command = [*spaces, "bash", "-c", _READ_ONLY, "-", "env", "-i", *configured["Env"], *configured["Cmd"]]
    running = subprocess.Popen(
        command, env={**os.environ, "ROOT": str(root), "USER_": USER}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        check = configured["Health"]["Test"]
        assert check[0] == "CMD"
        end, healthy = time.monotonic() + 90, False
        while not healthy and running.poll() is None and time.monotonic() < end:
            time.sleep(1)
            healthy = _inside(running.pid, told, *check[1:]) == 0
        assert healthy, running.stderr.read() if running.poll() is not None else "it does not answer"  # type: ignore[union-attr]
        written = "import pathlib; pathlib.Path({!r}).write_text('x')"
        assert _inside(running.pid, told, "python", "-c", written.format("/opt/casus/x")) == 1
        assert _inside(running.pid, told, "python", "-c", written.format("/var/lib/casus/x")) == 0
        os.kill(_first(running.pid), 15)
        assert running.wait(timeout=60) == 0
    finally:
        running.kill()
        running.wait()


def _first(outer: int) -> int:
    return int(Path(f"/proc/{outer}/task/{outer}/children").read_text().split()[0])


def _inside(outer: int, environment: dict[str, str], *command: str) -> int:
    """The exit status of a command that the engine runs in the container, as its user."""
    told = [f"{name}={value}" for name, value in environment.items()]
    user = USER.partition(":")[0]
    entering = [
        program("nsenter", "util-linux"),
        f"--target={_first(outer)}",
        "--mount",
        "--pid",
        "--net",
        "--root",
        "--wd",
    ]
    ids = [f"--setuid={user}", f"--setgid={user}"]
    return subprocess.run([*entering, *ids, "env", "-i", *told, *command], capture_output=True, timeout=60).returncode
