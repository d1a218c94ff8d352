/**
 * The parameters of Falco's events by name, with the type under which evt.rawarg compares them. Where events differ,
 * the first one of Falco's table decides, as it does there. `dyn` ones have no comparison.
 */
import type { FieldType } from './field.ts'

const namesByType: Partial<Record<FieldType, string>> = {
  abstime: `
    exe_ino_ctime exe_ino_mtime start_time
  `,
  bytebuf: `
    args cgroups data env img msgcontrol value_bytebuf
  `,
  charbuf: `
    arg2_str comm container_id cwd desc description exe home image json quotafilepath scope shell special target
    uargs value_charbuf
  `,
  dyn: `
    addr arg2 arg3 arg4 arg5 argv fds ppid res_or_fd sid sigmask tags tuple val vtgid
  `,
  fspath: `
    dir exepath filename linkpath name newpath oldpath path pathname root sun_path trusted_exepath
  `,
  int16: `
    sem_op_0 sem_op_1
  `,
  int32: `
    aux backlog key nsems semid semnum tty
  `,
  int64: `
    arg2_int cur dirfd dpid fd fd1 fd2 fd_in fd_out fdin fdout in_fd linkdirfd max maxevents mountfd newcur
    newdir newdirfd newfd newmax next oldcur olddir olddirfd oldfd oldmax out_fd pgid pid pid_fd ptid reaper_tid
    res ret spid status target_fd tid timeout vpgid vpid vtid
  `,
  ipaddr: `
    local_ip remote_ip
  `,
  port: `
    local_port remote_port
  `,
  reltime: `
    dqb_btime dqb_itime dqi_bgrace dqi_igrace interval
  `,
  uint16: `
    ID creat_flags nativeID op opcode sem_flg_0 sem_flg_1 sem_num_0 sem_num_1 sk_proto sk_type
  `,
  uint32: `
    action cpu cq_entries dev domain egid entries error euid event_type features first flags gid id last
    loginuid mask min_complete mnt_id mode nr_args nsops nstype operation option optlen plugin_id prot proto
    queuelen queuemax ratio resolve rgid ruid semflg sgid size sq_entries sq_thread_cpu sq_thread_idle suid
    to_submit type uid vm_rss vm_size vm_swap
  `,
  uint64: `
    arg argument cap_effective cap_inheritable cap_permitted cpu_sys cpu_usr dqb_bhardlimit dqb_bsoftlimit
    dqb_curspace dqb_ihardlimit dqb_isoftlimit event_data exe_ino exe_ino_num fdlimit initval ino ino_num ip len
    length offin offout offset peer pgft_maj pgft_min pgoffset pidns_init_start_ts pos request sk_pointer source
  `,
  uint8: `
    clockid cmd core dqi_flags fd_type how level optname queuepct quota_fmt quota_fmt_out resource sig whence
  `,
}

const typeByName = new Map<string, FieldType>()
for (const type of Object.keys(namesByType) as FieldType[])
  for (const name of (namesByType[type] ?? '').trim().split(/\s+/)) typeByName.set(name, type)

/** The type of the parameter of that name, if any event has one. */
export const parameterType = (name: string): FieldType | undefined => typeByName.get(name)
