#!/bin/sh
# /usr/local/bin/casus: the command, as the user and with the settings of the service. For root.
set -a
. /etc/casus.env
set +a
exec runuser -u casus -- /opt/casus/bin/casus "$@"
