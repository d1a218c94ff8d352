/** A process that does, within a moment, most of what recordings are to keep; all of it below a folder of its own. */
import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The name of the shell that all of it descends from. */
export const workloadName = 'eyas-workload'

const python = `
import os, socket, threading
server = socket.socket()
server.bind(('127.0.0.1', 0))
server.listen(3)
def client():
    one = socket.create_connection(server.getsockname())
    one.sendall(b'hello')
    one.close()
    open('/etc/group').close()
thread = threading.Thread(target=client)
thread.start()
one, _ = server.accept()
one.recv(100)
thread.join()
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.sendto(b'x', ('127.0.0.1', 9))
six = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
six.sendto(b'y', ('::1', 9))
unix = socket.socket(socket.AF_UNIX)
try: unix.connect('/run/eyas-none.sock')
except OSError: pass
folder = os.open('.', os.O_RDONLY)
file = os.open('made', os.O_CREAT | os.O_RDWR, 0o600, dir_fd=folder)
os.fchmod(file, 0o640)
os.dup2(file, 77)
os.fchmod(77, 0o600)
os.symlink('made', 'link', dir_fd=folder)
os.rename('made', 'moved')
os.unlink('moved', dir_fd=folder)
os.mkdir('inner')
os.chdir('inner')
open('relative', 'w').close()
os.unlink('relative')
os.fchdir(folder)
os.rmdir('inner')
os.pipe()
socket.socketpair()
os.memfd_create('secret')
if os.fork() == 0:
    os.setsid()
    os.setgid(65534)
    os.setuid(65534)
    os._exit(3)
os.wait()
os.kill(os.getpid(), 0)
`

/** Runs it below `folder`; resolves when it has ended. */
export async function runWorkload(folder: string): Promise<void> {
  const shell = join(folder, workloadName)
  copyFileSync('/bin/sh', shell)
  chmodSync(shell, 0o755)
  const script = `cat ./input; cat ../\${PWD##*/}/input > copy; (exit 4); python3 -c "$1"; true`
  await promisify(execFile)(shell, ['-c', script, 'sh', python], { cwd: folder })
}
