#!/bin/sh
# /usr/local/bin/casus: the command, as the user and with the settings of the service. For root.
# The file is read as systemd reads it, line by line: a password in it may hold $, & or a space, and nothing of it is run.
while IFS= read -r line || [ -n "$line" ]; do
    case $line in
        [A-Z]*=*)
            value=${line#*=}
            case $value in
                \"*\") value=${value#\"} value=${value%\"} ;;
                \'*\') value=${value#\'} value=${value%\'} ;;
            esac
            export "${line%%=*}=$value"
            ;;
    esac
done </etc/casus.env || exit 2
exec runuser -u casus -- /opt/casus/bin/casus "$@"
