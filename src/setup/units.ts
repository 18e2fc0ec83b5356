import { places } from './places.ts'

/** The public ports, held by the system's service manager whatever happens to us (systemd.socket(5)). */
export const socketUnit = (ports: readonly number[]): string => `[Unit]
Description=Ecluse: public ports

[Socket]
${ports.map((port) => `ListenStream=${port}`).join('\n')}
Backlog=4096
NoDelay=true
Service=ecluse.service

[Install]
WantedBy=sockets.target
`

/**
 * The supervisor. Killed, it is back within a moment, and what it started lives on meanwhile: KillMode=process
 * (systemd.kill(5)). Delegate: what it does below its own control group is its own affair.
 */
export const serviceUnit = `[Unit]
Description=Ecluse: supervisor
After=network.target ecluse.socket
Requires=ecluse.socket
StartLimitIntervalSec=0

[Service]
ExecStart=${places.current}/server/supervisor --data ${places.data} --users ${places.users}
Restart=always
RestartSec=100ms
KillMode=process
Delegate=yes
LimitNOFILE=524288
TasksMax=infinity
Environment=LANG=C.UTF-8

[Install]
WantedBy=multi-user.target
`

/** What people and sshd call: the pinned Node, whatever version is current. */
export const commandFile = (platform: string): string => `#!/bin/sh
exec ${places.current}/node_modules/node-${platform}/bin/node ${places.current}/bin/ecluse.js "$@"
`

/**
 * What the service runs. A change of version that a power cut or a kill ended before it was whole is undone first;
 * whichever version is current then goes on.
 */
export const supervisorFile = `#!/bin/sh
here=$(readlink -f "$0")
"\${here%/*}/change" --boot
exec ${places.current}/server/start "$@"
`

/** The supervisor itself: with the sockets that a living data plane has, where there is one. */
export const startFile = (platform: string, main: string, extension: string): string => `#!/bin/sh
exec /usr/bin/perl ${places.current}/bin/inherit.pl ${places.data} \\
  ${places.current}/node_modules/node-${platform}/bin/node ${places.current}/${main}/supervisor${extension} "$@"
`

export const renewFile = (platform: string, main: string, extension: string): string => `#!/bin/sh
exec ${places.current}/node_modules/node-${platform}/bin/node ${places.current}/${main}/renew${extension} "$@"
`
