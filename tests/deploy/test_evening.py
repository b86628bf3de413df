"""The chapter "One evening" of docs/operating.md, typed as it stands on a new Debian with systemd."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.machine import Machine

pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text("utf-8")
CHAPTER = re.search(r"^## One evening\n(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)[1]  # type: ignore[index]
STEPS = {
    int(number): "".join(re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    for number, text in re.findall(r"^### (\d)\. [^\n]*\n(.*?)(?=^### |\Z)", CHAPTER, re.MULTILINE | re.DOTALL)
}
ASK = "curl --silent --show-error --cacert /etc/ssl/casus/certificate.pem --resolve casus.example.org:443:127.0.0.1"
HTTPS = "https://casus.example.org"
_EVERY_MOMENT = (
    f"n=0; while test ! -e /run/enough; do n=$((n + 1)); {ASK} --output /dev/null "
    f"--write-out '%{{http_code}} %header{{x-cache}} %{{errormsg}}\\n' '{HTTPS}/v1/states?limit=1&q='$n "
    ">> /run/answers || true; sleep 0.05; done"
)
"""Each time something else, so that no answer comes from nginx alone."""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """With the project in /srv/casus, as an operator has unpacked it."""
    root = tmp_path_factory.mktemp("machine")
    root.chmod(0o755)
    made = Machine(root)
    (root / "srv" / "casus").mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (root / "srv/casus" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / "srv/casus" / name)
    with made as running:
        yield running


def release_of(machine: Machine) -> str:
    """What the service says that it serves, through nginx."""
    found = re.search(r'"release": ?"([^"]+)"', machine.run(f"{ASK} --fail {HTTPS}/readyz"))
    assert found
    return found[1]


def test_the_chapter_has_seven_steps() -> None:
    assert sorted(STEPS) == [1, 2, 3, 4, 5, 6, 7]
    assert all(STEPS.values())


def test_an_evening(machine: Machine) -> None:
    """One test, because each step stands on the one before."""
    for number in (1, 2, 3, 4, 5):
        said = machine.run(STEPS[number], network=number == 1, timeout_s=900)
    assert "active (running)" in said
    first = release_of(machine)
    assert f'Status: "serving {first}"' in said

    # Limited, and not seen by others.
    many = machine.run(
        f"{ASK} --parallel --output /dev/null --write-out '%{{http_code}}\\n' '{HTTPS}/v1/states?limit=[1-250]'"
    )
    assert set(many.split()) == {"200", "429"}
    queries = machine.run(
        f"{ASK} --parallel --output /dev/null --write-out '%{{http_code}}\\n' '{HTTPS}/sparql?query=ASK%7B%7D%23[1-60]'"
    )
    assert "429" in queries.split() and "200" in queries.split()
    time.sleep(4)

    # A new release, the way back, and a plain restart, under the eyes of one who asks all the time.
    with subprocess.Popen(machine.command(_EVERY_MOMENT), stdin=subprocess.DEVNULL) as asking:
        try:
            data = machine.root / "srv/casus/ontology/data"
            source = next(path for path in sorted(data.rglob("*.ttl")) if "@en" in path.read_text("utf-8"))
            text = source.read_text("utf-8")
            source.write_text(re.sub(r'prefLabel "([^"]+)"@en', r'prefLabel "\1 (new)"@en', text, count=1), "utf-8")
            machine.run(STEPS[6])
            second = release_of(machine)
            assert second != first
            machine.run(STEPS[7])
            assert release_of(machine) == first
            machine.run("systemctl restart casus.service")
            assert release_of(machine) == first
        finally:
            machine.run("touch /run/enough")
            asking.wait(timeout=60)
    answers = machine.run("cat /run/answers").splitlines()
    assert len(answers) > 100
    assert {answer.strip() for answer in answers} == {"200 MISS"}

    # What the unit says holds for the process that runs.
    pid = machine.run("systemctl show --property=MainPID --value casus.service").strip()
    status = machine.run(f"cat /proc/{pid}/status")
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
    assert re.search(r"^CapBnd:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE)
    assert machine.run(f"stat --format=%U /proc/{pid}").strip() == "casus"
    written = machine.run(
        f"nsenter --target {pid} --mount -- sh -c 'touch /etc/x /srv/x /opt/casus/x; true' 2>&1", check=False
    )
    assert written.count("Read-only file system") == 3

    # It is started again when it is killed.
    machine.run(
        f"kill -KILL {pid}; sleep 0.5; {ASK} --fail --retry 20 --retry-all-errors --retry-delay 1 {HTTPS}/readyz"
    )
    assert release_of(machine) == first
