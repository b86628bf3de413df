"""Virtuoso Open Source, from Debian, in a folder of its own: nothing of the machine's instance is read or changed.

Anybody may ask at `/sparql`; only its administrator may write at `/sparql-graph-crud-auth`, by HTTP Digest.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

from tests.command import free_port
from tests.engines.engine import Engine, NotInstalled, process, wait_for

NAME = "Virtuoso"
_USER, _PASSWORD = "dba", "secret-of-the-tests"
# Lines that differ from what Debian ships: the loopback interface, little memory, no folder to read files from, and
# answers that are whole: by default a result ends in silence after 10,000 rows, a query with ORDER BY and LIMIT that
# counts more rows than that is refused, and so is one that the engine itself thinks dear, with estimates of 0 seconds.
_CONFIGURATION = Template("""
[Database]
DatabaseFile       = $folder/virtuoso.db
ErrorLogFile       = $folder/virtuoso.log
LockFile           = $folder/virtuoso.lck
TransactionFile    = $folder/virtuoso.trx
xa_persistent_file = $folder/virtuoso.pxa
ErrorLogLevel      = 7
FileExtend         = 200
MaxCheckpointRemap = 2000
TempStorage        = TempDatabase

[TempDatabase]
DatabaseFile       = $folder/virtuoso-temp.db
TransactionFile    = $folder/virtuoso-temp.trx
MaxCheckpointRemap = 2000

[Parameters]
ServerPort           = 127.0.0.1:$sql_port
DisableUnixSocket    = 1
MaxClientConnections = 10
CheckpointInterval   = 0
CaseMode             = 2
AllowOSCalls         = 0
DirsAllowed          = $folder/nothing
NumberOfBuffers      = 20000
MaxDirtyBuffers      = 15000
MaxQueryMem          = 512M
ThreadsPerQuery      = 2
AsyncQueueMaxThreads = 4
MaxSortedTopRows     = 1048576

[HTTPServer]
ServerPort           = 127.0.0.1:$http_port
ServerRoot           = $folder/vsp
MaxClientConnections = 10
ServerThreads        = 10
MaxKeepAlives        = 10
KeepAliveTimeout     = 10
Charset              = UTF-8
EnabledDavVSP        = 0
HTTPProxyEnabled     = 0

[SPARQL]
ResultSetMaxRows      = 1048576
MaxQueryExecutionTime = $limit_s

[Plugins]
LoadPath = $folder/nothing
""")


@contextmanager
def running(folder: Path, query_limit_s: int = 30) -> Iterator[Engine]:
    server, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if server is None or client is None:
        raise NotInstalled("Virtuoso is not installed: apt-get install virtuoso-opensource")
    said = subprocess.run([server, "--help"], capture_output=True, text=True, check=False)
    (version,) = re.findall(r"^Version (\S+?)(?:-pthreads)? ", said.stdout + said.stderr, re.MULTILINE)
    for name in ("nothing", "vsp"):
        (folder / name).mkdir()
    sql_port, http_port = free_port(), free_port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(
        _CONFIGURATION.substitute(folder=folder, sql_port=sql_port, http_port=http_port, limit_s=query_limit_s),
        encoding="utf-8",
    )
    log = folder / "virtuoso.said"
    command = [server, "+foreground", "+configfile", configuration]
    with process(command, log, cwd=folder) as started:
        url = f"http://127.0.0.1:{http_port}"
        wait_for(f"{url}/sparql", started, log)
        subprocess.run(
            [client, f"127.0.0.1:{sql_port}", _USER, "dba", "ERRORS=STDOUT"],
            input=f'set password "dba" "{_PASSWORD}";\n',
            text=True,
            stdout=subprocess.DEVNULL,
            timeout=60,
            check=True,
        )
        yield Engine(
            NAME, version, f"{url}/sparql", f"{url}/sparql-graph-crud-auth", _USER, _PASSWORD, True, started, log
        )
