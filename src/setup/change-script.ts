import { places } from './places.ts'

/** How `server/change` ended, beside 0. */
export const changeEnds = { wentBack: 3, refused: 4, stuck: 5 } as const

/** The transient unit that a change runs in: it goes on whatever becomes of the connection that asked for it. */
export const changeUnit = 'ecluse-change.service'

/**
 * `server/change OLD NEW`, run by root's service manager on the server itself. A link names the version to go back to
 * for as long as the change is not whole: where the new one does not come up, where the script is killed
 * (`--unfinished`, as the unit ends), and where the machine is (`--boot`, before the supervisor starts).
 */
export const changeFile = (platform: string, main: string, extension: string): string => `#!/bin/sh
set -u
umask 022
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
home=${places.home} data=${places.data} account=${places.account}
deeds=${places.deeds} deed=${places.deed}
log=${places.changeLog} changing=${places.changing} aside=${places.aside} hold=${places.hold} code=${places.changeCode}
database=$data/control.db copy=$database.before

node() { echo "$home/$1/node_modules/node-${platform}/bin/node"; }
durable() { sync "$@" 2>/dev/null || sync; }
point() { ln -sfn "$2" "$1.new" && mv -fT "$1.new" "$1" && durable "$home"; }

# From a folder to where the system looks for them; what is the same stays.
place() {
  changed=no
  for pair in ecluse.service:${places.service} ecluse.socket:${places.socket} ecluse:${places.command}; do
    from=$1/\${pair%%:*} to=\${pair#*:}
    [ -f "$from" ] || continue
    [ -f "$to" ] && [ "$(cat "$from")" = "$(cat "$to")" ] && continue
    cp -p "$from" "$to.new" && mv -fT "$to.new" "$to" && changed=yes || return 1
  done
  [ "$changed" = no ] || systemctl daemon-reload
}

keep() {
  rm -rf "$aside" && mkdir "$aside" || return 1
  for file in ${places.service} ${places.socket} ${places.command}; do
    [ ! -f "$file" ] || cp -p "$file" "$aside/\${file##*/}" || return 1
  done
}

# A new version is tried beside the old one, with a data folder of its own, before anything is touched.
try() {
  scratch=$(mktemp -d /tmp/ecluse-try.XXXXXX) && chown "$account:" "$scratch" || return 1
  as="setpriv --reuid $account --regid $account --init-groups env -i HOME=$scratch PATH=$PATH LC_ALL=C.UTF-8"
  said=$(cd "$scratch" && $as "$(node "$1")" "$home/$1/bin/ecluse.js" server --data "$scratch/data" 2>&1)
  came=$?
  [ "$came" = 0 ] || echo "$said"
  (cd "$scratch" && $as "$(node "$1")" "$home/$1/bin/ecluse.js" stop --all --data "$scratch/data") >/dev/null
  rm -rf "$scratch"
  return $came
}

planes() { "$home/$1/server/renew" --data "$data"; }

end_control_plane() {
  for process in /proc/[0-9]*; do
    case "$(tr '\\0' ' ' 2>/dev/null <"$process/cmdline")" in
      *"/${main}/control-plane${extension} --data $data "*) kill -KILL "\${process##*/}" ;;
    esac
  done
}

# The records as they were before the new version brought them forward: the old one reads no others.
records_back() {
  [ -f "$copy" ] && [ ! -L "$copy" ] || return 0
  echo "the records go back to what they were; what they had become is kept in $database.after"
  end_control_plane
  for more in '' -wal -shm; do
    rm -f "$database.after$more"
    [ ! -e "$database$more" ] || mv -fT "$database$more" "$database.after$more"
  done
  mv -fT "$copy" "$database" && durable "$data"
}

# In this order: cut off at any point it can be done again from its beginning. A supervisor that starts meanwhile waits.
back() {
  old=$(readlink "$changing") || return 0
  echo "goes back to $old"
  if [ "$1" != boot ]; then
    : >"$hold"
    systemctl restart ecluse.service
  fi
  records_back
  place "$aside"
  point ${places.current} "$old"
  came=$?
  rm -f "$hold"
  [ "$came" = 0 ] || return 1
  [ "$1" = boot ] || planes "$old" || return 1
  rm -f "$changing" && rm -rf "$aside"
}

# Who asked for this change, from when it begins; and once, whichever way it ended, what came of it. By the link, where
# the end itself was cut off.
begin_deed() {
  [ -n "$2" ] || return 0
  (umask 077; printf '%s\n%s\n' "$1" "$2" >"$deed.new") && mv -fT "$deed.new" "$deed" && durable "$home"
}
end_deed() {
  [ -f "$deed" ] || return 0
  { read -r new && read -r said; } <"$deed" || { rm -f "$deed"; return 0; }
  outcome=$1
  [ "$(readlink ${places.current})" != "$new" ] || outcome=done
  printf '%s,"outcome":"%s","ended":"%s"}\n' "$said" "$outcome" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >>"$deeds"
  chmod 644 "$deeds"
  durable "$deeds"
  rm -f "$deed"
}

running() {
  case "$(systemctl show --property ActiveState --value ${changeUnit})" in
    active|activating|deactivating) return 0 ;;
  esac
  return 1
}

ends() {
  case "$1" in
    ${changeEnds.refused}) end_deed refused ;;
    ${changeEnds.stuck}) end_deed stuck ;;
    *) end_deed went-back ;;
  esac
  echo "$1" >"$code"
  exit "$1"
}

# The named versions stay, and whatever a living process was started from.
prune() {
  for folder in "$home"/*; do
    name=\${folder##*/}
    [ -d "$folder" ] && [ ! -L "$folder" ] || continue
    case " $* " in *" $name "*) continue ;; esac
    case "$(readlink /proc/[0-9]*/exe)" in *"$folder/"*) continue ;; esac
    rm -rf "$folder"
  done
  find "$home" -mindepth 1 -maxdepth 1 -name '.incoming*' -mmin +600 -exec rm -rf {} +
}

change() {
  old=$1 new=$2
  prune "$new" "$old" "$(readlink ${places.previous})"
  try "$new" || { echo "$new does not come up in a data folder of its own: nothing was changed"; return ${changeEnds.refused}; }
  rm -f "$copy"
  keep && point "$changing" "$old" || return ${changeEnds.refused}
  if point ${places.current} "$new" && place "$home/$new/server/files" &&
    systemctl restart ecluse.service && planes "$new"; then
    rm -f "$changing" && durable "$home"
    point ${places.previous} "$old"
    rm -rf "$aside" "$copy"
    prune "$new" "$old"
    return 0
  fi
  back now || return ${changeEnds.stuck}
  return ${changeEnds.wentBack}
}

case "$1" in
  --unfinished)
    [ -L "$changing" ] || { end_deed cut-off; exit 0; }
    back now >>"$log" 2>&1 && ends ${changeEnds.wentBack} || ends ${changeEnds.stuck} ;;
  --boot)
    while [ -e "$hold" ] && running; do sleep 0.1; done
    rm -f "$hold"
    ! running || exit 0
    [ -L "$changing" ] || { end_deed cut-off; exit 0; }
    # Cut off before the first step, or after the last step back: what starts now is the version to go back to.
    if [ "$(readlink "$changing")" = "$(readlink ${places.current})" ]; then
      rm -f "$changing" && rm -rf "$aside"
      end_deed went-back
      exit 0
    fi
    back boot >>"$log" 2>&1 && end_deed went-back ;;
  *)
    rm -f "$code"
    (umask 077; : >"$log")
    begin_deed "$2" "\${3-}"
    change "$1" "$2" >>"$log" 2>&1
    ends $? ;;
esac
`

/** For the shell of a server: waits until no change is under way. */
export const waitForChange = `while :; do
  case "$(systemctl show --property ActiveState --value ${changeUnit})" in
    active|activating|deactivating) sleep 0.2 ;;
    *) break ;;
  esac
done
`

/**
 * `sh -c SCRIPT sh OLD NEW [DEED]`: starts the change, follows it to its end, and ends as it ended, with what it wrote.
 */
export const followChange = `set -u
rm -f ${places.changeCode}
address=\${SSH_CONNECTION:-}
deed=
[ -z "\${3-}" ] || deed=$(printf '%s,"address":"%s"' "$3" "\${address%% *}")
systemd-run --quiet --collect --unit=${changeUnit} --property=TimeoutStopSec=300 \\
  --property="ExecStopPost=${places.home}/$2/server/change --unfinished" \\
  "${places.home}/$2/server/change" "$1" "$2" "$deed" || exit 1
${waitForChange}
tail -n 12 ${places.changeLog} >&2
[ -f ${places.changeCode} ] || exit 1
exit "$(cat ${places.changeCode})"
`
