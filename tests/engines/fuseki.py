"""Apache Jena Fuseki, from Maven: its main server without the web pages, over TDB2 on disk or over a dataset in memory.

Anybody may ask; only the publisher may write, with a password.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

from tests.command import free_port
from tests.engines.engine import Engine, NotInstalled, process, wait_for

NAME = "Fuseki"
POM = Path(__file__).parent / "fuseki" / "pom.xml"
_LIBRARIES = POM.parent / "lib"
_USER, _PASSWORD = "publisher", "secret of the tests"
_CONFIGURATION = Template("""
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX ja: <http://jena.hpl.hp.com/2005/11/Assembler#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>

[] a fuseki:Server ; ja:context [ ja:cxtName "arq:queryTimeout" ; ja:cxtValue "${limit_ms},${limit_ms}" ] .

[] a fuseki:Service ;
    fuseki:name "casus" ;
    fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "query" ] ;
    fuseki:endpoint [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ; fuseki:allowedUsers "$user" ] ;
    fuseki:dataset [ $dataset ] .
""")


@contextmanager
def running(folder: Path, query_limit_s: int = 30, *, in_memory: bool = False) -> Iterator[Engine]:
    java, versions = shutil.which("java"), sorted(_LIBRARIES.glob("jena-fuseki-main-*.jar"))
    if java is None or not versions:
        raise NotInstalled(
            "Fuseki is not installed: apt-get install default-jre-headless maven; "
            "mvn -f tests/engines/fuseki/pom.xml dependency:copy-dependencies"
        )
    (version,) = re.findall(r"jena-fuseki-main-(.+)\.jar", versions[-1].name)
    (folder / "tdb2").mkdir()
    dataset = "a ja:MemoryDataset" if in_memory else f'a tdb2:DatasetTDB2 ; tdb2:location "{folder / "tdb2"}"'
    configuration = folder / "fuseki.ttl"
    configuration.write_text(
        _CONFIGURATION.substitute(limit_ms=query_limit_s * 1000, user=_USER, dataset=dataset), encoding="utf-8"
    )
    (folder / "passwords").write_text(f"{_USER}: {_PASSWORD}\n", encoding="utf-8")
    port, log = free_port(), folder / "fuseki.log"
    command = [java, "-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", f"{_LIBRARIES}/*"]
    command += ["org.apache.jena.fuseki.main.cmds.FusekiMainCmd", "--localhost", f"--port={port}", "--auth=basic"]
    command += [f"--passwd={folder / 'passwords'}", f"--config={configuration}"]
    with process(command, log, cwd=folder) as started:
        url = f"http://127.0.0.1:{port}/casus"
        wait_for(f"{url}/query", started, log)
        yield Engine(NAME, version, f"{url}/query", f"{url}/data", _USER, _PASSWORD, False, started, log)
