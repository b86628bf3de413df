"""The unit is understood by systemd, and as closed as the docs say. tests/deploy/test_evening.py runs it."""

import configparser
import re
import subprocess
from pathlib import Path

import pytest

from casus.settings import Settings, every_setting
from tests.deploy.programs import DEPLOY, program, replaced

FOLDER = DEPLOY / "systemd"
DOCS = DEPLOY.parent / "docs" / "operating.md"


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with a command that every machine has in the place of the one that operators install."""
    for name in ("casus.service", "casus.socket"):
        text = (FOLDER / name).read_text("utf-8")
        text = replaced(text, {"/opt/casus/bin/casus": "/bin/true"}) if name == "casus.service" else text
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def unit(name: str) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(FOLDER / name, "utf-8")
    return found


@pytest.mark.parametrize("name", ["casus.service", "casus.socket"])
def test_systemd_has_nothing_to_say_against_it(units: Path, name: str) -> None:
    told = subprocess.run(
        [program("systemd-analyze", "systemd"), "verify", "--man=no", units / name],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (told.returncode, told.stderr) == (0, "")


def test_its_exposure_is_what_the_docs_say(units: Path) -> None:
    analyze = [program("systemd-analyze", "systemd"), "security", "--offline=yes", "--threshold=15", "--no-pager"]
    told = subprocess.run([*analyze, units / "casus.service"], capture_output=True, text=True, timeout=60)
    found = re.search(r"Overall exposure level for casus.service: (\d+\.\d)", told.stdout)
    assert told.returncode == 0, told.stdout
    assert found
    assert f"an exposure of {found[1]} of 10" in DOCS.read_text("utf-8")


def test_the_times_and_sizes_of_the_unit_fit_the_settings() -> None:
    service, settings = unit("casus.service")["Service"], Settings()
    longest_s = settings.query_wait_s + settings.query.deadline_s + settings.client_wait_s
    assert int(service["TimeoutStopSec"]) > longest_s + 15
    queries = settings.web_workers * settings.query_workers * settings.query.memory_bytes
    assert int(service["MemoryMax"].removesuffix("G")) * 1024**3 > queries + 1024**3


def test_the_settings_that_it_begins_with_are_settings() -> None:
    text = (FOLDER / "casus.env").read_text("utf-8")
    given = dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert set(given) <= {each.variable for each in every_setting()}
    read = Settings.from_environment(given)
    assert (read.trusted_proxies, read.public_url) == (1, "https://casus.example.org")
    socket = unit("casus.socket")["Socket"]["ListenStream"]
    assert f"server {socket}" in (DEPLOY / "nginx" / "casus.conf").read_text("utf-8")


def test_the_command_reads_the_settings_and_runs_nothing_of_them(tmp_path: Path) -> None:
    """They were run by a shell: a password with & in it lost its end, and `$(...)` was done as root."""
    values = {
        "CASUS_STORE_PASSWORD": "a b$HOME&touch pwned;`touch pwned`$(touch pwned)#'x",
        "CASUS_CORRECTIONS": "mailto:a@example.org?subject=a b&body=*",
        "CASUS_PUBLIC_URL": "https://casus.example.org",
        "CASUS_STORE_USER": "",
    }
    given = (FOLDER / "casus.env").read_text("utf-8") + "".join(f"{name}={value}\n" for name, value in values.items())
    (tmp_path / "env").write_text(f'{given}# A=1\n\nCASUS_RELEASE="quoted"\nPORT=8001', encoding="utf-8")
    script = replaced(
        (FOLDER / "casus.sh").read_text("utf-8"),
        {"</etc/casus.env": f"<{tmp_path}/env", "exec runuser -u casus -- /opt/casus/bin/casus": "exec env -0"},
    )
    told = subprocess.run(["sh", "-c", script], cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, capture_output=True)

    read = dict(line.split("=", 1) for line in told.stdout.decode().split("\0") if "=" in line)
    assert told.returncode == 0, told.stderr
    assert {name: read[name] for name in values} == values
    assert (read["CASUS_RELEASE"], read["PORT"], read["CASUS_METRICS_PORT"]) == ("quoted", "8001", "9464")
    assert "A" not in read
    assert list(tmp_path.iterdir()) == [tmp_path / "env"]


def test_times_of_nginx_fit_the_settings() -> None:
    site, settings = (DEPLOY / "nginx" / "casus.conf").read_text("utf-8"), Settings()
    seconds = {name: int(value) for name, value in re.findall(r"(\w+_timeout) (\d+)s;", site)}
    assert (
        seconds["proxy_read_timeout"] > settings.query_wait_s + settings.query.deadline_s + settings.request_deadline_s
    )
    upstream = re.search(r"upstream casus \{.*?keepalive_timeout (\d+)s", site, re.DOTALL)
    assert upstream
    assert int(upstream[1]) < settings.client_wait_s
    spooled = re.search(r"proxy_max_temp_file_size (\d+)m", site)
    assert spooled
    assert int(spooled[1]) * 1024**2 > settings.query.result_max_bytes
